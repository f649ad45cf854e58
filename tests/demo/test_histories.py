"""The operation histories of the demo town: true to its ledgers, taken in month by month, with two flaws."""

from __future__ import annotations

import csv
import io
import shutil
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.db import connections
from django.test import override_settings
from django.utils import timezone
from pytest_django import DjangoDbBlocker
from rich.console import Console

from sekisho.archive.archive import Archive
from sekisho.archive.keys import PUBLIC_FILE, read_public_keys
from sekisho.archive.schema import at as moment_at
from sekisho.crosschecks.books import Books
from sekisho.crosschecks.registry import CROSS_CHECKS
from sekisho.demo.histories import IMPORTED, WAITING, Histories, settle_histories
from sekisho.demo.history_files import ENCODING, LABELS
from sekisho.demo.stage import moment
from sekisho.demo.town import make_town
from sekisho.duties.board import posture_at
from sekisho.intake.importing import take_in
from sekisho.intake.operations import NAME, judged, operations_schema
from sekisho.intake.tables.profiles import profile_at
from sekisho.kernel.acts import Moment
from sekisho.kernel.models import Excuse, JournalEvent
from sekisho.kernel.queries import standing
from sekisho.kernel.town import open_days
from sekisho.ledgers.credentials import Credential
from sekisho.ledgers.grants import Grant
from sekisho.ledgers.operation_histories import OperationHistory
from sekisho.ledgers.sheets import Sheet
from sekisho.ledgers.terminals import Terminal
from sekisho.ledgers.transfer_lists import TransferList
from sekisho.offices.appointments import Appointment
from sekisho.rules.states import State
from sekisho.site.commands.up import begin_archive
from sekisho.transfers.lists import rows_of as rows_of_list
from tests import databases

UNTIL = date(2026, 10, 27)
MORNING = moment(UNTIL, 7)
Rows = list[dict[str, str]]

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("demo-histories")]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("town")


@pytest.fixture(scope="module", autouse=True)
def town(folder: Path, django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """The town, made once for this file; the database is put back after it."""
    with override_settings(
        DATA=folder / "data", SEKISHO_ARCHIVE=folder / "data" / "archive", SEKISHO_KEYS=folder / "keys"
    ):
        with django_db_blocker.unblock():
            empty = databases.SqliteCopy(connections["default"])
            begin_archive()
            console = Console(file=io.StringIO())
            make_town(months=15, seed=1, until=UNTIL, console=console, histories=Histories())
            settle_histories()
        yield
        with django_db_blocker.unblock():
            empty.restore()


@pytest.fixture(scope="module")
def imported(folder: Path) -> Path:
    return folder / "data" / IMPORTED


@pytest.fixture(scope="module")
def operations(imported: Path) -> Rows:
    """Every row of every file, in order."""
    return [row for path in sorted(imported.glob("*.csv")) for row in rows_of(path.read_bytes())]


@pytest.fixture
def archive() -> Archive:
    return Archive(django_settings.SEKISHO_ARCHIVE)


def rows_of(data: bytes) -> Rows:
    return list(csv.DictReader(io.StringIO(data.decode(ENCODING))))


def days_of(rows: Rows) -> Counter[date]:
    return Counter(date.fromisoformat(row["操作日時"][:10]) for row in rows)


# --- the files ------------------------------------------------------------------------


def test_there_is_a_file_for_every_month_that_is_over_and_the_newest_waits(imported: Path) -> None:
    names = [path.stem.removeprefix("操作履歴_") for path in sorted(imported.glob("*.csv"))]

    assert names == [
        "2025-07",
        "2025-08",
        "2025-09",
        "2025-10",
        "2025-11",
        "2025-12",
        "2026-01",
        "2026-02",
        "2026-03",
        "2026-04",
        "2026-05",
        "2026-06",
        "2026-07",
        "2026-08",
    ]  # fmt: skip -- two lines read better than fourteen
    assert [path.name for path in (imported / WAITING).iterdir()] == ["操作履歴_2026-09.csv"]


def test_they_are_cp932_with_the_labels_of_the_built_in_profile_and_hold_what_only_cp932_has(
    imported: Path,
) -> None:
    text = (imported / "操作履歴_2026-04.csv").read_bytes().decode("cp932")

    assert tuple(text.splitlines()[0].split(",")) == LABELS
    assert {"髙", "﨑", "ﾀ"} <= set(text)
    with pytest.raises(UnicodeEncodeError):
        text.encode("shift_jis")


def test_between_50_and_200_operations_stand_on_an_open_day_within_its_hours(operations: Rows) -> None:
    days = days_of(operations)
    hours = {row["操作日時"][11:] for row in operations}

    assert all(open_days().is_open(day) for day in days)
    assert min(days.values()) >= 50
    assert max(days.values()) <= 200
    assert min(hours) >= "08:30:00"
    assert max(hours) < "17:15:00"


def test_april_is_the_busiest_month_and_noon_the_quietest_hour(operations: Rows) -> None:
    months = Counter(row["操作日時"][:7] for row in operations)
    hours = Counter(row["操作日時"][11:13] for row in operations)

    assert months.most_common(1)[0][0] == "2026-04"
    assert hours["12"] * 3 < min(hours["11"], hours["13"])


def test_palms_are_sometimes_not_known_some_things_are_printed_and_few_look_beyond_the_prefecture(
    operations: Rows,
) -> None:
    failed = [row for row in operations if row["結果"] == "照合失敗"]
    printed = [row for row in operations if row["帳票出力"] == "有"]
    nationwide = [row for row in operations if row["対象範囲"] == "全国"]

    assert 50 < len(failed) < len(operations) / 50
    assert len(operations) / 500 < len(printed) < len(operations) / 50
    assert 50 < len(nationwide) < len(operations) / 30


def test_subjects_are_eleven_digits_that_nobody_has(operations: Rows) -> None:
    subjects = {row["対象"] for row in operations} - {""}

    assert all(len(subject) == 11 and subject.startswith("999000") for subject in subjects)


def test_who_operated_held_the_authority_on_that_day_at_that_terminal_by_the_ledgers(
    operations: Rows,
) -> None:
    palms = {palm.serial: palm for palm in standing(Credential, MORNING)}
    grants = {
        (grant.operator_id, grant.business, grant.valid_from): grant for grant in standing(Grant, MORNING)
    }
    terminals = {terminal.number: terminal for terminal in standing(Terminal, MORNING)}
    used = Counter(
        (row["操作日時"][:10], row["照合ID"], row["操作者ID"], row["端末"], row["業務"]) for row in operations
    )
    for said, serial, operator, number, business in used:
        day = date.fromisoformat(said)
        palm, terminal = palms[serial], terminals[number]
        assert palm.issued_on <= day
        assert palm.ended_on is None or day <= palm.ended_on
        assert terminal.installed_on <= day
        assert terminal.removed_on is None or day <= terminal.removed_on
        assert any(
            grant.credential_id == palm.line_id
            and grant.terminal_id in (None, terminal.line_id)
            and grant.valid_from <= day
            and (grant.valid_until is None or day < grant.valid_until)
            for (code, opens, _since), grant in grants.items()
            if (code, opens) == (operator, business)
        )


def test_nobody_operates_before_their_authority_was_on_record(operations: Rows) -> None:
    recorded = {
        grant.operator_id: timezone.localdate(grant.event.recorded_at)
        for grant in Grant.objects.filter(revision=1).select_related("event").order_by("-event__number")
    }
    for row in operations:
        assert date.fromisoformat(row["操作日時"][:10]) >= recorded[row["操作者ID"]]


def test_numbers_run_on_from_file_to_file_with_one_hole(operations: Rows, imported: Path) -> None:
    waiting = rows_of((imported / WAITING / "操作履歴_2026-09.csv").read_bytes())
    numbers = [int(row["連番"]) for row in [*operations, *waiting]]
    steps = Counter(b - a for a, b in pairwise(numbers))

    assert steps == {1: len(numbers) - 2, 4: 1}


# --- what was taken in ------------------------------------------------------------------


def test_every_file_stands_in_the_ledger_with_its_digest_and_the_sum_is_what_the_archive_holds(
    archive: Archive, imported: Path
) -> None:
    entries = standing(OperationHistory, MORNING).order_by("line")
    held = (
        archive.ask("SELECT source, count(*) AS n FROM operations WHERE kind = 'record' GROUP BY source")
        .read_all()
        .to_pylist()
    )
    records = {row["source"].removeprefix("file/"): row["n"] for row in held}

    assert {entry.digest: entry.stored for entry in entries} == records
    assert sum(entry.stored for entry in entries) == sum(
        len(rows_of(path.read_bytes())) for path in imported.glob("*.csv")
    )
    assert all(entry.rows == entry.stored for entry in entries)


def test_each_was_taken_in_early_in_the_next_month_by_the_supervisor_of_the_keeping_section() -> None:
    for entry in standing(OperationHistory, MORNING).select_related("event"):
        assert entry.last_on < entry.taken_on == timezone.localdate(entry.event.recorded_at)
        assert entry.taken_on.day <= 7
        assert (entry.taken_on.replace(day=1) - timedelta(days=1)).replace(day=1) <= entry.first_on
        assert entry.event.post == "resident_affairs_supervisor"


def test_the_archive_took_them_in_at_the_moment_of_the_act(archive: Archive) -> None:
    found = archive.ask(
        "SELECT DISTINCT epoch_us(received_at) AS moment FROM operations WHERE kind = 'record' ORDER BY moment"
    ).read_all()
    acts = JournalEvent.objects.filter(subject="operation_histories").order_by("number")

    assert [moment_at(at) for at in found["moment"].to_pylist()] == [act.recorded_at for act in acts]


def test_all_of_it_verifies(archive: Archive) -> None:
    keys = read_public_keys(django_settings.SEKISHO_KEYS / PUBLIC_FILE)

    assert archive.verify(keys).whole


def test_a_day_without_records_and_a_hole_were_found_and_written_down(operations: Rows) -> None:
    missing = [
        entry.missing for entry in standing(OperationHistory, MORNING).order_by("line") if entry.missing
    ]
    days = days_of(operations)
    absent = [day for day in open_days().open_days(min(days), max(days)) if day not in days]
    shut = {excused.due_on for excused in excuses()}

    assert len(set(absent) - shut) == 1
    assert [text for text in missing if "連番" in text and text.endswith("がありません。")]
    assert all(any(f"{day}" in text for text in missing) for day in absent)
    assert len(missing) == len(absent) + 1


def excuses() -> list[Excuse]:
    return list(Excuse.objects.filter(duty="daily-check"))


def test_the_duty_is_kept_month_by_month_and_this_months_is_still_to_be_done() -> None:
    now = Moment(on=UNTIL, known_at=MORNING, live=True)
    states = [
        item.state
        for clause in posture_at(now).clauses
        for item in clause.items
        if item.duty.id == "operation-history"
    ]

    assert states[0] is State.DUE
    assert set(states[1:-1]) == {State.MET}


def test_a_visitor_can_take_the_waiting_file_in(archive: Archive, imported: Path, tmp_path: Path) -> None:
    data = (imported / WAITING / "操作履歴_2026-09.csv").read_bytes()
    shutil.copytree(archive.folder, tmp_path / "archive")
    mine, found = Archive(tmp_path / "archive"), judged(data, profile_at(NAME))
    with mine.writing(
        operations_schema(django_settings.SEKISHO_ARCHIVE_BASE), keys=django_settings.SEKISHO_KEYS
    ) as log:
        taken = take_in(mine, log, found)

    assert (taken.stored, taken.refused, taken.already) == (len(rows_of(data)), 0, 0)


# --- beside the other ledgers -----------------------------------------------------------


def test_what_the_terminals_printed_is_what_the_ledger_of_sheets_says(operations: Rows) -> None:
    printed = Counter(row["操作日時"][:10] for row in operations if row["帳票出力"] == "有")
    sheets = Counter(str(timezone.localdate(one.printed_at)) for one in standing(Sheet, MORNING))
    compared = Books(Moment(on=UNTIL, known_at=MORNING, live=True))

    assert all(sheets[day] == count for day, count in printed.items())
    for check in CROSS_CHECKS:
        if check.slug in ("prints", "operators"):
            found = check.compare(compared)
            assert found.examined > found.not_compared
            assert found.contradictions == ()


def test_the_transfers_of_april_came_as_a_list_under_embargo_and_were_carried_out_from_it() -> None:
    [entry] = standing(TransferList, MORNING)
    moved = standing(Appointment, MORNING).filter(since=date(2026, 4, 1))

    assert entry.received_on < date(2026, 3, 25)
    assert entry.carried_out_on == date(2026, 3, 31)
    assert (entry.rows, entry.moved, entry.outside, entry.dropped) == (8, 6, 2, 0)
    assert moved.count() == 3
    assert len(rows_of_list(entry)) == entry.rows
