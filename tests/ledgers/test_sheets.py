"""帳票管理簿."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from sekisho.kernel.models import Entry
from sekisho.kernel.refusals import Invalid
from sekisho.kernel.verbs import amend
from sekisho.ledgers.sheets import SHEETS
from tests.cast import Town, at
from tests.conformance import LedgerConformance

THURSDAY, FRIDAY = date(2026, 4, 9), date(2026, 4, 10)
FACTS = {
    "printed_at": at(THURSDAY, 10, 15),
    "title": "転出確定通知",
    "printed": 3,
    "spoiled": 0,
    "subject": "many",
    "purpose": "転出の処理",
    "handed_over": 0,
    "kept": 3,
    "place": "施錠書庫1",
    "destroyed": 0,
}
HANDED_OVER = {"handed_over": 2, "handed_over_on": THURSDAY}
DESTROYED = {"destroyed": 1, "destroyed_on": THURSDAY, "destruction": "shredded"}


class TestSheets(LedgerConformance):
    ledger = SHEETS
    keeper = "welfare"
    facts = FACTS
    change = {"to_destroy_on": date(2027, 3, 31)}
    broken = {"kept": 2}  # where is the third?

    def facts_in(self, town: Town) -> dict[str, Any]:
        return dict(self.facts) | {"printer": town.clerk.line}


@pytest.fixture
def town(db: None) -> Town:
    return Town()


def printed(town: Town, **facts: object) -> Entry:
    return town.welfare.enters(SHEETS, at(FRIDAY), **{**FACTS, "printer": town.clerk.line, **facts})


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({"kept": 4}, "行き先のない"),
        ({"printed": 0, "kept": 0}, "1 以上"),
        ({"place": ""}, "保管場所を"),
        ({"kept": 1, "handed_over": 2}, "交付日は両方"),
        ({"handed_over_on": THURSDAY}, "交付日は両方"),
        ({"kept": 2, "destroyed": 1}, "三つ"),
        (DESTROYED | {"kept": 2, "destruction": ""}, "三つ"),
        (HANDED_OVER | {"kept": 1, "spoiled": 2}, "書損は交付"),
        (HANDED_OVER | {"kept": 1, "handed_over_on": date(2026, 4, 8)}, "出力した日より前"),
        ({"to_destroy_on": date(2026, 4, 8)}, "出力した日より前"),
    ],
)
def test_what_does_not_hold_together_is_refused(town: Town, facts: dict[str, object], sentence: str) -> None:
    with pytest.raises(Invalid, match=sentence):
        printed(town, **facts)


def test_what_was_kept_is_handed_over_and_destroyed_later(town: Town) -> None:
    sheet = printed(town, spoiled=1)

    ends = HANDED_OVER | DESTROYED | {"kept": 0, "approver": town.welfare.line}
    amended = amend(SHEETS, sheet, ends, reason="交付と書損の廃棄", act=town.welfare.act(at(FRIDAY)))

    assert amended.revision == 2
