"""添付文書: a file that belongs to a line is kept by its content, found out when altered, and only ever saved."""

from __future__ import annotations

import hashlib
import json
import os
import random
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, connection, transaction
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from sekisho.archive import files
from sekisho.kernel.documents import (
    AlreadyAttached,
    DocumentLost,
    NotAttachable,
    NotKept,
    attach,
    content_of,
    documents_of,
    keep,
    lost_documents,
    path_of,
)
from sekisho.kernel.models import Document, Entry, JournalEvent
from sekisho.kernel.permissions import NotPermitted
from sekisho.kernel.records import canonical, fields_of
from sekisho.kernel.verbs import AlreadyRetired, retire
from sekisho.ledgers.daily_checks import DAILY_CHECKS
from sekisho.ledgers.terminals import TERMINALS
from sekisho.rules.states import State
from sekisho.site.commands.doctor import disagreements, doctor
from tests.cast import Town, at
from tests.disks.power_cut import states
from tests.disks.recording import recorded
from tests.duties.test_posture import clause
from tests.kernel.test_records import FACTS, MORNING

PDF, NAME = b"%PDF-1.7\n%%EOF\n", "業者報告書(4月分).pdf"


@pytest.fixture
def town(db: None) -> Town:
    return Town()


@pytest.fixture
def entry(town: Town) -> Entry:
    return town.welfare.enters(TERMINALS, MORNING, **FACTS)


@pytest.fixture(autouse=True)
def empty_folder(tmp_path: Path, settings: object) -> Path:
    settings.DATA = tmp_path  # type: ignore[attr-defined]  # pytest-django's wrapper
    return tmp_path


def kept(folder: Path) -> list[Path]:
    return [path for path in (folder / "documents").rglob("*") if path.is_file()]


def test_who_may_amend_a_line_attaches_a_file_and_one_event_says_its_digest(town: Town, entry: Entry) -> None:
    document = attach(TERMINALS, entry, name=NAME, data=PDF, act=town.clerk.act(at("2026-04-10", 10)))

    event = document.event
    assert json.loads(event.body)["sha256"] == document.sha256 == hashlib.sha256(PDF).hexdigest()
    assert (event.subject, event.line_number, event.person) == ("document", 1, town.clerk.person)
    assert event.body == canonical(fields_of(document))
    assert documents_of(entry.line, at("2026-04-10", 10)) == [document]
    assert documents_of(entry.line, at("2026-04-10", 9)) == []
    assert (document.name, document.media_type, document.size) == (NAME, "application/pdf", len(PDF))
    assert content_of(document) == PDF


def test_who_may_not_amend_leaves_nothing_not_even_a_file(
    town: Town, entry: Entry, empty_folder: Path
) -> None:
    before = JournalEvent.objects.count()

    with pytest.raises(NotPermitted):
        attach(TERMINALS, entry, name=NAME, data=PDF, act=town.auditor.act(at("2026-04-10", 10)))

    assert (JournalEvent.objects.count(), kept(empty_folder)) == (before, [])


def test_a_file_is_kept_once_for_all_lines_and_belongs_to_a_line_once(
    town: Town, entry: Entry, empty_folder: Path
) -> None:
    other = town.welfare.enters(TERMINALS, MORNING, **FACTS | {"number": "統合端末2"})
    act = town.welfare.act(at("2026-04-10", 10))
    attach(TERMINALS, entry, name=NAME, data=PDF, act=act)
    attach(TERMINALS, other, name="別の名前.pdf", data=PDF, act=act)

    with pytest.raises(AlreadyAttached):
        attach(TERMINALS, entry, name="三つ目.pdf", data=PDF, act=act)

    assert kept(empty_folder) == [path_of(hashlib.sha256(PDF).hexdigest())]


def test_a_struck_out_line_takes_no_more_files(town: Town, entry: Entry) -> None:
    act = town.welfare.act(at("2026-04-10", 10))
    retire(TERMINALS, entry, on=act.on, reason="二重記載", act=act)

    with pytest.raises(AlreadyRetired):
        attach(TERMINALS, entry, name=NAME, data=PDF, act=act)


def test_an_attached_file_changes_nothing_of_what_the_line_is_evidence_for(town: Town) -> None:
    day = at("2026-04-09")
    facts = {"checked_on": day.date(), "checked_at": day.time(), "checker": town.clerk.line}
    check = town.clerk.enters(DAILY_CHECKS, day, **facts)

    attach(DAILY_CHECKS, check, name=NAME, data=PDF, act=town.clerk.act(at("2026-04-09", 10)))

    assert clause(day.date(), "a5.i1.s2").state is State.MET
    assert list(disagreements()) == []


@pytest.mark.parametrize(
    ("name", "data", "why"),
    [
        ("空.pdf", b"", "空のファイル"),
        ("大きい.txt", b"a" * 101, "大きすぎます"),
        ("道具.exe", b"MZ\x90\x00" + bytes(60), "添付できない種類"),
        ("図.svg", b'<svg xmlns="http://www.w3.org/2000/svg"/>', "添付できない種類"),
        ("頁.txt", "\ufeff <!DOCTYPE html>".encode(), "添付できない種類"),
        ("台本.vbs", b"MsgBox 1", "名前の終わり"),
        ("頁.html", b"Hello", "名前の終わり"),
        ("表.csv", PDF, "名前の終わり"),
        ("終わりなし", PDF, "名前の終わり"),
    ],
)
def test_a_file_that_cannot_be_kept_is_refused_by_name(
    town: Town, entry: Entry, empty_folder: Path, settings: object, name: str, data: bytes, why: str
) -> None:
    settings.SEKISHO_DOCUMENT_BYTES = 100  # type: ignore[attr-defined]  # pytest-django's wrapper

    with pytest.raises(NotAttachable) as refusal:
        attach(TERMINALS, entry, name=name, data=data, act=town.welfare.act(MORNING))

    assert why in refusal.value.sentence
    assert name in refusal.value.sentence
    assert (Document.objects.count(), kept(empty_folder)) == (0, [])


def test_an_altered_or_lost_file_is_found_out_and_not_handed_out(
    town: Town, entry: Entry, capsys: pytest.CaptureFixture[str]
) -> None:
    document = attach(TERMINALS, entry, name=NAME, data=PDF, act=town.welfare.act(MORNING))
    path = path_of(document.sha256)
    assert list(lost_documents()) == []

    path.write_bytes(PDF + b" ")
    assert list(lost_documents()) == [document]
    with pytest.raises(DocumentLost):
        content_of(document)

    path.unlink()
    assert list(lost_documents()) == [document]
    assert doctor(as_json=True) == 1
    seen = {one["what"]: one for one in json.loads(capsys.readouterr().out)}
    assert NAME in seen["添付文書"]["seen"]
    assert not seen["添付文書"]["well"]


def test_attaching_the_same_content_again_mends_a_damaged_file(town: Town, entry: Entry) -> None:
    document = attach(TERMINALS, entry, name=NAME, data=PDF, act=town.welfare.act(MORNING))
    path_of(document.sha256).write_bytes(b"")

    keep(PDF)

    assert content_of(document) == PDF


def test_a_disk_that_takes_nothing_gets_a_sentence_and_leaves_no_row(
    town: Town, entry: Entry, empty_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_descriptor: int, _data: bytes) -> None:
        raise OSError(28, os.strerror(28))

    monkeypatch.setattr(files, "write", full)

    with pytest.raises(NotKept, match="管理者"):
        attach(TERMINALS, entry, name=NAME, data=PDF, act=town.welfare.act(MORNING))

    assert (Document.objects.count(), kept(empty_folder)) == (0, [])


def test_a_crash_before_the_row_leaves_a_file_that_no_line_names(
    town: Town, entry: Entry, empty_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sekisho.kernel.documents.writing", lambda: 1 / 0)

    with pytest.raises(ZeroDivisionError):
        attach(TERMINALS, entry, name=NAME, data=PDF, act=town.welfare.act(MORNING))

    assert (Document.objects.count(), len(kept(empty_folder)), list(lost_documents())) == (0, 1, [])


def test_after_any_power_cut_what_was_kept_is_whole_and_under_its_digest(empty_folder: Path) -> None:
    with recorded(empty_folder) as trace:
        for number in range(4):
            trace.mark(keep(PDF * 200 + bytes([number])))

    for state in states(trace, random.Random(1), 60):
        for digest in state.acknowledged:
            path = state.folder / "documents" / digest[:2] / digest
            assert hashlib.sha256(path.read_bytes()).hexdigest() == digest, state.folder.name


@pytest.mark.parametrize("change", ["UPDATE kernel_document SET name = 'x'", "DELETE FROM kernel_document"])
def test_the_database_refuses_to_change_what_was_attached(town: Town, entry: Entry, change: str) -> None:
    attach(TERMINALS, entry, name=NAME, data=PDF, act=town.welfare.act(MORNING))

    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(change)


@given(st.binary(min_size=1, max_size=300))
def test_what_is_kept_is_read_back_under_its_digest(data: bytes) -> None:
    digest = keep(data)

    assert path_of(digest).read_bytes() == data
    assert digest == hashlib.sha256(data).hexdigest()


# --- the pages ---------------------------------------------------------------------


def upload(client: Client, name: str = NAME, data: bytes = PDF) -> object:
    return client.post("/ledgers/terminals/1/attach/", {"file": SimpleUploadedFile(name, data)})


def test_a_clerk_attaches_a_file_on_the_page_of_the_entry_and_saves_it(
    town: Town, entry: Entry, client: Client
) -> None:
    client.force_login(town.clerk.account)
    assert 'enctype="multipart/form-data"' in client.get("/ledgers/terminals/1/").content.decode()

    assert upload(client).status_code == 302  # type: ignore[attr-defined]  # the client's own class of response

    page = client.get("/ledgers/terminals/1/").content.decode()
    document = Document.objects.get()
    assert NAME in page
    assert document.sha256[:12] in page
    answer = client.get(f"/documents/{document.event_id}/")
    assert answer.content == PDF
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"].startswith("attachment; filename*=utf-8''%E6%A5%AD%E8%80%85")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer["Cache-Control"] == "no-store"


def test_who_may_only_look_saves_it_and_is_offered_no_form(town: Town, entry: Entry, client: Client) -> None:
    document = attach(TERMINALS, entry, name=NAME, data=PDF, act=town.welfare.act(MORNING))
    client.force_login(town.auditor.account)

    assert "multipart/form-data" not in client.get("/ledgers/terminals/1/").content.decode()
    assert upload(client, "別.pdf").status_code == 403  # type: ignore[attr-defined]  # as above
    assert client.get(f"/documents/{document.event_id}/").content == PDF


def test_who_may_not_look_learns_nothing_of_it(town: Town, entry: Entry, client: Client) -> None:
    document = attach(TERMINALS, entry, name=NAME, data=PDF, act=town.welfare.act(MORNING))
    client.force_login(town.crisis.account)

    for page in (f"/documents/{document.event_id}/", f"/journal/{document.event_id}/"):
        answer = client.get(page)
        assert answer.status_code == 403
        assert NAME not in answer.content.decode()


def test_an_earlier_day_knows_nothing_of_what_was_attached_later(
    town: Town, entry: Entry, client: Client
) -> None:
    document = attach(TERMINALS, entry, name=NAME, data=PDF, act=town.welfare.act(at("2026-04-13")))
    client.force_login(town.welfare.account)

    assert NAME not in client.get("/ledgers/terminals/1/?as_of=2026-04-10").content.decode()
    assert client.get(f"/documents/{document.event_id}/?as_of=2026-04-10").status_code == 404
    assert upload(client, "別.pdf").status_code == 409  # type: ignore[attr-defined]  # as above


def test_a_refused_file_comes_back_with_its_sentence(town: Town, entry: Entry, client: Client) -> None:
    client.force_login(town.clerk.account)

    answer = upload(client, "道具.exe", b"MZ\x90\x00")

    assert answer.status_code == 422  # type: ignore[attr-defined]  # as above
    assert "「道具.exe」は添付できない種類" in answer.content.decode()  # type: ignore[attr-defined]  # as above
    assert client.post("/ledgers/terminals/1/attach/").status_code == 422


def test_a_lost_file_is_said_to_be_lost(town: Town, entry: Entry, client: Client) -> None:
    document = attach(TERMINALS, entry, name=NAME, data=PDF, act=town.welfare.act(MORNING))
    path_of(document.sha256).unlink()
    client.force_login(town.clerk.account)

    answer = client.get(f"/documents/{document.event_id}/")

    assert answer.status_code == 409
    assert "バックアップから戻して" in answer.content.decode()
