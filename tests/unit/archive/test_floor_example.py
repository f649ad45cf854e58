"""The floor as docs/spec/archive-format.md, section 12.1, tells of it: a stranger who follows the text finds the same day."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sekisho.archive.retention import (
    LEAST,
    Decided,
    disposable_end,
    floor_of,
    latest_moments,
    now_at_least,
    today_at_most,
    years_floor,
)
from sekisho.archive.schema import LogSchema, microseconds

FORMAT = Path(__file__).parents[3] / "docs" / "spec" / "archive-format.md"
SECTION = FORMAT.read_text("utf-8").partition("### 12.1 The floor")[2].partition("\n## ")[0]
JAPAN = timezone(timedelta(hours=9))
SCHEMA = LogSchema("town.example/sekisho/operations")
MACHINE, ONE, OTHER = date(2028, 4, 1), date(2028, 4, 1), date(2028, 4, 2)
DECIDED = (Decided("one", ONE), Decided("other", OTHER))
DOUBT = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Record:
    """What a stranger finds for one record; `b` None: now."""

    trust: str
    m: datetime
    step: timedelta
    c: timedelta
    b: datetime | None
    latest: datetime


def by_the_text(
    received: Sequence[datetime],
    now: datetime,
    *,
    gone: datetime | None = None,
    events: Sequence[datetime | None] = (),
) -> list[Record]:
    """Steps 1 to 4, word for word, with the standard library alone."""
    before_all = datetime.min.replace(tzinfo=JAPAN)
    gone = before_all if gone is None else min(gone, now)
    trust = []
    for i, r in enumerate(received):
        earlier = [each for each in received[:i] if each <= now]
        below = r < gone or any(r < each for each in earlier)
        trust.append("false" if r > now else "below" if below else "trusted")
    trusted = [r for r, how in zip(received, trust, strict=True) if how == "trusted"]
    m = [
        max([gone, *(r for r in received[: i + 1] if r <= now), trusted[0]]) if trusted else now
        for i in range(len(received))
    ]
    m.append(now)
    steps = [after - before for before, after in pairwise(m)]
    found = []
    for i, r in enumerate(received):
        c = sum((step for step in steps[i:] if step > DOUBT), timedelta())
        found.append((c, r + c if trust[i] == "trusted" else None))
    records = []
    for i, (c, b) in enumerate(found):
        latest = min([now, *(each if each is not None else now for _c, each in found[i:])]) + DOUBT
        event = events[i] if events else None
        if event is not None and latest < event <= now:
            latest = event
        records.append(Record(trust[i], m[i], steps[i], c, b, latest))
    return records


def floor_by_the_text(latest: datetime, years: int, *, year_begins: int = 4) -> date:
    """Step 5."""
    day = latest.astimezone(JAPAN).date()
    try:
        last = day.replace(year=day.year + years) - timedelta(days=1)
    except ValueError:
        last = date(day.year + years, 2, 28)
    return date(last.year + (last.month >= year_begins), year_begins, 1)


def at_nine(day: str) -> datetime:
    return datetime.fromisoformat(f"{day} 09:00").replace(tzinfo=JAPAN)


def rows() -> list[list[str]]:
    """The lines of the example."""
    found = [re.split(r" *\| *", line)[1:-1] for line in SECTION.splitlines() if re.match(r"\| \d", line)]
    assert [int(row[0]) for row in found] == list(range(7))
    return found


def received() -> list[datetime]:
    told = [at_nine(row[1]) for row in rows()]
    return told + [told[-1] + timedelta(days=number) for number in range(1, 368)]


NOW = datetime(2028, 4, 2, 23, 59, 59, 999_999, tzinfo=JAPAN)


def test_a_stranger_finds_the_floors_of_the_example() -> None:
    records = by_the_text(received(), NOW)

    assert (len(records), received()[373]) == (374, at_nine("2028-04-02"))
    for (_number, _received, trust, m, step, c, b, latest, floor), record in zip(
        rows(), records, strict=False
    ):
        assert record == Record(
            trust,
            at_nine(m),
            timedelta(days=int(step.removesuffix(" d"))),
            timedelta(days=int(c.removesuffix(" d"))),
            None if b == "`now`" else at_nine(b),
            at_nine(latest),
        )
        assert floor_by_the_text(record.latest, 1) == date.fromisoformat(floor)


def test_the_archive_finds_them_too() -> None:
    stamps = np.array([microseconds(each) for each in received()], np.int64)
    now = now_at_least(SCHEMA, MACHINE, DECIDED)
    latest = latest_moments(stamps, now=now)
    today = today_at_most(MACHINE, DECIDED)

    assert (now, today) == (microseconds(NOW), date(2028, 4, 1))
    assert latest.tolist() == [microseconds(each.latest) for each in by_the_text(received(), NOW)]
    floors = [floor_of(SCHEMA, latest[i : i + 1], years_floor(1)) for i in range(7)]
    assert floors == [date.fromisoformat(row[-1]) for row in rows()]
    assert disposable_end(SCHEMA, 0, latest, years_floor(1), today) == (1, date(2029, 4, 1))


def test_the_doubt_is_told_in_microseconds() -> None:
    assert f"{DOUBT // timedelta(microseconds=1):,} microseconds" in SECTION


BEGIN = at_nine("2027-04-01")
MOMENTS = st.one_of(
    st.integers(0, 400).map(lambda days: BEGIN + timedelta(days=days)),
    st.timedeltas(timedelta(), timedelta(days=400)).map(lambda by: BEGIN + by),
)


@given(
    stamps=st.lists(MOMENTS, min_size=1, max_size=12),
    now=MOMENTS,
    gone=st.none() | MOMENTS,
    data=st.data(),
)
def test_whatever_the_clock_said_the_text_and_the_archive_agree(
    stamps: list[datetime], now: datetime, gone: datetime | None, data: st.DataObject
) -> None:
    events = data.draw(
        st.lists(st.none() | MOMENTS, min_size=len(stamps), max_size=len(stamps)), label="events"
    )

    found = latest_moments(
        np.array([microseconds(each) for each in stamps], np.int64),
        np.array([LEAST if each is None else microseconds(each) for each in events], np.int64),
        now=microseconds(now),
        highest=LEAST if gone is None else microseconds(gone),
    )

    expected = by_the_text(stamps, now, gone=gone, events=events)
    assert found.tolist() == [microseconds(each.latest) for each in expected]


@pytest.mark.parametrize("years", [1, 3, 7])
@given(day=st.dates(date(2000, 1, 1), date(2100, 1, 1)))
def test_years_are_counted_as_the_text_says(years: int, day: date) -> None:
    at = datetime(day.year, day.month, day.day, tzinfo=JAPAN)

    assert floor_by_the_text(at, years) == years_floor(years)(day)
