"""A log that was begun and is missing is not begun anew."""

from __future__ import annotations

import shutil
from pathlib import Path
from types import SimpleNamespace

import pytest

from sekisho.archive.archive import Archive
from sekisho.archive.begun import FILE, LogMissing, require_not_missing
from sekisho.archive.keys import make_keys
from sekisho.archive.records import Record
from sekisho.archive.schema import LogSchema

BASE = "town.example/sekisho"
SCHEMA = LogSchema(f"{BASE}/counter", ())


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    make_keys(tmp_path / "keys", BASE, ["counter"])
    return Archive(tmp_path / "archive")


def append(archive: Archive, raw: bytes) -> int:
    keys = archive.folder.with_name("keys")
    require_not_missing(keys, archive.folder / SCHEMA.name)
    with archive.writing(SCHEMA, keys=keys) as log:
        log.append([Record("gate", raw)])
        return log.seal()


def test_a_log_whose_disk_is_not_mounted_is_not_begun_anew(archive: Archive) -> None:
    before = append(archive, b"one")
    away = archive.folder.rename(archive.folder.with_name("away"))

    with pytest.raises(LogMissing) as refused:
        append(archive, b"two")

    assert refused.value.filename == str(archive.folder / "counter")
    assert not archive.folder.exists()

    away.rename(archive.folder)
    assert append(archive, b"two") == before + 1


def test_whoever_wants_to_begin_anew_says_so_where_the_keys_are(archive: Archive) -> None:
    begun = append(archive, b"one")
    shutil.rmtree(archive.folder)
    (archive.folder.with_name("keys") / FILE).unlink()

    assert append(archive, b"one") == begun


def test_the_same_keys_begin_an_archive_in_another_place(archive: Archive) -> None:
    append(archive, b"one")

    assert append(Archive(archive.folder.with_name("another")), b"one")


def test_keys_that_cannot_be_written_beside_remember_nothing(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_words: object) -> None:
        raise PermissionError

    monkeypatch.setattr("sekisho.archive.begun.files", SimpleNamespace(put=refuse))

    assert append(archive, b"one")
