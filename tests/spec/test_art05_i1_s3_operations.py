"""第5条第1号ウ: whether operators had authority, and the operation histories. From red to green and back."""

from __future__ import annotations

from datetime import date

import pytest

from sekisho.kernel.verbs import amend, retire
from sekisho.ledgers.authority_checks import AUTHORITY_CHECKS
from sekisho.ledgers.operation_histories import OPERATION_HISTORIES
from sekisho.rules.states import State
from tests.cast import Town, at
from tests.duties.test_posture import clause
from tests.spec.test_art05_first_ledgers import latest

CLAUSE = "a5.i1.s3"
END_OF_APRIL = date(2026, 4, 30)
APRIL = {"first_on": date(2026, 4, 1), "last_on": date(2026, 4, 29)}


@pytest.fixture
def town(db: None) -> Town:
    return Town()


def check(town: Town, **facts: object) -> object:
    """April's operations, matched by the clerk on its last open day."""
    whole = {"operations": 400, "matched": 400, "settled_on": END_OF_APRIL}
    given = {**APRIL, "checked_on": END_OF_APRIL, "checker": town.clerk.line, **whole, **facts}
    return town.welfare.enters(AUTHORITY_CHECKS, at(END_OF_APRIL, 16), **given)


def take_in(town: Town) -> object:
    """April's histories, taken in on its last open day."""
    file = {"file_name": "操作履歴.csv", "digest": "ab" * 32, "profile": "標準"}
    counts = {"rows": 400, "stored": 400, "repeated": 0, "refused": 0}
    given = {**APRIL, "taken_on": END_OF_APRIL, **file, **counts}
    return town.welfare.enters(OPERATION_HISTORIES, at(END_OF_APRIL, 15), **given)


@pytest.mark.clause(CLAUSE)
def test_each_month_the_histories_are_kept_and_the_authority_behind_them_is_checked(town: Town) -> None:
    """操作者の正当な権限を確認し、操作履歴を7年前まで溯って解析できるように保管すること。"""
    assert clause(END_OF_APRIL, CLAUSE).state is State.MISSED  # March was neither kept nor checked

    take_in(town)
    assert clause(END_OF_APRIL, CLAUSE).state is State.MISSED

    check(town)
    assert clause(END_OF_APRIL, CLAUSE).state is State.MET

    assert clause(date(2026, 6, 1), CLAUSE).state is State.MISSED  # nothing was done in May


@pytest.mark.clause(CLAUSE)
def test_an_open_doubt_leaves_the_check_open_until_it_is_decided(town: Town) -> None:
    """疑義に判断がつくまで、権限の確認は終わっていない。"""
    doubtful = {"matched": 399, "doubtful": 1, "settled_on": None}
    entry = check(town, **doubtful)
    assert latest(clause(END_OF_APRIL, CLAUSE), "authority-check") is State.DUE

    decided = {"decided": 1, "findings": "届出書と合った。", "settled_on": date(2026, 5, 8)}
    act = town.welfare.act(at("2026-05-08"))
    amend(AUTHORITY_CHECKS, entry, decided, reason="聞き取りが済んだ", act=act)  # type: ignore[type-var]  # the ledger says which model it is

    april = [i for i in clause(date(2026, 5, 8), CLAUSE).items if i.duty.id == "authority-check" and i.done]
    assert [(item.occurrence.due_on, item.state) for item in april] == [(END_OF_APRIL, State.LATE)]


@pytest.mark.clause(CLAUSE)
def test_what_is_struck_out_is_owed_again(town: Town) -> None:
    """抹消された照合は証拠にならない。"""
    take_in(town)
    entry = check(town)
    act = town.welfare.act(at(END_OF_APRIL, 17))

    retire(AUTHORITY_CHECKS, entry, on=END_OF_APRIL, reason="別の月の記載", act=act)  # type: ignore[type-var]  # the ledger says which model it is

    assert latest(clause(END_OF_APRIL, CLAUSE), "authority-check") is State.DUE
    assert clause(date(2026, 5, 1), CLAUSE).state is State.MISSED
