"""Counts of a source where the clock jumps: nothing that was counted is forgotten, and silence is still seen."""

from __future__ import annotations

import json
from copy import deepcopy
from pathlib import Path

import pytest

from sekisho.intake.counting import (
    DAY,
    DAYS_KEPT,
    HOUR,
    Counted,
    CountsUnreadable,
    SourceCounts,
    read_counts,
    write_counts,
)
from sekisho.intake.network import local_day
from sekisho.intake.report import HOURS_SHOWN, report
from sekisho.intake.silence import silent_for

AT = 1_925_341_230_000_000  # 5 January 2031, 10:00:30 in Japan
YEARS = 3 * 366 * DAY


def said(source: SourceCounts, *moments: int) -> None:
    """The source said something at each of these moments."""
    for moment in moments:
        source.store(moment, local_day(moment), brand=None, read=False, again=False)
        source.forget_old(moment, local_day(moment))


def test_days_outlive_a_clock_that_was_years_ahead() -> None:
    source = SourceCounts()

    said(source, AT, AT + YEARS, AT + HOUR, AT + 2 * HOUR)

    assert source.days[local_day(AT)].stored == 3
    assert sum(each.stored for each in source.days.values()) == source.total.stored == 4


def test_the_chart_goes_on_after_a_clock_that_was_years_ahead() -> None:
    counted = Counted()

    said(counted.of("fw"), AT, AT + YEARS, AT + HOUR, AT + 2 * HOUR)

    assert report(counted, None, now=AT + 2 * HOUR).sources[0].rate[-2:] == (1, 1)


def test_silence_is_seen_after_a_clock_that_was_years_ahead() -> None:
    source = SourceCounts()
    hours = [AT + hour * HOUR for hour in range(24 * 5)]

    said(source, AT + YEARS, *hours)

    assert silent_for(source, now=hours[-1] + 12 * HOUR) == 12 * HOUR


def test_days_are_bounded() -> None:
    source = SourceCounts()

    said(source, *(AT + day * DAY for day in range(DAYS_KEPT + 50)))

    assert len(source.days) == DAYS_KEPT
    assert min(source.days) == local_day(AT) + 50
    assert len(source.hours) <= 15 * HOURS_SHOWN


def test_a_collector_whose_word_lies_in_the_future_is_not_known_to_run() -> None:
    assert report(Counted(), {"said_at": AT + YEARS}, now=AT).live is None


def test_a_change_leaves_the_state_before_it_as_it_was() -> None:
    before = Counted()
    said(before.of("fw"), AT)
    before.of("fw").refuse(local_day(AT), "too_long", 1)
    was = deepcopy(before.sources)

    after = before.successor()
    said(after.of("fw"), AT + HOUR, AT + DAY)
    after.of("fw").refuse(local_day(AT), "too_long", 1)
    after.of("fw").turn_away("idle", 1)
    after.of("fw").was_ahead(5)
    after.of("other").drop(local_day(AT), 3)

    assert before.sources == was
    assert (after.sources["fw"].total.received, after.sources["other"].total.received) == (5, 3)


def test_counts_are_written_and_read_alike(tmp_path: Path) -> None:
    counted = Counted(1, last="ab")
    said(counted.of("fw"), AT, AT + HOUR, AT + DAY)
    counted.of("fw").refuse(local_day(AT), "too_long", 1)
    counted.of("fw").was_ahead(-5)

    write_counts(tmp_path / "collect" / "counts.json", counted)

    assert read_counts(tmp_path / "collect" / "counts.json") == counted


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("total", {"stored": "x"}),
        ("total", {"stored": 1.5}),
        ("total", {"unknown": 1}),
        ("days", {"today": {}}),
        ("brands", 7),
        ("refused", [1]),
        ("skews", "abc"),
        ("last_at", "now"),
    ],
)
def test_counts_that_are_no_numbers_are_not_read(tmp_path: Path, name: str, value: object) -> None:
    path, counted = tmp_path / "counts.json", Counted()
    counted.of("fw").drop(20_000, 1)
    write_counts(path, counted)
    written = json.loads(path.read_text(encoding="utf-8"))
    written["sources"]["fw"][name] = value
    path.write_text(json.dumps(written), encoding="utf-8")

    with pytest.raises(CountsUnreadable):
        read_counts(path)
