"""What cross-checks learn from the archive: days, terminals, operator IDs and counts, and "not known" where it does not say."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.conf import settings
from pytest_django import Settings

from sekisho.archive.archive import Archive
from sekisho.archiving.refusals import ArchiveSick
from sekisho.archiving.worked import Worked, worked
from sekisho.crosschecks.books import Books
from sekisho.crosschecks.prints import prints_and_sheets
from sekisho.intake.importing import take_in
from sekisho.intake.operations import judged, operations_schema
from sekisho.intake.tables.profiles import built_in
from sekisho.kernel.acts import Moment
from sekisho.ledgers.sheets import SHEETS
from tests.cast import Town, at
from tests.ledgers.test_sheets import FACTS as SHEET
from tests.unit.intake.tables.samples import operations

SINCE, UNTIL = date(2026, 4, 1), date(2026, 4, 30)
BEFORE_IT_WAS_TAKEN_IN = datetime(2020, 1, 1, tzinfo=UTC)
APRIL = operations(
    {"操作日時": "2026-03-31 23:59:59", "連番": "1"},
    {"操作日時": "2026-04-01 00:00:00", "連番": "2"},
    {"操作日時": "2026-04-01 23:59:59", "連番": "3"},
    {"操作日時": "2026-04-02 09:00", "連番": "4", "帳票出力": "無", "操作者ID": "U0002"},
    {"操作日時": "2026-04-02 09:00", "連番": "5", "帳票出力": "", "操作者ID": "U0003"},
)


def takes_in(data: bytes) -> None:
    archive = Archive(settings.SEKISHO_ARCHIVE)
    schema = operations_schema(settings.SEKISHO_ARCHIVE_BASE)
    with archive.writing(schema, keys=settings.SEKISHO_KEYS) as log:
        take_in(archive, log, judged(data, built_in("operations")))


def test_where_there_is_no_archive_nothing_is_known() -> None:
    assert worked(SINCE, UNTIL) is None


def test_where_no_history_was_taken_in_nothing_is_known(town: Town) -> None:
    assert worked(SINCE, UNTIL) is None


def test_prints_are_counted_by_day_terminal_and_operator_in_the_towns_own_time(town: Town) -> None:
    takes_in(APRIL)

    assert worked(SINCE, UNTIL) == (
        Worked(date(2026, 4, 1), "T01", "U0001", 2),
        Worked(date(2026, 4, 2), "T01", "U0002", 0),
        Worked(date(2026, 4, 2), "T01", "U0003", None),
    )


def test_what_was_not_received_yet_was_not_known(town: Town) -> None:
    takes_in(APRIL)

    assert worked(SINCE, UNTIL, received_by=BEFORE_IT_WAS_TAKEN_IN) == ()


def test_what_is_taken_in_later_is_seen(town: Town) -> None:
    takes_in(APRIL)
    worked(SINCE, UNTIL)

    takes_in(operations({"操作日時": "2026-04-03 09:00", "連番": "6"}))

    assert Worked(date(2026, 4, 3), "T01", "U0001", 1) in (worked(SINCE, UNTIL) or ())


def a_sheet(town: Town) -> Books:
    facts = {**SHEET, "printed_at": at("2026-04-01", 10), "printer": town.clerk.line}
    town.welfare.enters(SHEETS, at("2026-04-09"), **facts)
    return Books(Moment(on=date(2026, 4, 10), known_at=at("2026-04-10", 17), live=True))


def test_sheets_are_held_against_the_history_that_was_taken_in(town: Town) -> None:
    books = a_sheet(town)
    takes_in(APRIL)

    compared = prints_and_sheets(books)

    assert (compared.examined, compared.agreed, compared.not_compared) == (3, 2, 0)
    assert [one.since for one in compared.contradictions] == [date(2026, 3, 31)]  # printed, and no sheet


def test_sheets_without_a_history_are_not_compared(town: Town) -> None:
    compared = prints_and_sheets(a_sheet(town))

    assert (compared.examined, compared.not_compared, compared.because) == (1, 1, "")


def test_an_archive_that_does_not_answer_is_told_and_makes_no_contradiction(
    town: Town, settings: Settings
) -> None:
    takes_in(APRIL)
    for part in Path(settings.SEKISHO_ARCHIVE).glob("operations/**/*.parquet"):
        part.write_bytes(b"")

    with pytest.raises(ArchiveSick):
        worked(SINCE, date(2026, 4, 29))
    compared = prints_and_sheets(a_sheet(town))
    assert (compared.examined, compared.not_compared) == (1, 1)
    assert compared.because.endswith("。") or "。(" in compared.because
