"""The events that set duties off, read from the ledgers that see them happen.

One line an event: the word that cadences in the rule pack use, and where its days stand.
An event whose ledger does not exist yet never happens here, and its duty says so.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from django.db.models import CharField, Q, Value

from sekisho.kernel.checklists import an_anomaly
from sekisho.kernel.models import Entry, Instruction
from sekisho.kernel.queries import day_column, day_of, recent, standing
from sekisho.kernel.town import pack
from sekisho.ledgers.assets import Asset
from sekisho.ledgers.building import BuildingRound
from sekisho.ledgers.cards import CardMovement
from sekisho.ledgers.credentials import Credential
from sekisho.ledgers.daily_checks import ITEMS, DailyCheck
from sekisho.ledgers.disaster import DisasterResponse
from sekisho.ledgers.disconnection_orders import DisconnectionOrder
from sekisho.ledgers.disconnections import Disconnection
from sekisho.ledgers.entry_exit import RoomEntry
from sekisho.ledgers.firewall_logs import FirewallLog
from sekisho.ledgers.firewall_reviews import FirewallReview
from sekisho.ledgers.incidents import Incident
from sekisho.ledgers.instructions import Order
from sekisho.ledgers.maintenance_reports import MaintenanceReport
from sekisho.ledgers.meetings import Meeting
from sekisho.ledgers.recovery_funds import RecoveryFund
from sekisho.ledgers.sheets import Sheet
from sekisho.ledgers.special_matters import SpecialMatter
from sekisho.ledgers.terminals import Terminal
from sekisho.offices.appointments import Appointment
from sekisho.rules.cadences import Promptly, Within


@dataclass(frozen=True, slots=True)
class Sight:
    """Where an event is seen: in these dates or moments of that ledger, on the lines for which `where` holds.

    `owed_by` names the field with the office that owes what follows; it counts where a duty of the pack says so.
    """

    word: str
    model: type[Entry]
    fields: tuple[str, ...]
    where: Q = field(default_factory=Q)
    owed_by: str = ""


REAL = Q(is_drill=False)  # a drill sets nothing off

SIGHTS: tuple[Sight, ...] = (
    Sight("maintenance_visit", MaintenanceReport, ("visited_on",)),
    Sight("anomaly", DailyCheck, ("checked_on",), an_anomaly(ITEMS)),
    Sight("anomaly", FirewallLog, ("checked_on",), ~Q(anomaly="")),
    Sight("anomaly", FirewallReview, ("reviewed_on",), Q(escalated=True)),
    Sight("anomaly", BuildingRound, ("checked_on",), Q(touches_server_room=BuildingRound.Touches.YES)),
    Sight("anomaly", Incident, ("known_at",), REAL),
    Sight("incident", Incident, ("known_at",), REAL),
    Sight("unsafe_finding", Disconnection, ("laid_at",), REAL),
    Sight("disconnection", DisconnectionOrder, ("decided_at",), REAL & Q(kind=DisconnectionOrder.Kind.CUT)),
    Sight("personnel_change", Appointment, ("since", "until")),
    Sight("credential_change", Credential, ("issued_on", "ended_on")),
    Sight("room_entry", RoomEntry, ("entered_at",)),
    Sight("recovery_cost", RecoveryFund, ("failed_on",)),
    Sight("special_matter", SpecialMatter, ("arose_on",)),
    Sight("disaster", DisasterResponse, ("began_at",)),
    Sight("terminal_change", Terminal, ("installed_on", "removed_on")),
    Sight("asset_change", Asset, ("acquired_on", "moved_on", "disposed_on")),
    Sight("printout", Sheet, ("printed_at",)),
    Sight("card_movement", CardMovement, ("moved_on",)),
    Sight("meeting_called", Meeting, ("convened_on",)),
    Sight("meeting", Meeting, ("held_on",)),
    Sight("instruction", Order, ("issued_on",), Q(kind=Instruction.Kind.INSTRUCTION), owed_by="to_section"),
)
KNOWN_EVENTS = frozenset(sight.word for sight in SIGHTS)


def event_days(since: date, known_at: datetime) -> dict[str, tuple[date, ...]]:
    """The days from `since` on, as known at `known_at`, on which each known event happened. One query for all."""
    return _days(SIGHTS, since, known_at)


def days_of(word: str, since: date, known_at: datetime) -> set[date] | None:
    """As `event_days` for one event; None: nothing here sees it."""
    sights = tuple(sight for sight in SIGHTS if sight.word == word)
    return set(_days(sights, since, known_at)[word]) if sights else None


def _days(sights: tuple[Sight, ...], since: date, known_at: datetime) -> dict[str, tuple[date, ...]]:
    """An order names days to come, and they have not happened yet: no event lies after the day it is known on."""
    first, *others = (
        standing(sight.model, known_at)
        .filter(sight.where, _owed(sight), recent(sight.model, (name,), since))
        .values_list(Value(sight.word, output_field=CharField()), day_column(sight.model, name))
        for sight in sights
        for name in sight.fields
    )
    found: dict[str, set[date]] = {sight.word: set() for sight in sights}
    for word, day in first.union(*others, all=True):
        if day <= day_of(known_at):
            found[word].add(day)
    return {word: tuple(sorted(days)) for word, days in found.items()}


def _owed(sight: Sight) -> Q:
    """The lines that set off a duty of the office that they name."""
    if not sight.owed_by:
        return Q()
    owing = {
        actor
        for duty in pack().duties
        if isinstance(duty.cadence, Within | Promptly) and duty.cadence.event == sight.word
        for actor in duty.actors
    }
    return Q(**{f"{sight.owed_by}__in": owing})
