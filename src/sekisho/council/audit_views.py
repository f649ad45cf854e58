"""監査の画面: all audits and where each stands; one audit with its findings, its samples and what they contain."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from sekisho.council.audits import Drawn, audits_at, drawn, is_the_same, sample
from sekisho.council.forms import SampleForm
from sekisho.council.models import AuditSample
from sekisho.council.names import persons_named
from sekisho.kernel.acts import Moment
from sekisho.kernel.refusals import Refusal
from sekisho.kernel.registry import ledger as find_ledger
from sekisho.kernel.requests import TownRequest, act_of, can, must_see, sent
from sekisho.kernel.verbs import about
from sekisho.ledgers.audit_findings import AUDIT_FINDINGS
from sekisho.ledgers.audits import AUDITS, Audit
from sekisho.rules.audits import AuditState
from sekisho.rules.model import Verb

SAMPLES = 5  # redrawn on the page; each costs a statement or two


@dataclass(frozen=True, slots=True)
class SampleShown:
    """One sample, drawn again."""

    sample: AuditSample
    title: str
    things: tuple[Drawn, ...]
    same: bool


def audits_page(request: TownRequest) -> HttpResponse:
    """Every audit with its state and the findings that nobody has seen mended."""
    must_see(request, about(AUDITS))
    found = audits_at(request.moment)
    names = persons_named([one.audit.auditor_id for one in found], request.moment.known_at)
    context = {
        "shown": [(one, one.name, names.get(one.audit.auditor_id, "")) for one in found],
        "ledger": AUDITS,
        "can_enter": can(request, Verb.ENTER, about(AUDITS)),
    }
    return render(request, "council/audits.html", context)


def audit_page(request: TownRequest, number: int) -> HttpResponse:
    """One audit: its stages, what was drawn, what was found."""
    must_see(request, about(AUDITS))
    one = next((one for one in audits_at(request.moment) if one.audit.line.number == number), None)
    if one is None:
        raise Http404
    names = persons_named([one.audit.auditor_id], request.moment.known_at)
    can_draw = can(request, Verb.ENTER, about(AUDIT_FINDINGS)) and one.state is not AuditState.CLOSED
    form = SampleForm(sent(request)) if can_draw else None
    if request.method == "POST":
        act = act_of(request)
        form = form or SampleForm(sent(request))
        if form.is_valid():
            try:
                sample(one.audit, act=act, **form.cleaned_data)
            except Refusal as refusal:
                form.add_error(None, refusal.sentence)
            else:
                messages.success(request, _("抽出しました。種と件数が記録に残ります。"))
                return redirect("audit", number)
    context = {
        "one": one,
        "state": one.name,
        "auditor": names.get(one.audit.auditor_id, ""),
        "samples": samples_of(one.audit, request.moment),
        "form": form,
        "can_find": can(request, Verb.ENTER, about(AUDIT_FINDINGS)),
        "can_amend": can(request, Verb.AMEND, about(AUDITS)),
        "findings_ledger": AUDIT_FINDINGS,
        "ledger": AUDITS,
    }
    bad = form is not None and bool(form.errors)
    return render(request, "council/audit.html", context, status=422 if bad else 200)


def samples_of(audit: Audit, moment: Moment) -> list[SampleShown]:
    """The latest samples of the audit, each drawn again."""
    found = AuditSample.objects.filter(audit=audit.line_id, event__recorded_at__lte=moment.known_at)
    return [
        SampleShown(one, _source(one), tuple(drawn(one)), is_the_same(one))
        for one in found.select_related("event").order_by("-event")[:SAMPLES]
    ]


def _source(one: AuditSample) -> str:
    kept = find_ledger(one.source)
    return str(kept.title) if kept else _("操作履歴(保存した行)")
