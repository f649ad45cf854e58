"""第一報, the chief's instructions, and the report to the head of the town (第5条第1号ア、第3条第6項第5号)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from sekisho.incidents.case import Case
from sekisho.kernel.acts import Act
from sekisho.kernel.discharges import is_discharged
from sekisho.kernel.discharging import about_duty
from sekisho.kernel.models import Report
from sekisho.kernel.permissions import Object, may, permit
from sekisho.kernel.queries import day_of
from sekisho.kernel.records import writing
from sekisho.kernel.refusals import Refusal
from sekisho.kernel.town import duty, open_days, pack
from sekisho.kernel.verbs import acknowledge, amend, enter, submit
from sekisho.ledgers.incidents import INCIDENTS, Incident
from sekisho.rules.due import Occurrence, occurrence_of
from sekisho.rules.model import Duty, Verb

FIRST_REPORT, TO_HEAD = "joint-report", "incident-report-to-mayor"
DRILL = "【訓練】"
# Evidence: in one language, whatever the screen speaks.
REASON_INSTRUCTED, REASON_PREVENTED = "指示", "再発防止"
TITLE_MAX = 120


class AlreadyInstructed(Refusal):
    """The chief has given instructions on this incident."""


class AlreadyPrevented(Refusal):
    """What prevents the next one was decided on before."""


class NoSuchDuty(Refusal):
    """The regulation that runs knows no such report."""


@writing()
def report_first(facts: dict[str, Any], *, act: Act) -> Incident:  # Any: the facts of an entry
    """第一報: enter the incident and report it to the chief, in one act. Raises NotPermitted, Invalid.

    Who reports in the name of the section that owes the report submits it too; a head who found something enters it,
    and the section still owes its report.
    """
    incident = enter(INCIDENTS, facts, act=act)
    assert isinstance(incident, Incident)
    owed = duty(FIRST_REPORT)
    if owed is not None and may(pack(), Verb.SUBMIT, act.capability, about_duty(owed)):
        submit(owed, title=title_of(incident), statement=incident.summary, act=act, about_line=incident.line)
    return incident


@writing()
def instruct_on(case: Case, instruction: str, *, act: Act, instructed_at: datetime | None = None) -> Incident:
    """指示: the chief has read the report and says what to do. Raises AlreadyInstructed, NotPermitted, Invalid.

    `instructed_at` is when it was said or written on paper, where that was before; both moments stay visible.
    """
    if case.incident.instructed_at is not None:
        raise AlreadyInstructed(
            _("この事故にはすでに指示があります。新しい指示は、事故簿の訂正で書き足してください。")
        )
    role = instructing_role()
    permit(pack(), Verb.ACKNOWLEDGE, act.capability, Object(name=str(_("第一報")), actors=(role,)))
    for report in unread(case, role):
        acknowledge(report, act=act, remark=instruction)
    at = instructed_at or max(act.at, case.incident.reported_at)
    return amend(
        INCIDENTS,
        case.incident,
        {"instructed_at": at, "instruction": instruction},
        reason=REASON_INSTRUCTED,
        act=act,
    )


@writing()
def prevent(case: Case, *, cause: str, prevention: str, act: Act) -> Incident:
    """再発防止: the chief says why it came about and what is done so that it does not again (第3条第6項第5号).

    Discharges what the chief owes for the incident. Raises AlreadyPrevented, NotPermitted.
    """
    incident = case.incident
    if incident.prevented_on is not None:
        raise AlreadyPrevented(
            _("この事故の再発防止はすでに決まっています。改めるときは、事故簿を訂正してください。")
        )
    role = instructing_role()
    permit(pack(), Verb.INSTRUCT, act.capability, Object(name=str(_("再発防止")), actors=(role,)))
    facts = {
        "cause_found_on": incident.cause_found_on or act.on,
        "cause": cause,
        "prevented_on": act.on,
        "prevention": prevention,
    }
    return amend(INCIDENTS, incident, facts, reason=REASON_PREVENTED, act=act)


@writing()
def report_to_head(case: Case, statement: str, *, act: Act) -> Report:
    """町長への報告: by the chief, promptly. Discharges what is owed for the day, unless it is a drill."""
    owed = _duty(TO_HEAD)
    day = day_of(case.incident.known_at)
    waits = None if case.incident.is_drill else _waiting(owed, case.incident.known_at)
    assert waits is None or waits.opens_on == day, "a prompt duty opens on the day of its event"
    return submit(
        owed,
        title=title_of(case.incident),
        statement=statement,
        act=act,
        about_line=case.incident.line,
        occurrence=waits,
    )


def instructing_role() -> str:
    """The role that the first report goes to, and that instructs; "" where the regulation names none."""
    owed = duty(FIRST_REPORT)
    return (owed.report_to if owed is not None else None) or ""


def unread(case: Case, role: str) -> list[Report]:
    """The reports about the incident that the role has not read yet."""
    return [one for one in case.reports if one.to_role == role and not hasattr(one, "acknowledgement")]


def title_of(incident: Incident) -> str:
    """How a report about the incident is called; a drill bears its mark."""
    words = (incident.summary.splitlines() or [""])[0]
    return f"{DRILL if incident.is_drill else ''}{words}"[:TITLE_MAX]


def draft_for_head(case: Case) -> str:
    """What the report to the head of the town would say, to be corrected by the chief. Written in Japanese, as evidence."""
    incident = case.incident
    parts = (
        ("発生", f"{timezone.localtime(incident.known_at):%Y-%m-%d %H:%M} {incident.summary}"),
        ("指示", incident.instruction),
        ("封じ込め", incident.containment),
        ("原因", incident.cause or "調査中"),
        ("再発防止", incident.prevention or "検討中"),
    )
    return "\n".join(f"{title}: {text}" for title, text in parts if text)


def _waiting(owed: Duty, known_at: datetime) -> Occurrence | None:
    on = day_of(known_at)
    found = occurrence_of(owed, on, open_days(), occurred_on=[on])
    return None if found is None or is_discharged(owed.id, found.opens_on) else found


def _duty(identifier: str) -> Duty:
    found = duty(identifier)
    if found is None:
        raise NoSuchDuty(_("この規程には、この報告の定めがありません。"))
    return found
