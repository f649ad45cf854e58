"""Which discharges stand: those whose evidence is not struck out and still bears the day of the doing."""

from __future__ import annotations

import json
from datetime import date, datetime

from django.db.models import OuterRef, Subquery

from sekisho.kernel.models import Discharge, JournalEvent, Line
from sekisho.kernel.registry import ledger
from sekisho.rules.model import Verb

ENTRY_VERBS = (Verb.ENTER, Verb.AMEND, Verb.RETIRE)


def is_discharged(duty: str, opens_on: date) -> bool:
    """Whether a discharge of that occurrence stands now."""
    found = Discharge.objects.filter(duty=duty, opens_on=opens_on)
    return any(
        slug is None or bears_out(slug, body, done_on)
        for slug, body, done_on in found.values_list("evidence__ledger", evidence_body(), "done_on")
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


def shows(line: Line, done_on: date) -> bool:
    """Whether the line, as it stands now, is evidence that something was done on that day."""
    acts = JournalEvent.objects.filter(subject=line.ledger, line_number=line.number, verb__in=ENTRY_VERBS)
    body = acts.order_by("-number").values_list("body", flat=True).first()
    return body is not None and bears_out(line.ledger, body, done_on)


def bears_out(slug: str, body: str, done_on: date) -> bool:
    """Whether a line that says `body` is not struck out and, where its ledger dates things done, has the day."""
    facts = json.loads(body)
    kept = ledger(slug)
    dates = [facts[name] for name in kept.evidence_on] if kept is not None else []
    return facts["retired_on"] is None and (not dates or done_on.isoformat() in dates)
