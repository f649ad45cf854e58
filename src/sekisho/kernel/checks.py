"""System checks: a ledger described wrongly is reported at start, not met by a clerk."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from django.apps import apps
from django.core.checks import CheckMessage, Error, Tags, register
from django.core.checks import Warning as Caution
from django.core.exceptions import FieldDoesNotExist
from django.db import connections
from django.db.models import DateField, Model

from sekisho.kernel.append_only import is_guarded
from sekisho.kernel.ledger import Ledger, field_of
from sekisho.kernel.models import JournalEvent, Line, LineField, Recorded
from sekisho.kernel.registry import ledgers
from sekisho.kernel.town import pack


def register_all() -> None:
    """Register the checks with Django; called once, when the kernel is ready."""
    register(check_ledgers)
    register(check_bindings)
    register(check_matters)
    register(check_dates)
    register(check_triggers, Tags.database)


def check_ledgers(**_kwargs: Any) -> list[CheckMessage]:  # Any: Django's
    """Every registered ledger names fields that exist and are of the kind it says."""
    return [fault for ledger in ledgers() for fault in faults_of(ledger)] + _duplicates()


def faults_of(ledger: Ledger) -> list[CheckMessage]:
    """What is wrong in the description of one ledger."""
    faults: list[CheckMessage] = []
    names = (
        *ledger.columns,
        *(name.lstrip("-") for name in ledger.ordering),
        *ledger.filters,
        *ledger.search,
        *ledger.happened,
        *ledger.evidence_on,
        *ledger.renewed,
        *ledger.complete_with,
        *filter(None, (ledger.arose_on, ledger.matter, ledger.empowers, ledger.ends, ledger.concerns)),
    )
    for name in dict.fromkeys(names):
        try:
            ledger.model._meta.get_field(name.partition("__")[0])
        except FieldDoesNotExist:
            faults.append(
                Error(
                    f"ledger {ledger.slug}: {ledger.model.__name__} has no field {name!r}", id="sekisho.E002"
                )
            )
    faults += [
        Error(f"ledger {ledger.slug}: {name!r} is not a date", id="sekisho.E003")
        for name in (*ledger.happened, *ledger.evidence_on, *filter(None, (ledger.arose_on,)))
        if name in {f.name for f in ledger.model._meta.concrete_fields}
        and not isinstance(ledger.model._meta.get_field(name), DateField)
    ]
    slugs = {registered.slug for registered in ledgers()} | {ledger.slug}
    faults += [
        Error(f"ledger {ledger.slug}: {field.name} refers to no ledger {field.ledger!r}", id="sekisho.E004")
        for field in ledger.model._meta.concrete_fields
        if isinstance(field, LineField) and field.ledger not in slugs
    ]
    return faults


def check_bindings(**_kwargs: Any) -> list[CheckMessage]:  # Any: Django's
    """The rule pack binds every registered ledger to a clause and a keeper."""
    bound = {binding.slug for binding in pack().ledgers}
    return [
        Caution(f"rule pack {pack().id} binds the ledger {ledger.slug} to no clause", id="sekisho.W001")
        for ledger in ledgers()
        if ledger.slug not in bound
    ]


def check_matters(**_kwargs: Any) -> list[CheckMessage]:  # Any: Django's
    """Where a duty asks for evidence about one matter, its ledger says of each entry what it is about."""
    kept = {ledger.slug: ledger for ledger in ledgers()}
    return [
        Error(
            f"duty {duty.id}: no entry of {duty.evidence} can be about {duty.evidence_about!r}",
            id="sekisho.E006",
        )
        for duty in pack().duties
        if duty.evidence_about is not None
        and duty.evidence in kept
        and not _can_be_about(kept[duty.evidence], duty.evidence_about)
    ]


def check_dates(**_kwargs: Any) -> list[CheckMessage]:  # Any: Django's
    """Where a duty names the date that shows it done, its ledger has such a date."""
    kept = {ledger.slug: ledger for ledger in ledgers()}
    return [
        Error(f"duty {duty.id}: {duty.evidence} has no date {duty.evidence_on!r}", id="sekisho.E007")
        for duty in pack().duties
        if duty.evidence_on is not None
        and duty.evidence in kept
        and duty.evidence_on not in kept[duty.evidence].evidence_on
    ]


def _can_be_about(ledger: Ledger, matter: str) -> bool:
    if not ledger.matter:
        return False
    field = field_of(ledger.model, ledger.matter)
    options = [*(field.flatchoices or ()), *getattr(field, "options", list)()]
    return matter in {value for value, _title in options}


def check_triggers(
    databases: Sequence[str] | None = None, **_kwargs: Any
) -> list[CheckMessage]:  # Any: Django's
    """Every table of evidence refuses UPDATE and DELETE in the database itself."""
    faults: list[CheckMessage] = []
    for alias in databases or []:
        connection = connections[alias]
        present = set(connection.introspection.table_names())
        faults += [
            Error(
                f"{alias}: table {model._meta.db_table} can be changed: its triggers are gone or altered",
                id="sekisho.E010",
            )
            for model in evidence()
            if model._meta.db_table in present and not is_guarded(connection, model)
        ]
    return faults


def evidence() -> list[type[Model]]:
    """The models that hold evidence: the journal, the lines, and all that is recorded."""
    return [model for model in apps.get_models() if issubclass(model, (Recorded, JournalEvent, Line))]


def _duplicates() -> list[CheckMessage]:
    counted = Counter(ledger.slug for ledger in ledgers())
    return [
        Error(f"two ledgers are called {slug}", id="sekisho.E005")
        for slug, times in counted.items()
        if times > 1
    ]
