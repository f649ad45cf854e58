"""An archive and keys of its own for every test of this folder."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytest_django import Settings

from sekisho.site.commands.up import begin_archive
from tests.cast import Town


@pytest.fixture(autouse=True)
def folders(settings: Settings, tmp_path: Path) -> Path:
    """Data, archive and keys in a temporary folder; nothing is in it yet."""
    settings.DATA = tmp_path / "data"
    settings.SEKISHO_ARCHIVE = tmp_path / "data" / "archive"
    settings.SEKISHO_KEYS = tmp_path / "keys"
    settings.SEKISHO_ARCHIVE_BASE = "town.example/sekisho"
    return tmp_path


@pytest.fixture
def town(db: None) -> Town:
    """The cast, in a town whose archive has been begun and holds nothing."""
    begin_archive()
    return Town()
