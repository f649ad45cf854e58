"""One incident with all that belongs to it, as known at a moment: its sheet, orders, executions, notices, evidence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sekisho.kernel.documents import documents_of
from sekisho.kernel.models import Document, JournalEvent, Report
from sekisho.kernel.queries import history, standing
from sekisho.kernel.town import pack
from sekisho.ledgers.disconnection_orders import SAME_MOMENT, DisconnectionOrder
from sekisho.ledgers.disconnection_runs import DisconnectionRun
from sekisho.ledgers.disconnections import Disconnection
from sekisho.ledgers.emergency_notices import EmergencyNotice
from sekisho.ledgers.incidents import INCIDENTS, Incident
from sekisho.rules.breach import Clock, Guess, clocks, guess
from sekisho.rules.incidents import Breach, IncidentState, Possible, incident_state
from sekisho.rules.model import CutOption, IncidentLevel


@dataclass(frozen=True, slots=True)
class Case:
    """An incident and what was written about it, the newest revision of each; the oldest first."""

    incident: Incident
    revisions: tuple[Incident, ...]
    sheet: Disconnection | None
    orders: tuple[DisconnectionOrder, ...]
    runs: tuple[DisconnectionRun, ...]
    notices: tuple[EmergencyNotice, ...]
    reports: tuple[Report, ...]
    documents: tuple[Document, ...]

    @property
    def number(self) -> int:
        """The number of the incident's line."""
        return self.incident.line.number

    @property
    def level(self) -> IncidentLevel | None:
        """The level of the pack that was chosen."""
        return next((one for one in pack().incident_levels if one.id == self.incident.level), None)

    @property
    def order(self) -> DisconnectionOrder | None:
        """The last decision to cut or not to cut."""
        decided = [one for one in self.orders if one.kind != DisconnectionOrder.Kind.RECONNECT]
        return decided[-1] if decided else None

    @property
    def reconnection(self) -> DisconnectionOrder | None:
        """The decision to reconnect that followed the last cut."""
        last = self.orders[-1] if self.orders else None
        return last if last is not None and last.kind == DisconnectionOrder.Kind.RECONNECT else None

    def run(self, way: str) -> DisconnectionRun | None:
        """The last execution in that direction."""
        found = [one for one in self.runs if one.way == way]
        return found[-1] if found else None

    @property
    def unexecuted(self) -> DisconnectionOrder | None:
        """The order that waits to be carried out."""
        done = {one.order_id for one in self.runs}
        last = self.orders[-1] if self.orders else None
        if last is None or last.kind == DisconnectionOrder.Kind.KEEP or last.line_id in done:
            return None
        return last

    @property
    def option(self) -> CutOption | None:
        """How it was or is to be cut."""
        return _option(self.orders)

    def option_of(self, run: DisconnectionRun) -> CutOption | None:
        """How the order was that this execution carried out, whatever was ordered since."""
        until = next(place for place, one in enumerate(self.orders, 1) if one.line_id == run.order_id)
        return _option(self.orders[:until])

    @property
    def instruction_written_at(self) -> datetime | None:
        """When the instruction was written down, where that was later than it was given (後記入)."""
        given_at = self.incident.instructed_at
        if given_at is None:
            return None
        first = next(one for one in self.revisions if one.instructed_at is not None)
        written_at = first.event.recorded_at
        return written_at if written_at - given_at > SAME_MOMENT else None

    def state(self, at: datetime, on: date) -> IncidentState:
        """Where the incident stands."""
        return incident_state(self.incident.dates, at=at, on=on)


def _option(orders: Sequence[DisconnectionOrder]) -> CutOption | None:
    """The option of the last decision to cut or not to cut."""
    decided = [one.option for one in orders if one.kind != DisconnectionOrder.Kind.RECONNECT]
    return next((one for one in pack().cut_options if decided and one.id == decided[-1]), None)


def case_of(number: int, known_at: datetime) -> Case:
    """All about the incident of that number as known at `known_at`. Nine queries. Raises NoSuchLine."""
    found = history(INCIDENTS, number, known_at)
    revisions = tuple(one for one in reversed(found) if isinstance(one, Incident))
    line = revisions[-1].line
    sheets = standing(Disconnection, known_at).filter(incident=line).select_related("line", "event")
    sheet = sheets.order_by("line").last()
    orders = standing(DisconnectionOrder, known_at).select_related("line", "event")
    runs = standing(DisconnectionRun, known_at).select_related("line", "event")
    found_orders = tuple(orders.filter(sheet=sheet.line).order_by("decided_at", "line")) if sheet else ()
    notices = standing(EmergencyNotice, known_at).filter(incident=line).select_related("line", "event")
    reports = Report.objects.filter(about=line, event__recorded_at__lte=known_at)
    return Case(
        incident=revisions[-1],
        revisions=revisions,
        sheet=sheet,
        orders=found_orders,
        runs=tuple(
            runs.filter(order__in=[one.line_id for one in found_orders]).order_by("executed_at", "line")
        )
        if found_orders
        else (),
        notices=tuple(notices.order_by("line")),
        reports=tuple(reports.select_related("event", "acknowledgement__event").order_by("event")),
        documents=tuple(documents_of(line, known_at)),
    )


def breach_of(incident: Incident, known_on: date) -> tuple[Guess, tuple[Clock, ...]]:
    """Whether the commission has to be told, and the clocks that run; a drill runs its own and no real ones."""
    found = guess(
        personal_data=Possible(incident.personal_data),
        improper=Possible(incident.improper_purpose),
        persons=incident.persons_affected,
        decided=Breach(incident.breach) if incident.breach else None,
    )
    return found, clocks(known_on, found, preliminary_on=incident.preliminary_on, final_on=incident.final_on)


def events_of(case: Case, known_at: datetime) -> list[JournalEvent]:
    """Every act on the incident and on what belongs to it, the first one first; one query."""
    lines = [
        case.incident.line,
        *([case.sheet.line] if case.sheet else []),
        *(one.line for one in (*case.orders, *case.runs, *case.notices)),
    ]
    own = {one.event_id for one in (*case.reports, *case.documents)} | {
        one.acknowledgement.event_id for one in case.reports if hasattr(one, "acknowledgement")
    }
    found = JournalEvent.objects.filter(pk__in=own)
    for line in lines:
        found |= JournalEvent.objects.filter(subject=line.ledger, line_number=line.number)
    return list(found.filter(recorded_at__lte=known_at).order_by("number"))
