"""帳票: the few sheets that the terminals print in a week, and where each one goes (第5条第1号ス).

They are those of the operation histories: what is not in the one is not in the other.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from django.db.models import Max
from django.utils import timezone

from sekisho.demo.chance import chance
from sekisho.demo.history_files import Authorities, operations
from sekisho.demo.history_rows import Row
from sekisho.demo.history_words import PRINTED
from sekisho.demo.mistakes import Mistake, made_on
from sekisho.demo.rhythm import months
from sekisho.demo.stage import ONE_DAY, Stage, moment
from sekisho.kernel.models import JournalEvent, Line
from sekisho.kernel.queries import standing
from sekisho.kernel.verbs import amend, enter
from sekisho.ledgers.sheets import SHEETS, Sheet
from sekisho.ledgers.terminals import Terminal

STAFF, HEAD = "resident_affairs_staff", "resident_affairs_head"
WATCHED = ("credentials", "grants", "terminals")  # what the authorities are read from
CUPBOARD, FILE = "住民福祉課 鍵付き書庫", "住民福祉課 操作者管理綴"
OFFICIAL, OPERATORS = "公用請求", "月例の確認"
KEPT_MONTHS = 2
SPOILT = 9  # one in so many is printed twice


def plan_printouts(stage: Stage) -> None:
    """In the evening the sheets of the day; at the end of the month those whose day has come are shredded."""
    day_book = _DayBook(stage)
    for day in stage.days(stage.since, stage.until):
        stage.put(moment(day, 17, 10), day_book.write)
    for days in months(stage):
        stage.put(moment(days[-1], 15, 10), lambda at: _shred(stage, at))


class _DayBook:
    """The sheets of a day. Who may operate is read anew only when the ledgers of it have changed."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self._read: int | None = None
        self._authorities: Authorities | None = None

    def write(self, at: datetime) -> None:
        """Enter what was printed on the day of that moment."""
        stage, on = self._stage, timezone.localdate(at)
        authorities = self._known(at)
        printed = [row for row in operations(stage, on, authorities) if row.printed == PRINTED]
        if not printed:
            return
        persons = {one.operator_id: one.person for one in authorities.on(on)}
        terminals = {one.number: one.line for one in standing(Terminal, at).select_related("line")}
        for place, row in enumerate(printed):
            act = stage.act_in_post(STAFF, at + place * timedelta(seconds=20), "sheets")
            enter(SHEETS, _facts(stage, row, persons, terminals), act=act)

    def _known(self, at: datetime) -> Authorities:
        last = JournalEvent.objects.filter(subject__in=WATCHED).aggregate(last=Max("number"))["last"]
        if self._authorities is None or last != self._read:
            self._read, self._authorities = last, Authorities(self._stage, at)
        return self._authorities


def _facts(
    stage: Stage, row: Row, persons: Mapping[str, str], terminals: Mapping[str, Line]
) -> dict[str, object]:
    """One print: handed to who asked for it, or kept; a sheet that was spoiled is shredded at once."""
    on = row.at.date()
    spoiled = int(chance(stage.seed, "spoilt", row.at).randrange(SPOILT) == 0)
    facts: dict[str, object] = {
        "printed_at": timezone.make_aware(row.at),
        "title": f"{row.business} {row.process}",
        "printed": 1 + spoiled,
        "subject": Sheet.Subject.NONE if row.reason == OPERATORS else Sheet.Subject.ONE,
        "purpose": row.reason,
        "printer_id": int(persons[row.operator_id]),
        "terminal": terminals[row.terminal],
    }
    if row.reason == OFFICIAL:
        facts |= {"kept": 1, "place": CUPBOARD, "to_destroy_on": destroyed_on(stage, on)}
    elif row.reason == OPERATORS:
        facts |= {"kept": 1, "place": FILE}
    else:
        facts |= {"handed_over": 1, "handed_over_on": on}
    if spoiled:
        shredded = {"destroyed": 1, "destroyed_on": on, "destruction": Sheet.Destruction.SHREDDED}
        facts |= {"spoiled": 1, **shredded}
    return facts


def destroyed_on(stage: Stage, printed_on: date) -> date:
    """The last day of work of the month after next."""
    index = printed_on.year * 12 + printed_on.month + KEPT_MONTHS  # of the month after that, counted from 0
    return stage.previous_open(date(index // 12, index % 12 + 1, 1) - ONE_DAY)


def _shred(stage: Stage, at: datetime) -> None:
    """Mistake.KEPT_SHEET: one of them lay in another drawer, and lies there still."""
    act = stage.act_in_post(STAFF, at, "shred")
    kept = standing(Sheet, at).filter(kept__gt=0, to_destroy_on__isnull=False).order_by("printed_at", "line")
    since = made_on(stage, Mistake.KEPT_SHEET)
    lying = kept.filter(printed_at__gte=moment(since, 0)).first() if since is not None else None
    due = [row for row in kept.filter(to_destroy_on__lte=act.on) if row != lying]
    for place, row in enumerate(due):
        facts = {
            "kept": 0,
            "place": "",
            "destroyed": row.destroyed + row.kept,
            "destroyed_on": act.on,
            "destruction": Sheet.Destruction.SHREDDED,
            "approver_id": int(stage.holders(HEAD, act.on)[0]),
        }
        again = stage.act_in_post(STAFF, at + place * timedelta(seconds=30), "shred")
        amend(SHEETS, row, facts, reason="廃棄予定日が来たため裁断した", act=again)
