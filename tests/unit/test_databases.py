"""A test that commits evidence leaves none behind, though evidence cannot be deleted."""

from __future__ import annotations

import threading

import pytest
from django.db import connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper

from sekisho.kernel.models import Line


def commit_a_line() -> None:
    Line.objects.create(ledger="terminals", number=1)


@pytest.mark.parametrize("time", ["first", "second"])
def test_each_test_that_commits_begins_with_empty_tables(
    each_database: BaseDatabaseWrapper, time: str
) -> None:
    assert Line.objects.count() == 0

    commit_a_line()


@pytest.mark.postgresql
def test_every_thread_of_the_test_meets_the_same_server(postgresql: BaseDatabaseWrapper) -> None:
    def work() -> None:
        commit_a_line()
        connections.close_all()

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()

    assert postgresql.vendor == connection.vendor == "postgresql"
    assert Line.objects.count() == 1


@pytest.mark.django_db
def test_after_postgresql_the_default_is_sqlite_again() -> None:
    assert connection.vendor == "sqlite"
    assert Line.objects.count() == 0
