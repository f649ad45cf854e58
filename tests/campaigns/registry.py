"""All campaigns, in the order in which they are listed."""

from __future__ import annotations

from tests.campaigns.bit_flips import BIT_FLIPS
from tests.campaigns.frame import AnyCampaign
from tests.campaigns.trees import TREES

CAMPAIGNS: tuple[AnyCampaign, ...] = (TREES, BIT_FLIPS)
