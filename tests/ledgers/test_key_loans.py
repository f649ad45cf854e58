"""鍵貸出簿."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from sekisho.duties.on_loan import on_loan
from sekisho.kernel.models import Line
from sekisho.kernel.refusals import Invalid
from sekisho.kernel.verbs import amend, retire
from sekisho.ledgers.key_loans import KEY_LOANS
from sekisho.ledgers.keys import KEYS
from tests.cast import Town, at
from tests.conformance import LedgerConformance
from tests.ledgers.test_keys import TestKeys as AKey

MORNING, NOON, EVENING = at("2026-04-09", 9), at("2026-04-09", 12), at("2026-04-09", 17)


def a_key(town: Town, number: str = "S-1") -> Line:
    facts = dict(AKey.facts) | {"number": number, "custodian": town.property.line}
    return town.property.enters(KEYS, at("2026-04-10"), **facts).line


class TestKeyLoans(LedgerConformance):
    ledger = KEY_LOANS
    keeper = "property"
    facts = {"lent_at": MORNING, "returned_at": NOON, "lost": False, "purpose": "保安点検"}
    change = {"returned_at": EVENING, "lost": True}
    broken = {"returned_at": at("2026-04-09", 8)}

    def facts_in(self, town: Town) -> dict[str, Any]:
        key = Line.objects.filter(ledger="keys").first() or a_key(town)
        return dict(self.facts) | {"key": key, "borrower": town.clerk.line, "lent_by": town.property.line}


@pytest.fixture
def town(db: None) -> Town:
    return Town()


def lends(
    town: Town, key: Line, lent_at: datetime, returned_at: datetime | None = None, **who: object
) -> Any:  # Any: a row of that ledger
    facts = {"purpose": "点検", "lent_by": town.property.line} | (who or {"borrower": town.clerk.line})
    return town.property.enters(
        KEY_LOANS, at("2026-04-10"), key=key, lent_at=lent_at, returned_at=returned_at, **facts
    )


@pytest.mark.parametrize(
    ("lent_at", "returned_at"),
    [
        (at("2026-04-09", 8), None),
        (at("2026-04-09", 8), at("2026-04-09", 10)),
        (at("2026-04-09", 11), EVENING),
    ],
)
def test_a_key_is_with_one_borrower_at_a_time(
    town: Town, lent_at: datetime, returned_at: datetime | None
) -> None:
    key = a_key(town)
    lends(town, key, MORNING, NOON)

    with pytest.raises(Invalid, match="2026-04-09 09:00から貸し出されて"):
        lends(town, key, lent_at, returned_at)

    lends(town, a_key(town, "S-2"), lent_at, returned_at)


def test_a_key_that_came_back_is_lent_again(town: Town) -> None:
    key = a_key(town)
    lends(town, key, MORNING, NOON)
    lends(town, key, NOON)

    with pytest.raises(Invalid, match="12:00から"):
        lends(town, key, EVENING)


def test_a_lost_key_is_out_no_longer_and_says_since_when(town: Town) -> None:
    key = a_key(town)
    loan, act = lends(town, key, MORNING), town.property.act(at("2026-04-10"))

    with pytest.raises(Invalid, match="失われています"):
        amend(KEY_LOANS, loan, {"lost": True}, reason="紛失", act=act)

    amend(KEY_LOANS, loan, {"lost": True, "returned_at": EVENING}, reason="紛失", act=act)
    assert on_loan(at("2026-04-10", 10)) == []


def test_a_loan_that_is_struck_out_is_none(town: Town) -> None:
    key = a_key(town)
    first = lends(town, key, MORNING)
    retire(
        KEY_LOANS,
        first,
        on=at("2026-04-10").date(),
        reason="別の鍵",
        act=town.property.act(at("2026-04-10")),
    )

    assert lends(town, key, MORNING, NOON).line.number == 2


def test_what_is_out_is_listed_until_it_comes_back(town: Town) -> None:
    key, when = a_key(town), at("2026-04-10", 10)
    lends(town, key, MORNING, NOON)
    loan = lends(town, key, EVENING)
    lends(town, a_key(town, "S-2"), NOON, outside_borrower="保守業者A 保守 一郎")

    assert [(out.what, out.who) for out in on_loan(when)] == [
        ("S-2 正", "保守業者A 保守 一郎"),
        ("S-1 正", town.clerk.name),
    ]
    assert [out.number for out in on_loan(when, person=town.clerk.line)] == [loan.line.number]

    act = town.property.act(at("2026-04-10", 11))
    amend(KEY_LOANS, loan, {"returned_at": at("2026-04-10", 9)}, reason="返却", act=act)

    assert on_loan(at("2026-04-10", 11), person=town.clerk.line) == []
    assert on_loan(when, person=town.clerk.line) != []  # as it was known before
