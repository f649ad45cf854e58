"""Evidence cannot be changed or taken away in the database, and it shows when that is no longer so."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from sekisho.kernel.checks import check_triggers, evidence
from sekisho.kernel.models import JournalEvent
from sekisho.ledgers.credentials import Credential
from sekisho.ledgers.terminals import TERMINALS
from tests.cast import Town, at

FACTS = {"number": "統合端末1", "place": "1番窓口", "owner": "town", "installed_on": date(2026, 4, 1)}
MORNING = at("2026-04-10")


@pytest.mark.parametrize("table", ["ledgers_terminal", "kernel_journalevent", "kernel_line"])
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE {table} SET {column} = {column}",
        "DELETE FROM {table}",
        "DELETE FROM {table} WHERE {column} > 0",
    ],
)
def test_the_database_itself_refuses_to_change_evidence(
    each_database: BaseDatabaseWrapper, table: str, statement: str
) -> None:
    Town().welfare.enters(TERMINALS, MORNING, **FACTS)
    column = "number" if table != "ledgers_terminal" else "revision"
    before = rows(table)

    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement.format(table=table, column=column))

    assert rows(table) == before


@pytest.mark.django_db(transaction=True)
def test_insert_or_replace_cannot_overwrite_an_event_on_sqlite() -> None:
    Town()
    before = rows("kernel_journalevent")
    columns = "number, recorded_at, verb, subject, clause, person, person_name, post, capacity, acts_for, basis, body"

    with pytest.raises(DatabaseError, match="append-only"), connection.cursor() as cursor:
        cursor.execute(
            f"INSERT OR REPLACE INTO kernel_journalevent ({columns}) "
            f"SELECT {columns.replace('body', repr('{}'))} FROM kernel_journalevent WHERE number = 1"
        )

    assert rows("kernel_journalevent") == before


@pytest.mark.django_db(transaction=True)
def test_nor_can_one_that_takes_its_place_by_the_hidden_row_number() -> None:
    Town()
    before = rows("kernel_journalevent")
    columns = "recorded_at, verb, subject, clause, person, person_name, post, capacity, acts_for, basis, body"

    with connection.cursor() as cursor:
        cursor.execute("PRAGMA foreign_keys = OFF")  # as for any client that does not ask for them
        with pytest.raises(DatabaseError, match="append-only"):
            cursor.execute(
                f"INSERT OR REPLACE INTO kernel_journalevent (rowid, number, {columns}) "
                f"SELECT rowid, 999, {columns} FROM kernel_journalevent WHERE number = 1"
            )
        cursor.execute("PRAGMA foreign_keys = ON")

    assert rows("kernel_journalevent") == before


@pytest.mark.postgresql
def test_truncate_is_refused_on_postgresql(postgresql: BaseDatabaseWrapper) -> None:
    Town()

    with pytest.raises(DatabaseError, match="append-only"), postgresql.cursor() as cursor:
        cursor.execute("TRUNCATE kernel_journalevent CASCADE")

    assert JournalEvent.objects.exists()


@pytest.mark.postgresql
def test_a_session_that_calls_itself_a_replica_is_refused_too(postgresql: BaseDatabaseWrapper) -> None:
    Town()

    with postgresql.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        with pytest.raises(DatabaseError, match="append-only"):
            cursor.execute("UPDATE kernel_journalevent SET body = ''")


def test_every_table_of_evidence_is_guarded(each_database: BaseDatabaseWrapper) -> None:
    assert Credential in evidence()
    assert check_triggers(["default"]) == []


def test_a_missing_trigger_is_reported(each_database: BaseDatabaseWrapper) -> None:
    for act in ("update", "delete", "truncate" if connection.vendor == "postgresql" else "replace"):
        with transaction.atomic():
            drop_trigger(act)
            [fault] = check_triggers(["default"])
            transaction.set_rollback(True)

        assert "ledgers_terminal" in str(fault.msg)


def test_a_trigger_that_no_longer_refuses_is_reported(each_database: BaseDatabaseWrapper) -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("ALTER TABLE ledgers_terminal DISABLE TRIGGER ledgers_terminal_no_update")
        else:
            drop_trigger("update")
            cursor.execute(
                "CREATE TRIGGER ledgers_terminal_no_update BEFORE UPDATE ON ledgers_terminal BEGIN SELECT 1; END"
            )

    [fault] = check_triggers(["default"])

    assert "ledgers_terminal" in str(fault.msg)


@pytest.mark.postgresql
def test_a_hollowed_out_function_is_reported_for_every_table(postgresql: BaseDatabaseWrapper) -> None:
    with postgresql.cursor() as cursor:
        cursor.execute(
            "CREATE OR REPLACE FUNCTION sekisho_append_only() RETURNS trigger LANGUAGE plpgsql "
            "AS $$ BEGIN RETURN NEW; END $$"
        )

    assert len(check_triggers(["default"])) == len(evidence())


def drop_trigger(act: str) -> None:
    with connection.cursor() as cursor:
        on = " ON ledgers_terminal" if connection.vendor == "postgresql" else ""
        cursor.execute(f'DROP TRIGGER "ledgers_terminal_no_{act}"{on}')


def rows(table: str) -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {table} ORDER BY 1")
        return list(cursor.fetchall())
