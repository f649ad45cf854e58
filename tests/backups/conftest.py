"""An installation of its own for every test of this folder, and a directory for its backups."""

from __future__ import annotations

import shutil
from pathlib import Path
from random import Random

import pytest
from pytest_django import Settings

from sekisho.backups.makers import Maker
from sekisho.backups.manifest import Manifest, State, kept_in
from sekisho.backups.plain import Plain
from sekisho.backups.restic import PROGRAM, Restic
from sekisho.backups.targets import PASSWORD_FILE
from tests.machine import missing

JAPANESE = "書類/管理方法 第2版（案）.txt"
PART = "archive/journal/parts/0.parquet"


@pytest.fixture(autouse=True)
def folders(settings: Settings, tmp_path: Path) -> Path:
    """Data, archive, keys and backups in a temporary folder; nothing is in it yet."""
    settings.DATA = tmp_path / "data"
    settings.SEKISHO_ARCHIVE = tmp_path / "data" / "archive"
    settings.SEKISHO_KEYS = tmp_path / "keys"
    settings.SEKISHO_ARCHIVE_BASE = "town.example/sekisho"
    settings.SEKISHO_BACKUPS = tmp_path / "backups"
    return tmp_path


@pytest.fixture(params=["plain", "restic"])
def maker(request: pytest.FixtureRequest, tmp_path: Path) -> Maker:
    """Each of the two makers, with nothing kept yet."""
    if request.param == "plain":
        return Plain(tmp_path / "backups")
    need_restic()
    return Restic(tmp_path / "backups", tmp_path / "keys" / PASSWORD_FILE)


def need_restic() -> None:
    """Skip where there is none."""
    if shutil.which(PROGRAM) is None:
        missing("restic is not installed")


def some_files(folder: Path) -> Path:
    """A folder with a Japanese name, an empty file, one of a mebibyte and a half, and one that nobody may change."""
    for name, content in {
        JAPANESE: "管理方法\n".encode(),
        "sekisho.sqlite3": b"SQLite" * 1000,
        "空": b"",
        PART: Random(2026).randbytes(3 << 19),
    }.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        path.chmod(0o600)
    (folder / PART).chmod(0o400)
    return folder


def manifest_of(folder: Path, generation: str = "20261126-210000") -> Manifest:
    """The manifest of a folder of files, of which nobody asks how the records stood."""
    state = State("sqlite", {"kernel_journalevent": 3}, 3, "0" * 64, {})
    return Manifest(generation, "2026-11-26T21:00:00+09:00", state, kept_in(folder))
