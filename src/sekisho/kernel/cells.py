"""How a fact is shown: dates in 和暦, choices by name, references by what they refer to."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from sekisho.kernel.ledger import AnyField, Ledger
from sekisho.kernel.models import Entry, LineField
from sekisho.kernel.queries import names_of
from sekisho.kernel.registry import ledger as find_ledger
from sekisho.rules.wareki import REFORM_ON, wareki_short


@dataclass(frozen=True, slots=True)
class Cell:
    """One shown fact: its field's name and title, its text, its raw value and where it leads."""

    name: str
    title: str
    text: str
    value: object
    link: str | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """One entry as a list shows it."""

    entry: Entry
    number: int
    cells: tuple[Cell, ...]


def rows_of(ledger: Ledger, entries: Sequence[Entry], known_at: datetime) -> list[Row]:
    """The entries as rows; one query a ledger that they refer to, however many they are."""
    names = referred_names(ledger, entries, known_at)
    return [Row(entry, entry.line.number, cells_of(ledger, entry, names)) for entry in entries]


def cells_of(ledger: Ledger, entry: Entry, names: dict[str, dict[int, str]]) -> tuple[Cell, ...]:
    """The ledger's columns of one entry."""
    return tuple(_cell(entry, field, names) for field in ledger.fields)


def referred_names(ledger: Ledger, entries: Iterable[Entry], known_at: datetime) -> dict[str, dict[int, str]]:
    """What the lines referred to are called: field name → line id → name."""
    entries = list(entries)
    found: dict[str, dict[int, str]] = {}
    for field in line_fields(ledger):
        other = find_ledger(field.ledger)
        if other is not None:
            lines = [getattr(entry, field.attname) for entry in entries]
            found[field.name] = names_of(other, (line for line in lines if line), known_at)
    return found


def line_fields(ledger: Ledger) -> list[LineField]:
    """The columns that refer to other ledgers."""
    return [field for field in ledger.fields if isinstance(field, LineField)]


def shown(value: object) -> str:
    """A plain value as text in the active language; an empty one as an empty text."""
    match value:
        case None | "":
            return ""
        case bool():
            return _("はい") if value else _("いいえ")
        case datetime():
            local = timezone.localtime(value)
            return f"{day(local.date())} {local:%H:%M}"
        case date():
            return day(value)
        case time():
            return f"{value:%H:%M}"
        case _:
            return str(value)


def day(value: date) -> str:
    """R8.11.23 on a Japanese page, 23 Nov 2026 on an English one; a day before 1873 in figures alone."""
    if not (get_language() or "ja").startswith("ja"):
        return date_format(value, "j M Y")
    return wareki_short(value) if value >= REFORM_ON else value.isoformat()


def _cell(entry: Entry, field: AnyField, names: dict[str, dict[int, str]]) -> Cell:
    value = getattr(entry, field.attname)
    title = str(field.verbose_name)
    if isinstance(field, LineField):
        name = names.get(field.name, {}).get(value, "") if value else ""
        link = reverse("entry_by_line", args=[value]) if value and name else None
        return Cell(field.name, title, name, value, link)
    options = dict(field.flatchoices) or dict(getattr(field, "options", list)())
    if options:
        return Cell(field.name, title, str(options.get(value, value) or ""), value)
    return Cell(field.name, title, shown(value), value)
