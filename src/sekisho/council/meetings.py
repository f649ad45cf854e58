"""会議: convened on a stated basis, held, decided as it was decided, written up, confirmed (かつらぎ町 第3条第4項–第8項).

Every step is an act of its own. Convening belongs to the role that the pack names, confirming to those who attended;
the rest is the secretariat's. No quorum and no majority is computed anywhere.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from sekisho.council.minutes_text import minutes_text
from sekisho.council.models import SignOff
from sekisho.kernel.acts import Act
from sekisho.kernel.attempts import attempts_on_record
from sekisho.kernel.discharging import about_duty
from sekisho.kernel.documents import attach, documents_of
from sekisho.kernel.models import Decision, Discharge
from sekisho.kernel.permissions import Object, may
from sekisho.kernel.queries import standing
from sekisho.kernel.records import record, writing
from sekisho.kernel.refusals import Attempt, Refusal
from sekisho.kernel.town import binding, open_days, pack
from sekisho.kernel.verbs import about, amend, discharge, enter
from sekisho.ledgers.attendance import ATTENDANCE, Attendance
from sekisho.ledgers.meetings import MEETINGS, Meeting
from sekisho.ledgers.minutes import MINUTES, Minutes
from sekisho.ledgers.resolutions import RESOLUTIONS, Resolution
from sekisho.rules.due import occurrence_of
from sekisho.rules.fiscal import fiscal_year, fiscal_year_label
from sekisho.rules.model import Council, Verb


class NoCouncil(Refusal):
    """The regulation of this body sets up no council."""


class AlreadyConvened(Refusal):
    """The meeting was convened before."""


class NotHeld(Refusal):
    """The meeting has no day on which it was held."""


class NotFrozen(Refusal):
    """The minutes have no document yet."""


class NotPresent(Attempt):
    """Somebody means to confirm the minutes of a meeting that they did not attend."""


class AlreadyConfirmed(Refusal):
    """The person has confirmed these minutes before."""


@dataclass(frozen=True, slots=True)
class SeatTaken:
    """One seat on the day: whoever holds it and whoever came instead, as keys of lines of persons."""

    seat: str
    presence: str
    person: int | None = None
    proxy: int | None = None
    remarks: str = ""


def council_of() -> Council:
    """The council of the running pack. Raises NoCouncil."""
    found = pack().council
    if found is None:
        raise NoCouncil(_("この規程に会議の定めはありません。"))
    return found


def convened_by() -> Object:
    """A meeting as an object of permission of whoever convenes it, and of nobody else."""
    bound = binding(MEETINGS.slug)
    clause = next((role.clause for role in pack().roles if role.id == council_of().chair), None)
    clause = clause or (bound.clause if bound else None)
    return Object(name=_("招集"), ledger=MEETINGS.slug, clause=clause, actors=(council_of().convener,))


@attempts_on_record(Verb.AMEND)
@writing()
def convene(meeting: Meeting, *, act: Act) -> Meeting:
    """招集: the convener calls the meeting; the basis is that of the act. Raises NotPermitted or AlreadyConvened."""
    if meeting.convened_on is not None:
        raise AlreadyConvened(_("「%(meeting)s」はすでに招集されています。") % {"meeting": meeting.name})
    right = act.capability
    facts = {
        "convened_on": act.on,
        "convener_id": int(act.person),
        "convener_office": right.acts_for or right.post,
        "convener_capacity": right.capacity,
        "convened_basis": right.basis,
    }
    return amend(MEETINGS, meeting, facts, reason="招集", act=act, concerning=convened_by())


@writing()
def hold(meeting: Meeting, *, on: date, seats: Sequence[SeatTaken], act: Act) -> Meeting:
    """開催: the day on which it was held, and who was there. One line of the attendance a seat."""
    held = amend(MEETINGS, meeting, {"held_on": on}, reason="開催", act=act)
    for taken in seats:
        facts = {
            "meeting": meeting.line,
            "seat": taken.seat,
            "presence": taken.presence,
            "person_id": taken.person,
            "proxy_id": taken.proxy,
            "remarks": taken.remarks,
        }
        enter(ATTENDANCE, facts, act=act)
    return held


@writing()
def resolve(
    meeting: Meeting,
    *,
    matter: str,
    title: str,
    statement: str,
    outcome: str,
    manner: str,
    act: Act,
    present: int | None = None,
) -> Resolution:
    """決定: one matter as it came out. What was decided becomes a decision (決定) with the next number of the year.

    `present` is how many were there then; None counts those who are entered as having attended.
    """
    held_on = _held_on(meeting)
    there = attended(meeting, act)
    number = ""
    if outcome == Resolution.Outcome.DECIDED:
        number = _next_decision(held_on)
        row = Decision(clause=matter, document_number=number, title=title, statement=statement)
        keeper = about(RESOLUTIONS).keeper
        about_it = Object(name=title, clause=matter, ledger=RESOLUTIONS.slug, keeper=keeper)
        record(row, Verb.DECIDE, act, about_it)
    facts = {
        "meeting": meeting.line,
        "matter": matter,
        "deliberated_on": held_on,
        "title": title,
        "statement": statement,
        "outcome": outcome,
        "present": len(there) if present is None else present,
        "manner": manner,
        "decision_number": number,
    }
    entry = enter(RESOLUTIONS, facts, act=act)
    assert isinstance(entry, Resolution)
    return entry


def write_minutes(meeting: Meeting, *, summary: str, act: Act) -> Minutes:
    """議事録: written from what is on record, attached, and frozen by its digest.

    If we crash between two of the three acts, the minutes are there without their document or not yet frozen; the
    page then offers the rest.
    """
    facts = {"meeting": meeting.line, "held_on": _held_on(meeting), "minuted_on": act.on, "summary": summary}
    entry = enter(MINUTES, facts, act=act)
    assert isinstance(entry, Minutes)
    data = minutes_text(meeting, summary=summary, known_at=act.at).encode()
    attach(MINUTES, entry, name=f"{meeting.name}_議事録.txt", data=data, act=act)
    return freeze(entry, act=act)


@writing()
def freeze(minutes: Minutes, *, act: Act) -> Minutes:
    """確定: from now on these are the minutes in the last document that was attached, and no other. Raises NotFrozen."""
    documents = documents_of(minutes.line, act.at)
    if not documents:
        raise NotFrozen(_("議事録の文書が添付されていません。先に文書を添付してください。"))
    facts = {"document_sha256": documents[-1].sha256}
    return amend(MINUTES, minutes, facts, reason="議事録の確定", act=act)


@attempts_on_record(Verb.ACKNOWLEDGE)
@writing()
def confirm(minutes: Minutes, *, act: Act, remark: str = "") -> SignOff:
    """確認: who attended confirms the frozen minutes; where the act owes duties that they show, it discharges them.

    Raises NotFrozen, NotPresent or AlreadyConfirmed.
    """
    if not minutes.document_sha256:
        raise NotFrozen(_("議事録がまだ確定していません。庶務が確定してから確認してください。"))
    meeting = standing(Meeting, act.at).select_related("line").get(line=minutes.meeting_id)
    if int(act.person) not in attended(meeting, act):
        raise NotPresent(
            _("%(who)sさんは「%(meeting)s」に出席していないので、その議事録を確認できません。")
            % {"who": act.name, "meeting": meeting.name},
            clause=council_of().secretariat_clause,
        )
    if SignOff.objects.filter(minutes=minutes.line, person=int(act.person)).exists():
        raise AlreadyConfirmed(_("この議事録はすでに確認済みです。"))
    row = SignOff(
        minutes=minutes.line, person_id=int(act.person), sha256=minutes.document_sha256, remark=remark
    )
    record(row, Verb.ACKNOWLEDGE, act, about(MINUTES))
    _discharge_by(meeting, act)
    return row


def attended(meeting: Meeting, act: Act) -> set[int]:
    """The persons (line ids) who sat on a seat, each once however many seats they have."""
    rows = standing(Attendance, act.at).filter(meeting=meeting.line)
    return {row.attended for row in rows if row.attended is not None}


def _discharge_by(meeting: Meeting, act: Act) -> None:
    """What the one who confirms owes and the meeting shows: that it was held, and each matter it had before it."""
    held_on = _held_on(meeting)
    found = [(MEETINGS.slug, None, meeting.line)]
    rows = standing(Resolution, act.at).filter(meeting=meeting.line).select_related("line").order_by("line")
    found += [(RESOLUTIONS.slug, row.matter, row.line) for row in rows]
    for slug, matter, line in found:
        for duty in pack().duties:
            if duty.evidence != slug or duty.evidence_about != matter:
                continue
            occurrence = occurrence_of(duty, held_on, open_days())
            if occurrence is None or not may(pack(), Verb.DISCHARGE, act.capability, about_duty(duty)):
                continue
            if not Discharge.objects.filter(duty=duty.id, opens_on=occurrence.opens_on).exists():
                discharge(duty, occurrence, done_on=held_on, evidence=line, act=act)


def _held_on(meeting: Meeting) -> date:
    if meeting.held_on is None:
        raise NotHeld(
            _("「%(meeting)s」の開催日がありません。先に開催と出欠を記載してください。")
            % {"meeting": meeting.name}
        )
    return meeting.held_on


def _next_decision(on: date) -> str:
    """令和8年度会議決定第3号: without a gap in a fiscal year, for only one act writes at a time."""
    series = f"{fiscal_year_label(fiscal_year(on))}会議決定第"
    return f"{series}{Decision.objects.filter(document_number__startswith=series).count() + 1}号"
