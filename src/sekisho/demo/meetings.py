"""セキュリティ会議: twice a year, convened, held, written up and confirmed; one instruction follows from it (第3条, 第4条)."""

from __future__ import annotations

from datetime import date, datetime, time
from functools import partial

from django.utils import timezone

from sekisho.council.instructions import complete, issue
from sekisho.council.meetings import SeatTaken, confirm, convene, hold, resolve, write_minutes
from sekisho.demo.reports import CHIEF
from sekisho.demo.rhythm import SETTLING, each_year
from sekisho.demo.stage import Stage, moment
from sekisho.kernel.acts import Act
from sekisho.kernel.models import Decision, Entry
from sekisho.kernel.queries import standing
from sekisho.kernel.town import pack
from sekisho.kernel.verbs import enter
from sekisho.ledgers.attendance import Attendance
from sekisho.ledgers.instructions import Order
from sekisho.ledgers.meeting_notices import MEETING_NOTICES
from sekisho.ledgers.meetings import MEETINGS, Meeting
from sekisho.ledgers.minutes import Minutes
from sekisho.ledgers.resolutions import Resolution
from sekisho.rules.fiscal import fiscal_year, fiscal_year_label
from sekisho.rules.seats import council_seats

HELD = ((6, 4), (11, 12))  # month and day
SECTION = "resident_affairs"
BEFORE, MINUTED_AFTER, CONFIRMED_AFTER, ORDERED_AFTER, DONE_AFTER = 12, 4, 6, 7, 20  # open days
STARTS = time(10, 0)
MATTERS = (  # by the place of the matter in the council's list
    ("対策の見直し", "管理方法を見直し、改める点を次の会議までにまとめる。", Resolution.Outcome.DECIDED),
    (
        "対策の遵守状況",
        "遅れている業務を確かめ、担当課が次の会議までに済ませる。",
        Resolution.Outcome.CONFIRMED,
    ),
)


def plan_meetings(stage: Stage) -> None:
    """Two meetings each fiscal year, where somebody fills the chief's role."""
    for place, (month, day) in enumerate(HELD, 1):
        for found in each_year(stage, month, day):
            held_on = stage.next_open(found)
            proposed_on = held_on
            for _day in range(BEFORE):
                proposed_on = stage.previous_open(date.fromordinal(proposed_on.toordinal() - 1))
            if proposed_on > stage.since + SETTLING and stage.text_held(proposed_on):
                stage.put(moment(proposed_on, 9, 55), partial(_propose, stage, held_on, place))


def _propose(stage: Stage, held_on: date, place: int, at: datetime) -> None:
    year = fiscal_year_label(fiscal_year(held_on))
    facts = {"name": f"{year}第{place}回", "planned_on": held_on, "starts_at": STARTS, "place": "第1会議室"}
    row = enter(MEETINGS, facts, act=stage.act_in_section(SECTION, at, "meeting"))
    day = timezone.localdate(at)
    stage.once_filled(CHIEF, moment(day, 13, 35), partial(_convene, stage, row, held_on))


def _convene(stage: Stage, row: Entry, held_on: date, act: Act) -> None:
    assert isinstance(row, Meeting)
    meeting = convene(row, act=act)
    noticed_on = stage.open_after(act.on, 1)
    stage.put(moment(noticed_on, 11, 25), partial(_notify, stage, meeting))
    stage.put(moment(max(held_on, noticed_on), 14, 35), partial(_hold, stage, meeting))


def _notify(stage: Stage, meeting: Meeting, at: datetime) -> None:
    facts = {
        "meeting": meeting.line,
        "called_on": meeting.convened_on,
        "sent_on": timezone.localdate(at),
        "recipients": "統括責任者と四人の課長",
        "papers": "遵守状況、管理方法の見直し案",
    }
    enter(MEETING_NOTICES, facts, act=stage.act_in_section(SECTION, at, "notice"))


def _hold(stage: Stage, meeting: Meeting, at: datetime) -> None:
    known = stage.known(at).standing
    held_on = timezone.localdate(at)
    seats = [
        SeatTaken(
            seat.role or seat.post or "",
            _presence(seat.appointed, [bool(known.conditions_of(one, at)) for one in seat.appointed]),
            int(seat.appointed[0]) if seat.appointed else None,
        )
        for seat in council_seats(pack(), at, known)
    ]
    act = stage.act_in_section(SECTION, at, "meeting")
    held = hold(meeting, on=held_on, seats=seats, act=act)
    council = pack().council
    assert council is not None
    decided: Resolution | None = None
    for matter, (title, statement, outcome) in zip(council.matters, MATTERS, strict=False):
        found = resolve(
            held,
            matter=matter.clause,
            title=title,
            statement=statement,
            outcome=outcome,
            manner="異議なし",
            act=act,
        )
        decided = decided or found
    assert decided is not None
    stage.put(moment(stage.open_after(held_on, MINUTED_AFTER), 15, 35), partial(_minute, stage, held))
    stage.once_filled(
        CHIEF,
        moment(stage.open_after(held_on, ORDERED_AFTER), 9, 33),
        partial(_order, stage, decided.decision_number),
    )


def _presence(appointed: tuple[str, ...], away: list[bool]) -> str:
    if not appointed:
        return "vacant"
    return "absent" if away[0] else "present"


def _minute(stage: Stage, meeting: Meeting, at: datetime) -> None:
    act = stage.act_in_section(SECTION, at, "minutes")
    minutes = write_minutes(meeting, summary="報告を受け、対策の見直しを決めた。", act=act)
    confirmed_on = stage.open_after(act.on, CONFIRMED_AFTER - MINUTED_AFTER)
    for place, post in enumerate(("vice_mayor", *_members())):
        stage.put(moment(confirmed_on, 16, 20 + 3 * place), partial(_confirm, stage, minutes, post))


def _members() -> tuple[str, ...]:
    council = pack().council
    return council.members if council else ()


def _confirm(stage: Stage, minutes: Minutes, post: str, at: datetime) -> None:
    """Whoever sat there confirms, if they are at hand and still in the post."""
    known = stage.known(at).standing
    for person in stage.holders(post, timezone.localdate(at)):
        if not known.conditions_of(person, at) and int(person) in _attended(minutes, at):
            confirm(minutes, act=stage.act(person, post, at))


def _attended(minutes: Minutes, at: datetime) -> set[int | None]:
    return {row.attended for row in standing(Attendance, at).filter(meeting=minutes.meeting_id)}


def _order(stage: Stage, number: str, act: Act) -> None:
    decision = Decision.objects.get(document_number=number)
    due_on = stage.open_after(act.on, DONE_AFTER + 5)
    order = issue(
        decision,
        to_section=SECTION,
        statement="改める点をまとめ、報告すること。",
        due_on=due_on,
        act=act,
    )
    stage.put(moment(stage.open_after(act.on, DONE_AFTER), 15, 55), partial(_done, stage, order))


def _done(stage: Stage, order: Order, at: datetime) -> None:
    complete(order, evidence="管理方法の見直し案(添付)", act=stage.act_in_section(SECTION, at, "order"))
