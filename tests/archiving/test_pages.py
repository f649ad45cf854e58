"""The pages say of each act whether it is sealed, and hand out a proof that holds without Sekisho."""

from __future__ import annotations

import json
from base64 import b64decode
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from sekisho.archive.handovers import key_chain
from sekisho.archive.keys import read_public_keys
from sekisho.archive.proving import check_proof
from sekisho.archiving.drain import drain
from sekisho.archiving.journal_log import form_of
from sekisho.archiving.sealed import log_folder, window
from sekisho.kernel.models import JournalEvent
from sekisho.kernel.verbs import amend
from sekisho.offices.persons import PERSONS, Person
from tests import foreign
from tests.archiving.journals import DAY, enter_person, tampered
from tests.cast import Member, Town, at


def signed_in(member: Member, language: str = "ja") -> Client:
    member.account.language = language
    member.account.save()
    client = Client()
    client.force_login(member.account)
    return client


def seen(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def public_keys() -> Path:
    return Path(settings.SEKISHO_KEYS) / "public.txt"


@pytest.mark.parametrize(
    ("language", "waits", "is_sealed", "download"),
    [
        ("ja", "まだ封印されていません", "チェックポイント {size} で封印済み", "証明をダウンロード"),
        ("en", "Not sealed yet", "Sealed in checkpoint {size}", "Download the proof"),
    ],
)
def test_the_page_of_an_act_says_whether_it_is_sealed(
    town: Town, language: str, waits: str, is_sealed: str, download: str
) -> None:
    client = signed_in(town.auditor, language)
    number = enter_person(town, "10001").number

    assert waits in seen(client, f"/journal/{number}/")
    drain()
    page = seen(client, f"/journal/{number}/")

    now = window()
    assert now is not None
    assert is_sealed.format(size=now.size) in page
    assert download in page
    assert f'href="/journal/{number}/proof/"' in page
    assert waits not in page


def test_an_act_keeps_the_checkpoint_that_first_covered_it(town: Town) -> None:
    number = enter_person(town, "10001").number
    drain()
    first = window()
    enter_person(town, "10002")
    drain()

    assert first is not None
    assert f"チェックポイント {first.size} で" in seen(signed_in(town.auditor), f"/journal/{number}/")


def test_the_history_of_an_entry_says_it_for_each_revision(town: Town) -> None:
    entry = Person.objects.order_by("line__number")[0]
    drain()
    amend(PERSONS, entry, {"name": "町長 一江"}, reason="改姓", act=town.general.act(at(DAY)))
    page = seen(signed_in(town.auditor), "/ledgers/persons/1/")

    assert page.count("で封印済み") == 1
    assert page.count("まだ封印されていません") == 1
    assert f'href="/journal/{entry.event_id}/proof/"' in page


def test_the_journal_shows_the_newest_checkpoint_to_be_printed(town: Town) -> None:
    drain()
    enter_person(town, "10001")
    now = window()
    assert now is not None

    page = seen(signed_in(town.auditor), "/journal/")

    assert now.short_form in page
    assert "封印待ち1件" in page


def test_the_proof_holds_with_the_towns_public_key_alone(town: Town) -> None:
    event = enter_person(town, "10001")
    drain()

    answer = signed_in(town.auditor).get(f"/journal/{event.number}/proof/")

    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "application/octet-stream"
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{event.number}.tlog-proof"'
    proven = check_proof(answer.content, key_chain([], read_public_keys(public_keys())))
    assert proven.checkpoint.origin == "town.example/sekisho/journal"
    assert proven.record is not None
    assert proven.record.raw == form_of(event)


def test_a_verifier_of_strangers_takes_the_proof(town: Town) -> None:
    theirs = foreign.aics_tlog()
    event = enter_person(town, "10001")
    drain()
    data = signed_in(town.auditor).get(f"/journal/{event.number}/proof/").content

    head, note = data.split(b"\n\n", 1)
    first, extra, index, *hashes = head.decode().splitlines()
    keys = [theirs.parse_vkey(line) for line in public_keys().read_text().splitlines()]
    key = next(key for key in keys if key.name.endswith("/journal"))
    checkpoint = theirs.verify_checkpoint(theirs.parse_note(note.decode()), key)

    assert first == "c2sp.org/tlog-proof@v1"
    assert (checkpoint.ok, checkpoint.origin) == (True, "town.example/sekisho/journal")
    entry = b64decode(json.loads(b64decode(extra.removeprefix("extra ")))["entry"])
    assert form_of(event) in entry
    assert theirs.verify_leaf_inclusion(
        entry,
        int(index.removeprefix("index ")),
        checkpoint.size,
        [b64decode(each) for each in hashes],
        checkpoint.root,
    )


def test_who_looks_back_gets_the_same_proof(town: Town) -> None:
    drain()
    client = signed_in(town.auditor)
    today = client.get("/journal/1/proof/").content
    client.get("/?as_of=2026-04-10")

    assert client.get("/journal/1/proof/").content == today


def test_what_was_not_known_then_has_no_proof_then(town: Town) -> None:
    number = enter_person(town, "10001").number
    drain()
    client = signed_in(town.auditor)
    client.get("/?as_of=2026-04-09")

    assert client.get(f"/journal/{number}/proof/").status_code == 404


def test_who_may_not_see_the_act_gets_no_proof(town: Town) -> None:
    drain()
    pages = [(member, number) for member in town.members() for number in (1, 12)]

    for member, number in pages:
        client = signed_in(member)
        page = client.get(f"/journal/{number}/").status_code
        assert client.get(f"/journal/{number}/proof/").status_code == page, member.name
    assert Client().get("/journal/1/proof/").status_code == 302


@pytest.mark.parametrize("begun", [True, False])
def test_an_act_that_waits_has_no_proof_yet(town: Town, folders: Path, begun: bool) -> None:
    if not begun:
        log_folder().rename(folders / "unmounted")

    answer = signed_in(town.auditor).get("/journal/1/proof/")

    assert answer.status_code == 409
    assert "まだ封印されていません" in answer.content.decode()


def test_an_act_that_was_changed_in_the_database_gets_no_proof(town: Town) -> None:
    drain()
    tampered("UPDATE kernel_journalevent SET person_name = '別人' WHERE number = 1")

    answer = signed_in(town.auditor).get("/journal/1/proof/")

    assert answer.status_code == 409
    assert "封印された内容と違います" in answer.content.decode()


def test_an_archive_that_cannot_be_read_takes_no_page_away(town: Town) -> None:
    drain()
    (log_folder() / "manifest").write_bytes(b"nonsense")
    client = signed_in(town.auditor)

    assert "封印を読めません" in seen(client, "/journal/1/")
    assert "封印を読めません" in seen(client, "/ledgers/persons/1/")
    assert seen(client, "/journal/")
    assert client.get("/journal/1/proof/").status_code == 409


def test_a_seal_costs_a_page_no_statement_and_the_journal_one(town: Town) -> None:
    client = signed_in(town.auditor)
    before = {page: statements(client, page) for page in ("/journal/1/", "/ledgers/persons/1/")}
    drain()

    assert {page: statements(client, page) for page in before} == before
    assert statements(client, "/journal/") <= 20
    assert statements(client, "/journal/1/proof/") <= before["/journal/1/"]


def test_a_proof_is_made_while_small_files_are_put_together(town: Town) -> None:
    numbers = [enter_person(town, f"1{place:04d}").number for place in range(3)]
    for _each in numbers:
        drain(roll=True)
    event = JournalEvent.objects.get(number=numbers[0])

    answer = signed_in(town.auditor).get(f"/journal/{event.number}/proof/")

    assert answer.status_code == 200


def statements(client: Client, page: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(page).status_code == 200
    return len(captured)
