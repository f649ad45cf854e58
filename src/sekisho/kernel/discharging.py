"""Which occurrence an entry discharges: the first that waits on each day that it newly shows something done."""

from __future__ import annotations

from datetime import date

from sekisho.kernel.acts import Act
from sekisho.kernel.discharges import events_answered, is_about, is_discharged, shows_by
from sekisho.kernel.ledger import Ledger
from sekisho.kernel.models import Discharge, Entry
from sekisho.kernel.permissions import Object, may
from sekisho.kernel.queries import day_of
from sekisho.kernel.records import record
from sekisho.kernel.refusals import Invalid
from sekisho.kernel.town import open_days, pack
from sekisho.kernel.wording import said
from sekisho.rules.calendar import SINCE, BeyondCalendar
from sekisho.rules.due import Occurrence, doable_on
from sekisho.rules.model import Duty, Verb
from sekisho.rules.versions import version_on


def discharge_by_evidence(ledger: Ledger, row: Entry, before: Entry | None, act: Act) -> None:
    """Discharge the first waiting occurrence that each newly written evidence date belongs to.

    Where the keeper of the ledger does not owe the duty, the one who does has to point at
    the entry.
    """
    matter = getattr(row, ledger.matter) if ledger.matter else None
    duties = [
        duty for duty in pack().duties if duty.evidence == ledger.slug and is_about(duty, ledger, matter)
    ]
    for name in ledger.evidence_on:
        shown = _shown(ledger, row, name)
        if shown is None or (before is not None and _shown(ledger, before, name) == shown):
            continue
        done_on, arose_on, _matter = shown
        if not SINCE <= done_on <= act.on or not version_on(pack().document, done_on, act.on).text_held:
            continue  # it is still to come, or nothing that can be judged was owed then
        for duty in (one for one in duties if shows_by(one, name)):
            if not may(pack(), Verb.DISCHARGE, act.capability, about_duty(duty)):
                continue
            try:
                open_then = doable_on(
                    duty, done_on, open_days(), occurred_on=events_answered(duty, ledger, arose_on, act.at)
                )
            except BeyondCalendar as error:
                raise Invalid({name: [said(error.words)]}) from error
            waiting = (one for one in open_then if not is_discharged(duty.id, one.opens_on, row.line))
            occurrence = next(waiting, None)
            if occurrence is not None:
                found = discharge_of(duty, occurrence, done_on)
                found.evidence = row.line  # written just now: it shows that day, and nothing else does
                record(found, Verb.DISCHARGE, act, about_duty(duty))


def _shown(ledger: Ledger, row: Entry, name: str) -> tuple[date, date, object] | None:
    """What the entry shows to have been done by that field: the day, the day of its event, and the matter."""
    done_at = getattr(row, name)
    if done_at is None or any(getattr(row, fact) in (None, "") for fact in ledger.complete_with):
        return None
    if ledger.drill and getattr(row, ledger.drill):
        return None
    arose_at = getattr(row, ledger.arose_on) if ledger.arose_on else done_at
    return day_of(done_at), day_of(arose_at), getattr(row, ledger.matter) if ledger.matter else None


def discharge_of(duty: Duty, occurrence: Occurrence, done_on: date) -> Discharge:
    """The row that says so; its evidence is still to be named."""
    return Discharge(duty=duty.id, opens_on=occurrence.opens_on, due_on=occurrence.due_on, done_on=done_on)


def about_duty(duty: Duty) -> Object:
    """The duty as permissions and the journal see it."""
    return Object(name=said(duty.title), clause=duty.clause, actors=duty.actors)
