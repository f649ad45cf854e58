"""Reading ledgers along both time axes: what stood on a day, as known at a moment."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time
from typing import TypeVar

from django.db.models import DateTimeField, Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import TruncDate
from django.utils import timezone
from django.utils.translation import gettext as _

from sekisho.kernel.ledger import Ledger, field_of
from sekisho.kernel.models import Entry, Line, LineField
from sekisho.kernel.refusals import Refusal
from sekisho.kernel.registry import ledgers

E = TypeVar("E", bound=Entry)


class NoSuchLine(Refusal):
    """The ledger has no line of that number."""


def as_known(model: type[E], known_at: datetime) -> QuerySet[E]:
    """The latest revision of every line as known at `known_at`, struck-out lines included."""
    newer = model._default_manager.filter(
        line=OuterRef("line"), revision__gt=OuterRef("revision"), event__recorded_at__lte=known_at
    )
    return model._default_manager.filter(event__recorded_at__lte=known_at).filter(~Exists(newer))


def standing(model: type[E], known_at: datetime) -> QuerySet[E]:
    """As `as_known`, without the lines that were struck out (抹消)."""
    return as_known(model, known_at).filter(retired_on__isnull=True)


def recent(model: type[Entry], names: Iterable[str], since: date) -> Q:
    """That one of those dates or moments lies on `since` or later."""
    midnight = timezone.make_aware(datetime.combine(since, time.min))
    bounds = {name: midnight if isinstance(field_of(model, name), DateTimeField) else since for name in names}
    return Q(*((f"{name}__gte", bound) for name, bound in bounds.items()), _connector=Q.OR)


def day_column(model: type[Entry], name: str) -> F | TruncDate:
    """For a query: the day of that date or moment."""
    return TruncDate(name) if isinstance(field_of(model, name), DateTimeField) else F(name)


def day_of(value: date) -> date:
    """The day itself, or the day here on which the moment lies."""
    return timezone.localdate(value) if isinstance(value, datetime) else value


def history(ledger: Ledger, number: int, known_at: datetime) -> list[Entry]:
    """All revisions of one line as known at `known_at`, newest first. Raises NoSuchLine."""
    revisions = list(
        ledger.model._default_manager.filter(
            line__ledger=ledger.slug, line__number=number, event__recorded_at__lte=known_at
        )
        .select_related("line", "event")
        .order_by("-revision")
    )
    if not revisions:
        raise NoSuchLine(
            _("%(ledger)sに%(number)d番の行はありません。") % {"ledger": ledger, "number": number}
        )
    return revisions


def names_of(ledger: Ledger, lines: Iterable[int], known_at: datetime) -> dict[int, str]:
    """What the entries on those lines are called, by line id; one query however many."""
    wanted = set(lines)
    if not wanted:
        return {}
    found = as_known(ledger.model, known_at).filter(line__in=wanted)
    return {entry.line_id: str(entry) for entry in found}


def line_of(ledger: Ledger, number: int) -> Line:
    """The line itself. Raises NoSuchLine."""
    line = Line.objects.filter(ledger=ledger.slug, number=number).first()
    if line is None:
        raise NoSuchLine(
            _("%(ledger)sに%(number)d番の行はありません。") % {"ledger": ledger, "number": number}
        )
    return line


def line_that_refers_to(line: Line, known_at: datetime) -> Line | None:
    """A line of whatever ledger that stands and refers to this one; None: there is none."""
    for other in ledgers():
        for field in other.fields:
            if isinstance(field, LineField) and field.ledger == line.ledger:
                found = standing(other.model, known_at).filter(**{field.name: line}).select_related("line")
                if (entry := found.first()) is not None:
                    return entry.line
    return None
