"""Machines count, people confirm: runs wait on the page until somebody of the section enters them."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from sekisho.backups.entries import NoPlace, confirm, keep, waiting
from sekisho.backups.runs import Kind, Run, add
from sekisho.duties.board import posture_at
from sekisho.kernel.acts import Moment
from sekisho.ledgers.backups import BACKUPS, Backup
from sekisho.ledgers.media import MEDIA
from sekisho.ledgers.restore_tests import RESTORE_TESTS, RestoreTest
from tests.cast import Member, Town

DIGEST = "0f" * 32
PLACE = "庁舎2階の耐火金庫"


@pytest.fixture
def town(db: None) -> Town:
    return Town()


@pytest.fixture
def run(folders: Path) -> Run:
    """A backup that just ended."""
    now = timezone.now().isoformat()
    return Run(Kind.BACKUP, now, now, "20261126-210000", "plain", "/backups", 7, 7000, 700, DIGEST)


def of_test(run: Run, why: str = "") -> Run:
    """A restore test of it."""
    return replace(
        run, kind=Kind.RESTORE_TEST, why=why, found=0 if why else run.rows, restored_to="/x/sekisho-restore-1"
    )


def signed_in(member: Member, language: str = "ja") -> Client:
    member.account.language = language
    member.account.save()
    client = Client()
    client.force_login(member.account)
    return client


def seen(client: Client) -> str:
    answer = client.get("/backups/")
    assert answer.status_code == 200
    return answer.content.decode()


def discharged(duty: str) -> int:
    """How many occurrences of the duty are done today."""
    now = timezone.now()
    found = posture_at(Moment(on=timezone.localdate(now), known_at=now, live=True))
    return sum(bool(item.done) for clause in found.clauses for item in clause.items if item.duty.id == duty)


def test_before_anything_ran_the_page_says_what_to_do(town: Town) -> None:
    page = seen(signed_in(town.welfare))

    assert "sekisho backup run" in page
    assert "記載を待っているもの" not in page


def test_one_button_enters_what_waits_and_then_nothing_waits(town: Town, run: Run) -> None:
    add(run)
    add(of_test(run))
    client = signed_in(town.welfare)
    assert "記載を待っているもの" in seen(client)

    assert client.post("/backups/keep/", {"place": PLACE}).status_code == 302

    [backup], [test] = Backup._default_manager.all(), RestoreTest._default_manager.all()
    assert (backup.generation, backup.digest, backup.place) == (run.generation, DIGEST, PLACE)
    assert (backup.result, backup.target, backup.size_bytes, backup.maker_id) == (
        "success", "records", 7000, None,
    )  # fmt: skip
    assert (test.backup_id, test.expected, test.found) == (backup.line_id, 700, 700)
    assert str(test.tester_id) == town.welfare.person
    page = seen(client)
    assert "記載を待っているもの" not in page
    assert PLACE not in page or "記載したもの" in page
    assert waiting() == []


def test_an_entry_turns_its_duties_green(town: Town, run: Run) -> None:
    before = discharged("backup"), discharged("restore-test")
    add(run)
    add(of_test(run))

    confirm(town.welfare.act(timezone.now()), tuple(Kind), place=PLACE)

    assert (discharged("backup"), discharged("restore-test")) == (before[0] + 1, before[1] + 1)


def test_a_run_that_failed_is_entered_as_a_failure_and_discharges_nothing(town: Town, run: Run) -> None:
    before = discharged("backup")
    add(replace(run, generation="", manifest="", why="バックアップ先を読み書きできません。"))

    assert "読み書きできません" in seen(signed_in(town.welfare))
    confirm(town.welfare.act(timezone.now()), tuple(Kind), place="")

    [backup] = Backup._default_manager.all()
    assert (backup.result, backup.completed_on) == ("failure", None)
    assert "読み書きできません" in backup.contents
    assert discharged("backup") == before


def test_a_test_that_failed_is_entered_and_is_owed_again(town: Town, run: Run) -> None:
    before = discharged("restore-test")
    add(run)
    add(of_test(run, why="最後の記録が違う"))

    confirm(town.welfare.act(timezone.now()), tuple(Kind), place=PLACE)

    [test] = RestoreTest._default_manager.all()
    assert (test.result, test.restored_on, test.opinion) == ("failed", None, "最後の記録が違う")
    assert discharged("restore-test") == before


def test_the_place_is_asked_for_once_for_each_directory(town: Town, run: Run) -> None:
    add(run)
    assert 'name="place"' in seen(signed_in(town.welfare))
    confirm(town.welfare.act(timezone.now()), tuple(Kind), place=PLACE)

    later = timezone.now().isoformat()
    add(replace(run, started_at=later, ended_at=later, generation="20261127-210000"))

    assert 'name="place"' not in seen(signed_in(town.welfare))
    confirm(town.welfare.act(timezone.now()), tuple(Kind), place="")
    assert set(Backup._default_manager.values_list("place", flat=True)) == {PLACE}


def test_without_a_place_nothing_is_entered(town: Town, run: Run) -> None:
    add(run)

    answer = signed_in(town.welfare).post("/backups/keep/", {"place": " "})

    assert answer.status_code == 409
    assert "保管場所がありません" in answer.content.decode()
    assert not Backup._default_manager.exists()
    with pytest.raises(NoPlace):
        keep(run, town.welfare.act(timezone.now()))


def test_a_medium_says_where_the_backup_is_kept(town: Town, run: Run) -> None:
    today = timezone.localdate()
    medium = town.welfare.enters(
        MEDIA, timezone.now(), number="BK-01", kind="disk", use="週次", place="支所の金庫", off_site=True,
        started_on=today,
    )  # fmt: skip

    entry = keep(replace(run, medium="BK-01"), town.welfare.act(timezone.now()), by_hand=True)

    backup = Backup._default_manager.get(pk=entry.pk)
    assert (backup.medium_id, backup.place, backup.off_site) == (medium.line_id, "支所の金庫", True)
    assert str(backup.maker_id) == town.welfare.person


def test_a_test_of_a_backup_that_the_ledger_does_not_know_keeps_nobody_from_the_others(
    town: Town, run: Run
) -> None:
    add(replace(run, place=PLACE))
    add(replace(of_test(run), target="/somewhere/else"))

    assert confirm(town.welfare.act(timezone.now()), tuple(Kind), place="") == 1


def test_a_year_of_nights_is_a_few_questions_to_the_database(town: Town, run: Run) -> None:
    for day in range(60):
        at = (timezone.now() - timedelta(days=60 - day)).isoformat()
        add(replace(run, started_at=at, ended_at=at, generation=f"20260901-{day:06d}"))
    client = signed_in(town.welfare)

    with CaptureQueriesContext(connection) as asked:
        seen(client)

    assert len(asked) <= 20


def test_confirming_twice_enters_once(town: Town, run: Run) -> None:
    add(replace(run, place=PLACE))
    client = signed_in(town.welfare)
    client.post("/backups/keep/")

    answer = client.post("/backups/keep/")

    assert answer.status_code == 409
    assert "すべて記載されています" in answer.content.decode()
    assert Backup._default_manager.count() == 1


@pytest.mark.parametrize("who", ["auditor", "mayor"])
def test_others_see_it_and_cannot_enter(town: Town, run: Run, who: str) -> None:
    add(replace(run, place=PLACE))
    client = signed_in(getattr(town, who))

    assert "記載を待っているもの" in seen(client)
    assert "確かめたので記載する" not in seen(client)
    assert client.post("/backups/keep/").status_code == 403
    assert not Backup._default_manager.exists()


def test_both_ledgers_lead_to_the_page(town: Town) -> None:
    client = signed_in(town.welfare)

    for ledger in (BACKUPS, RESTORE_TESTS):
        assert 'href="/backups/"' in client.get(f"/ledgers/{ledger.slug}/").content.decode()


def test_the_page_speaks_english(town: Town, run: Run) -> None:
    add(run)

    page = seen(signed_in(town.welfare, "en"))

    assert "Waiting to be entered" in page
    assert "I have looked; enter them" in page
