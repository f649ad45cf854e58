"""切離し: the sheet is laid before the head of the town, who decides; and who may decide now (第4条第2項)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from sekisho.incidents.case import Case
from sekisho.incidents.reporting import unread
from sekisho.kernel.acts import Act
from sekisho.kernel.attempts import attempts_on_record
from sekisho.kernel.records import writing
from sekisho.kernel.refusals import Refusal
from sekisho.kernel.town import pack
from sekisho.kernel.verbs import acknowledge, amend, enter
from sekisho.ledgers.disconnection_orders import DISCONNECTION_ORDERS, DisconnectionOrder
from sekisho.ledgers.disconnections import DISCONNECTIONS, Disconnection
from sekisho.offices.responsible import Responsible, responsible_for
from sekisho.offices.standing import People
from sekisho.rules.model import Verb

Kind = DisconnectionOrder.Kind
REASON_NEWER = "新しい事実"  # evidence: in one language, whatever the screen speaks


class NoSheet(Refusal):
    """There is no decision sheet yet."""


class NothingCut(Refusal):
    """Nothing was ordered to be cut, so there is nothing to reconnect."""


def decider() -> str:
    """The role, or else the post, that decides on disconnection under the running pack; "" where none does."""
    rule = pack().disconnection
    if rule is None:
        return ""
    return next((role.id for role in pack().roles if rule.decider in role.holders), rule.decider)


def who_decides(at: datetime, known: People) -> Responsible:
    """Who may decide now and on what basis, or why nobody may and what to ask for; never the deputy of the chief."""
    return responsible_for(decider(), at, known)


@writing()
def lay_sheet(case: Case, facts: dict[str, Any], *, act: Act) -> Disconnection:  # Any: the facts of an entry
    """Lay the sheet before who decides; a newer one takes the place of the older."""
    given = {**facts, "laid_at": act.at}
    if case.sheet is not None:
        return amend(DISCONNECTIONS, case.sheet, given, reason=REASON_NEWER, act=act)
    given |= {"incident": case.incident.line, "is_drill": case.incident.is_drill}
    sheet = enter(DISCONNECTIONS, given, act=act)
    assert isinstance(sheet, Disconnection)
    return sheet


@attempts_on_record(Verb.DECIDE)
@writing()
def give_order(
    case: Case,
    *,
    kind: str,
    because: str,
    act: Act,
    option: str = "",
    number: str = "",
    decided_at: datetime | None = None,
    paper_place: str = "",
) -> DisconnectionOrder:
    """決定: cut, do not cut, or reconnect. What was reported to who decides counts as read by that.

    Raises BackDated, which stays on record; NoSheet, NothingCut, NotPermitted. An order has the moment at which it is
    given, except where it was given on paper, whose place is then named; both moments stay visible.
    """
    if case.sheet is None:
        raise NoSheet(_("切離しの判断票がありません。先に判断票を作ってください。"), clause=_clause())
    if kind == Kind.RECONNECT and (case.order is None or case.order.kind != Kind.CUT or case.reconnection):
        raise NothingCut(_("切り離しているものがありません。"), clause=_clause())
    facts = {
        "sheet": case.sheet.line,
        "is_drill": case.incident.is_drill,
        "kind": kind,
        "option": option if kind == Kind.CUT else "",
        "decided_at": decided_at or act.at,
        "because": because,
        "number": number,
        "paper_place": paper_place,
    }
    order = enter(DISCONNECTION_ORDERS, facts, act=act)
    for report in unread(case, decider()):
        acknowledge(report, act=act)
    assert isinstance(order, DisconnectionOrder)
    return order


def _clause() -> str | None:
    rule = pack().disconnection
    return rule.clause if rule is not None else None
