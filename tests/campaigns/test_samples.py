"""Each campaign in small, so that the suite notices on the day when one would fail in full."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.campaigns.frame import AnyCampaign, run_campaign
from tests.campaigns.registry import CAMPAIGNS


@pytest.mark.parametrize("campaign", CAMPAIGNS, ids=lambda campaign: campaign.name)
def test_a_sample_of_the_campaign_holds(campaign: AnyCampaign, tmp_path: Path) -> None:
    cases = range(campaign.sample)
    outcomes = list(run_campaign(campaign.in_small, cases, seed="sample", jobs=1, folder=tmp_path))

    assert [(outcome.case, outcome.failure) for outcome in outcomes if outcome.failure is not None] == []
    assert [outcome.case for outcome in outcomes] == list(range(campaign.sample))
    assert all(outcome.counts for outcome in outcomes)


def test_each_campaign_has_a_name_of_its_own() -> None:
    assert len({campaign.name for campaign in CAMPAIGNS}) == len(CAMPAIGNS)
