"""Triggers that refuse UPDATE and DELETE on the tables of evidence.

They hold against every client of the database, not only against this program. A migration
that creates such a table ends with `AppendOnly("modelname")`; a system check compares the
database with the models. On SQLite an ALTER that rebuilds a table drops its triggers, so a
migration that alters one must end with `AppendOnly` again.
"""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState

REFUSED = "append-only: this table is evidence"
REFUSING = f"BEGIN SELECT RAISE(ABORT, '{REFUSED}'); END"
FUNCTION_BODY = f" BEGIN RAISE EXCEPTION '{REFUSED}'; END "
FUNCTION = f"CREATE OR REPLACE FUNCTION sekisho_append_only() RETURNS trigger LANGUAGE plpgsql AS $${FUNCTION_BODY}$$"

# What PostgreSQL refuses, for each row or statement, and how it notes that down (`pg_trigger.tgtype`).
ON_POSTGRESQL = (("UPDATE", "ROW", 19), ("DELETE", "ROW", 11), ("TRUNCATE", "STATEMENT", 34))


def trigger_name(table: str, act: str) -> str:
    """The name of the trigger that refuses `act` on `table`."""
    return f"{table}_no_{act.lower()}"


def refuse_changes(vendor: str, table: str, keys: list[list[str]]) -> list[str]:
    """SQL statements that make `table` append-only on `vendor` ("sqlite", "postgresql").

    `keys` are the columns of its primary key and of each unique constraint.
    """
    if vendor == "sqlite":
        return [
            statement
            for name, create in sqlite_triggers(table, keys).items()
            for statement in (f'DROP TRIGGER IF EXISTS "{name}"', create)
        ]
    if vendor == "postgresql":
        created = [_on_postgresql(table, act, each) for act, each, _kind in ON_POSTGRESQL]
        return [FUNCTION, *(statement for statements in created for statement in statements)]
    raise AssertionError(f"no append-only triggers are written for {vendor}")


def sqlite_triggers(table: str, keys: list[list[str]]) -> dict[str, str]:
    """The triggers of `table` on SQLite by name, each as the statement that creates it.

    INSERT OR REPLACE deletes what it replaces without firing a DELETE trigger, so an INSERT
    that meets an existing key is refused too. The hidden rowid is such a key; it is below
    zero where the INSERT does not name it.
    """
    same = [" AND ".join(f'"{column}" = NEW."{column}"' for column in key) for key in keys]
    met = " OR ".join(
        f'EXISTS (SELECT 1 FROM "{table}" WHERE {key})'  # noqa: S608 -- our own names
        for key in [*same, "rowid = NEW.rowid AND NEW.rowid > 0"]
    )
    changes = {
        name: f'CREATE TRIGGER "{name}" BEFORE {act} ON "{table}" {REFUSING}'
        for act in ("UPDATE", "DELETE")
        for name in [trigger_name(table, act)]
    }
    replace = trigger_name(table, "REPLACE")
    return changes | {replace: f'CREATE TRIGGER "{replace}" BEFORE INSERT ON "{table}" WHEN {met} {REFUSING}'}


def _on_postgresql(table: str, act: str, each: str) -> tuple[str, str]:
    name = trigger_name(table, act)
    create = (
        f'CREATE OR REPLACE TRIGGER "{name}" BEFORE {act} ON "{table}" '
        f"FOR EACH {each} EXECUTE FUNCTION sekisho_append_only()"
    )
    # else a session that calls itself a replica would pass by
    return create, f'ALTER TABLE "{table}" ENABLE ALWAYS TRIGGER "{name}"'


def keys_of(model: type[models.Model]) -> list[list[str]]:
    """The columns of each key of `model`: unique fields, the primary key among them, and constraints."""
    column = {field.name: str(field.column) for field in model._meta.concrete_fields}
    return sorted(
        [[column[field.name]] for field in model._meta.concrete_fields if field.unique]
        + [
            [column[name] for name in constraint.fields]
            for constraint in model._meta.constraints
            if isinstance(constraint, models.UniqueConstraint)
        ]
    )


def is_guarded(connection: BaseDatabaseWrapper, model: type[models.Model]) -> bool:
    """Whether the triggers on the table of `model` stand in the connected database, as written here."""
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(
                "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s", [table]
            )
            return sqlite_triggers(table, keys_of(model)).items() <= dict(cursor.fetchall()).items()
        cursor.execute(
            "SELECT t.tgname, t.tgtype FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid "
            "JOIN pg_proc p ON p.oid = t.tgfoid WHERE c.relname = %s AND t.tgenabled = 'A' "
            "AND t.tgqual IS NULL AND t.tgattr = '' AND p.prosrc = %s",
            [table, FUNCTION_BODY],
        )
        return {(trigger_name(table, act), kind) for act, _each, kind in ON_POSTGRESQL} <= set(
            cursor.fetchall()
        )


class AppendOnly(Operation):
    """Migration operation: from here on, rows of `model_name` can only be added."""

    reversible = True
    reduces_to_sql = True

    def __init__(self, model_name: str) -> None:
        self.model_name = model_name

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """Triggers are not part of Django's model state."""

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,  # noqa: ARG002 -- Django's own signature
        to_state: ProjectState,
    ) -> None:
        """Create the triggers."""
        model = to_state.apps.get_model(app_label, self.model_name)
        for statement in refuse_changes(
            schema_editor.connection.vendor, model._meta.db_table, keys_of(model)
        ):
            schema_editor.execute(statement, params=None)

    def database_backwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        """Nothing: the table goes with its triggers when its creation is undone."""

    def describe(self) -> str:
        """One line for `migrate`."""
        return f"Refuse UPDATE and DELETE on {self.model_name}"

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:  # Any: as declared by Django
        """Name and arguments, for Django's migration writer."""
        return self.__class__.__name__, [self.model_name], {}
