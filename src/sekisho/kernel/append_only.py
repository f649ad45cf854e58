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
ACTS = ("UPDATE", "DELETE")


def trigger_name(table: str, act: str) -> str:
    """The name of the trigger that refuses `act` on `table`."""
    return f"{table}_no_{act.lower()}"


def refuse_changes(vendor: str, table: str, keys: list[list[str]]) -> list[str]:
    """SQL statements that make `table` append-only on `vendor` ("sqlite", "postgresql").

    `keys` are the columns of its primary key and of each unique constraint. SQLite's
    INSERT OR REPLACE deletes what it replaces without firing a DELETE trigger, so there
    an INSERT that meets an existing key is refused too.
    """
    if vendor == "sqlite":
        same = [" AND ".join(f'"{column}" = NEW."{column}"' for column in key) for key in keys]
        met = " OR ".join(f'EXISTS (SELECT 1 FROM "{table}" WHERE {key})' for key in same)  # noqa: S608 -- our own names
        return [
            *(
                f'CREATE TRIGGER IF NOT EXISTS "{trigger_name(table, act)}" BEFORE {act} ON "{table}" '
                f"BEGIN SELECT RAISE(ABORT, '{REFUSED}'); END"
                for act in ACTS
            ),
            (
                f'CREATE TRIGGER IF NOT EXISTS "{trigger_name(table, "REPLACE")}" BEFORE INSERT ON "{table}" '
                f"WHEN {met} BEGIN SELECT RAISE(ABORT, '{REFUSED}'); END"
            ),
        ]
    if vendor == "postgresql":
        return [
            (
                "CREATE OR REPLACE FUNCTION sekisho_append_only() RETURNS trigger LANGUAGE plpgsql AS "
                f"$$ BEGIN RAISE EXCEPTION '{REFUSED}'; END $$"
            ),
            *(
                f'CREATE OR REPLACE TRIGGER "{trigger_name(table, act)}" BEFORE {act} ON "{table}" '
                "FOR EACH ROW EXECUTE FUNCTION sekisho_append_only()"
                for act in ACTS
            ),
            (
                f'CREATE OR REPLACE TRIGGER "{trigger_name(table, "TRUNCATE")}" BEFORE TRUNCATE ON "{table}" '
                "FOR EACH STATEMENT EXECUTE FUNCTION sekisho_append_only()"
            ),
        ]
    raise AssertionError(f"no append-only triggers are written for {vendor}")


def keys_of(model: type[models.Model]) -> list[list[str]]:
    """The columns of each key of `model`: unique fields, the primary key among them, and constraints."""
    column = {field.name: str(field.column) for field in model._meta.concrete_fields}
    return [[column[field.name]] for field in model._meta.concrete_fields if field.unique] + [
        [column[name] for name in constraint.fields]
        for constraint in model._meta.constraints
        if isinstance(constraint, models.UniqueConstraint)
    ]


def tables_with_triggers(connection: BaseDatabaseWrapper) -> set[str]:
    """The tables on which both triggers stand in the connected database."""
    query = {
        "sqlite": "SELECT name, tbl_name FROM sqlite_master WHERE type = 'trigger'",
        "postgresql": "SELECT t.tgname, c.relname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid "
        "WHERE NOT t.tgisinternal AND t.tgenabled IN ('O', 'A')",
    }[connection.vendor]
    with connection.cursor() as cursor:
        cursor.execute(query)
        found = {(name, table) for name, table in cursor.fetchall()}
    tables = {table for _, table in found}
    return {table for table in tables if all((trigger_name(table, act), table) in found for act in ACTS)}


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
