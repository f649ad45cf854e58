"""The daily check, day by day: mostly in order, now and then late, forgotten, wrong or alarming."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import StrEnum
from functools import partial
from itertools import groupby

from django.utils import timezone

from sekisho.demo.chance import chance
from sekisho.demo.reports import Anomaly, Pace, report_anomaly
from sekisho.demo.stage import Stage, moment
from sekisho.kernel.acts import Act
from sekisho.kernel.checklists import Finding
from sekisho.kernel.models import Entry
from sekisho.kernel.verbs import amend, enter, retire
from sekisho.ledgers.daily_checks import DAILY_CHECKS, DailyCheck

CLERK = "resident_affairs_staff"
SUPERVISOR = "resident_affairs_supervisor"
HEAD = "resident_affairs_head"
HOT_MONTHS = range(6, 10)
AFTERTHOUGHT = timedelta(minutes=4)  # from the day's own check to the entry of the forgotten one
WRONG_BY = Decimal(20)  # the slip of the pen: 42.5 for 22.5


class Fate(StrEnum):
    """What becomes of one day's check when not simply done in the morning."""

    MISSED = "missed"  # never recorded
    LATE = "late"  # entered the next open day (後記入)
    SLIP = "slip"  # a wrong room temperature, amended later
    TWICE = "twice"  # two clerks enter the same check; the second line is struck out


EVERY = {Fate.MISSED: 4, Fate.LATE: 3, Fate.SLIP: 5, Fate.TWICE: 6}  # once in so many months


def plan_daily_checks(stage: Stage, anomalies: Mapping[date, tuple[Anomaly, Pace | None]]) -> None:
    """The check of every open day. An anomaly without a pace has not been reported when the history ends."""
    days = stage.days(stage.since, stage.until)
    fates = fates_of(stage.seed, [day for day in days[1:-3] if day not in anomalies])
    for day in days:
        at = _morning(stage, day)
        match fates.get(day):
            case Fate.MISSED:
                continue
            case Fate.LATE:
                next_morning = _morning(stage, stage.open_after(day, 1))
                stage.put(next_morning + AFTERTHOUGHT, partial(_check, stage, day))
            case Fate.SLIP:
                stage.put(at, partial(_check_with_slip, stage, day))
            case Fate.TWICE:
                stage.put(at, partial(_check_twice, stage, day))
            case None:
                stage.put(at, partial(_check_and_report, stage, day, anomalies.get(day)))


def fates_of(seed: int, days: list[date]) -> dict[date, Fate]:
    """Which days go wrong, and how: each fate once in `EVERY` so many months, on a day of its own."""
    found: dict[date, Fate] = {}
    first = chance(seed, "fates").randrange(60)
    for (year, month), group in groupby(days, key=lambda day: (day.year, day.month)):
        free = list(group)
        dice = chance(seed, "fates", year, month)
        for fate, every in EVERY.items():
            if (year * 12 + month + first) % every == 0 and free:
                found[free.pop(dice.randrange(len(free)))] = fate
    return found


def _morning(stage: Stage, day: date) -> datetime:
    """Between 8:33 and 9:13."""
    return moment(day, 8, 33) + timedelta(seconds=chance(stage.seed, "morning", day).randrange(40 * 60))


def _check(
    stage: Stage, day: date, at: datetime, anomaly: Anomaly | None = None, wrong_by: Decimal = Decimal()
) -> DailyCheck:
    """One line for `day`, entered at `at` by the clerk whose week it is, or by a colleague."""
    act = _checker(stage, at)
    facts = {
        "checked_on": day,
        "checked_at": _looked_at(stage, day, at),
        "checker_id": int(act.person),
        "room_celsius": _celsius(stage, day) + wrong_by,
    }
    if anomaly is not None:
        facts |= {anomaly.item: Finding.ANOMALY, "action_taken": f"{anomaly.seen}。{anomaly.action}"}
    row = enter(DAILY_CHECKS, facts, act=act)
    assert isinstance(row, DailyCheck)
    return row


def _check_and_report(
    stage: Stage, day: date, found: tuple[Anomaly, Pace | None] | None, at: datetime
) -> None:
    anomaly, pace = found or (None, None)
    check = _check(stage, day, at, anomaly)
    if anomaly is not None and pace is not None:
        report_anomaly(stage, check, anomaly, at, pace)


def _check_with_slip(stage: Stage, day: date, at: datetime) -> None:
    check = _check(stage, day, at, wrong_by=WRONG_BY)

    def put_right(then: datetime) -> None:
        facts = {"room_celsius": _celsius(stage, day)}
        act = stage.act(str(check.checker_id), check.event.post, then)
        amend(DAILY_CHECKS, check, facts, reason="室温を20℃高く書き誤ったため", act=act)

    stage.put(moment(day, 13, 8, at.second), put_right)


def _check_twice(stage: Stage, day: date, at: datetime) -> None:
    check = _check(stage, day, at)
    others = [one for one in stage.holders(CLERK, day) if one != str(check.checker_id)]
    second = chance(stage.seed, "second", day).choice(others)

    def check_again(then: datetime) -> None:
        facts = {
            "checked_on": day,
            "checked_at": _looked_at(stage, day, then),
            "checker_id": int(second),
            "room_celsius": _celsius(stage, day),
        }
        row = enter(DAILY_CHECKS, facts, act=stage.act(second, CLERK, then))
        tomorrow = moment(stage.open_after(day, 1), 9, 40)
        stage.put(tomorrow, lambda last: _strike_out(stage, row, check, last))

    stage.put(at + timedelta(minutes=18), check_again)


def _strike_out(stage: Stage, row: Entry, first: DailyCheck, at: datetime) -> None:
    reason = f"同じ日の点検を二重に記載したため。{first.line.number}番の行が正しい"
    retire(DAILY_CHECKS, row, on=timezone.localdate(at), reason=reason, act=stage.act_in_post(HEAD, at))


def _checker(stage: Stage, at: datetime) -> Act:
    """The clerk whose week it is; now and then a colleague or the supervisor."""
    on = timezone.localdate(at)
    match chance(stage.seed, "checker", on).randrange(20):
        case 0:
            return stage.act_in_post(SUPERVISOR, at)
        case 1 | 2 | 3:
            return stage.act_in_post(CLERK, at, "colleague")
    clerks = stage.holders(CLERK, on)
    return stage.act(clerks[on.toordinal() // 7 % len(clerks)], CLERK, at)


def _looked_at(stage: Stage, day: date, at: datetime) -> time:
    """When the system was looked at: minutes before the entry, or that morning if it is entered later."""
    seen = at if timezone.localdate(at) == day else _morning(stage, day)
    return (seen - timedelta(minutes=3)).time().replace(second=0, microsecond=0)


def _celsius(stage: Stage, day: date) -> Decimal:
    warmest = 18 if day.month in HOT_MONTHS else 0
    return Decimal(215 + warmest + chance(stage.seed, "celsius", day).randrange(22)).scaleb(-1)
