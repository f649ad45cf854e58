"""Reading ledgers along both time axes: what stood on a day, as known at a moment."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time
from typing import Any, TypeVar

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import BooleanField, DateTimeField, Expression, F, Q, QuerySet, Value
from django.db.models.functions import TruncDate
from django.db.models.sql.compiler import SQLCompiler
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
    return model._default_manager.filter(_LatestKnown(model._meta.db_table, known_at))


class _LatestKnown(Expression):
    """A condition: this revision was recorded by then, and no later one of its line was.

    In words of its own: out of joins and a subquery Django puts the same together in 2 ms, and every page asks a dozen times.
    """

    sql = """(
        EXISTS (SELECT 1 FROM kernel_journalevent own WHERE own.number = {event} AND own.recorded_at <= {moment})
        AND NOT EXISTS (
            SELECT 1 FROM {table} newer JOIN kernel_journalevent its ON its.number = newer.event_id
            WHERE newer.line_id = {line} AND newer.revision > {revision} AND its.recorded_at <= {moment}
        )
    )"""

    def __init__(self, table: str, known_at: datetime) -> None:
        super().__init__(output_field=BooleanField())
        self.table = table
        self.terms: list[Any] = [F("event"), F("line"), F("revision"), Value(known_at, DateTimeField())]

    def get_source_expressions(self) -> list[Any]:  # Any: as declared by Django
        """What Django resolves, and renames where this becomes part of another query."""
        return self.terms

    def set_source_expressions(self, exprs: Sequence[Any]) -> None:  # Any: as declared by Django
        """The same, resolved."""
        self.terms = list(exprs)

    def as_sql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> tuple[str, list[Any]]:  # type: ignore[override]  # without Django's options, which nothing here needs
        """The condition, and the moment twice."""
        (event, _a), (line, _b), (revision, _c), (moment, params) = map(compiler.compile, self.terms)
        table = connection.ops.quote_name(self.table)
        sql = self.sql.format(event=event, line=line, revision=revision, moment=moment, table=table)
        return sql, [*params, *params]


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
