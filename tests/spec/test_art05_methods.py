"""第5条第1号 エ・ケ・コ・シ・ス: what the regulation tells the town to lay down. From red to green and back."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client

from sekisho.kernel.verbs import amend, retire
from sekisho.ledgers.methods import METHODS
from sekisho.rules.states import State
from tests.cast import Town, at
from tests.duties.test_posture import clause

DRAFTED, DECIDED = date(2026, 2, 2), date(2026, 2, 27)
NEXT_YEAR = date(2027, 4, 1)
CLAUSES = (
    ("a5.i1.s4", "credential-method", "credentials"),
    ("a5.i1.s9", "terminal-method", "terminals"),
    ("a5.i1.s10", "backup-method", "backups"),
    ("a5.i1.s12", "data-protection", "identification-data"),
    ("a5.i1.s13", "sheet-method", "sheets"),
    ("a5.i1.s13", "card-method", "cards"),
)


@pytest.fixture
def town(db: None) -> Town:
    return Town()


def state_of(on: date, where: str, duty: str) -> State:
    """The latest occurrence of the duty that had fallen due."""
    return next(
        item.state for item in clause(on, where).items if item.duty.id == duty and item.occurrence.due_on < on
    )


@pytest.mark.clause("a5.i1.s4")
@pytest.mark.parametrize(("where", "duty", "method"), CLAUSES)
def test_a_method_is_laid_down_by_decision_and_looked_at_each_fiscal_year(
    town: Town, where: str, duty: str, method: str
) -> None:
    """管理方法は、起案だけでは定めたことにならない。決裁され、年度ごとに見直されて守られる。"""
    facts = {"method": method, "version": "第1版", "summary": "手順", "drafted_on": DRAFTED}
    draft = town.welfare.enters(METHODS, at(DRAFTED), **facts)
    assert state_of(date(2026, 4, 1), where, duty) in (State.MISSED, State.LATE)

    decision = {"decided_on": DECIDED, "decision_number": "か住第3号", "document_sha256": "a" * 64}
    decided = amend(
        METHODS,
        draft,
        decision | {"in_force_on": date(2026, 4, 1)},
        reason="決裁",
        act=town.welfare.act(at(DECIDED)),
    )
    assert state_of(date(2026, 4, 1), where, duty) is State.MET
    assert state_of(NEXT_YEAR, where, duty) in (
        State.MISSED,
        State.LATE,
    )  # a year later nobody has looked at it

    reviewed = amend(
        METHODS,
        decided,
        {"reviewed_on": date(2026, 10, 5)},
        reason="見直し",
        act=town.welfare.act(at("2026-10-05")),
    )
    assert state_of(NEXT_YEAR, where, duty) is State.MET

    retire(METHODS, reviewed, on=date(2026, 10, 8), reason="誤記", act=town.welfare.act(at("2026-10-08")))
    assert state_of(NEXT_YEAR, where, duty) in (State.MISSED, State.LATE)


@pytest.mark.clause("a5.i1.s4")
def test_the_review_of_this_year_takes_nothing_from_that_of_last_year(town: Town) -> None:
    """見直しの日は年ごとに改められるが、前の年度に見直したことは残る。"""
    facts = {
        "version": "第1版",
        "summary": "手順",
        "drafted_on": date(2024, 4, 1),
        "decided_on": date(2024, 4, 10),
    }
    named = {"decision_number": "か住第3号", "document_sha256": "a" * 64}
    entry = town.welfare.enters(METHODS, at("2025-04-10"), method="credentials", **facts, **named)

    for reviewed_on in (date(2026, 3, 5), date(2026, 10, 5)):
        act = town.welfare.act(at(reviewed_on))
        entry = amend(METHODS, entry, {"reviewed_on": reviewed_on}, reason="見直し", act=act)

        assert state_of(date(2026, 10, 6), "a5.i1.s4", "credential-method") is State.MET


@pytest.mark.clause("a5.i1.s9")
def test_a_method_about_one_thing_is_no_method_about_another(town: Town) -> None:
    """端末の管理方法を定めても、認証情報の管理方法を定めたことにはならない。"""
    facts = {"version": "第1版", "summary": "手順", "drafted_on": DRAFTED, "decided_on": DECIDED}
    named = {"decision_number": "か住第3号", "document_sha256": "a" * 64}
    town.welfare.enters(METHODS, at(DECIDED), method="terminals", **facts, **named)

    assert state_of(date(2026, 4, 1), "a5.i1.s9", "terminal-method") is State.MET
    assert state_of(date(2026, 4, 1), "a5.i1.s4", "credential-method") in (State.MISSED, State.LATE)


@pytest.mark.clause("a3.p6.i1")
def test_the_page_says_what_is_laid_down_and_what_is_not(town: Town, client: Client) -> None:
    """定められていない管理方法は、定められていないと示される。"""
    facts = {
        "method": "cards",
        "version": "第1版",
        "summary": "数え方",
        "drafted_on": DRAFTED,
        "decided_on": DECIDED,
    }
    named = {"decision_number": "か住第3号", "document_sha256": "a" * 64, "in_force_on": date(2026, 4, 1)}
    town.welfare.enters(METHODS, at(DECIDED), **facts, **named)
    client.force_login(town.clerk.account)

    page = client.get("/methods/?as_of=2026-04-01")

    assert page.context["missing"] == len(CLAUSES) - 1
    [cards] = [one for one in page.context["methods"] if one.method.id == "cards"]
    assert cards.current is not None
    assert cards.current.skipped_council
    assert "会議に諮った記録がない" in page.content.decode()
