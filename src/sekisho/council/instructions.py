"""指示・要請: numbered without a gap, received, answered and carried out by the office to which they go (第4条第1項)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from sekisho.council.meetings import council_of
from sekisho.kernel import verbs
from sekisho.kernel.acts import Act, Moment
from sekisho.kernel.attempts import attempts_on_record
from sekisho.kernel.models import Decision, Instruction
from sekisho.kernel.permissions import Object
from sekisho.kernel.queries import standing
from sekisho.kernel.records import writing
from sekisho.kernel.refusals import BackDated, Refusal
from sekisho.kernel.town import binding
from sekisho.kernel.verbs import amend, enter
from sekisho.ledgers.instructions import ANOTHER_DAY, INSTRUCTIONS, Order
from sekisho.rules.fiscal import fiscal_year, fiscal_year_label, fiscal_year_span
from sekisho.rules.model import Verb
from sekisho.rules.orders import OrderState, is_overdue, order_state

SERIES = {Instruction.Kind.INSTRUCTION: "指示", Instruction.Kind.REQUEST: "要請"}


class NothingSaid(Refusal):
    """A reply without a text, or a completion that names no evidence."""


@dataclass(frozen=True, slots=True)
class Carried:
    """One instruction or request as it stands on the day looked at."""

    order: Order
    state: OrderState
    overdue: bool

    @property
    def is_request(self) -> bool:
        """Whether it was asked and not ordered."""
        return self.order.kind == Instruction.Kind.REQUEST


@attempts_on_record(Verb.INSTRUCT)
@writing()
def issue(
    decision: Decision,
    *,
    to_section: str,
    statement: str,
    act: Act,
    due_on: date | None = None,
    issued_on: date | None = None,
) -> Order:
    """指示 or 要請, as the addressee demands, under the next number of the fiscal year and with today's date.

    Raises BackDated where `issued_on` is another day than the act's, and what `verbs.instruct` raises.
    """
    if issued_on is not None and issued_on != act.on:
        raise BackDated(str(ANOTHER_DAY), clause=concerning_order("").clause)
    given = verbs.instruct(decision, to_section=to_section, statement=statement, due_on=due_on, act=act)
    facts = {
        "instruction": given,
        "number": _next_number(given.kind, act.on),
        "kind": given.kind,
        "to_section": given.to_section,
        "issued_on": act.on,
        "due_on": given.due_on,
    }
    order = enter(INSTRUCTIONS, facts, act=act, concerning=concerning_order(council_of().convener))
    assert isinstance(order, Order)
    return order


def receive(order: Order, *, act: Act) -> Order:
    """受領: the office has it."""
    return _carry(order, {"received_at": act.at}, "受領", act)


def reply(order: Order, *, statement: str, act: Act) -> Order:
    """回答: what the office will do, or why it does not. Whoever replies has received it."""
    if not statement.strip():
        raise NothingSaid(_("回答の内容がありません。何をするか、またはしない理由を書いてください。"))
    facts = {"received_at": order.received_at or act.at, "replied_on": act.on, "reply": statement.strip()}
    return _carry(order, facts, "回答", act)


def complete(order: Order, *, evidence: str, act: Act) -> Order:
    """完了: carried out, and what shows it. Discharges the duty to follow instructions where the office owes it."""
    if not evidence.strip():
        raise NothingSaid(_("完了の証拠がありません。簿冊の行か文書の名を書いてください。"))
    facts = {
        "received_at": order.received_at or act.at,
        "done_on": act.on,
        "done_with": evidence.strip(),
    }
    return _carry(order, facts, "完了", act)


def orders_at(moment: Moment, *, to_section: str | None = None) -> list[Carried]:
    """All of them as known at the moment, the newest first. One query."""
    rows = standing(Order, moment.known_at).filter(issued_on__lte=moment.on)
    if to_section is not None:
        rows = rows.filter(to_section=to_section)
    found = rows.select_related("line", "instruction__decision", "event").order_by("-issued_on", "-line")
    return [carried(order, moment.on) for order in found]


def carried(order: Order, on: date) -> Carried:
    """One of them on that day."""
    return Carried(order, order_state(order.dates, on), is_overdue(order.dates, on))


def concerning_order(office: str) -> Object:
    """An instruction as an object of permission of that office and of nobody else."""
    bound = binding(INSTRUCTIONS.slug)
    clause = bound.clause if bound else None
    return Object(name=str(INSTRUCTIONS.title), ledger=INSTRUCTIONS.slug, clause=clause, actors=(office,))


def _carry(order: Order, facts: dict[str, object], reason: str, act: Act) -> Order:
    return amend(
        INSTRUCTIONS, order, facts, reason=reason, act=act, concerning=concerning_order(order.to_section)
    )


def _next_number(kind: str, on: date) -> str:
    """令和8年度指示第5号. Lines are never removed and one act writes at a time, so there is no gap."""
    year = fiscal_year(on)
    since, until = fiscal_year_span(year)
    of_year = Order.objects.filter(kind=kind, revision=1, issued_on__gte=since, issued_on__lt=until)
    return f"{fiscal_year_label(year)}{SERIES[Instruction.Kind(kind)]}第{of_year.count() + 1}号"
