"""What the database knows about duties done and excused, as known at one moment."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import CharField, F, Min, Q, TextField, Value
from django.db.models.functions import Cast
from django.utils import timezone

from sekisho.duties.events import event_days
from sekisho.kernel.discharges import answers_events, bears_out, evidence_body, is_about
from sekisho.kernel.ledger import Ledger, field_of
from sekisho.kernel.models import Discharge, Excuse, JournalEvent
from sekisho.kernel.queries import day_column, recent, standing
from sekisho.kernel.registry import ledger
from sekisho.kernel.town import pack

Key = tuple[str, date]  # duty id, and the day on which the occurrence opens

MOVED = timedelta(days=31)  # as far as later closures may have moved a due day


@dataclass(frozen=True, slots=True)
class Done:
    """One discharge whose evidence stands."""

    done_on: date
    recorded_on: date
    ledger: str  # "" where the evidence is a report or on paper
    number: int
    report: int  # number of the event that submitted it; 0 for none
    paper: str
    by: str
    post: str
    event: int


@dataclass(frozen=True, slots=True)
class Excused:
    """One occurrence that need not be done."""

    reason: str
    by: str
    post: str
    event: int


@dataclass(frozen=True, slots=True)
class Evidence:
    """Discharges and excuses by duty and opening day; events by their word.

    `founded_on` is the day from which records are kept here; None: nothing recorded yet.
    """

    done: dict[Key, Done] = field(default_factory=dict)
    excused: dict[Key, Excused] = field(default_factory=dict)
    occurred: dict[str, tuple[date, ...]] = field(default_factory=dict)
    founded_on: date | None = None


def evidence(since: date, known_at: datetime) -> Evidence:
    """What is known at `known_at` about occurrences due from `since` on.

    A fixed number of queries; their cost follows the interval, not the age of the records.
    """
    done: dict[Key, Done] = {}
    for row in _discharges(since, known_at):
        key = (row["duty"], row["opens_on"])
        kept = ledger(row["ledger"] or "")
        if key not in done or (kept is not None and kept.arose_on):  # the last of several events of a day
            done[key] = _done(row)
    for key, slug in _unanswered(since - MOVED, known_at):
        if key in done and done[key].ledger == slug:
            del done[key]
    excuses = Excuse.objects.filter(due_on__gte=since - MOVED, event__recorded_at__lte=known_at)
    founded = JournalEvent.objects.aggregate(first=Min("recorded_at"))["first"]
    return Evidence(
        done=done,
        excused={
            (duty, opens_on): Excused(reason, by, post, event)
            for duty, opens_on, reason, by, post, event in excuses.values_list(
                "duty", "opens_on", "reason", "event__person_name", "event__post", "event"
            )
        },
        occurred=event_days(since - MOVED, known_at),
        founded_on=timezone.localdate(founded) if founded else None,
    )


def _done(row: dict[str, Any]) -> Done:  # Any: columns of several types
    return Done(
        done_on=row["done_on"],
        recorded_on=timezone.localdate(row["recorded_at"]),
        ledger=row["ledger"] or "",
        number=row["number"] or 0,
        report=row["report_event"] or 0,
        paper=row["paper"],
        by=row["by"],
        post=row["post"],
        event=row["event"],
    )


def _unanswered(since: date, known_at: datetime) -> Iterator[tuple[Key, str]]:
    """Occurrences of which an event still waits for its evidence, with the ledger in which it does. One query."""
    answering = [
        (duty, kept)
        for duty in pack().duties
        if (kept := ledger(duty.evidence)) is not None and answers_events(duty, kept)
    ]
    asked = {(kept.slug, duty.evidence_on or ""): kept for duty, kept in answering}
    waiting = [
        standing(kept.model, known_at)
        .filter(_is_open(kept, name), recent(kept.model, (kept.arose_on,), since))
        .values_list(
            Value(slug, output_field=CharField()),
            Value(name, output_field=CharField()),
            day_column(kept.model, kept.arose_on),
            Cast(F(kept.matter), CharField()) if kept.matter else Value("", output_field=CharField()),
        )
        for (slug, name), kept in asked.items()
    ]
    if not waiting:
        return
    for slug, name, day, matter in waiting[0].union(*waiting[1:]):
        for duty, kept in answering:
            if (kept.slug, duty.evidence_on or "") == (slug, name) and is_about(duty, kept, matter):
                yield (duty.id, day), slug


def _is_open(kept: Ledger, name: str) -> Q:
    """That an entry lacks something without which it is no evidence; one that is only a drill waits for nothing.

    `name` is the date by which it would be evidence, "" where all of them have to be there.
    """
    dates = (name,) if name else kept.evidence_on
    lacks = Q(*((f"{each}__isnull", True) for each in (*dates, *kept.complete_with)), _connector=Q.OR)
    for fact in kept.complete_with:
        if isinstance(field_of(kept.model, fact), CharField | TextField):
            lacks |= Q(**{fact: ""})
    return lacks & Q(**{kept.drill: False}) if kept.drill else lacks


def _discharges(since: date, known_at: datetime) -> Iterator[dict[str, Any]]:  # Any: columns of several types
    """The discharges that stand, oldest first."""
    found = Discharge.objects.filter(due_on__gte=since - MOVED, event__recorded_at__lte=known_at)
    rows = found.values(
        *("duty", "opens_on", "done_on", "paper", "event"),
        body=evidence_body(known_at),
        recorded_at=F("event__recorded_at"),
        by=F("event__person_name"),
        post=F("event__post"),
        ledger=F("evidence__ledger"),
        number=F("evidence__number"),
        report_event=F("report__event"),
    )
    for row in rows.order_by("event"):
        if row["ledger"] is None or bears_out(
            row["duty"], row["opens_on"], row["ledger"], row["body"], row["done_on"]
        ):
            yield row
