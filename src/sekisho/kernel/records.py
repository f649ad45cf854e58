"""`record()`: the only way in. Checks, validates, inserts and journals in one transaction."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import TypeVar

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import DataError, IntegrityError, connection, models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from sekisho.kernel.acts import Act
from sekisho.kernel.bounds import check_bounds
from sekisho.kernel.ledger import AnyField
from sekisho.kernel.models import Entry, JournalEvent, LineField, Recorded
from sekisho.kernel.permissions import Object, permit
from sekisho.kernel.refusals import Invalid, Refusal
from sekisho.kernel.registry import ledger
from sekisho.kernel.search import fold
from sekisho.kernel.town import pack
from sekisho.rules.authority import Capacity
from sekisho.rules.model import Verb

R = TypeVar("R", bound=Recorded)

CLOCK_TOLERANCE = timedelta(minutes=1)
JOURNAL_LOCK = 0x5EC1540  # one writer at a time on PostgreSQL; any constant of our own will do

# Each act asks these; Django takes ten times as long to word them anew as the database to answer.
LAST_EVENT = "SELECT MAX(number) FROM kernel_journalevent"
LATER_EVENT = "SELECT 1 FROM kernel_journalevent WHERE recorded_at > %s LIMIT 1"


class ActInFuture(Refusal):
    """The act claims a time that has not come."""


class ActBackDated(Refusal):
    """The act claims a time before the last one on record: what was known then would change afterwards."""


class FoundingOver(Refusal):
    """The town is set up, or this is no part of it: only holders of posts do that."""


class AlreadyRecorded(Refusal):
    """Somebody recorded the same thing first."""


def record(row: R, verb: Verb, act: Act, about: Object) -> R:
    """Insert `row` as the result of `act`, with its journal event. Inside `writing()` only.

    Raises NotPermitted, ActInFuture, ActBackDated, FoundingOver, Invalid or AlreadyRecorded;
    then nothing was written. If we crash before the commit, neither the row nor the event exists; after it
    both do and are on the disk (synchronous=FULL; PostgreSQL's commit).
    """
    assert connection.in_atomic_block, "who records is the only writer"
    _guard(verb, act, about)
    event = event_for(row, verb, act, about)
    row.event = event
    if isinstance(row, Entry):
        row.search_text = _searched(row, about)
    _validate(row)
    event.body = canonical(fields_of(row))
    try:
        with transaction.atomic():
            event.save(force_insert=True)
            row.event = event
            row.save(force_insert=True)
    except DataError as error:
        raise Invalid(
            {NON_FIELD_ERRORS: [_("数が大きすぎて記録できません。桁数を確かめてください。")]}
        ) from error
    except IntegrityError as error:
        _validate(row, constraints=True)  # says which of them the database holds against it
        raise AlreadyRecorded(
            _("「%(object)s」には同じ内容がすでに記録されています。画面を開き直して確かめてください。")
            % {"object": about.name},
            clause=about.clause,
        ) from error
    return row


@contextmanager
def writing() -> Iterator[None]:
    """A transaction that is the only writer from its first line on: what it reads stays so.

    Numbers taken inside have no holes and guards cannot be overtaken. SQLite's IMMEDIATE
    transactions are that already; PostgreSQL takes an advisory lock until the commit.
    """
    with transaction.atomic():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(%s)", [JOURNAL_LOCK])
        yield


def canonical(fields: dict[str, object]) -> str:
    """One byte form for one content: sorted keys, no spaces, UTF-8, dates in ISO 8601."""
    return json.dumps(
        fields, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False, default=_plain
    )


def fields_of(row: models.Model) -> dict[str, object]:
    """What the row says, by column; its own keys and the event are left out."""
    return {
        field.attname: _as_kept(field, getattr(row, field.attname))
        for field in row._meta.concrete_fields
        if not field.primary_key and field.name not in ("event", "search_text")
    }


def _as_kept(field: AnyField, value: object) -> object:
    """A decimal with all places of its column, as the database gives it back: 20 and 20.0 are one content."""
    if isinstance(field, models.DecimalField) and isinstance(value, Decimal):
        return f"{value + 0:.{field.decimal_places}f}"
    return value


def _plain(value: object) -> str:
    if isinstance(value, datetime):
        return value.astimezone(timezone.get_default_timezone()).isoformat()
    if isinstance(value, date | time):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no canonical form")


def _guard(verb: Verb, act: Act, about: Object) -> None:
    now = timezone.now()
    if act.at > now + CLOCK_TOLERANCE:
        raise ActInFuture(_("まだ来ていない日時では記録できません。日時を確かめてください。"))
    if act.at < now - CLOCK_TOLERANCE and _is_recorded_after(act.at + CLOCK_TOLERANCE):
        raise ActBackDated(
            _("最後の記録より前の日時では記録できません。今の日時で記録し、行った日は内容に書いてください。")
        )
    if act.capability.capacity is not Capacity.FOUNDING:
        permit(pack(), verb, act.capability, about)
    elif JournalEvent.objects.exclude(capacity=Capacity.FOUNDING).exists():
        raise FoundingOver(_("初期設定は終わっています。辞令を受けた職として記録してください。"))
    elif (kept := ledger(about.ledger or "")) is None or not kept.founding:
        raise FoundingOver(
            _("「%(object)s」は初期設定では記録できません。辞令を受けた職として記録してください。")
            % {"object": about.name}
        )


def _is_recorded_after(moment: datetime) -> bool:
    """Whether an event later than `moment` is on record."""
    with connection.cursor() as cursor:
        cursor.execute(LATER_EVENT, [connection.ops.adapt_datetimefield_value(moment)])
        return cursor.fetchone() is not None


def event_for(row: Recorded, verb: Verb, act: Act, about: Object) -> JournalEvent:
    """The event that brings the row in, with the next number and without its body. Inside `writing()` only."""
    with connection.cursor() as cursor:
        cursor.execute(LAST_EVENT)
        last = cursor.fetchone()[0] or 0
    line = getattr(row, "line", None) or getattr(row, "evidence", None)
    kept = about.ledger if isinstance(row, Entry) else None  # what only belongs to a line says nothing for it
    return JournalEvent(
        number=last + 1,
        recorded_at=act.at,
        verb=verb,
        subject=kept or row._meta.model_name or "",
        line_number=line.number if line is not None else None,
        clause=about.clause or "",
        person=act.person,
        person_name=act.name,
        post=act.capability.post,
        capacity=act.capability.capacity,
        acts_for=act.capability.acts_for or "",
        basis=act.capability.basis,
    )


def _validate(row: Recorded, *, constraints: bool = False) -> None:
    """Raise Invalid with all that is wrong with the row's own values.

    Its constraints are the database's to hold; asking it about each of them takes longer than the insert, so they
    are looked at when there is something else to tell, or when the insert was refused.
    """
    found = _out_of_bounds(row)
    try:
        row.full_clean(
            exclude={"event", "line", *_read_before(row), *found},
            validate_unique=constraints,
            validate_constraints=constraints,
        )
    except ValidationError as error:
        if not constraints:
            _validate(row, constraints=True)
        found |= error.message_dict
    if found:
        names = {field.name: str(field.verbose_name) for field in row._meta.concrete_fields}
        raise Invalid(
            {
                field: [
                    m if field == NON_FIELD_ERRORS else f"{names.get(field, field)}: {m}" for m in messages
                ]
                for field, messages in found.items()
            }
        )


def _read_before(row: Recorded) -> set[str]:
    """References to a row that is at hand because it was read or written: no evidence ever goes away.

    Whether a line is one of the right ledger is the field's to say, also of one that is at hand.
    """
    return {
        field.name
        for field in row._meta.concrete_fields
        if isinstance(field, models.ForeignKey)
        and not isinstance(field, LineField)
        and (found := field.get_cached_value(row, default=None)) is not None
        and not found._state.adding
    }


def _out_of_bounds(row: Recorded) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for field in row._meta.concrete_fields:
        if field.name == "search_text":
            continue  # made of the others
        try:
            check_bounds(getattr(row, field.attname))
        except ValidationError as error:
            found[field.name] = error.messages
    return found


def _searched(row: Entry, about: Object) -> str:
    """The texts in which the ledger is searched, in one spelling."""
    kept = ledger(about.ledger or "")
    return fold(" ".join(str(getattr(row, name)) for name in kept.search)) if kept is not None else ""
