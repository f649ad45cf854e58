"""操作履歴 as it comes from the terminals: one CP932 file a month, by the ledgers as they stood on each day."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Final, NamedTuple

from sekisho.demo.chance import chance
from sekisho.demo.credentials import CLERK, SUPERVISOR
from sekisho.demo.history_rows import Authority, Row, rows_of
from sekisho.demo.stage import ONE_DAY, Stage
from sekisho.kernel.queries import standing
from sekisho.ledgers.credentials import Credential
from sekisho.ledgers.grants import Grant
from sekisho.ledgers.terminals import Terminal

ENCODING: Final = "cp932"
LABELS: Final = (
    "連番",
    "操作日時",
    "照合ID",
    "操作者ID",
    "端末",
    "業務",
    "処理",
    "検索条件",
    "対象",
    "対象範囲",
    "件数",
    "事由",
    "申請書番号",
    "結果",
    "帳票出力",
)
UNEXPORTED_BACK: Final = timedelta(days=130)  # the day that was left out of its month's file
HOLE_BACK: Final = timedelta(days=200)  # the day on which running numbers were lost
LOST: Final = 3
SETTLED: Final = timedelta(days=20)  # a history younger than that has no flaws
NOON: Final = 12


class Month(NamedTuple):
    """The days [first, until) of one calendar month that lie in the history."""

    first: date
    until: date

    @property
    def file_name(self) -> str:
        """What its file is called."""
        return f"操作履歴_{self.first:%Y-%m}.csv"


def whole_months(stage: Stage) -> list[Month]:
    """The months that are over on the last morning; the first begins where the history does."""
    found, first = [], stage.since
    while (until := (first.replace(day=1) + timedelta(days=31)).replace(day=1)) <= stage.until:
        found.append(Month(first, until))
        first = until
    return found


@dataclass(slots=True)
class Exports:
    """The files of a town, month after month: the running number goes on from one to the next.

    Two flaws are as real towns have them: a day that was left out, and a hole in the running number.
    """

    stage: Stage
    number: int = field(init=False)

    def __post_init__(self) -> None:
        self.number = 40_000 + chance(self.stage.seed, "running number").randrange(10_000)

    def file(self, month: Month, at: datetime) -> bytes:
        """The next month's file, as the ledgers are known at that moment. Months are asked for in order."""
        text = io.StringIO()
        writer = csv.writer(text)  # rows end in CR LF
        writer.writerow(LABELS)
        authorities = Authorities(self.stage, at)
        for day in self.stage.days(month.first, month.until):
            rows = operations(self.stage, day, authorities)
            writer.writerows(self._numbered(day, rows if day != self._unexported() else []))
        return text.getvalue().encode(ENCODING)

    def _numbered(self, day: date, rows: Sequence[Row]) -> Iterator[tuple[object, ...]]:
        loses = day == self._flawed(HOLE_BACK)
        for row in rows:
            if loses and row.at.hour >= NOON:
                self.number += LOST
                loses = False
            self.number += 1
            yield self.number, *row

    def _unexported(self) -> date | None:
        return self._flawed(UNEXPORTED_BACK)

    def _flawed(self, back: timedelta) -> date | None:
        """A day of work in the middle of its month, so long before the end; None in a history too short for it."""
        day = (self.stage.until - back).replace(day=15)
        return self.stage.next_open(day) if day > self.stage.since + SETTLED else None


def operations(stage: Stage, day: date, authorities: Authorities) -> list[Row]:
    """What was done at the terminals on a day of work."""
    return rows_of(day, authorities.on(day), chance(stage.seed, "operations", day))


class Authorities:
    """Who may operate what where, as the ledgers are known at one moment."""

    def __init__(self, stage: Stage, at: datetime) -> None:
        self._stage = stage
        palms = standing(Credential, at).filter(kind=Credential.Kind.PALM)
        self._palms = {palm.line_id: palm for palm in palms}
        self._terminals = list(standing(Terminal, at).order_by("line"))
        self._grants = list(standing(Grant, at).order_by("line"))

    def on(self, day: date) -> list[Authority]:
        """Of a day: what begins or ends on it is left out, and so is whoever has left the section."""
        there = dict(self._there(day))
        posted = {person for post in (CLERK, SUPERVISOR) for person in self._stage.holders(post, day)}
        found = []
        for grant in self._grants:
            palm = self._palms[grant.credential_id]
            person = str(palm.holder_id)
            bound = grant.terminal_id
            terminals = (
                tuple(there.values()) if bound is None else tuple(there[x] for x in [bound] if x in there)
            )
            if person in posted and terminals and _holds(day, grant.valid_from, grant.valid_until):
                found.append(Authority(person, palm.serial, grant.operator_id, grant.business, terminals))
        return found

    def _there(self, day: date) -> Iterator[tuple[int, str]]:
        for terminal in self._terminals:
            if terminal.installed_on < day and (terminal.removed_on is None or day < terminal.removed_on):
                yield terminal.line_id, terminal.number


def _holds(day: date, since: date, until: date | None) -> bool:
    return since < day and (until is None or day + ONE_DAY < until)
