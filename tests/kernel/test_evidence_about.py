"""One ledger serves several duties: an entry is evidence for what it is about, and only when it is complete."""

from __future__ import annotations

from datetime import date

import pytest

from sekisho.kernel.models import Discharge
from sekisho.kernel.refusals import Invalid
from sekisho.kernel.verbs import amend, discharge
from sekisho.ledgers.stock_takes import STOCK_TAKES, StockTake
from sekisho.rules.states import State
from tests.cast import Town, at
from tests.duties.test_posture import clause, the
from tests.spec.test_art05_first_ledgers import latest

FRIDAY, MONDAY = date(2026, 4, 10), date(2026, 4, 13)


@pytest.fixture
def town(db: None) -> Town:
    return Town()


def count(town: Town) -> StockTake:
    """The terminals were counted on Friday, and all were there."""
    facts = {"matter": "terminals", "taken_on": FRIDAY, "in_ledger": 4, "found": 4}
    entry = town.welfare.enters(STOCK_TAKES, at(FRIDAY), **facts, taker=town.clerk.line)
    assert isinstance(entry, StockTake)
    return entry


def states(on: date) -> dict[str, State | None]:
    """What became of the stock-takes of terminals and of assets."""
    return {
        "terminals": latest(clause(on, "a5.i1.s9"), "terminal-stock-take"),
        "assets": latest(clause(on, "a5.i1.s11"), "asset-stock-take"),
    }


def test_an_entry_about_one_matter_does_not_discharge_the_duty_about_another(town: Town) -> None:
    count(town)

    assert states(FRIDAY) == {"terminals": State.MET, "assets": State.DUE}
    assert list(Discharge.objects.values_list("duty", flat=True)) == ["terminal-stock-take"]


def test_nor_can_it_be_pointed_at_for_the_other(town: Town) -> None:
    entry = count(town)
    [waiting] = [i for i in clause(FRIDAY, "a5.i1.s11").waiting if i.duty.id == "asset-stock-take"]
    act = town.welfare.act(at(FRIDAY, 10))

    with pytest.raises(Invalid, match="その事柄"):
        discharge(the("asset-stock-take"), waiting.occurrence, done_on=FRIDAY, evidence=entry.line, act=act)


def test_an_entry_amended_to_another_matter_is_evidence_for_that_one_alone(town: Town) -> None:
    entry = count(town)

    amend(STOCK_TAKES, entry, {"matter": "assets"}, reason="対象の誤り", act=town.welfare.act(at(MONDAY)))

    assert states(MONDAY) == {"terminals": State.DUE, "assets": State.MET}
    assert states(FRIDAY) == {"terminals": State.MET, "assets": State.DUE}  # as known that day
