"""What every test may ask for: a database that is put back, and a real PostgreSQL beside SQLite."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.test import TransactionTestCase
from django.utils import timezone
from hypothesis import is_hypothesis_test
from hypothesis import settings as hypothesis_settings
from pytest_django import DjangoDbBlocker

from tests import databases, machine

# A slow machine is no finding. On CI, Hypothesis also repeats the same examples each time, by itself.
hypothesis_settings.register_profile("unhurried", deadline=None)
hypothesis_settings.load_profile("unhurried")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Property tests run without measuring coverage, which makes them several times slower.

    So a line counts as covered only where a test names the case.
    """
    for item in items:
        if isinstance(item, pytest.Function) and is_hypothesis_test(item.obj):
            item.add_marker(pytest.mark.no_cover)


@pytest.fixture
def working_morning(monkeypatch: pytest.MonkeyPatch) -> None:
    """The clock of this process goes on from a Thursday at ten, on which the offices are open."""
    ahead = datetime(2026, 11, 26, 1, tzinfo=UTC) - datetime.now(UTC)
    monkeypatch.setattr(timezone, "now", lambda: datetime.now(UTC) + ahead)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """The SQLite database; a test that commits has it put back by its file instead of emptied.

    pytest-django's own fixture of this name has migrated it before.
    """
    with django_db_blocker.unblock():
        copy = databases.SqliteCopy(connections["default"])

    def put_back(_: TransactionTestCase) -> None:
        copy.restore()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", put_back)
        yield


@pytest.fixture(scope="session")
def postgresql_settings(django_db_blocker: DjangoDbBlocker) -> Iterator[databases.Settings]:
    """A running PostgreSQL server with a migrated template."""
    programs = databases.find_postgresql()
    if programs is None:
        machine.missing("no PostgreSQL server (initdb) on this machine")
    with databases.postgresql_server(programs) as settings:
        with django_db_blocker.unblock():
            databases.migrate_template(settings)
        yield settings


@pytest.fixture
def postgresql(
    postgresql_settings: databases.Settings, django_db_blocker: DjangoDbBlocker
) -> Iterator[BaseDatabaseWrapper]:
    """Django's default database is a fresh PostgreSQL one for this test. Yields its connection.

    Mark the test `postgresql`. Commits are real; the database is dropped afterwards.
    """
    with django_db_blocker.unblock(), databases.copy_of_template(postgresql_settings) as connection:
        yield connection


@pytest.fixture(
    params=[
        pytest.param("sqlite", marks=pytest.mark.django_db(transaction=True)),
        pytest.param("postgresql", marks=pytest.mark.postgresql),
    ]
)
def each_database(request: pytest.FixtureRequest) -> BaseDatabaseWrapper:
    """Run the test twice, on SQLite and on PostgreSQL, with real commits. The value is the connection."""
    if request.param == "postgresql":
        request.getfixturevalue("postgresql")
    return connections["default"]
