"""Databases for tests: a real PostgreSQL server, and a way back to freshly migrated tables.

Evidence refuses DELETE and TRUNCATE, so a test that commits cannot be undone by emptying tables, as
Django does. Here the database is put back as it was: on SQLite by its file, on PostgreSQL by a template.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

USER = "sekisho"
TOWN, TEMPLATE = "sekisho_test", "sekisho_migrated"
Settings = dict[str, Any]  # Any: Django's description of a database is mixed by nature


def find_postgresql() -> Path | None:
    """The folder with the newest PostgreSQL's programs; None where there is no server."""
    found = shutil.which("initdb")
    if found:
        return Path(found).resolve().parent
    installed = Path("/usr/lib/postgresql").glob("*/bin/initdb")
    return max((path.parent for path in installed), key=lambda path: float(path.parent.name), default=None)


@contextmanager
def postgresql_server(programs: Path) -> Iterator[Settings]:
    """A server of its own on a socket in a temporary folder, gone at the end. Yields Django's settings for it.

    PostgreSQL refuses to run as root; then it runs as the system's own user for it.
    """
    folder = Path(tempfile.mkdtemp(prefix="sekisho-pg-"))  # a socket's path must be short
    as_whom: dict[str, Any] = {}  # Any: keywords of subprocess.run
    if os.name == "posix" and os.geteuid() == 0:
        shutil.chown(folder, "postgres", "postgres")
        as_whom = {"user": "postgres", "group": "postgres", "extra_groups": []}
    data = str(folder / "data")
    # No fsync: these data need not outlive a power cut.
    options = (
        f"-k {folder} -c listen_addresses= -c fsync=off -c synchronous_commit=off -c full_page_writes=off"
    )
    commands = {
        "initdb": ["-D", data, "-U", USER, "--auth=trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"],
        "pg_ctl": ["-D", data, "-l", str(folder / "log"), "-o", options, "-w", "start"],
    }
    try:
        for program, arguments in commands.items():
            command = [str(programs / program), *arguments]
            subprocess.run(command, check=True, capture_output=True, cwd=folder, **as_whom)
        yield {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": TOWN,
            "USER": USER,
            "HOST": str(folder),
        }
    finally:
        stop = [str(programs / "pg_ctl"), "-D", data, "-m", "immediate", "stop"]
        subprocess.run(stop, check=False, capture_output=True, cwd=folder, **as_whom)
        shutil.rmtree(folder)


def migrate_template(settings: Settings) -> None:
    """Make the migrated database of which every test gets a copy."""
    with administering(settings) as administer:
        administer(f"CREATE DATABASE {TEMPLATE}")
    with as_default({**settings, "NAME": TEMPLATE}):
        call_command("migrate", verbosity=0)


@contextmanager
def copy_of_template(settings: Settings) -> Iterator[BaseDatabaseWrapper]:
    """A fresh PostgreSQL database as Django's default one; every thread that connects gets it too."""
    with administering(settings) as administer:
        administer(f"CREATE DATABASE {TOWN} TEMPLATE {TEMPLATE}")
        try:
            with as_default(settings) as connection:
                yield connection
        finally:
            administer(f"DROP DATABASE {TOWN} WITH (FORCE)")  # a test's thread may have left a connection


@contextmanager
def administering(settings: Settings) -> Iterator[Any]:  # Any: psycopg's execute, not always installed
    """A function that runs one statement on the server, outside the databases under test."""
    import psycopg

    with psycopg.connect(
        host=settings["HOST"], user=settings["USER"], dbname="postgres", autocommit=True
    ) as server:
        yield server.execute


@contextmanager
def as_default(settings: Settings) -> Iterator[BaseDatabaseWrapper]:
    """Let Django's default database be the one described, for this thread and those started meanwhile."""
    before, open_connection = connections.settings["default"], connections["default"]
    connections.settings["default"] = connections.configure_settings({"default": settings})["default"]
    connections["default"] = connections.create_connection("default")
    try:
        yield connections["default"]
    finally:
        connections["default"].close()
        connections.settings["default"] = before
        connections["default"] = open_connection


class SqliteCopy:
    """A SQLite database as it is now, to return to."""

    def __init__(self, connection: BaseDatabaseWrapper) -> None:
        """Copy the file of `connection`, which is closed first, so that its log is written back."""
        connection.close()
        self.connection = connection
        self.file = Path(connection.settings_dict["NAME"])
        self.copy = self.file.with_suffix(".copy")
        shutil.copy(self.file, self.copy)

    def restore(self) -> None:
        """Put the file back. A connection that a server thread still holds keeps the old one, and harms nothing."""
        self.connection.close()
        for log in (f"{self.file}-wal", f"{self.file}-shm"):
            Path(log).unlink(missing_ok=True)
        new = self.file.with_suffix(".new")
        shutil.copy(self.copy, new)
        new.replace(self.file)
