"""What of the incidents waits for one capability: instructions, a decision, execution, a second person."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from sekisho.kernel.acts import Moment
from sekisho.kernel.permissions import may
from sekisho.kernel.queries import standing
from sekisho.kernel.town import duty, pack
from sekisho.kernel.verbs import about
from sekisho.ledgers.disconnection_orders import DISCONNECTION_ORDERS, DisconnectionOrder
from sekisho.ledgers.disconnection_runs import DISCONNECTION_RUNS, DisconnectionRun
from sekisho.ledgers.disconnections import Disconnection
from sekisho.ledgers.incidents import Incident
from sekisho.rules.authority import Capability
from sekisho.rules.model import Verb

INSTRUCT = _("「%(what)s」は、統括責任者の指示を待っています。")
DECIDE = _("「%(what)s」は、町長の決定を待っています。")
EXECUTE = _("「%(what)s」は、実施を待っています。")
CONFIRM = _("「%(what)s」は、立会いの確認を待っています。")


@dataclass(frozen=True, slots=True)
class IncidentWaiting:
    """One incident that waits, and for what; `page` names the page on which that is done."""

    sentence: str
    page: str
    number: int


def incidents_waiting(capability: Capability, moment: Moment) -> list[IncidentWaiting]:
    """What waits for this capability, drills too, each with its mark. At most four queries."""
    open_ = list(
        standing(Incident, moment.known_at)
        .filter(closed_on__isnull=True)
        .select_related("line")
        .order_by("line")
    )
    if not open_:
        return []
    found = _to_instruct(capability, open_)
    may_order = may(pack(), Verb.ENTER, capability, about(DISCONNECTION_ORDERS))
    may_execute = may(pack(), Verb.AMEND, capability, about(DISCONNECTION_RUNS))
    if may_order or may_execute:
        found += _of_sheets({one.line_id: one for one in open_}, moment, orders=may_order, runs=may_execute)
    return found


def _to_instruct(capability: Capability, open_: list[Incident]) -> list[IncidentWaiting]:
    owed = duty("joint-report")
    if owed is None or owed.report_to not in capability.roles:
        return []
    waiting = (one for one in open_ if one.instructed_at is None)
    return [IncidentWaiting(str(INSTRUCT) % {"what": one}, "incident", one.line.number) for one in waiting]


def _of_sheets(
    open_: dict[int, Incident], moment: Moment, *, orders: bool, runs: bool
) -> list[IncidentWaiting]:
    sheets = {
        one.line_id: one for one in standing(Disconnection, moment.known_at) if one.incident_id in open_
    }
    given = (
        standing(DisconnectionOrder, moment.known_at).filter(sheet__in=sheets).order_by("decided_at", "line")
    )
    latest = {one.sheet_id: one for one in given}
    ordered = [one.line_id for one in latest.values()]
    done = {
        one.order_id: one for one in standing(DisconnectionRun, moment.known_at).filter(order__in=ordered)
    }
    found: list[IncidentWaiting] = []
    for line, sheet in sheets.items():
        incident, order = open_[sheet.incident_id], latest.get(line)
        if order is None:
            found += [_one(DECIDE, incident, "incident_decide")] if orders else []
            continue
        run = done.get(order.line_id)
        if order.kind != DisconnectionOrder.Kind.KEEP and runs:
            found += [_one(EXECUTE, incident)] if run is None else []
            found += [_one(CONFIRM, incident)] if run is not None and run.confirmed_at is None else []
    return found


def _one(sentence: object, incident: Incident, page: str = "incident") -> IncidentWaiting:
    return IncidentWaiting(str(sentence) % {"what": incident}, page, incident.line.number)
