"""What tests of the sealed journal do to it and ask of it."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection

from sekisho.archive.archive import Archive
from sekisho.archive.keys import read_public_keys
from sekisho.archive.records import Kind
from sekisho.archive.verify_archive import Report
from sekisho.kernel.models import JournalEvent
from sekisho.offices.persons import PERSONS
from tests.cast import Town, at

DAY = date(2026, 4, 10)


def enter_person(town: Town, staff_number: str, minute: int = 0) -> JournalEvent:
    """One more act, and only one: a person, entered by the keeper of that ledger."""
    facts = {"staff_number": staff_number, "name": "新任 十子", "reading": "しんにん とおこ"}
    return town.general.enters(PERSONS, at(DAY, 9, minute), **facts).event


def sealed_numbers() -> list[int]:
    """The numbers of the sealed events, in the order of the log."""
    return [said["number"] for said in sealed()]


def sealed() -> list[dict[str, Any]]:  # Any: JSON
    """The sealed events as they were recorded."""
    log = Archive(settings.SEKISHO_ARCHIVE).log("journal")
    records = log.records(0, log.manifest.size)
    return [json.loads(record.raw or b"") for record in records if record.kind is Kind.RECORD]


def verified() -> Report:
    """What the verifier says of the archive, with the town's own public keys."""
    keys = read_public_keys(Path(settings.SEKISHO_KEYS) / "public.txt")
    return Archive(settings.SEKISHO_ARCHIVE).verify(keys)


def tampered(statement: str, *parameters: str | int) -> None:
    """What the owner of the database can do: drop the triggers, and then anything."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        for (name,) in cursor.fetchall():
            cursor.execute(f'DROP TRIGGER "{name}"')
        cursor.execute("PRAGMA defer_foreign_keys = ON")
        cursor.execute(statement, parameters)


def cut_off() -> None:
    """The newest act with the row that it made."""
    newest = "(SELECT MAX(number) FROM kernel_journalevent)"
    tampered(f"DELETE FROM offices_person WHERE event_id = {newest}")
    tampered(f"DELETE FROM kernel_journalevent WHERE number = {newest}")
