"""切離しの実施: only after the order, by one person, confirmed by a second, and verified by looking (第4条第2項)."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from sekisho.incidents.case import Case
from sekisho.incidents.isolators import look, plan_for, start
from sekisho.isolation.model import Way
from sekisho.kernel.acts import Act
from sekisho.kernel.models import Line
from sekisho.kernel.records import writing
from sekisho.kernel.refusals import Refusal
from sekisho.kernel.verbs import amend, enter
from sekisho.kernel.wording import said
from sekisho.ledgers.disconnection_orders import DisconnectionOrder
from sekisho.ledgers.disconnection_runs import DISCONNECTION_RUNS, DisconnectionRun

# Evidence: in one language, whatever the screen speaks.
REASON_CONFIRMED, REASON_VERIFIED = "立会いの確認", "状態の確認"


class NotOrdered(Refusal):
    """Nobody ordered this, or it was carried out already."""


class PlanWasAnother(Refusal):
    """What would be done is no longer what was shown."""


class NothingToConfirm(Refusal):
    """Nothing was carried out that waits for a second person."""


class NotLooked(Refusal):
    """Nobody says what they saw, and no machine looks."""


class OwnExecution(Refusal):
    """Who carried it out means to confirm it."""


def next_way(case: Case) -> Way | None:
    """In which direction an order waits to be carried out."""
    waiting = case.unexecuted
    if waiting is None:
        return None
    return Way.RESTORE if waiting.kind == DisconnectionOrder.Kind.RECONNECT else Way.CUT


def execute(case: Case, digest: str, *, act: Act) -> DisconnectionRun:
    """実施する: the first of two persons; `digest` names the plan that they had before them.

    By hand this is the doing itself. A machine begins only when the second person has confirmed. Raises NotOrdered,
    PlanWasAnother.
    """
    order, way, option = case.unexecuted, next_way(case), case.option
    if order is None or way is None or option is None:
        raise NotOrdered(_("町長の決定がないか、すでに実施されています。実施は決定の後に一度だけ行います。"))
    plan = plan_for(option, way)
    if plan.digest != digest:
        raise PlanWasAnother(_("示した手順から変わっています。画面を開き直し、手順を見直してください。"))
    facts = {
        "order": order.line,
        "is_drill": case.incident.is_drill,
        "way": way.value,
        "plan": plan.text,
        "plan_sha256": plan.digest,
        "executed_by": _person(act),
        "executed_at": max(act.at, order.decided_at),
    }
    run = enter(DISCONNECTION_RUNS, facts, act=act)
    assert isinstance(run, DisconnectionRun)
    return run


def confirm(case: Case, *, act: Act, seen: str, facts: str) -> DisconnectionRun:
    """立ち会って確認する: the second person. In earnest a machine is started then; in a drill nothing is ever touched.

    `seen` and `facts` are what the second person saw, where no machine looks. The entry is written before the machine
    starts: if we crash between the two, the page shows an execution that was never verified, and it can be verified or
    carried out again. Raises NothingToConfirm, OwnExecution.
    """
    run, option = unconfirmed(case), case.option
    if run is None or option is None:
        raise NothingToConfirm(_("立会いの確認を待つ実施はありません。"))
    if str(run.executed_by_id) == act.person:
        raise OwnExecution(_("実施した者は自分で立会いの確認ができません。別の者が確認してください。"))
    real = not case.incident.is_drill
    order = next(one for one in case.orders if one.line_id == run.order_id)
    at = max(act.at, run.executed_at)
    given: dict[str, object] = {"confirmed_by": _person(act), "confirmed_at": at}
    by_machine = real and plan_for(option, Way(run.way)).by_machine
    if not by_machine:
        _looked(seen, facts)
        given |= {"seen": seen, "facts": facts, "verified_at": at}
    with writing():
        done = amend(DISCONNECTION_RUNS, run, given, reason=REASON_CONFIRMED, act=act)
    if by_machine:
        start(
            option,
            Way(run.way),
            order=order.number or f"{order.line.ledger} {order.line.number}",
            by=str(run.executed_by_id),
            confirmed_by=act.person,
            digest=run.plan_sha256,
        )
    return done


def verify(case: Case, *, act: Act, seen: str, facts: str) -> DisconnectionRun:
    """確かめる: what is the case now. A machine looks where there is one, else the person says what they saw."""
    run, option = (case.runs[-1] if case.runs else None), case.option
    if run is None or option is None:
        raise NothingToConfirm(_("立会いの確認を待つ実施はありません。"))
    found = None if case.incident.is_drill else look(option)
    at: datetime = act.at
    if found is None:
        _looked(seen, facts)
    else:
        seen, facts = found.state.value, "\n".join(said(fact) for fact in found.facts)
        at = min(act.at, found.at)
    given = {"seen": seen, "facts": facts, "verified_at": max(at, run.executed_at)}
    return amend(DISCONNECTION_RUNS, run, given, reason=REASON_VERIFIED, act=act)


def unconfirmed(case: Case) -> DisconnectionRun | None:
    """The execution that waits for a second person."""
    last = case.runs[-1] if case.runs else None
    return last if last is not None and last.confirmed_at is None else None


def _person(act: Act) -> Line:
    return Line.objects.get(pk=act.person)


def _looked(seen: str, facts: str) -> None:
    if not seen or not facts.strip():
        raise NotLooked(_("接続を試して、確かめた結果と、見えたことを書いてください。"))
