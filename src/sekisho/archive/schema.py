"""What the records of a log look like: its declaration, and the local calendar it counts in (spec 3.1)."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from functools import cached_property

SHORT_NAME = re.compile(r"[a-z][a-z0-9_]*\Z")
ENVELOPE = ("position", "received_at", "kind", "source", "raw", "sealed")
TAKEN_COLUMNS = (*ENVELOPE, "is_sealed")  # the last is one that only views have
TAKEN_LOGS = ("envelope", "handover", "handovers")
TOKEN = "_token"  # noqa: S105 -- the end of a column's name
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)


class BadDeclaration(Exception):
    """A declaration that no log can have; the text says why."""


class ColumnType(StrEnum):
    """What a column holds: text, a signed 64-bit integer, a moment in microseconds, or yes and no."""

    TEXT = "text"
    INTEGER = "integer"
    MOMENT = "moment"
    FLAG = "flag"


@dataclass(frozen=True, slots=True)
class Column:
    """One declared column. A personal one goes into the box; with `token` it can be searched for equality."""

    name: str
    type: ColumnType
    personal: bool = False
    token: bool = False

    def __post_init__(self) -> None:
        if not SHORT_NAME.match(self.name) or self.name in TAKEN_COLUMNS:
            raise BadDeclaration(f"{self.name!r} is no name for a column")
        if self.personal and self.type is not ColumnType.TEXT:
            raise BadDeclaration(f"personal column {self.name} is not text: only text goes into a box")
        if self.token and not self.personal:
            raise BadDeclaration(f"column {self.name} has a token but is not personal")


@dataclass(frozen=True, slots=True)
class Stored:
    """A column as it stands in a part and in the record."""

    name: str
    type: ColumnType


@dataclass(frozen=True)
class LogSchema:
    """The declaration of a log, and how it counts days.

    `origin` is the log's name in checkpoints, its last part the short name.
    `rolled_up_by` names the text column whose records are counted by the hour (spec 6).
    `utc_offset_minutes` and `year_begins` (month) define local days, months and fiscal years.
    """

    origin: str
    columns: tuple[Column, ...] = ()
    number: int = 1
    utc_offset_minutes: int = 540
    year_begins: int = 4
    event_time: str | None = None
    raw_personal: bool = False
    rolled_up_by: str | None = None
    _offset: timedelta = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_offset", timedelta(minutes=self.utc_offset_minutes))
        if not SHORT_NAME.match(self.name) or not self.base or any(c in self.origin for c in " +\n\t"):
            raise BadDeclaration(f"{self.origin!r} is no origin: base/short_name without space and +")
        if self.name in TAKEN_LOGS:
            raise BadDeclaration(f"{self.name} is taken and cannot name a log")
        names = [column.name for column in self.stored] + [c.name for c in self.columns if c.personal]
        if len(set(names)) != len(names):
            raise BadDeclaration("two columns have one name")
        if not (self.year_begins in range(1, 13) and abs(self.utc_offset_minutes) < 24 * 60):
            raise BadDeclaration("no such month or offset")
        if not 1 <= self.number < 2**16:
            raise BadDeclaration("a declaration has a number from 1 to 65,535")
        if self.event_time is not None and Stored(self.event_time, ColumnType.MOMENT) not in self.stored:
            raise BadDeclaration(f"event_time {self.event_time} is no moment column")
        if self.rolled_up_by is not None and Stored(self.rolled_up_by, ColumnType.TEXT) not in self.stored:
            raise BadDeclaration(f"rolled_up_by {self.rolled_up_by} is no text column")

    @cached_property
    def base(self) -> str:
        """The archive's part of the origin."""
        return self.origin.rpartition("/")[0]

    @cached_property
    def name(self) -> str:
        """The short name, as `operations`."""
        return self.origin.rpartition("/")[2]

    @cached_property
    def personal(self) -> tuple[Column, ...]:
        """The columns whose values go into the box, in declared order."""
        return tuple(column for column in self.columns if column.personal)

    @cached_property
    def stored(self) -> tuple[Stored, ...]:
        """The columns that stand in the record, in declared order (spec 3.1)."""
        found = []
        for column in self.columns:
            if not column.personal:
                found.append(Stored(column.name, column.type))
            elif column.token:
                found.append(Stored(column.name + TOKEN, ColumnType.INTEGER))
        return tuple(found)

    @property
    def seals(self) -> bool:
        """Whether records of this log have a box."""
        return self.raw_personal or bool(self.personal)

    def local_day(self, moment: int) -> date:
        """The local day of a moment in microseconds."""
        return (at(moment) + self._offset).date()

    def month(self, moment: int) -> str:
        """The local month, as `2026-11`."""
        return f"{self.local_day(moment):%Y-%m}"

    def fiscal_year(self, moment: int) -> str:
        """The fiscal year, named for the calendar year in which it begins, as `fy2026`."""
        day = self.local_day(moment)
        return f"fy{day.year - (day.month < self.year_begins)}"

    def month_begins(self, month: str) -> int:
        """The moment at which the local month begins."""
        year, number = (int(part) for part in month.split("-"))
        return microseconds(datetime(year, number, 1, tzinfo=UTC) - self._offset)

    def month_ends(self, month: str) -> int:
        """The moment at which the next local month begins."""
        later = self.month_begins(month) + 32 * 86_400_000_000
        return self.month_begins(self.month(later))


def at(moment: int) -> datetime:
    """A moment in microseconds as an aware datetime in UTC."""
    return EPOCH + moment * MICROSECOND


def microseconds(moment: datetime) -> int:
    """An aware datetime as microseconds since 1970, exactly."""
    return (moment - EPOCH) // MICROSECOND


def declaration(schema: LogSchema) -> dict[str, object]:
    """The `schema` statement that declares it (spec 3.1)."""
    columns: list[dict[str, object]] = []
    for column in schema.columns:
        described: dict[str, object] = {"name": column.name, "type": str(column.type)}
        if column.personal:
            described |= {"personal": True, "token": column.token}
        columns.append(described)
    rolled_up = {"rolled_up_by": schema.rolled_up_by} if schema.rolled_up_by else {}
    return rolled_up | {
        "statement": "schema",
        "number": schema.number,
        "origin": schema.origin,
        "utc_offset_minutes": schema.utc_offset_minutes,
        "year_begins": schema.year_begins,
        "event_time": schema.event_time,
        "raw_personal": schema.raw_personal,
        "columns": columns,
    }


def parse_declaration(raw: bytes) -> LogSchema:
    """The schema that a `schema` statement declares. Raises BadDeclaration."""
    try:
        said = json.loads(raw)
        if said["statement"] != "schema":
            raise BadDeclaration("the statement declares no schema")
        return LogSchema(
            origin=said["origin"],
            number=said["number"],
            utc_offset_minutes=said["utc_offset_minutes"],
            year_begins=said["year_begins"],
            event_time=said["event_time"],
            raw_personal=said["raw_personal"],
            rolled_up_by=said.get("rolled_up_by"),
            columns=tuple(_column(described) for described in said["columns"]),
        )
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise BadDeclaration(f"the declaration cannot be read: {error}") from error


def _column(described: Mapping[str, object]) -> Column:
    return Column(
        name=str(described["name"]),
        type=ColumnType(str(described["type"])),
        personal=bool(described.get("personal", False)),
        token=bool(described.get("token", False)),
    )
