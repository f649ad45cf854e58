"""事故の頁: the list, the first report, one incident with its steps, the page of who decides, the sheet, the binder."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from sekisho.incidents.carrying_out import account
from sekisho.incidents.case import Case, breach_of, case_of, events_of
from sekisho.incidents.course import course_of
from sekisho.incidents.deciding import Kind, decider, give_order, who_decides
from sekisho.incidents.forms import DecideForm, FirstReportForm, this_minute
from sekisho.incidents.reporting import report_first
from sekisho.incidents.sheet import filled_sheet
from sekisho.incidents.steps import is_cut, line_of_person, may_decide, offered, step_named
from sekisho.kernel.permissions import permit
from sekisho.kernel.queries import day_of, standing
from sekisho.kernel.refusals import Invalid, Refusal
from sekisho.kernel.requests import TownRequest, act_of, can, must_see, sent
from sekisho.kernel.screens.entries import show
from sekisho.kernel.screens.journal import shown
from sekisho.kernel.town import duty, pack
from sekisho.kernel.verbs import about
from sekisho.kernel.wording import said
from sekisho.ledgers.disaster_drills import DISASTER_DRILLS
from sekisho.ledgers.disconnection_orders import DISCONNECTION_ORDERS
from sekisho.ledgers.incidents import INCIDENTS, Incident
from sekisho.offices.middleware import SignedIn
from sekisho.offices.responsible import responsible_for
from sekisho.rules.incidents import IncidentState, minutes_between
from sekisho.rules.model import Verb

MOST_LISTED = 100
BECAUSE = (
    "判断票のとおり、本人確認情報等の保護が適切に行われていないと認める。"  # a draft that becomes evidence
)
STATES = {
    IncidentState.KNOWN: gettext_lazy("報告前"),
    IncidentState.REPORTED: gettext_lazy("報告済み"),
    IncidentState.INSTRUCTED: gettext_lazy("指示を受けた"),
    IncidentState.CONTAINED: gettext_lazy("封じ込めた"),
    IncidentState.EXPLAINED: gettext_lazy("原因が分かった"),
    IncidentState.PREVENTED: gettext_lazy("再発防止を決めた"),
    IncidentState.CLOSED: gettext_lazy("完結"),
}


class IncidentRequest(TownRequest):
    """A request whose actor knows the people."""

    actor: SignedIn


@dataclass(frozen=True, slots=True)
class Row:
    """One incident in the list."""

    entry: Incident
    state: str
    minutes: int | None  # since it was known, while it is open


def incidents_page(request: IncidentRequest) -> HttpResponse:
    """What is under way and what was, drills apart: they are never counted."""
    must_see(request, about(INCIDENTS))
    found = standing(Incident, request.moment.known_at).select_related("line").order_by("-known_at", "-line")
    rows = [_row(one, request) for one in found[:MOST_LISTED]]
    context = {
        "ledger": INCIDENTS,
        "open": [one for one in rows if not one.entry.is_drill and one.minutes is not None],
        "closed": [one for one in rows if not one.entry.is_drill and one.minutes is None],
        "drills": [one for one in rows if one.entry.is_drill],
        "can_enter": can(request, Verb.ENTER, about(INCIDENTS)),
    }
    return render(request, "incidents/incidents.html", context)


def report_page(request: IncidentRequest) -> HttpResponse:
    """第一報: made for a telephone in one hand. `?drill=1` makes it a drill."""
    act = act_of(request)
    permit(pack(), Verb.ENTER, act.capability, about(INCIDENTS))
    is_drill = request.GET.get("drill") == "1"
    now = this_minute()
    initial = {"known_at": now, "reported_at": now, "reported_with": _with_whom(request)}
    form = FirstReportForm(sent(request), initial=initial, known=request.actor.known)
    if request.method == "POST" and form.is_valid():
        facts = {
            **form.cleaned_data,
            "is_drill": is_drill,
            "personal_data": form.cleaned_data["personal_data"] or Incident.Likelihood.UNKNOWN,
            "reported_with": line_of_person(form.cleaned_data["reported_with"]),
        }
        try:
            incident = report_first(facts, act=act)
        except Invalid as refusal:
            show(refusal, form)
        except Refusal as refusal:
            form.add_error(None, refusal.sentence)
        else:
            messages.success(request, _("第一報を統括責任者に報告しました。"))
            return redirect("incident", incident.line.number)
    context = {"ledger": INCIDENTS, "form": form, "is_drill": is_drill}
    return render(request, "incidents/report.html", context, status=422 if form.errors else 200)


def case_page(request: IncidentRequest, number: int) -> HttpResponse:
    """One incident: how long, how far, what can be done now, the twelve facts, every act."""
    must_see(request, about(INCIDENTS))
    return _case(request, case_of(number, request.moment.known_at))


@require_POST
def step_page(request: IncidentRequest, number: int, step: str) -> HttpResponse:
    """One step: its form, or the page again with what is wrong."""
    must_see(request, about(INCIDENTS))
    act = act_of(request)
    case, found = case_of(number, act.at), step_named(step)
    if found is None:
        raise Http404
    form = found.form(request.POST, initial=found.initial(case), prefix=found.id)
    if form.is_valid():
        try:
            found.do(case, form.cleaned_data, act)
        except Invalid as refusal:
            show(refusal, form)
        else:
            messages.success(request, str(found.done))
            return redirect("incident", number)
    for field, sentences in form.errors.items():
        title = form.fields[field].label if field in form.fields else ""
        for sentence in sentences:
            messages.error(request, f"{title}: {sentence}" if title else str(sentence))
    return _case(request, case, bound=found.id, status=422)


def decide_page(request: IncidentRequest, number: int) -> HttpResponse:
    """町長の頁: the facts, the options, one decision, nothing else."""
    must_see(request, about(INCIDENTS))
    case = case_of(number, request.moment.known_at)
    allowed = may_decide(case, request)
    if request.method == "POST":
        permit(pack(), Verb.ENTER, act_of(request).capability, about(DISCONNECTION_ORDERS))
    reconnects = is_cut(case)
    initial = (
        {"because": BECAUSE, "choice": _proposed(case)} if not reconnects else {"choice": Kind.RECONNECT}
    )
    form = DecideForm(sent(request), initial=initial, choices=_choices(reconnects=reconnects))
    if request.method == "POST" and form.is_valid():
        asked = form.cleaned_data
        kind, _colon, option = asked.pop("choice").partition(":")
        try:
            give_order(case, kind=kind, option=option, act=act_of(request), **asked)
        except Invalid as refusal:
            show(refusal, form)
        else:
            messages.success(request, _("決定を記載しました。"))
            return redirect("incident", number)
    context = {
        **_heading(request, case),
        "facts": filled_sheet(case, request.moment, request.actor.known),
        "form": form if allowed else None,
        "who": who_decides(request.moment.known_at, request.actor.known),
        "rule": pack().disconnection,
        "options": pack().cut_options,
        "reconnects": reconnects,
        "decider": decider(),
    }
    return render(request, "incidents/decide.html", context, status=422 if form.errors else 200)


def sheet_page(request: IncidentRequest, number: int) -> HttpResponse:
    """The sheet on one A4."""
    must_see(request, about(INCIDENTS))
    case = case_of(number, request.moment.known_at)
    facts = filled_sheet(case, request.moment, request.actor.known)
    return render(request, "incidents/sheet.html", {**_heading(request, case), "facts": facts})


def _case(request: IncidentRequest, case: Case, *, bound: str = "", status: int = 200) -> HttpResponse:
    known, moment = request.actor.known, request.moment
    guess, clocks = breach_of(case.incident, day_of(case.incident.known_at))
    found = offered(case, request, bound, request.POST if bound else None)
    owed = duty("joint-report")
    context = {
        **_heading(request, case),
        "steps": [one for one in found if one.step.urgent],
        "folded": [one for one in found if not one.step.urgent],
        "bound": bound,
        "facts": filled_sheet(case, moment, known),
        "guess": guess,
        "clocks": [(one, one.is_over(moment.on)) for one in clocks],
        "events": [shown(one) for one in events_of(case, moment.known_at)],
        "chief": responsible_for(owed.report_to, moment.known_at, known) if owed and owed.report_to else None,
        "who": who_decides(moment.known_at, known),
        "target": getattr(owed.cadence, "target_minutes", None) if owed else None,
        "may_decide": may_decide(case, request),
        "account": account(case),
        "course": course_of(case, moment.known_at),
        "can_amend": can(request, Verb.AMEND, about(INCIDENTS)),
        "may_keep_drill": case.incident.is_drill and can(request, Verb.ENTER, about(DISASTER_DRILLS)),
    }
    return render(request, "incidents/incident.html", context, status=status)


def _heading(request: IncidentRequest, case: Case) -> dict[str, object]:
    incident = case.incident
    state = case.state(request.moment.known_at, request.moment.on)
    return {
        "ledger": INCIDENTS,
        "case": case,
        "incident": incident,
        "state": STATES[state],
        "level": case.level,
        "minutes_to_report": minutes_between(incident.known_at, incident.reported_at),
        "minutes": _minutes(incident, request),
        "with_whom": request.actor.known.name(str(incident.reported_with_id))
        if incident.reported_with_id
        else "",
    }


def _row(entry: Incident, request: IncidentRequest) -> Row:
    at, on = request.moment.known_at, request.moment.on
    return Row(
        entry,
        str(STATES[Case(entry, (entry,), None, (), (), (), (), ()).state(at, on)]),
        _minutes(entry, request),
    )


def _minutes(entry: Incident, request: IncidentRequest) -> int | None:
    is_over = entry.closed_on is not None and entry.closed_on <= request.moment.on
    return None if is_over else minutes_between(entry.known_at, request.moment.known_at)


def _with_whom(request: IncidentRequest) -> str:
    """Who of those that owe the joint report is not the one at the screen."""
    owed = duty("joint-report")
    for office in reversed(owed.actors if owed else ()):
        found = responsible_for(office, request.moment.known_at, request.actor.known)
        key = next((key for key, one in request.actor.known.persons.items() if one.name == found.person), "")
        if key and key != request.actor.person:
            return key
    return ""


def _proposed(case: Case) -> str:
    return f"{Kind.CUT}:{case.sheet.proposed}" if case.sheet is not None and case.sheet.proposed else ""


def _choices(*, reconnects: bool) -> list[tuple[str, str]]:
    if reconnects:
        return [(Kind.RECONNECT, str(Kind.RECONNECT.label))]
    cut = [(f"{Kind.CUT}:{one.id}", said(one.title)) for one in pack().cut_options]
    return [*cut, (Kind.KEEP, str(Kind.KEEP.label))]
