"""情報資産管理簿."""

from __future__ import annotations

from datetime import date

import pytest

from sekisho.kernel.models import Entry
from sekisho.kernel.refusals import Invalid
from sekisho.ledgers.assets import ASSETS, Asset
from tests.cast import Town, at
from tests.conformance import LedgerConformance

FRIDAY = date(2026, 4, 10)
FACTS = {
    "number": "HW-012",
    "kind": "hardware",
    "name": "統合端末",
    "serial": "X1234567",
    "place": "1番窓口",
    "owner": "prefecture",
    "keeper": "resident_affairs_head",
    "holds_data": True,
    "acquired_on": date(2026, 4, 1),
}
GONE = {"disposed_on": FRIDAY, "disposal": "destroyed", "disposed_by": "住民福祉課", "certificate": "第3号"}


class TestAssets(LedgerConformance):
    ledger = ASSETS
    keeper = "welfare"
    facts = FACTS
    change = {"moved_on": date(2026, 4, 9), "place": "2番窓口"}
    broken = {"disposed_on": date(2026, 4, 10), "disposal": "destroyed"}  # by whom, and what shows it?


@pytest.fixture
def town(db: None) -> Town:
    return Town()


def entered(town: Town, **facts: object) -> Entry:
    return town.welfare.enters(ASSETS, at(FRIDAY), **{**FACTS, **facts})


@pytest.mark.parametrize(
    "facts",
    [GONE | {"certificate": ""}, GONE | {"disposed_by": ""}, GONE | {"disposal": "scrapped"}],
)
def test_what_held_data_leaves_only_with_evidence_of_how(town: Town, facts: dict[str, object]) -> None:
    with pytest.raises(Invalid, match="物理破壊・消去・返却"):
        entered(town, **facts)
    assert entered(town, **GONE).revision == 1


def test_what_never_held_data_may_be_scrapped(town: Town) -> None:
    assert entered(town, holds_data=False, disposed_on=FRIDAY, disposal="scrapped").revision == 1


@pytest.mark.parametrize("facts", [{"disposed_on": FRIDAY}, {"disposal": "returned"}])
def test_a_disposal_has_its_day_and_its_method(town: Town, facts: dict[str, object]) -> None:
    with pytest.raises(Invalid, match="両方"):
        entered(town, holds_data=False, **facts)


def test_the_owner_is_not_the_keeper(town: Town) -> None:
    """県の所有で、住民福祉課長が管理する。"""
    entered(town)

    asset = Asset.objects.get()
    assert (asset.owner, asset.keeper) == ("prefecture", "resident_affairs_head")


def test_one_number_names_one_asset_at_a_time(town: Town) -> None:
    entered(town, **GONE)

    with pytest.raises(Invalid, match="同じ期間に別の行"):
        entered(town, acquired_on=date(2026, 4, 9))
    assert entered(town, acquired_on=FRIDAY).line.number == 2
