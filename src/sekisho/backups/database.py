"""The database as it stood at one moment, in a file: SQLite by its own way to copy itself, PostgreSQL by pg_dump.

The moment is that at which `frozen` begins; writing the file may take long, and nobody waits for it.
"""

from __future__ import annotations

import hashlib
import os
import secrets
import shutil
import sqlite3
import subprocess
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, Final, NamedTuple
from urllib.parse import quote

from django.db import DatabaseError, connection, connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.utils import load_backend
from django.utils.translation import gettext as _

from sekisho.archiving.journal_log import form_of
from sekisho.kernel.models import JournalEvent
from sekisho.kernel.refusals import Refusal

SQLITE: Final = "sqlite"
POSTGRESQL: Final = "postgresql"
FILES: Final = {SQLITE: "sekisho.sqlite3", POSTGRESQL: "database.dump"}
ALIAS: Final = "backup"
SENTENCE_MAX: Final = 300  # characters of what a program says
Settings = dict[str, Any]  # Any: Django's description of a database is mixed by nature


class DatabaseBroken(Refusal):
    """The copy of the database is not whole."""


class NoProgram(Refusal):
    """A program of PostgreSQL is missing on this machine, or it refused."""


class Facts(NamedTuple):
    """Rows of each table, the last number of the journal (0: none), and the digest of that act."""

    tables: dict[str, int]
    journal_number: int
    journal_digest: str


Write = Callable[[Path], Facts]
"""Writes the database of the moment into a folder, under its name in FILES, and says what is in it."""


@contextmanager
def frozen() -> Iterator[Write]:
    """The database as it is now, to be written down as long as the block lasts."""
    with _frozen_sqlite() if connection.vendor == SQLITE else _frozen_postgresql() as write:
        yield write


@contextmanager
def opened(kind: str, folder: Path) -> Iterator[str]:
    """The database of a backup that was put back into `folder`, as an alias of Django's to be read from.

    A dump of PostgreSQL goes into a new database of the same server, dropped afterwards. Raises DatabaseBroken,
    NoProgram.
    """
    if kind == SQLITE:
        path = folder / FILES[SQLITE]
        _require_sound(path)
        name = f"file:{quote(str(path))}?mode=ro"
        with _alias({"ENGINE": "django.db.backends.sqlite3", "NAME": name}) as alias:
            yield alias
        return
    if connection.vendor != POSTGRESQL:
        raise NoProgram(
            _(
                "このバックアップのデータベースはPostgreSQLのものです。SEKISHO_DATABASEでサーバを指定してください。"
            )
        )
    name = f"sekisho_restore_{secrets.token_hex(4)}"
    with _alias(connection.settings_dict) as administer:
        _execute(administer, f"CREATE DATABASE \"{name}\" ENCODING 'UTF8' TEMPLATE template0")
        try:
            _program("pg_restore", "--no-owner", "--dbname", name, str(folder / FILES[POSTGRESQL]))
            with _alias({**connection.settings_dict, "NAME": name}, name="restored") as alias:
                yield alias
        finally:
            _execute(administer, f'DROP DATABASE IF EXISTS "{name}"')


def facts_of(alias: str) -> Facts:
    """What is in a database, counted."""
    using = connections[alias]
    with using.cursor() as cursor:
        tables = {}
        for name in sorted(using.introspection.table_names(cursor)):
            cursor.execute(f"SELECT COUNT(*) FROM {using.ops.quote_name(name)}")  # noqa: S608 -- a name that the database gave, quoted
            tables[name] = int(cursor.fetchone()[0])
    last = JournalEvent.objects.using(alias).order_by("-number").first()
    if last is None:
        return Facts(tables, 0, "")
    return Facts(tables, last.number, hashlib.sha256(form_of(last)).hexdigest())


def paths_of_sqlite() -> list[Path]:
    """The files of the running database, which are not copied as files; none with PostgreSQL."""
    if connection.vendor != SQLITE:
        return []
    path = Path(connection.settings_dict["NAME"])
    return [path.with_name(path.name + ending) for ending in ("", "-wal", "-shm", "-journal")]


@contextmanager
def _frozen_sqlite() -> Iterator[Write]:
    name = f"file:{quote(str(connection.settings_dict['NAME']))}?mode=ro"
    with closing(sqlite3.connect(name, uri=True, isolation_level=None)) as source:
        source.execute("BEGIN")
        source.execute(
            "SELECT COUNT(*) FROM sqlite_master"
        ).fetchone()  # the snapshot begins with the first read

        def write(folder: Path) -> Facts:
            path = folder / FILES[SQLITE]
            with closing(sqlite3.connect(path)) as target:
                source.backup(target)
                target.execute("PRAGMA journal_mode=DELETE")  # one file, without a log beside it
            path.chmod(0o600)
            with opened(SQLITE, folder) as alias:
                return facts_of(alias)

        yield write


def _require_sound(path: Path) -> None:
    try:
        with closing(sqlite3.connect(f"file:{quote(str(path))}?mode=ro", uri=True)) as database:
            said = database.execute("PRAGMA quick_check").fetchone()[0]
    except sqlite3.Error as error:
        said = str(error)
    if said != "ok":
        raise DatabaseBroken(
            _("データベースの写し%(path)sが壊れています(%(why)s)。") % {"path": path.name, "why": said}
        )


@contextmanager
def _frozen_postgresql() -> Iterator[Write]:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        cursor.execute("SELECT pg_export_snapshot()")
        snapshot = str(cursor.fetchone()[0])

        def write(folder: Path) -> Facts:
            path = folder / FILES[POSTGRESQL]
            name = str(connection.settings_dict["NAME"])
            words = ["--format=custom", f"--snapshot={snapshot}", "--file", str(path), "--dbname", name]
            _program("pg_dump", *words)
            path.chmod(0o600)
            return facts_of(connection.alias)

        yield write


def _program(program: str, *words: str) -> None:
    """Run a program of PostgreSQL against the server of the running database. Raises NoProgram."""
    found = shutil.which(program)
    if found is None:
        raise NoProgram(
            _("%(program)sがありません。PostgreSQLのクライアントを入れてください。") % {"program": program}
        )
    settings = connection.settings_dict
    names = {"PGHOST": "HOST", "PGPORT": "PORT", "PGUSER": "USER", "PGPASSWORD": "PASSWORD"}
    given = {name: str(settings[key]) for name, key in names.items() if settings.get(key)}
    done = subprocess.run([found, *words], env={**os.environ, **given}, capture_output=True, check=False)  # noqa: S603 -- a program of PostgreSQL, with words of our own
    if done.returncode:
        raise NoProgram(
            _("%(program)sが終わりませんでした(%(why)s)。")
            % {
                "program": program,
                "why": " ".join(done.stderr.decode("utf-8", "replace").split())[:SENTENCE_MAX],
            }
        )


def _execute(alias: str, statement: str) -> None:
    try:
        with connections[alias].cursor() as cursor:
            cursor.execute(statement)
    except DatabaseError as error:
        raise NoProgram(
            _(
                "試すための空のデータベースを使えません(%(why)s)。データベースの利用者にCREATEDBを与えてください。"
            )
            % {"why": " ".join(str(error).split())[:SENTENCE_MAX]}
        ) from error


@contextmanager
def _alias(described: Settings, *, name: str = ALIAS) -> Iterator[str]:
    """A database under an alias of its own as long as the block lasts, for this thread."""
    settings = connections.configure_settings({"default": {}, name: described})[name]
    made: BaseDatabaseWrapper = load_backend(settings["ENGINE"]).DatabaseWrapper(settings, name)
    made.ensure_connection()
    connections.settings[name], connections[name] = settings, made
    try:
        yield name
    finally:
        made.close()
        del connections[name]
        del connections.settings[name]
