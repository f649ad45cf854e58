"""Making the demo town's operation histories: the same each time, whole or not at all, without doing harm."""

from __future__ import annotations

import hashlib
import io
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings as settings_now
from django.db import transaction
from pytest_django import Settings
from rich.console import Console

from sekisho.archive import files
from sekisho.archive.archive import Archive
from sekisho.archiving.refusals import KeysUnfit
from sekisho.demo import town
from sekisho.demo.histories import IMPORTED, MAKING, WAITING, Histories, settle_histories
from sekisho.demo.town import make_town
from sekisho.intake.operations import NAME
from sekisho.kernel.models import JournalEvent
from sekisho.site.commands import up

SPRING = date(2026, 4, 20)  # two months before it: of February, March and April one was taken in, one waits

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folders(settings: Settings, tmp_path: Path) -> Path:
    """Data, archive and keys in a temporary folder, the archive begun."""
    settings.DATA = tmp_path / "data"
    settings.STATIC_ROOT = tmp_path / "static"
    settings.SEKISHO_ARCHIVE = tmp_path / "data" / "archive"
    settings.SEKISHO_KEYS = tmp_path / "keys"
    up.begin_archive()
    return tmp_path


def make(seed: int = 1) -> None:
    make_town(months=2, seed=seed, until=SPRING, console=Console(file=io.StringIO()), histories=Histories())


def making(seed: int = 1) -> tuple[str, dict[str, bytes]]:
    """The digest of the journal and the files of one run, which is then taken back."""
    with transaction.atomic():
        make(seed)
        rows = JournalEvent.objects.order_by("number").values_list()
        digest = hashlib.sha256("\n".join(map(repr, rows)).encode()).hexdigest()
        made = {path.name: path.read_bytes() for path in _made().rglob("*.csv")}
        transaction.set_rollback(True)
    return digest, made


def _made() -> Path:
    return settings_now.SEKISHO_ARCHIVE / MAKING


def test_the_same_seed_gives_the_same_files_and_the_same_journal_byte_for_byte() -> None:
    first = making()
    again = making()

    assert again == first
    assert sorted(first[1]) == ["操作履歴_2026-02.csv", "操作履歴_2026-03.csv"]


def test_another_seed_gives_other_files() -> None:
    first, other = making(1)[1], making(2)[1]

    assert first.keys() == other.keys()
    assert all(first[name] != other[name] for name in first)


def test_what_was_made_takes_its_place_when_the_town_is_there(folders: Path) -> None:
    make()
    settle_histories()

    assert not _made().exists()
    assert [path.name for path in (folders / "data" / IMPORTED).glob("*.csv")] == ["操作履歴_2026-02.csv"]
    assert [path.name for path in (folders / "data" / IMPORTED / WAITING).iterdir()] == [
        "操作履歴_2026-03.csv"
    ]
    assert Archive(folders / "data" / "archive").log(NAME).manifest.size > 0


def test_a_making_that_was_interrupted_leaves_nothing_and_can_be_tried_again(
    monkeypatch: pytest.MonkeyPatch, folders: Path
) -> None:
    def interrupt() -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(town, "_open_accounts", interrupt)
        with pytest.raises(KeyboardInterrupt):
            make()
    assert (_made() / NAME).exists()
    assert not JournalEvent.objects.exists()

    settle_histories()

    assert not _made().exists()
    assert up.is_empty()
    assert not (folders / "data" / IMPORTED).exists()


def test_one_that_crashed_after_the_commit_is_brought_to_its_end_by_the_next_start(
    monkeypatch: pytest.MonkeyPatch, folders: Path
) -> None:
    make()
    with monkeypatch.context() as patch:
        patch.setattr(files, "rename", _power_cut)
        with pytest.raises(OSError, match="power"):
            settle_histories()

    settle_histories()

    assert Archive(folders / "data" / "archive").logs == ["journal", NAME]
    assert (folders / "data" / IMPORTED / "操作履歴_2026-02.csv").exists()


def _power_cut(_old: Path, _new: Path) -> None:
    raise OSError("no power")


def test_an_archive_that_holds_operations_is_not_empty_though_the_journal_is(folders: Path) -> None:
    with transaction.atomic():
        make()
        (_made() / NAME).rename(folders / "data" / "archive" / NAME)
        transaction.set_rollback(True)

    assert not up.is_empty()
    with pytest.raises(up.NotEmpty):
        up.make_demo(months=1, seed=1, until=None)


def test_without_keys_there_are_no_histories_and_it_is_said(folders: Path) -> None:
    for path in (folders / "keys").iterdir():
        path.unlink()

    with pytest.raises(KeysUnfit, match="封印の鍵"):
        Histories()
