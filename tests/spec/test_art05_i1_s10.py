"""第5条第1号コ: backups, the media they lie on, and whether they can be restored. From red to green and back."""

from __future__ import annotations

from datetime import date

import pytest

from sekisho.kernel.models import Entry
from sekisho.kernel.verbs import amend, retire
from sekisho.ledgers.backups import BACKUPS
from sekisho.ledgers.media import MEDIA
from sekisho.ledgers.restore_tests import RESTORE_TESTS
from sekisho.rules.states import State
from tests.cast import Town, at
from tests.duties.test_posture import clause
from tests.spec.test_art05_first_ledgers import latest

CLAUSE = "a5.i1.s10"
THURSDAY, FRIDAY, SATURDAY = date(2026, 4, 9), date(2026, 4, 10), date(2026, 4, 11)
WEEK_AFTER = date(2026, 4, 18)


@pytest.fixture
def town(db: None) -> Town:
    return Town()


def state(on: date, duty: str) -> State | None:
    return latest(clause(on, CLAUSE), duty)


def tape(town: Town) -> Entry:
    facts = {"number": "T-01", "kind": "tape", "use": "週次", "place": "耐火金庫", "started_on": THURSDAY}
    return town.welfare.enters(MEDIA, at(THURSDAY), **facts)


def backup(town: Town, medium: Entry, **facts: object) -> Entry:
    taken = {"taken_on": FRIDAY, "target": "cs", "medium": medium.line, "place": "耐火金庫"}
    return town.welfare.enters(BACKUPS, at(FRIDAY, 17), **taken, **facts)


def restored(town: Town, of: Entry, **facts: object) -> Entry:
    how = {"tested_on": FRIDAY, "restored_to": "予備のサーバ", "verification": "件数を見比べた"}
    who = {"backup": of.line, "tester": town.clerk.line}
    return town.welfare.enters(RESTORE_TESTS, at(FRIDAY, 18), **how, **who, **facts)


@pytest.mark.clause(CLAUSE)
def test_a_backup_is_taken_each_week(town: Town) -> None:
    """情報は、定期的にバックアップを採取すること。"""
    assert (state(THURSDAY, "backup"), state(SATURDAY, "backup")) == (State.DUE, State.LATE)

    taken = backup(town, tape(town), result="success", completed_on=FRIDAY)
    assert state(FRIDAY, "backup") is State.MET
    assert state(WEEK_AFTER, "backup") is State.LATE  # the next one was not made

    retire(BACKUPS, taken, on=FRIDAY, reason="別の媒体の記載", act=town.welfare.act(at(FRIDAY, 18)))
    assert state(SATURDAY, "backup") is State.LATE


@pytest.mark.clause(CLAUSE)
def test_a_backup_that_failed_is_no_backup(town: Town) -> None:
    """採取に失敗したものは、採取したことにならない。"""
    tried = backup(town, tape(town), result="failure", remedy="媒体を交換してやり直す")
    assert state(FRIDAY, "backup") is State.DUE

    again = {"result": "success", "completed_on": FRIDAY}
    amend(BACKUPS, tried, again, reason="やり直した", act=town.welfare.act(at(FRIDAY, 18)))
    assert state(FRIDAY, "backup") is State.MET


@pytest.mark.clause(CLAUSE)
def test_once_a_year_a_backup_is_restored_and_looked_at(town: Town) -> None:
    """採取したものから戻せることを、年度に一度確かめる。"""
    taken = backup(town, tape(town), result="success", completed_on=FRIDAY)
    restored(town, taken, result="failed", opinion="媒体が読めない")
    assert state(FRIDAY, "restore-test") is State.DUE

    whole = restored(town, taken, result="restored", restored_on=FRIDAY, expected=12, found=12)
    assert state(FRIDAY, "restore-test") is State.MET

    retire(RESTORE_TESTS, whole, on=FRIDAY, reason="別の試験", act=town.welfare.act(at(FRIDAY, 19)))
    assert state(FRIDAY, "restore-test") is State.DUE
