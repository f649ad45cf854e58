"""Which discharges stand: those whose evidence is not struck out and still bears the day of the doing."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta

from django.db.models import OuterRef, Subquery

from sekisho.kernel.ledger import Ledger
from sekisho.kernel.models import Discharge, JournalEvent, Line
from sekisho.kernel.registry import event_days, ledger
from sekisho.kernel.town import duty as find_duty
from sekisho.rules.cadences import Promptly, Within
from sekisho.rules.model import Duty, Verb

ENTRY_VERBS = (Verb.ENTER, Verb.AMEND, Verb.RETIRE)
LOOK_BACK = timedelta(days=31)  # what comes later than that has to be pointed at


def is_discharged(duty: str, opens_on: date, by: Line | None = None) -> bool:
    """Whether a discharge of that occurrence stands now; `by` is the evidence of another one.

    Where several events may fall on one day, each line answers for its own.
    """
    found = Discharge.objects.filter(duty=duty, opens_on=opens_on)
    kept = ledger(by.ledger) if by is not None else None
    if kept is not None and kept.arose_on:
        found = found.filter(evidence=by)
    return any(
        one.evidence is None or shows(one.evidence, duty, opens_on, one.done_on)
        for one in found.select_related("evidence")
    )


def evidence_body(known_at: datetime | None = None) -> Subquery:
    """For a query of discharges: what the line of evidence says as known at `known_at` (None: now).

    The canonical JSON of its latest revision; NULL where the evidence is a report or on paper.
    """
    acts = JournalEvent.objects.filter(
        subject=OuterRef("evidence__ledger"), line_number=OuterRef("evidence__number"), verb__in=ENTRY_VERBS
    )
    if known_at is not None:
        acts = acts.filter(recorded_at__lte=known_at)
    return Subquery(acts.order_by("-number").values("body")[:1])


def shows(line: Line, duty: str, opens_on: date, done_on: date) -> bool:
    """Whether the line, as it stands now, is evidence that this occurrence of the duty was done on that day."""
    acts = JournalEvent.objects.filter(subject=line.ledger, line_number=line.number, verb__in=ENTRY_VERBS)
    body = acts.order_by("-number").values_list("body", flat=True).first()
    return body is not None and bears_out(duty, opens_on, line.ledger, body, done_on)


def bears_out(duty: str, opens_on: date, slug: str, body: str, done_on: date) -> bool:
    """Whether a line that says `body` stands as evidence of that occurrence on that day.

    It is not struck out, is no drill, has all that its ledger asks of evidence, is about the matter that the
    duty asks for, answers the event that the occurrence arose with, and has the day where its ledger dates things done.
    """
    facts = json.loads(body)
    kept = ledger(slug)
    if facts["retired_on"] is not None:
        return False
    if kept is None:
        return True
    if kept.drill and facts.get(kept.drill):
        return False
    if any(
        facts.get(name) in (None, "") for name in kept.complete_with
    ):  # a column may be newer than the entry
        return False
    asked = find_duty(duty)
    if asked is not None and asked.evidence == slug:
        if not is_about(asked, kept, facts.get(kept.matter)):
            return False
        if answers_events(asked, kept) and _day(facts.get(kept.arose_on)) != opens_on.isoformat():
            return False
    day = done_on.isoformat()
    dates = {_day(facts.get(name)) for name in kept.evidence_on if asked is None or shows_by(asked, name)}
    return not dates or day in dates or any(day < _day(facts.get(name)) for name in kept.renewed)


def answers_events(duty: Duty, kept: Ledger) -> bool:
    """Whether each entry of the ledger answers an event of its own, on which the duty arose."""
    return bool(kept.arose_on) and isinstance(duty.cadence, Within | Promptly)


def events_answered(duty: Duty, kept: Ledger, day: date, at: datetime) -> list[date]:
    """The day of the event that an entry of `day` answers, as known at `at`; none where it answers no event.

    Where another ledger sees the event (a transfer, which a designation follows), it is the last one by then.
    """
    if kept.arose_on or not isinstance(duty.cadence, Within | Promptly):
        return [day]
    seen = event_days(duty.cadence.event, day - LOOK_BACK, at)
    return [day] if seen is None else sorted(one for one in seen if one <= day)[-1:]


def is_about(duty: Duty, kept: Ledger, matter: object) -> bool:
    """Whether an entry about `matter` is about what the duty asks for."""
    return duty.evidence_about is None or not kept.matter or matter == duty.evidence_about


def shows_by(duty: Duty, name: str) -> bool:
    """Whether an entry shows the duty done by its date of that name."""
    return duty.evidence_on in (None, name)


def _day(written: str | None) -> str:
    """The day of a date or of a moment as it stands in a canonical form, which has the time zone of here."""
    return (written or "")[: len("2026-04-01")]
