"""Tables that are made together are those that would be made one after the other."""

from __future__ import annotations

import pytest
from django.db import connection, migrations
from django.db.migrations.loader import MigrationLoader

from sekisho.kernel.append_only import AppendOnly
from sekisho.kernel.new_tables import NewTables


def together() -> list[tuple[str, str]]:
    """App and name of each migration that makes its tables together."""
    found = MigrationLoader(None).disk_migrations
    return sorted(key for key, migration in found.items() if isinstance(migration, NewTables))


@pytest.mark.parametrize("key", together(), ids=".".join)
def test_such_a_migration_does_nothing_but_make_tables(key: tuple[str, str]) -> None:
    migration = MigrationLoader(None).get_migration(*key)

    assert {type(each) for each in migration.operations} <= {migrations.CreateModel, AppendOnly}


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("key", [("kernel", "0001_initial"), ("offices", "0001_initial")], ids=".".join)
def test_it_makes_the_same_tables_and_triggers(key: tuple[str, str]) -> None:
    assert key in together()

    assert statements(key, NewTables) == statements(key, migrations.Migration)


def statements(key: tuple[str, str], how: type[migrations.Migration]) -> list[str]:
    """What the migration says to the database, applied as `how` applies one."""
    loader = MigrationLoader(None)
    with connection.schema_editor(collect_sql=True, atomic=False) as editor:
        state = loader.project_state(key, at_end=False)
        how.apply(loader.get_migration(*key), state, editor, collect_sql=True)
    assert editor.collected_sql is not None
    return [each for each in editor.collected_sql if not each.startswith("--")]
