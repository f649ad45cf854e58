"""An office that runs PostgreSQL backs up and restores with the same commands."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper

from sekisho.archiving.drain import drain
from sekisho.backups.database import NoProgram
from sekisho.backups.drill import Drill, drill, public_keys
from sekisho.backups.plain import Plain
from sekisho.backups.running import Keeping, newest, take
from sekisho.site.commands.up import begin_archive
from tests.archiving.journals import enter_person
from tests.cast import Town

pytestmark = pytest.mark.postgresql


@pytest.fixture
def plain(postgresql: BaseDatabaseWrapper, folders: Path) -> Plain:
    """A town on PostgreSQL with one backup, taken while an act was not sealed yet."""
    begin_archive()
    town = Town()
    drain()
    enter_person(town, "10001")
    maker = Plain(folders / "backups")
    take(lambda: maker, folders / "backups", keep=3, keeping=Keeping(place="耐火金庫"))
    return maker


def drilled(maker: Plain, folders: Path) -> Drill:
    keys = public_keys([folders / "keys" / "public.txt"])
    return drill(maker, folders / "backups", newest(maker, folders / "backups"), keys, work=folders)


def databases() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT datname FROM pg_database WHERE datname LIKE 'sekisho_restore%'")
        return [name for (name,) in cursor.fetchall()]


def test_it_is_restored_into_a_database_of_its_own_and_compared(plain: Plain, folders: Path) -> None:
    found = drilled(plain, folders)

    assert found.well, found.why
    assert found.rows == sum(plain.manifest(plain.generations()[0]).state.tables.values())
    assert databases() == []


def test_it_holds_a_dump_and_no_file_of_sqlite(plain: Plain) -> None:
    manifest = plain.manifest(plain.generations()[0])

    assert manifest.state.database == "postgresql"
    names = {file.path for file in manifest.files}
    assert "database.dump" in names
    assert not [name for name in names if "sqlite" in name]


def test_without_its_programs_it_is_said_what_to_install(
    plain: Plain, folders: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "")

    assert "pg_restoreがありません" in drilled(plain, folders).why
    with pytest.raises(NoProgram, match="pg_dump"):
        take(lambda: plain, folders / "backups", keep=3, keeping=Keeping())
