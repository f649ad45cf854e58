"""媒体・バックアップ・復元試験: planted contradictions are found, and nothing else."""

from __future__ import annotations

from datetime import date

import pytest

from sekisho.crosschecks.backups import backups_on_media, restore_tests_of_backups
from sekisho.crosschecks.books import Books
from sekisho.kernel.acts import Moment
from sekisho.kernel.models import Entry
from sekisho.kernel.verbs import amend
from sekisho.ledgers.backups import BACKUPS
from sekisho.ledgers.media import MEDIA
from sekisho.ledgers.restore_tests import RESTORE_TESTS
from tests.cast import Town, at
from tests.ledgers.test_backups import FACTS as BACKUP
from tests.ledgers.test_backups import SUCCESS
from tests.ledgers.test_media import DISPOSED
from tests.ledgers.test_media import FACTS as MEDIUM
from tests.ledgers.test_restore_tests import FACTS as TEST

THURSDAY, FRIDAY = date(2026, 4, 9), date(2026, 4, 10)
NOW = Moment(on=FRIDAY, known_at=at(FRIDAY, 17), live=False)


@pytest.fixture
def town(db: None) -> Town:
    return Town()


@pytest.fixture
def medium(town: Town) -> Entry:
    return town.welfare.enters(MEDIA, at(THURSDAY), **MEDIUM, started_on=date(2026, 4, 1))


@pytest.fixture
def backup(town: Town, medium: Entry) -> Entry:
    return town.welfare.enters(BACKUPS, at(THURSDAY), **BACKUP, **SUCCESS, medium=medium.line)


@pytest.fixture
def restored(town: Town, backup: Entry) -> Entry:
    who = {"backup": backup.line, "tester": town.clerk.line}
    return town.welfare.enters(RESTORE_TESTS, at(FRIDAY), **TEST, **who)


def amends(town: Town, ledger: object, entry: Entry, **facts: object) -> None:
    amend(ledger, entry, facts, reason="訂正", act=town.welfare.act(at(FRIDAY, 10)))  # type: ignore[arg-type]  # a ledger of three


def test_what_agrees_is_counted_and_not_named(restored: Entry) -> None:
    assert [
        (found.examined, found.contradictions)
        for found in (backups_on_media(Books(NOW)), restore_tests_of_backups(Books(NOW)))
    ] == [(1, ()), (1, ())]


def test_a_backup_on_a_medium_that_was_gone_is_found(town: Town, medium: Entry, backup: Entry) -> None:
    amends(town, MEDIA, medium, disposed_on=date(2026, 4, 8), **DISPOSED)

    [found] = backups_on_media(Books(NOW)).contradictions

    assert found.since == THURSDAY
    assert [side.ledger for side in found.sides] == [BACKUPS, MEDIA]


def test_a_test_before_its_backup_is_found(town: Town, backup: Entry, restored: Entry) -> None:
    amends(town, RESTORE_TESTS, restored, tested_on=date(2026, 4, 8))

    [found] = restore_tests_of_backups(Books(NOW)).contradictions
    assert "より前" in found.sentence


def test_what_came_back_from_a_backup_that_failed_is_found(
    town: Town, backup: Entry, restored: Entry
) -> None:
    amends(town, BACKUPS, backup, result="failure", completed_on=None)

    [found] = restore_tests_of_backups(Books(NOW)).contradictions
    assert "失敗と記録" in found.sentence
