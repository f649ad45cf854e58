"""The page that takes files in: first a look, then one button, then an entry; and what it refuses."""

from __future__ import annotations

import hashlib
import os
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from datetime import date
from pathlib import Path
from threading import Timer
from typing import Any

import pyarrow as pa
import pytest
from django.conf import settings
from django.db import connection
from django.test import Client

from sekisho.archive.archive import Archive
from sekisho.archive.keys import load_sealing_keys
from sekisho.archiving import import_entries, uploads
from sekisho.archiving.import_entries import papers_folder, runs, shortened
from sekisho.archiving.worker import Pace
from sekisho.intake.importing import take_in
from sekisho.intake.operations import judged, operations_schema
from sekisho.intake.papers import keep, papers, rows_of
from sekisho.intake.tables.profiles import built_in, profile_text
from sekisho.ledgers.operation_histories import OperationHistory
from sekisho.ledgers.papers import Paper
from tests.archiving.import_files import BAD, GOOD, send, signed_in, staff, take, text_of
from tests.cast import Town
from tests.unit.intake.tables.samples import csv, operations, personal_number

SEPTEMBER = operations(
    {"操作日時": "2026-09-01 09:00", "連番": "1"},
    {"操作日時": "2026-09-02 09:00", "連番": "2"},
    {"操作日時": "2026-09-07 09:00", "連番": "5"},
)


def waiting() -> list[str]:
    folder = Path(settings.DATA) / "uploads"
    return sorted(path.name for path in folder.iterdir()) if folder.is_dir() else []


def records() -> int:
    archive = Archive(settings.SEKISHO_ARCHIVE)
    if "operations" not in archive.logs:
        return 0
    rows = archive.ask("SELECT count(*) AS n FROM operations WHERE kind = 'record'")
    return int(rows.read_all().to_pylist()[0]["n"])


def entries(model: Any) -> list[Any]:  # Any: a model of either ledger
    return list(model._default_manager.order_by("line__number"))


def test_rows_that_another_file_brought_are_told_before_and_stand_in_the_entry(town: Town) -> None:
    client = signed_in(town.welfare)
    first, second = {"操作日時": "2026-09-01 09:00", "連番": ""}, {"操作日時": "2098-09-01 09:00", "連番": ""}
    take(client, send(client, operations(first)))

    look = send(client, operations(first, second))
    take(client, look)

    assert "から取り込まれた行と同じです" in text_of(look)
    assert "今より後の日時の行が1あります" in text_of(look)
    before, after = entries(OperationHistory)
    assert before.remarks == ""
    assert after.remarks.startswith("今日より後の日時の行があります。1行(2行目)は、")


def test_a_look_stores_nothing_and_shows_no_person(town: Town) -> None:
    look = send(signed_in(town.welfare), SEPTEMBER)

    page = text_of(look)
    assert look.status_code == 200
    assert "3行すべてを取り込めます" in page
    assert "CP932" in page
    assert "10000000001" not in page
    assert "ｾｷｼｮ" not in page
    assert "本人確認情報の照会" in page
    assert (records(), entries(OperationHistory)) == (0, [])
    [name] = waiting()
    assert (Path(settings.DATA) / "uploads" / name).stat().st_mode & 0o077 == 0


def test_one_button_takes_a_month_into_the_archive_and_the_ledger(town: Town) -> None:
    client = signed_in(town.welfare)

    done = take(client, send(client, SEPTEMBER))

    assert "操作履歴3行を保存し、取込簿に記載しました。" in text_of(done)
    [entry] = entries(OperationHistory)
    assert (entry.rows, entry.stored, entry.repeated, entry.refused) == (3, 3, 0, 0)
    assert (entry.first_on, entry.last_on) == (date(2026, 9, 1), date(2026, 9, 7))
    assert (entry.file_name, entry.profile) == ("R8-09.csv", "operations")
    assert entry.digest == hashlib.sha256(SEPTEMBER).hexdigest()
    assert entry.missing == "R8.9.3–R8.9.4、連番3–4"
    assert (records(), waiting()) == (3, [])


def test_a_running_number_that_another_file_holds_is_not_missing(town: Town) -> None:
    client = signed_in(town.welfare)
    take(client, send(client, operations({"操作日時": "2026-09-03 09:00", "連番": "3"})))
    take(client, send(client, SEPTEMBER))

    assert [entry.missing for entry in entries(OperationHistory)] == ["", "R8.9.4、連番4"]


def test_the_same_file_twice_is_known_and_entered_once(town: Town) -> None:
    client = signed_in(town.welfare)
    take(client, send(client, SEPTEMBER))

    look = send(client, SEPTEMBER)
    done = take(client, look)

    assert "このファイルはもう記載されています" in text_of(look)
    assert 'href="/ledgers/operation_histories/1/"' in text_of(look)
    assert done.request["PATH_INFO"] == "/ledgers/operation_histories/1/"
    assert "もう取り込まれています(取込の記載 第1番)" in text_of(done)
    assert (records(), len(entries(OperationHistory))) == (3, 1)


@pytest.mark.parametrize("kind", ["operations", "staff"])
def test_pressing_the_button_again_leads_to_the_entry_that_was_made(town: Town, kind: str) -> None:
    client = signed_in(town.welfare)
    look = send(client, SEPTEMBER if kind == "operations" else staff(GOOD), kind=kind)
    made = take(client, look)

    again = take(client, look)
    opened = client.get(look.request["PATH_INFO"], {"kind": kind}, follow=True)

    for answer in (again, opened):
        assert answer.request["PATH_INFO"] == made.request["PATH_INFO"]
        assert "もう取り込まれています(取込の記載 第1番)" in text_of(answer)
    assert len(entries(OperationHistory)) + len(entries(Paper)) == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("kind", ["operations", "staff"])
def test_the_button_pressed_three_times_at_once_makes_one_entry(town: Town, kind: str) -> None:
    client = signed_in(town.welfare)
    look = send(client, SEPTEMBER if kind == "operations" else staff(GOOD), kind=kind)

    def press(_number: int) -> Any:  # Any: the client's own class of response
        other = Client()
        other.cookies = client.cookies
        try:
            return take(other, look)
        finally:
            connection.close()

    with ThreadPoolExecutor(3) as pool:
        answers = list(pool.map(press, range(3)))

    assert {answer.request["PATH_INFO"] for answer in answers} == {
        f"/ledgers/{'operation_histories' if kind == 'operations' else 'papers'}/1/"
    }
    assert [answer.status_code for answer in answers] == [200, 200, 200]
    assert len(entries(OperationHistory)) + len(entries(Paper)) == 1


def test_whoever_waits_a_little_for_another_writer_gets_the_turn(town: Town) -> None:
    client = signed_in(town.welfare)
    look = send(client, SEPTEMBER)
    archive = Archive(settings.SEKISHO_ARCHIVE)
    schema = operations_schema(settings.SEKISHO_ARCHIVE_BASE)
    stack = ExitStack()
    stack.enter_context(archive.writing(schema, keys=settings.SEKISHO_KEYS))
    Timer(0.5, stack.close).start()

    take(client, look)

    assert (records(), len(entries(OperationHistory))) == (3, 1)


def test_a_dirty_file_is_taken_whole_or_not_at_all_and_everything_is_listed(town: Town) -> None:
    client = signed_in(town.welfare)
    dirty = operations({"操作日時": "いつか", "件数": "多数"}, {}, {"対象範囲": "県外"})

    look = send(client, dirty)
    refused = take(client, look)

    page = text_of(look)
    for words in (
        "3行のうち2行を取り込めません",
        "日時として読めません",
        "数として読めません",
        "「県外」は使えません",
    ):
        assert words in page
    assert refused.status_code == 409
    assert "何も取り込んでいません" in text_of(refused)
    assert (records(), entries(OperationHistory), len(waiting())) == (0, [], 1)

    take(client, look, do="partial")

    [entry] = entries(OperationHistory)
    assert (entry.rows, entry.stored, entry.refused, records()) == (3, 1, 2, 1)


def test_the_first_hundred_findings_are_shown_and_the_rest_counted(town: Town) -> None:
    look = send(signed_in(town.welfare), operations(*({"操作日時": "いつか"} for _row in range(130))))

    page = text_of(look)
    assert page.count("日時として読めません") == 100
    assert "ほか31件は表示していません" in page  # the encoding that was guessed is told too


def test_a_column_of_personal_numbers_is_refused_and_no_number_shown(town: Town) -> None:
    number = personal_number("12345678901")
    client = signed_in(town.welfare)

    look = send(
        client, csv(("操作日時", "操作者ID", "個人番号"), ("2026-09-30 10:00", "U1", number)).encode()
    )
    done = take(client, look, do="partial")

    assert "個人番号は取り込みません" in text_of(look)
    assert number not in text_of(look) + text_of(done)
    assert (done.status_code, records()) == (409, 0)


def test_a_paper_is_kept_as_it_came_and_entered(town: Town) -> None:
    client = signed_in(town.welfare)
    data = staff(GOOD)

    look = send(client, data, kind="staff", name="職員.csv")
    done = take(client, look)

    assert "髙﨑 一子" not in text_of(look)
    assert "照合資料1行を保管し、資料簿に記載しました。" in text_of(done)
    [entry] = entries(Paper)
    assert (entry.kind, entry.file_name, entry.rows, entry.stored) == ("staff", "職員.csv", 1, 1)
    keys = load_sealing_keys(settings.SEKISHO_KEYS, archive=settings.SEKISHO_ARCHIVE)
    assert [row.value.name for row in rows_of(papers_folder(), keys, "staff")] == ["髙﨑 一子"]

    take(client, send(client, data, kind="staff"))
    assert (len(entries(Paper)), len(papers(papers_folder()))) == (1, 1)


def test_of_a_dirty_paper_the_good_rows_are_taken_where_that_is_asked_for(town: Town) -> None:
    client = signed_in(town.welfare)
    look = send(client, staff(GOOD, BAD), kind="staff")

    assert take(client, look).status_code == 409
    assert papers(papers_folder()) == []
    take(client, look, do="partial")

    [entry] = entries(Paper)
    assert (entry.rows, entry.stored, entry.refused) == (2, 1, 1)


@pytest.mark.parametrize("who", ["auditor", "mayor", "general", "stranger"])
def test_others_take_nothing_in_and_see_no_form(town: Town, who: str) -> None:
    mine = signed_in(town.welfare)
    look = send(mine, SEPTEMBER)
    client = signed_in(getattr(town, who))

    assert send(client, SEPTEMBER).status_code == 403
    assert take(client, look).status_code == 403
    assert client.get(look.request["PATH_INFO"], {"kind": "operations"}).status_code == 403
    assert client.post("/imports/enter/").status_code == 403
    assert client.get("/imports/profile/").status_code == 403
    assert 'type="file"' not in text_of(client.get("/imports/"))
    assert (records(), entries(OperationHistory)) == (0, [])


def test_the_file_of_one_person_is_not_shown_to_another(town: Town) -> None:
    look = send(signed_in(town.welfare), SEPTEMBER)

    answer = signed_in(town.clerk).get(look.request["PATH_INFO"], {"kind": "operations"})

    assert answer.status_code == 409
    assert "もう待っていません" in text_of(answer)


def test_an_upload_expires_after_a_day_and_is_removed(town: Town) -> None:
    client = signed_in(town.welfare)
    look = send(client, SEPTEMBER)
    [name] = waiting()
    old = time.time() - uploads.SECONDS_MAX - 1
    os.utime(Path(settings.DATA) / "uploads" / name, (old, old))

    done = take(client, look)

    assert done.status_code == 409
    assert "もう一度送ってください" in text_of(done)
    client.get("/imports/")
    assert (waiting(), records()) == ([], 0)


def test_an_upload_that_nobody_comes_back_for_is_removed_by_the_program(town: Town) -> None:
    send(signed_in(town.welfare), SEPTEMBER)
    [name] = waiting()
    old = time.time() - uploads.SECONDS_MAX - 1
    pace = Pace()
    pace.tidy()
    os.utime(Path(settings.DATA) / "uploads" / name, (old, old))

    pace.tidy()
    assert waiting() == [name]  # only once an hour
    Pace().tidy()
    assert waiting() == []


def test_giving_up_removes_the_file(town: Town) -> None:
    client = signed_in(town.welfare)

    done = take(client, send(client, SEPTEMBER), do="drop")

    assert "預かったファイルを消しました" in text_of(done)
    assert (waiting(), records()) == ([], 0)


def test_a_file_with_too_many_rows_gets_a_sentence(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sekisho.archiving.looking.ROWS_MAX", 2)

    answer = send(signed_in(town.welfare), SEPTEMBER)

    assert answer.status_code == 409
    assert "2行までです" in text_of(answer)


def test_a_file_that_is_too_large_is_not_kept(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploads, "BYTES_MAX", 100)
    monkeypatch.setattr("sekisho.archiving.imports.BYTES_MAX", 100)

    answer = send(signed_in(town.welfare), SEPTEMBER)

    assert answer.status_code == 422
    assert "ファイルが大きすぎます" in text_of(answer)
    assert waiting() == []


@pytest.mark.parametrize(
    "data", [b"", b"\0" * 40, b"\xff\xfe\x00", b'"' * 999, "個人番号\r\n".encode(), b"\r\n"]
)
def test_whatever_is_sent_gets_a_page_and_takes_nothing(town: Town, data: bytes) -> None:
    client = signed_in(town.welfare)

    for kind in ("operations", "leave"):
        answer = send(client, data, kind=kind)
        assert answer.status_code in (200, 422)
        if answer.status_code == 200:
            assert take(client, answer).status_code == 409
    assert (records(), papers(papers_folder())) == (0, [])


@pytest.mark.parametrize("name", ["../../x", "a\\b\\x", "x\0", "あ" * 500, "\u202ex", "\n"])
def test_a_hostile_name_of_a_file_is_only_a_name(town: Town, name: str) -> None:
    client = signed_in(town.welfare)

    answer = send(client, SEPTEMBER, name=name)
    if answer.status_code == 200:
        take(client, answer)
        [entry] = entries(OperationHistory)
        assert "/" not in entry.file_name
        assert len(entry.file_name) <= 200
    assert {path.name for path in Path(settings.DATA).iterdir()} <= {"archive", "uploads"}


@pytest.mark.parametrize(
    ("kind", "profile"),
    [("nothing", ""), ("staff", "operations"), ("operations", "../../x"), ("operations", "x\0")],
)
def test_a_kind_or_a_profile_that_is_none_gets_a_sentence(town: Town, kind: str, profile: str) -> None:
    client = signed_in(town.welfare)
    look = send(client, SEPTEMBER)

    answer = client.get(look.request["PATH_INFO"], {"kind": kind, "profile": profile})

    assert answer.status_code == 409
    assert "選び直してください" in text_of(answer)
    assert send(client, SEPTEMBER, kind=kind, profile=profile).status_code == 422


def by_command(town: Town) -> None:
    """What the command line took in while nobody looked at the page."""
    archive = Archive(settings.SEKISHO_ARCHIVE)
    schema = operations_schema(settings.SEKISHO_ARCHIVE_BASE)
    with archive.writing(schema, keys=settings.SEKISHO_KEYS) as log:
        take_in(archive, log, judged(SEPTEMBER, built_in("operations")))
    keep(
        papers_folder(),
        load_sealing_keys(settings.SEKISHO_KEYS, archive=settings.SEKISHO_ARCHIVE),
        "staff",
        staff(GOOD),
        file_name="職員.csv",
        profile_text=profile_text(built_in("staff")),
        profile_name="staff",
        now=time.time_ns() // 1000,
    )


def test_what_came_in_elsewhere_is_listed_and_entered_once(town: Town) -> None:
    by_command(town)
    client = signed_in(town.welfare)
    page = text_of(client.get("/imports/"))
    assert "まだ簿冊に記載されていないもの" in page
    assert "職員.csv" in page

    client.post("/imports/enter/")
    again = client.post("/imports/enter/", follow=True)

    [history], [paper] = entries(OperationHistory), entries(Paper)
    assert (history.rows, history.stored, history.missing) == (3, 3, "R8.9.3–R8.9.4、連番3–4")
    assert (paper.kind, paper.rows) == ("staff", 1)
    assert "すべて記載されています" in text_of(again)
    assert "まだ簿冊に記載されていないもの" not in text_of(again)


NEVER = (
    -62_135_596_800_000_000,
    253_402_300_799_000_000,
)  # 0001-01-01, 9999-12-31, as programs write for "never"
IN_NO_CALENDAR = (-70_000_000_000_000_000, 300_000_000_000_000_000, None)


@pytest.mark.parametrize("moments", [NEVER, IN_NO_CALENDAR])
def test_moments_that_no_calendar_has_and_are_stored_already_keep_nothing_from_being_taken_in(
    town: Town, moments: tuple[int | None, ...]
) -> None:
    """Such a row is refused today; a log may hold some from before, and nobody can take them out again."""
    found = judged(SEPTEMBER, built_in("operations"))
    column = found.batch.schema.get_field_index("occurred_at")
    batch = found.batch.slice(0, len(moments))
    kind = batch.schema.field(column).type
    batch = batch.set_column(column, batch.schema.field(column), pa.array(moments, pa.int64()).cast(kind))
    archive, schema = Archive(settings.SEKISHO_ARCHIVE), operations_schema(settings.SEKISHO_ARCHIVE_BASE)
    with archive.writing(schema, keys=settings.SEKISHO_KEYS) as log:
        list(
            log.append_each(
                [(batch.set_column(0, "source", pa.array(["file/" + "0" * 64] * len(batch))), b"0" * 16)]
            )
        )
        log.seal()
    client = signed_in(town.welfare)

    done = take(client, send(client, SEPTEMBER))

    assert "操作履歴3行を保存し" in text_of(done)
    assert client.get("/imports/").status_code == 200
    client.post("/imports/enter/")
    assert [each.digest[0] for each in entries(OperationHistory)][1:] == ["0"]


def test_others_see_the_list_where_they_may_see_the_ledger_and_cannot_enter_it(town: Town) -> None:
    by_command(town)

    page = text_of(signed_in(town.auditor).get("/imports/"))

    assert "まだ簿冊に記載されていないもの" in page
    assert "すべて記載する" not in page


def test_a_damaged_paper_is_said_in_a_sentence(town: Town) -> None:
    by_command(town)
    (papers_folder() / "000001.json").write_text("{")

    answer = signed_in(town.welfare).get("/imports/")

    assert answer.status_code == 409
    assert "控えから戻してください" in text_of(answer)


def test_while_somebody_writes_to_the_archive_nothing_is_taken(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sekisho.archiving.taking.SECONDS_TO_WAIT", 0.0)
    client = signed_in(town.welfare)
    look = send(client, SEPTEMBER)
    archive = Archive(settings.SEKISHO_ARCHIVE)
    schema = operations_schema(settings.SEKISHO_ARCHIVE_BASE)

    with archive.writing(schema, keys=settings.SEKISHO_KEYS):
        answers = [take(client, look), client.post("/imports/enter/")]

    assert [answer.status_code for answer in answers] == [409, 409]
    assert "少し待ってから、もう一度押してください" in text_of(answers[0])
    assert "取り込んで記載する" in text_of(answers[0])
    take(client, look)
    assert records() == 3


def test_without_keys_nothing_is_kept(town: Town, settings: Any, tmp_path: Path) -> None:
    client = signed_in(town.welfare)
    look = send(client, staff(GOOD), kind="staff")
    settings.SEKISHO_KEYS = tmp_path / "none"

    answer = take(client, look)

    assert answer.status_code == 409
    assert "封印の鍵が" in text_of(answer)
    assert papers(papers_folder()) == []


def test_operations_of_tomorrow_are_kept_and_told(town: Town) -> None:
    client = signed_in(town.welfare)

    take(client, send(client, operations({"操作日時": "2099-09-01 09:00"})))

    [entry] = entries(OperationHistory)
    assert entry.last_on == entry.taken_on
    assert entry.remarks == "今日より後の日時の行があります。"


def test_missing_days_are_runs_over_closed_days_and_shortened_to_fit() -> None:
    days = [date(2026, 9, day) for day in range(1, 15)]  # the 1st is a Tuesday
    there = {date(2026, 9, 1), date(2026, 9, 9)}

    found = list(runs(days, there, lambda day: day.weekday() < 5))

    assert found == [(date(2026, 9, 2), date(2026, 9, 8)), (date(2026, 9, 10), date(2026, 9, 14))]
    text = shortened([f"連番{n}" for n in range(1000)])
    assert len(text) <= import_entries.MISSING_MAX
    assert text.endswith("件")


def test_in_english_the_look_speaks_english(town: Town) -> None:
    look = send(signed_in(town.welfare, "en"), operations({"操作日時": "いつか"}))

    assert "is no time" in text_of(look)


def test_a_get_takes_nothing(town: Town, client: Client) -> None:
    mine = signed_in(town.welfare)
    look = send(mine, SEPTEMBER)

    assert mine.get(f"{look.request['PATH_INFO']}take/").status_code == 405
    assert mine.get("/imports/enter/").status_code == 405
    assert records() == 0
