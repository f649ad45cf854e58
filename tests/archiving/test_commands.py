"""What the doctor and the command line say of the seals."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.utils import timezone
from pytest_django import Settings

from sekisho.archiving.commands import seal
from sekisho.archiving.drain import drain
from sekisho.archiving.sealed import log_folder, waiting, window
from sekisho.kernel.verbs import enter
from sekisho.offices.acting import founding_act
from sekisho.offices.persons import PERSONS
from sekisho.site.commands import sealing, up
from tests.archiving.journals import enter_person
from tests.cast import Town


def test_the_doctor_sees_keys_and_seals_that_are_well(town: Town, folders: Path) -> None:
    drain()
    now = window()
    assert now is not None

    assert (sealing.keys().well, sealing.keys().seen) == (True, str(folders / "keys"))
    assert (sealing.seals().well, sealing.seals().seen) == (True, now.short_form)
    assert sealing.agreement().well


def test_the_doctor_sees_that_nothing_is_sealed_any_more(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    drain()
    enter_person(town, "10001", 30)
    now = window()
    assert now is not None
    later = now.sealed_at + 2 * sealing.PATIENCE
    monkeypatch.setattr(timezone, "now", lambda: later)

    found = sealing.seals()

    assert not found.well
    assert "封印待ち1件" in found.seen
    assert "2026-04-10 09:30" in found.seen


def test_what_waits_for_a_few_seconds_is_no_finding(town: Town) -> None:
    drain()
    enter_person(town, "10001")

    assert sealing.seals().well


@pytest.mark.parametrize(("key", "said"), [("signing.key", "ありません"), ("sealing.key", "ありません")])
def test_the_doctor_misses_a_key(town: Town, folders: Path, key: str, said: str) -> None:
    (folders / "keys" / key).unlink()

    assert not sealing.keys().well
    assert said in sealing.keys().seen


def test_the_doctor_sees_keys_that_lie_with_the_data(town: Town, folders: Path, settings: Settings) -> None:
    (folders / "keys").rename(folders / "data" / "keys")
    settings.SEKISHO_KEYS = folders / "data" / "keys"

    assert "データの中" in sealing.keys().seen


def test_the_doctor_misses_the_archive(town: Town, folders: Path) -> None:
    log_folder().rename(folders / "unmounted")

    assert not sealing.seals().well
    assert "アーカイブがない" in sealing.seals().seen


def test_the_doctor_reads_a_broken_archive_without_falling_over(town: Town) -> None:
    drain()
    (log_folder() / "manifest").write_bytes(b"nonsense")

    assert not sealing.seals().well
    assert not sealing.agreement().well


def test_seal_prints_the_checkpoint_to_be_put_on_paper(
    town: Town, capsys: pytest.CaptureFixture[str]
) -> None:
    seal()

    now = window()
    assert now is not None
    assert now.short_form in capsys.readouterr().out


def test_a_new_installation_says_once_where_its_keys_are(
    db: None, folders: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    up.begin_archive()
    up.begin_archive()

    printed = capsys.readouterr().out.replace("\n", "")
    assert printed.count(str(folders / "keys")) == 1
    assert "控え" in printed


def test_the_history_of_a_demo_is_sealed_at_once(db: None) -> None:
    up.begin_archive()
    facts = {"staff_number": "0001", "name": "総務 花子", "reading": "そうむ はなこ"}
    enter(PERSONS, facts, act=founding_act(timezone.now()))

    up.seal_demo()

    assert waiting() == 0


def test_a_demo_is_served_also_where_it_cannot_be_sealed(
    town: Town, folders: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folders / "keys" / "signing.key").unlink()

    up.seal_demo()

    assert "鍵" in capsys.readouterr().out
