"""報告 and 決定: what was reported to whom and read; what was decided, and the instructions it bore."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from sekisho.kernel import verbs
from sekisho.kernel.models import Decision, Instruction, Report
from sekisho.kernel.permissions import Object, permit
from sekisho.kernel.refusals import Refusal
from sekisho.kernel.requests import TownRequest, act_of, can, must_see, sent
from sekisho.kernel.town import pack
from sekisho.kernel.wording import clause_label, name_of, said
from sekisho.rules.model import Nature, Verb

PAGE_ROWS = 50


class ReportForm(forms.Form):
    """What a report asks: what it is called, and what it says."""

    title = forms.CharField(label=gettext_lazy("件名"), max_length=120)
    statement = forms.CharField(label=gettext_lazy("内容"), widget=forms.Textarea(attrs={"rows": 6}))


class DecideForm(forms.Form):
    """What a decision asks."""

    clause = forms.ChoiceField(label=gettext_lazy("根拠の条項"))
    document_number = forms.CharField(label=gettext_lazy("文書番号"), max_length=40)
    title = forms.CharField(label=gettext_lazy("件名"), max_length=120)
    statement = forms.CharField(label=gettext_lazy("決定の内容"), widget=forms.Textarea(attrs={"rows": 6}))


def reports_page(request: TownRequest) -> HttpResponse:
    """報告の一覧, newest first, each with who read it."""
    must_see(request, Object(name=_("報告"), ledger="reports"))
    found = Report.objects.filter(event__recorded_at__lte=request.moment.known_at)
    found = found.select_related("event", "acknowledgement__event", "about").order_by("-event")
    page = Paginator(found, PAGE_ROWS).get_page(request.GET.get("page"))
    shown = [
        {
            "report": report,
            "clause_label": clause_label(pack(), report.clause),
            "from": name_of(pack(), report.event.post),
            "to": name_of(pack(), report.to_role),
            "read": _read(report, request),
            "may_read": _read(report, request) is None
            and can(request, Verb.ACKNOWLEDGE, verbs.about_report(report)),
        }
        for report in page.object_list
    ]
    return render(request, "kernel/reports.html", {"page": page, "shown": shown})


@require_POST
def acknowledge_page(request: TownRequest, number: int) -> HttpResponse:
    """受領: the role that a report was made to has read it."""
    act = act_of(request)
    report = Report.objects.filter(event__number=number).first()
    if report is None:
        raise Http404
    verbs.acknowledge(report, act=act, remark=request.POST.get("remark", ""))
    messages.success(request, _("報告を受領しました。"))
    return redirect("reports")


def decisions_page(request: TownRequest) -> HttpResponse:
    """決定の一覧, newest first, each with its instructions and requests."""
    must_see(request, Object(name=_("決定"), ledger="decisions"))
    found = Decision.objects.filter(event__recorded_at__lte=request.moment.known_at)
    found = found.select_related("event").prefetch_related("instructions__event").order_by("-event")
    page = Paginator(found, PAGE_ROWS).get_page(request.GET.get("page"))
    shown = [
        {
            "decision": decision,
            "clause_label": clause_label(pack(), decision.clause),
            "by": name_of(pack(), decision.event.post),
            "instructions": [
                {"instruction": one, "to": name_of(pack(), one.to_section)}
                for one in _instructions(decision, request)
            ],
        }
        for decision in page.object_list
    ]
    context = {
        "page": page,
        "shown": shown,
        "may_decide": can(request, Verb.DECIDE, Object(name=_("決定"))),
        "may_instruct": can(request, Verb.INSTRUCT, Object(name=_("決定"))),
    }
    return render(request, "kernel/decisions.html", context)


def decide_page(request: TownRequest) -> HttpResponse:
    """決定する: under a clause, with a document number."""
    act = act_of(request)
    permit(pack(), Verb.DECIDE, act.capability, Object(name=_("決定")))
    form = DecideForm(sent(request))
    form.fields["clause"].choices = [  # type: ignore[attr-defined]  # a ChoiceField has choices
        ("", "—"),
        *(
            (clause.id, f"{clause.label} {said(clause.statement)[:40]}")
            for clause in pack().clauses
            if clause.nature in (Nature.POWER, Nature.DUTY, Nature.COUNCIL)
        ),
    ]
    if request.method == "POST" and form.is_valid():
        try:
            verbs.decide(act=act, **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, refusal.sentence)
        else:
            messages.success(request, _("決定を記録しました。"))
            return redirect("decisions")
    return _page(request, form, _("決定する"))


def _read(report: Report, request: TownRequest) -> object:
    read = getattr(report, "acknowledgement", None)
    return read if read is not None and read.event.recorded_at <= request.moment.known_at else None


def _instructions(decision: Decision, request: TownRequest) -> list[Instruction]:
    known = [one for one in decision.instructions.all() if one.event.recorded_at <= request.moment.known_at]
    return sorted(known, key=lambda one: one.event_id)


def _page(request: TownRequest, form: forms.Form, title: str, about: str = "") -> HttpResponse:
    context = {"form": form, "title": title, "about": about}
    return render(request, "kernel/statement_form.html", context, status=422 if form.errors else 200)
