"""What can be done now with an incident, by whom: each step has one form and one button."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from sekisho.incidents import carrying_out, deciding, reporting, telling
from sekisho.incidents.case import Case
from sekisho.incidents.forms import (
    ExecuteForm,
    GovernorForm,
    InstructForm,
    NoticesForm,
    PreventForm,
    SeenForm,
    SheetForm,
    ToHeadForm,
    this_minute,
)
from sekisho.incidents.isolators import Shown, plan_for
from sekisho.kernel.acts import Act
from sekisho.kernel.discharging import about_duty
from sekisho.kernel.ledger import Ledger
from sekisho.kernel.models import Line
from sekisho.kernel.permissions import Object
from sekisho.kernel.requests import TownRequest, can
from sekisho.kernel.town import duty
from sekisho.kernel.verbs import about
from sekisho.ledgers.disconnection_orders import DISCONNECTION_ORDERS, DisconnectionOrder
from sekisho.ledgers.disconnection_runs import DISCONNECTION_RUNS
from sekisho.ledgers.disconnections import DISCONNECTIONS
from sekisho.ledgers.emergency_notices import EMERGENCY_NOTICES
from sekisho.ledgers.incidents import INCIDENTS
from sekisho.rules.model import Verb

Values = dict[str, object]


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do: when it is open, what it asks, and what happens."""

    id: str
    title: str | Promise
    button: str | Promise
    form: type[forms.Form]
    is_open: Callable[[Case, TownRequest], bool]
    initial: Callable[[Case], Values]
    do: Callable[[Case, dict[str, Any], Act], object]  # Any: the form has cleaned them
    done: str | Promise
    urgent: bool = True  # shown open; the others wait folded


@dataclass(frozen=True, slots=True)
class Offered:
    """A step with its form, as the page draws it; `plan` is the dry run where something is to be carried out."""

    step: Step
    form: forms.Form
    plan: Shown | None


def offered(
    case: Case, request: TownRequest, bound: str = "", data: QueryDict | None = None
) -> list[Offered]:
    """The steps that are open to the actor now; the one named `bound` holds what was sent."""
    found = []
    for step in STEPS:
        if not step.is_open(case, request):
            continue
        form = step.form(data if step.id == bound else None, initial=step.initial(case), prefix=step.id)
        found.append(Offered(step, form, plan_of(case) if step.form is ExecuteForm else None))
    return found


def may_decide(case: Case, request: TownRequest) -> bool:
    """Whether a decision is open, and the actor is who takes it."""
    if case.sheet is None or not can(request, Verb.ENTER, about(DISCONNECTION_ORDERS)):
        return False
    return case.order is None or is_cut(case)


def is_cut(case: Case) -> bool:
    """Whether something was ordered to be cut and nobody has ordered to reconnect it."""
    order = case.order
    return order is not None and order.kind == DisconnectionOrder.Kind.CUT and case.reconnection is None


def plan_of(case: Case) -> Shown | None:
    """The dry run of what waits to be carried out."""
    way, option = carrying_out.next_way(case), case.option
    return plan_for(option, way) if way is not None and option is not None else None


def _may(verb: Verb, ledger: Ledger) -> Callable[[TownRequest], bool]:
    return lambda request: can(request, verb, about(ledger))


def _instructs(request: TownRequest) -> bool:
    """Whether the actor is who instructs on incidents."""
    capability = request.actor.capability
    holds = capability is not None and reporting.instructing_role() in capability.roles
    return holds and can(request, Verb.AMEND, about(INCIDENTS))


def _can_instruct(case: Case, request: TownRequest) -> bool:
    return case.incident.instructed_at is None and _instructs(request)


def _can_prevent(case: Case, request: TownRequest) -> bool:
    incident = case.incident
    return incident.prevented_on is None and incident.instructed_at is not None and _instructs(request)


def _can_tell_head(case: Case, request: TownRequest) -> bool:
    owed = duty(reporting.TO_HEAD)
    told = owed is not None and any(one.to_role == owed.report_to for one in case.reports)
    about_it: Object | None = about_duty(owed) if owed is not None else None
    return about_it is not None and not told and can(request, Verb.SUBMIT, about_it)


def _can_confirm(case: Case, request: TownRequest) -> bool:
    waiting = carrying_out.unconfirmed(case)
    other = waiting is not None and str(waiting.executed_by_id) != request.actor.person
    return other and can(request, Verb.AMEND, about(DISCONNECTION_RUNS))


def _can_report_to_governor(case: Case, request: TownRequest) -> bool:
    addressee, capability = telling.governor(), request.actor.capability
    sent = any(one.sent_at and addressee and one.recipient == addressee.id for one in case.notices)
    measure = case.order is not None and case.order.kind == DisconnectionOrder.Kind.CUT
    decides = capability is not None and deciding.decider() in capability.roles
    return bool(addressee and measure and decides and not sent) and can(
        request, Verb.ENTER, about(EMERGENCY_NOTICES)
    )


def _sheet_initial(case: Case) -> Values:
    sheet = case.sheet
    if sheet is None:
        return {"known": case.incident.summary}
    names = ("known", "at_risk", "grounds", "counters", "proposed", "conditions")
    return {name: getattr(sheet, name) for name in names}


def _untold(case: Case) -> list[str]:
    told = {one.recipient for one in case.notices if one.told_at is not None}
    return [one.id for one in telling.recipients() if one.id not in told]


def _nothing(_case: Case) -> Values:
    return {}


def _plan(case: Case) -> Values:
    plan = plan_of(case)
    return {"digest": plan.digest, "tasks": plan.tasks} if plan is not None else {}


def _execute(case: Case, facts: dict[str, Any], act: Act) -> object:  # Any: the form has cleaned them
    return carrying_out.execute(
        case,
        str(facts["digest"]),
        act=act,
        signatures=facts["signatures"],
        slip_place=str(facts["slip_place"]),
    )


def _tell(case: Case, facts: dict[str, Any], act: Act) -> object:  # Any: the form has cleaned them
    return telling.tell(case, facts["chosen"], facts["statement"], told_at=facts["told_at"], act=act)


def _report_to_governor(case: Case, facts: dict[str, Any], act: Act) -> object:  # Any: as above
    return telling.report_to_governor(case, facts, act=act)


STEPS: tuple[Step, ...] = (
    Step(
        "instruct",
        _("報告の受領と指示"),
        _("受領して指示する"),
        InstructForm,
        _can_instruct,
        _nothing,
        lambda case, facts, act: reporting.instruct_on(
            case, str(facts["instruction"]), act=act, instructed_at=facts["instructed_at"]
        ),
        _("報告を受領し、指示を記載しました。"),
    ),
    Step(
        "execute",
        _("実施"),
        _("手順のとおり実施した"),
        ExecuteForm,
        lambda case, request: (
            carrying_out.next_way(case) is not None and _may(Verb.ENTER, DISCONNECTION_RUNS)(request)
        ),
        _plan,
        _execute,
        _("実施を記載しました。別の者が立ち会って確認してください。"),
    ),
    Step(
        "confirm",
        _("立会いの確認"),
        _("立ち会って確認した"),
        SeenForm,
        _can_confirm,
        _nothing,
        lambda case, facts, act: carrying_out.confirm(
            case, act=act, seen=str(facts["seen"]), facts=str(facts["facts"])
        ),
        _("立会いの確認を記載しました。"),
    ),
    Step(
        "resume",
        _("実施に終わりの記録がない"),
        _("同じ実行をもう一度始める"),
        forms.Form,
        lambda case, request: (
            carrying_out.is_unfinished(case) and _may(Verb.AMEND, DISCONNECTION_RUNS)(request)
        ),
        _nothing,
        lambda case, _facts, act: carrying_out.resume(case, act=act),
        _(
            "もう一度始めるよう指示しました。実行中であれば何も変わりません。終わったら、いまの状態を確かめてください。"
        ),
    ),
    Step(
        "governor",
        _("知事への報告"),
        _("知事への報告を記載する"),
        GovernorForm,
        _can_report_to_governor,
        lambda case: {"statement": telling.draft_for_governor(case), "sent_at": this_minute()},
        _report_to_governor,
        _("知事への報告を記載しました。"),
    ),
    Step(
        "notices",
        _("通報"),
        _("知らせたと記載する"),
        NoticesForm,
        lambda case, request: (
            bool(case.orders and _untold(case)) and _may(Verb.ENTER, EMERGENCY_NOTICES)(request)
        ),
        lambda case: {
            "told_at": this_minute(),
            "statement": case.incident.summary,
            "chosen": _untold(case),
        },
        _tell,
        _("知らせたことを記載しました。"),
    ),
    Step(
        "sheet",
        _("切離しの判断票"),
        _("町長に示す"),
        SheetForm,
        lambda case, request: not case.orders and _may(Verb.ENTER, DISCONNECTIONS)(request),
        _sheet_initial,
        lambda case, facts, act: deciding.lay_sheet(case, facts, act=act),
        _("判断票を町長に示しました。"),
        urgent=False,
    ),
    Step(
        "prevent",
        _("原因と再発防止"),
        _("再発防止を決める"),
        PreventForm,
        _can_prevent,
        lambda case: {"cause": case.incident.cause, "prevention": case.incident.prevention},
        lambda case, facts, act: reporting.prevent(
            case, cause=str(facts["cause"]), prevention=str(facts["prevention"]), act=act
        ),
        _("原因と再発防止を記載しました。"),
        urgent=False,
    ),
    Step(
        "head",
        _("町長への報告"),
        _("町長に報告する"),
        ToHeadForm,
        _can_tell_head,
        lambda case: {"statement": reporting.draft_for_head(case)},
        lambda case, facts, act: reporting.report_to_head(case, str(facts["statement"]), act=act),
        _("町長に報告しました。"),
        urgent=False,
    ),
    Step(
        "verify",
        _("いまの状態を確かめる"),
        _("確かめたと記載する"),
        SeenForm,
        lambda case, request: (
            bool(case.runs)
            and carrying_out.unconfirmed(case) is None
            and _may(Verb.AMEND, DISCONNECTION_RUNS)(request)
        ),
        _nothing,
        lambda case, facts, act: carrying_out.verify(
            case, act=act, seen=str(facts["seen"]), facts=str(facts["facts"])
        ),
        _("確かめた結果を記載しました。"),
        urgent=False,
    ),
)


def step_named(identifier: str) -> Step | None:
    """The step of that id, or None."""
    return next((step for step in STEPS if step.id == identifier), None)


def line_of_person(person: str) -> Line | None:
    """The line of a person in the ledger of persons, by its key."""
    return Line.objects.filter(pk=person, ledger="persons").first() if person.isdigit() else None
