"""One entry with its history; entering, amending with a reason, striking out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.db.models import DateTimeField, TimeField
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from sekisho.kernel.cells import Cell, cells_of, referred_names
from sekisho.kernel.documents import MIB, documents_of
from sekisho.kernel.ledger import Ledger, field_of
from sekisho.kernel.models import Entry, Line, LineField
from sekisho.kernel.permissions import permit
from sekisho.kernel.queries import history
from sekisho.kernel.refusals import Invalid, Refusal
from sekisho.kernel.registry import ledger_or_404
from sekisho.kernel.requests import TownRequest, act_of, can, must_see, sent
from sekisho.kernel.screens.forms import AttachForm, ReasonForm, RetireForm, form_class
from sekisho.kernel.town import binding, pack
from sekisho.kernel.verbs import about, amend, enter, retire
from sekisho.kernel.wording import clause_label, name_of
from sekisho.rules.model import Verb


@dataclass(frozen=True, slots=True)
class Revision:
    """One state of a line: who brought it about, why, and which facts it changed."""

    entry: Entry
    post: str
    changed: tuple[tuple[Cell, str], ...]  # the new cell, and the text before it


def entry_page(request: TownRequest, slug: str, number: int) -> HttpResponse:
    """One line of a ledger with all that was ever written on it."""
    ledger = ledger_or_404(slug)
    must_see(request, about(ledger))
    known_at = request.moment.known_at
    entries = history(ledger, number, known_at)
    names = referred_names(ledger, entries, known_at)
    latest = entries[0]
    can_amend = latest.retired_on is None and can(request, Verb.AMEND, about(ledger))
    return render(
        request,
        "kernel/entry.html",
        {
            **heading(ledger),
            "entry": latest,
            "cells": cells_of(ledger, latest, names),
            "revisions": revisions_of(ledger, entries, names),
            "documents": documents_of(latest.line, known_at),
            "attach_form": AttachForm() if can_amend else None,
            "mib": settings.SEKISHO_DOCUMENT_BYTES // MIB,
            "can_amend": can_amend,
            "can_retire": latest.retired_on is None and can(request, Verb.RETIRE, about(ledger)),
        },
    )


def entry_by_line(_request: TownRequest, line: int) -> HttpResponse:
    """Where a reference leads: the page of the line it points at."""
    found = Line.objects.filter(pk=line).first()
    if found is None:
        raise Http404
    return redirect("entry", found.ledger, found.number)


def enter_page(request: TownRequest, slug: str) -> HttpResponse:
    """記載: the empty form, and what becomes of it."""
    ledger = ledger_or_404(slug)
    act = act_of(request)
    permit(pack(), Verb.ENTER, act.capability, about(ledger))
    form = form_class(ledger, act.at)(sent(request), initial=initial_of(ledger, request))
    if request.method == "POST" and form.is_valid():
        try:
            entry = enter(ledger, form.cleaned_data, act=act)
        except Invalid as refusal:
            show(refusal, form)
        except Refusal as refusal:
            form.add_error(None, refusal.sentence)
        else:
            messages.success(request, _("%(ledger)sの%(number)d番に記載しました。") % _named(ledger, entry))
            return redirect("entry", slug, entry.line.number)
    return _form_page(request, ledger, form, title=_("記載"), button=_("記載する"))


def amend_page(request: TownRequest, slug: str, number: int) -> HttpResponse:
    """訂正: the form holds what was read; the revision in it tells if somebody came first."""
    ledger = ledger_or_404(slug)
    act = act_of(request)
    permit(pack(), Verb.AMEND, act.capability, about(ledger))
    entries = history(ledger, number, act.at)
    reason = ReasonForm(sent(request), initial={"revision": entries[0].revision})
    read = _read_revision(entries, reason)
    form = form_class(ledger, act.at)(sent(request), instance=_copy(read), initial=asked_of(ledger, request))
    if request.method == "POST" and all([form.is_valid(), reason.is_valid()]):
        try:
            facts = _to_the_second(read, form.cleaned_data)
            entry = amend(ledger, read, facts, reason=reason.cleaned_data["reason"], act=act)
        except Invalid as refusal:
            show(refusal, form)
        except Refusal as refusal:
            reason.add_error(None, refusal.sentence)
        else:
            messages.success(request, _("%(ledger)sの%(number)d番を訂正しました。") % _named(ledger, entry))
            return redirect("entry", slug, number)
    return _form_page(
        request, ledger, form, title=_("訂正"), button=_("訂正する"), reason=reason, number=number
    )


def retire_page(request: TownRequest, slug: str, number: int) -> HttpResponse:
    """抹消: asks the day and the reason."""
    ledger = ledger_or_404(slug)
    act = act_of(request)
    permit(pack(), Verb.RETIRE, act.capability, about(ledger))
    entries = history(ledger, number, act.at)
    form = RetireForm(sent(request), initial={"revision": entries[0].revision, "retired_on": act.on})
    if request.method == "POST" and form.is_valid():
        read = _read_revision(entries, form)
        try:
            retire(
                ledger, read, on=form.cleaned_data["retired_on"], reason=form.cleaned_data["reason"], act=act
            )
        except Refusal as refusal:
            form.add_error(None, refusal.sentence)
        else:
            messages.success(request, _("%(ledger)sの%(number)d番を抹消しました。") % _named(ledger, read))
            return redirect("entry", slug, number)
    return _form_page(request, ledger, form, title=_("抹消"), button=_("抹消する"), number=number)


def heading(ledger: Ledger) -> dict[str, object]:
    """What every page of a ledger says about it."""
    bound = binding(ledger.slug)
    return {
        "ledger": ledger,
        "clause": bound.clause if bound else "",
        "clause_label": clause_label(pack(), bound.clause) if bound else "",
        "keeper": name_of(pack(), bound.keeper) if bound else "",
    }


def revisions_of(ledger: Ledger, entries: list[Entry], names: dict[str, dict[int, str]]) -> list[Revision]:
    """The history, newest first, each with the facts that differ from the revision before."""
    shown = [cells_of(ledger, entry, names) for entry in entries]
    revisions = []
    for index, entry in enumerate(entries):
        before = shown[index + 1] if index + 1 < len(entries) else None
        changed = tuple(
            (new, old.text)
            for new, old in zip(shown[index], before or (), strict=False)
            if new.value != old.value
        )
        revisions.append(Revision(entry, name_of(pack(), entry.event.post), changed))
    return revisions


def initial_of(ledger: Ledger, request: TownRequest) -> dict[str, object]:
    """What a form can know beforehand: today, now, the person who fills it in, and what the link says.

    Whom the entry is about is for the one who fills it in to say.
    """
    now = timezone.localtime()
    others = {ledger.concerns, ledger.empowers}
    known: dict[str, object] = {}
    dated = [
        name for name in (*ledger.evidence_on, *ledger.happened) if not field_of(ledger.model, name).null
    ]
    for field in ledger.fields:
        if field.name in dated[:1]:
            minute = now.replace(second=0, microsecond=0)
            known[field.name] = minute if isinstance(field, DateTimeField) else now.date()
        elif isinstance(field, TimeField):
            known[field.name] = now.time().replace(second=0, microsecond=0)
        elif (
            isinstance(field, LineField)
            and field.ledger == "persons"
            and not field.null
            and field.name not in others
        ):
            known[field.name] = request.actor.person
    return known | asked_of(ledger, request)


def asked_of(ledger: Ledger, request: TownRequest) -> dict[str, object]:
    """The facts that the link to a form has filled in beforehand."""
    return {name: request.GET[name] for name in ledger.columns if name in request.GET}


def show(refusal: Invalid, form: forms.BaseForm) -> None:
    """Put each finding beside the field it is about."""
    for field, sentences in refusal.findings.items():
        for sentence in sentences:
            form.add_error(field if field in form.fields else None, sentence)


def _read_revision(entries: list[Entry], form: forms.Form) -> Entry:
    """The revision that the form was filled from.

    Where it names none that exists, the oldest: whoever amended since is then not passed over.
    """
    if not form.is_bound:
        return entries[0]
    said = form.data.get("revision", "")
    return next((entry for entry in entries if str(entry.revision) == said), entries[-1])


def _to_the_second(
    read: Entry, facts: dict[str, Any]
) -> dict[str, Any]:  # Any: values of each model's own types
    """A form shows minutes: a moment that nobody changed in it keeps its seconds."""
    return {name: _same_minute(getattr(read, name), value) for name, value in facts.items()}


def _same_minute(before: object, after: object) -> object:
    if isinstance(before, datetime | time) and before.replace(second=0, microsecond=0) == after:
        return before
    return after


def _copy(entry: Entry) -> Entry:
    """A form writes into its instance; the revision that was read must stay as it is."""
    values = {field.attname: getattr(entry, field.attname) for field in entry._meta.concrete_fields}
    return type(entry)(**values)


def _named(ledger: Ledger, entry: Entry) -> dict[str, Any]:  # Any: values of a format string
    return {"ledger": ledger, "number": entry.line.number}


def _form_page(
    request: TownRequest,
    ledger: Ledger,
    form: forms.BaseForm,
    *,
    title: str,
    button: str,
    reason: ReasonForm | None = None,
    number: int | None = None,
) -> HttpResponse:
    bad = bool(form.errors or (reason and reason.errors))
    context = {
        **heading(ledger),
        "form": form,
        "reason": reason,
        "title": title,
        "button": button,
        "number": number,
        "bad": bad,
    }
    return render(request, "kernel/form.html", context, status=422 if bad else 200)
