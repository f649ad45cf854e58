"""All campaigns, in the order in which they are listed."""

from __future__ import annotations

from tests.campaigns.bit_flips import BIT_FLIPS
from tests.campaigns.floods import FLOODS
from tests.campaigns.frame import AnyCampaign
from tests.campaigns.kills import KILLS
from tests.campaigns.missing_syncs import MISSING_SYNCS
from tests.campaigns.power_cuts import POWER_CUTS
from tests.campaigns.receiving import RECEIVING
from tests.campaigns.seven_years import A_FIFTH, SEVEN_YEARS
from tests.campaigns.sick_disks import SICK_DISKS
from tests.campaigns.tampering import TAMPERING
from tests.campaigns.trees import TREES

CAMPAIGNS: tuple[AnyCampaign, ...] = (
    TREES,
    BIT_FLIPS,
    TAMPERING,
    KILLS,
    POWER_CUTS,
    MISSING_SYNCS,
    SICK_DISKS,
    RECEIVING,
    FLOODS,
    SEVEN_YEARS,
    A_FIFTH,
)
