"""指示・要請の画面: all of them with what became of each; to give one; to carry one on."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from sekisho.council.forms import CarryForm, IssueForm
from sekisho.council.instructions import (
    Carried,
    carried,
    complete,
    concerning_order,
    issue,
    orders_at,
    receive,
    reply,
)
from sekisho.kernel.models import Decision
from sekisho.kernel.permissions import Object, may, permit
from sekisho.kernel.queries import standing
from sekisho.kernel.refusals import Refusal
from sekisho.kernel.requests import TownRequest, act_of, can, must_see, sent
from sekisho.kernel.town import pack
from sekisho.kernel.verbs import about
from sekisho.ledgers.instructions import INSTRUCTIONS, Order
from sekisho.rules.model import Verb

SHOWN = 50


def instructions_page(request: TownRequest) -> HttpResponse:
    """What was ordered and asked: overdue first, then what is open, then the rest."""
    must_see(request, about(INSTRUCTIONS))
    found = sorted(
        orders_at(request.moment), key=lambda one: (not one.overdue, one.order.done_on is not None)
    )
    shown = [(one, _may_carry(request, one)) for one in found[:SHOWN]]
    return render(request, "council/instructions.html", {"shown": shown, "ledger": INSTRUCTIONS})


def issue_page(request: TownRequest, number: int) -> HttpResponse:
    """指示・要請する: born of a decision."""
    act = act_of(request)
    decision = Decision.objects.filter(event__number=number).first()
    if decision is None:
        raise Http404
    permit(pack(), Verb.INSTRUCT, act.capability, Object(name=decision.title, clause=decision.clause))
    form = IssueForm(sent(request))
    if request.method == "POST" and form.is_valid():
        try:
            order = issue(decision, act=act, **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, refusal.sentence)
        else:
            messages.success(request, _("%(number)sを記録しました。") % {"number": order.number})
            return redirect("instructions")
    context = {"form": form, "title": _("指示・要請する"), "about": str(decision)}
    return render(request, "kernel/statement_form.html", context, status=422 if form.errors else 200)


def carry_page(request: TownRequest, number: int) -> HttpResponse:
    """受領・回答・完了, by the office to which it goes."""
    act = act_of(request)
    order = (
        standing(Order, act.at)
        .select_related("line", "instruction__decision")
        .filter(line__number=number)
        .first()
    )
    if order is None:
        raise Http404
    permit(pack(), Verb.AMEND, act.capability, concerning_order(order.to_section))
    form = CarryForm(sent(request), initial={"step": _next_step(order)})
    if request.method == "POST" and form.is_valid():
        step, words = form.cleaned_data["step"], form.cleaned_data["words"]
        try:
            match step:
                case "receive":
                    receive(order, act=act)
                case "reply":
                    reply(order, statement=words, act=act)
                case _:
                    complete(order, evidence=words, act=act)
        except Refusal as refusal:
            form.add_error("words" if step != "receive" else None, refusal.sentence)
        else:
            messages.success(request, _("記載しました。"))
            return redirect("today")  # who answers need not be one who may read the whole register
    context = {"form": form, "one": carried(order, act.on)}
    return render(request, "council/carry.html", context, status=422 if form.errors else 200)


def _next_step(order: Order) -> str:
    """What the office will most likely record now."""
    if order.replied_on is not None:
        return "complete"
    return "reply" if order.received_at is not None else "receive"


def _may_carry(request: TownRequest, one: Carried) -> bool:
    return one.order.done_on is None and can(request, Verb.AMEND, concerning_order(one.order.to_section))


def waits_for(one: Carried, request: TownRequest) -> bool:
    """Whether the post acted in belongs to the office that has to carry it on."""
    capability = request.actor.capability
    concerning = concerning_order(one.order.to_section)
    return capability is not None and may(pack(), Verb.AMEND, capability, concerning)
