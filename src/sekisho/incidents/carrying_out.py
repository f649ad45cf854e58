"""切離しの実施: only after the order, by one person, confirmed by a second, and verified by looking (第4条第2項)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from sekisho.incidents.case import Case
from sekisho.incidents.isolators import Account, account_of, isolator_of_plan, look, plan_for, put_down, start
from sekisho.incidents.signatures import Signature, read, written
from sekisho.isolation.isolator import Isolator
from sekisho.isolation.model import Mandate, Way
from sekisho.kernel.acts import Act
from sekisho.kernel.models import Line
from sekisho.kernel.records import writing
from sekisho.kernel.refusals import Refusal
from sekisho.kernel.verbs import amend, enter
from sekisho.kernel.wording import said
from sekisho.ledgers.disconnection_orders import DisconnectionOrder
from sekisho.ledgers.disconnection_runs import DISCONNECTION_RUNS, DisconnectionRun

# Evidence: in one language, whatever the screen speaks.
REASON_CONFIRMED, REASON_VERIFIED, REASON_RESUMED = "立会いの確認", "状態の確認", "実行のやり直し"
MINUTE = timedelta(minutes=1)


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


class Unsigned(Refusal):
    """A step that a person carries out has no signature, or there is one too many."""


class OrderedOtherwise(Refusal):
    """A later order stands against what is to be begun."""


class NothingToResume(Refusal):
    """Nothing that was confirmed waits for a machine."""


def next_way(case: Case) -> Way | None:
    """In which direction an order waits to be carried out."""
    waiting = case.unexecuted
    if waiting is None:
        return None
    return Way.RESTORE if waiting.kind == DisconnectionOrder.Kind.RECONNECT else Way.CUT


def execute(
    case: Case, digest: str, *, act: Act, signatures: Sequence[Signature] = (), slip_place: str = ""
) -> DisconnectionRun:
    """実施する: the first of two persons; `digest` names the plan that they had before them.

    By hand this is the doing itself, and every step is signed with the time at which it was done. A machine begins only
    when the second person has confirmed. Raises NotOrdered, PlanWasAnother, Unsigned.
    """
    order, way, option = case.unexecuted, next_way(case), case.option
    if order is None or way is None or option is None:
        raise NotOrdered(_("町長の決定がないか、すでに実施されています。実施は決定の後に一度だけ行います。"))
    plan = plan_for(option, way)
    if plan.digest != digest:
        raise PlanWasAnother(_("示した手順から変わっています。画面を開き直し、手順を見直してください。"))
    if len(signatures) != len(plan.tasks):
        raise Unsigned(_("手で行う手順のそれぞれに、行った日時を書いてください。"))
    facts = {
        "order": order.line,
        "is_drill": case.incident.is_drill,
        "way": way.value,
        "plan": plan.text,
        "plan_sha256": plan.digest,
        "executed_by": _person(act),
        "executed_at": _executed_at([one.at for one in signatures] or [act.at], order),
        "signatures": written(signatures, plan.tasks),
        "slip_place": slip_place,
    }
    run = enter(DISCONNECTION_RUNS, facts, act=act)
    assert isinstance(run, DisconnectionRun)
    return run


def confirm(case: Case, *, act: Act, seen: str, facts: str) -> DisconnectionRun:
    """立ち会って確認する: the second person. In earnest the machine is started then; in a drill nothing is ever touched.

    `seen` and `facts` are what the second person saw, where no machine acts. The entry is written before anything else
    happens: if we crash right after it, the account shows that nothing was begun, and it is begun again (`resume`).
    Raises NothingToConfirm, OwnExecution, NotLooked, OrderedOtherwise, PlanWasAnother.
    """
    run = unconfirmed(case)
    option = case.option_of(run) if run is not None else None
    if run is None or option is None:
        raise NothingToConfirm(_("立会いの確認を待つ実施はありません。"))
    if str(run.executed_by_id) == act.person:
        raise OwnExecution(_("実施した者は自分で立会いの確認ができません。別の者が確認してください。"))
    at = max(act.at, run.executed_at)
    given: dict[str, object] = {"confirmed_by": _person(act), "confirmed_at": at}
    if _is_for_a_machine(case, run):
        _still_ordered_as_shown(case, run)
    else:
        _looked(seen, facts)
        given |= {"seen": seen, "facts": facts, "verified_at": at}
    with writing():
        done = amend(DISCONNECTION_RUNS, run, given, reason=REASON_CONFIRMED, act=act)
    assert isinstance(done, DisconnectionRun)
    _carry_out(case, done)
    return done


def resume(case: Case, *, act: Act) -> DisconnectionRun:
    """もう一度始める: what two persons confirmed and of which the isolator's log has no end. Safe to repeat, as every step is.

    It needs no new order: the one that was given is carried out, by the plan that was shown. If we crash after the
    entry, it is as before it, and can be begun again. Raises NothingToResume, OrderedOtherwise, PlanWasAnother.
    """
    if not is_unfinished(case):
        raise NothingToResume(_("終わりの記録がない実施はありません。"))
    run = case.runs[-1]
    _still_ordered_as_shown(case, run)
    with writing():
        done = amend(DISCONNECTION_RUNS, run, {}, reason=REASON_RESUMED, act=act)
    assert isinstance(done, DisconnectionRun)
    _carry_out(case, done)
    return done


def is_unfinished(case: Case) -> bool:
    """Whether the last execution was confirmed, its order still stands, and the isolator's log has no end of it."""
    found = account(case)
    return found is not None and not found.has_ended and case.orders[-1].line_id == case.runs[-1].order_id


def account(case: Case) -> Account | None:
    """What the isolator's log says of the last execution; None: nothing was confirmed in earnest, or its plan is gone."""
    run = case.runs[-1] if case.runs else None
    if run is None or run.confirmed_at is None or case.incident.is_drill:
        return None
    isolator = _isolator(case, run)
    return account_of(isolator, Way(run.way), _mandate(case, run)) if isolator is not None else None


def verify(case: Case, *, act: Act, seen: str, facts: str) -> DisconnectionRun:
    """確かめる: what is the case now. A machine looks where there is one, else the person says what they saw.

    Raises NothingToConfirm, NotLooked.
    """
    run = case.runs[-1] if case.runs else None
    option = case.option_of(run) if run is not None else None
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


def _carry_out(case: Case, run: DisconnectionRun) -> None:
    """What two persons confirmed: a machine begins, what persons did is put into the log. Nothing of it in a drill."""
    isolator = None if case.incident.is_drill else _isolator(case, run)
    if isolator is None:
        return
    way, mandate = Way(run.way), _mandate(case, run)
    if run.signatures:
        put_down(isolator, way, mandate, read(run.signatures), by=_signer(run))
    else:
        start(isolator, way, mandate)


def _is_for_a_machine(case: Case, run: DisconnectionRun) -> bool:
    """Whether a machine does it: a plan was shown of which no step was signed. In a drill it never does."""
    return bool(run.plan_sha256) and not run.signatures and not case.incident.is_drill


def _still_ordered_as_shown(case: Case, run: DisconnectionRun) -> None:
    if case.orders[-1].line_id != run.order_id:
        raise OrderedOtherwise(_("この実施の後に別の決定があります。新しい決定を実施してください。"))
    if _isolator(case, run) is None:
        raise PlanWasAnother(
            _("示した手順が、装置の設定の変更で変わりました。町長の決定からやり直してください。")
        )


def _isolator(case: Case, run: DisconnectionRun) -> Isolator | None:
    option = case.option_of(run)
    return isolator_of_plan(option, Way(run.way), run.plan_sha256) if option is not None else None


def _signer(run: DisconnectionRun) -> str:
    """The name of who carried it out, as it was then."""
    first = DisconnectionRun.objects.select_related("event").get(line=run.line_id, revision=1)
    return str(first.event.person_name)


def _mandate(case: Case, run: DisconnectionRun) -> Mandate:
    order = next(one for one in case.orders if one.line_id == run.order_id)
    number = order.number or f"{order.line.ledger} {order.line.number}"
    return Mandate(
        number, by=str(run.executed_by_id), confirmed_by=str(run.confirmed_by_id), digest=run.plan_sha256
    )


def _executed_at(moments: Sequence[datetime], order: DisconnectionOrder) -> datetime:
    """When the last of it was done. Times are signed to the minute: within it, nothing comes before the order."""
    last = max(moments)
    return order.decided_at if order.decided_at - MINUTE < last < order.decided_at else last


def _person(act: Act) -> Line:
    return Line.objects.get(pk=act.person)


def _looked(seen: str, facts: str) -> None:
    if not seen or not facts.strip():
        raise NotLooked(_("接続を試して、確かめた結果と、見えたことを書いてください。"))
