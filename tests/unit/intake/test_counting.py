"""Counts of a source where the clock jumps: nothing that was counted is forgotten, and silence is still seen."""

from __future__ import annotations

from sekisho.intake.counting import DAY, DAYS_KEPT, HOUR, Counted, SourceCounts
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
