"""行為の記録: the journal, newest first; one act with the row that it made."""

from __future__ import annotations

import json
from dataclasses import dataclass

from django.apps import apps
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render

from sekisho.kernel.ledger import Ledger
from sekisho.kernel.models import Document, JournalEvent
from sekisho.kernel.permissions import Object
from sekisho.kernel.registry import ledger, ledgers
from sekisho.kernel.requests import TownRequest, must_see
from sekisho.kernel.screens.listing import kept_query
from sekisho.kernel.town import pack
from sekisho.kernel.verbs import about
from sekisho.kernel.wording import clause_label, name_of, verb_name
from sekisho.rules.model import Verb

PAGE_ROWS = 50


@dataclass(frozen=True, slots=True)
class Shown:
    """One event as the page says it."""

    event: JournalEvent
    verb: str
    subject: str
    ledger: Ledger | None
    post: str
    acts_for: str
    clause_label: str


def journal_page(request: TownRequest) -> HttpResponse:
    """All acts as known at the request's moment, by verb and subject if asked."""
    must_see(request, journal_object())
    events = JournalEvent.objects.filter(recorded_at__lte=request.moment.known_at).order_by("-number")
    verb, subject = request.GET.get("verb", ""), request.GET.get("subject", "")
    if verb in set(Verb):
        events = events.filter(verb=verb)
    if ledger(subject):
        events = events.filter(subject=subject)
    page = Paginator(events.defer("body"), PAGE_ROWS).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "shown": [shown(event) for event in page.object_list],
        "verbs": [
            (known.value, verb_name(known), known.value == verb) for known in Verb if known is not Verb.VIEW
        ],
        "subjects": [(known.slug, str(known.title), known.slug == subject) for known in ledgers()],
        "kept_query": kept_query(request),
    }
    return render(request, "kernel/journal.html", context)


def event_page(request: TownRequest, number: int) -> HttpResponse:
    """One act: who, in which post, on what basis, and the canonical form of what it recorded."""
    event = event_to_see(request, number)
    return render(request, "kernel/event.html", {"shown": shown(event), "facts": json.loads(event.body)})


def event_to_see(request: TownRequest, number: int) -> JournalEvent:
    """The event of that number, as known at the request's moment. Raises Http404, NoPost or NotPermitted.

    Who may not read a ledger does not read it here either.
    """
    must_see(request, journal_object())
    event = JournalEvent.objects.filter(number=number, recorded_at__lte=request.moment.known_at).first()
    if event is None:
        raise Http404
    kept = ledger(event.subject) or _ledger_of_document(event)
    if kept is not None:
        must_see(request, about(kept))
    return event


def _ledger_of_document(event: JournalEvent) -> Ledger | None:
    found = Document.objects.filter(event=event).values_list("line__ledger", flat=True).first()
    return ledger(found) if found else None


def journal_object() -> Object:
    """The journal as an object of permission."""
    return Object(name=str(JournalEvent._meta.verbose_name), ledger="journal")


def subject_name(subject: str) -> str:
    """What is kept in no ledger (履行, 報告, 決定, …) by the legal name of its table."""
    table = apps.all_models["kernel"].get(subject)
    return str(table._meta.verbose_name) if table else subject


def shown(event: JournalEvent) -> Shown:
    """One event in the words of the running pack."""
    kept = ledger(event.subject)
    return Shown(
        event=event,
        verb=verb_name(Verb(event.verb)),
        subject=str(kept.title) if kept else subject_name(event.subject),
        ledger=kept,
        post=name_of(pack(), event.post) if event.post else "",
        acts_for=name_of(pack(), event.acts_for) if event.acts_for else "",
        clause_label=clause_label(pack(), event.clause) if event.clause else "",
    )
