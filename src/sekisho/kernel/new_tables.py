"""A migration that only makes new tables, without working out all models anew for each of them."""

from __future__ import annotations

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import ProjectState


class NewTables(migrations.Migration):
    """A migration of nothing but CreateModel and AppendOnly.

    Every ledger refers to the lines and the journal, so Django works out all related models again after each new one:
    two thirds of a first start. None of these operations needs the state between, so they share the state after the last.
    """

    def apply(
        self,
        project_state: ProjectState,
        schema_editor: BaseDatabaseSchemaEditor,
        collect_sql: bool = False,  # noqa: ARG002 -- Django's own signature
    ) -> ProjectState:
        """Make the tables, in the same transaction as otherwise."""
        before = project_state.clone()
        project_state.__dict__.pop("apps", None)  # worked out once when it is next asked for
        for operation in self.operations:
            operation.state_forwards(self.app_label, project_state)
        for operation in self.operations:
            operation.database_forwards(self.app_label, schema_editor, before, project_state)
        return project_state
