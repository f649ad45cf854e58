"""No record's floor is counted from before it came in, whatever the clock said, and no day counts that is ahead."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import date, datetime, timedelta, timezone

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sekisho.archive.records import statement_bytes
from sekisho.archive.retention import (
    CLOCK_DOUBT,
    LEAST,
    Decided,
    Held,
    Hold,
    Moments,
    NotTwoPersons,
    NotWholeBlocks,
    TooEarly,
    check_disposal,
    disposable_end,
    disposed_first,
    disposed_highest,
    floor_of,
    highest_of,
    holds_in,
    latest_moments,
    now_at_least,
    today_at_most,
    years_floor,
)
from sekisho.archive.schema import LogSchema, microseconds
from sekisho.archive.store import Statement, statement
from tests.campaigns.wrong_clocks import wrong_clock

DAY = 86_400_000_000
JAPAN = LogSchema("town.example/sekisho/operations")
ON = date(2034, 4, 1)
TWO = [Decided("記録管理者", ON), Decided("総務課長", ON)]
SEVEN = years_floor(7)


def stamps(*days: float) -> Moments:
    return np.array([round(day * DAY) for day in days], np.int64)


def in_days(moments: Moments) -> list[float]:
    return [round(float(moment) / DAY, 3) for moment in moments]


def local(text: str) -> int:
    """Japanese time."""
    return microseconds(datetime.fromisoformat(text).replace(tzinfo=timezone(timedelta(hours=9))))


@pytest.mark.parametrize(
    ("received_on", "until"),
    [
        ("2019-03-31", "2026-04-01"),
        ("2019-04-01", "2026-04-01"),  # the seventh year ends with 31 March
        ("2019-04-02", "2027-04-01"),
        ("2019-11-22", "2027-04-01"),
        ("2020-02-29", "2027-04-01"),
        ("2020-03-31", "2027-04-01"),
    ],
)
def test_seven_years_run_to_the_end_of_the_fiscal_year(received_on: str, until: str) -> None:
    assert SEVEN(date.fromisoformat(received_on)) == date.fromisoformat(until)


def test_a_fiscal_year_can_begin_in_january() -> None:
    assert years_floor(3, year_begins=1)(date(2020, 2, 29)) == date(2024, 1, 1)


def test_a_year_without_29_february_loses_no_day() -> None:
    assert years_floor(1, year_begins=3)(date(2020, 2, 29)) == date(2021, 3, 1)


@pytest.mark.parametrize(
    ("name", "received_at", "now", "expected"),
    [
        ("a clock that was right", stamps(0, 1, 2), 3, [14, 15, 16]),
        ("silence of two weeks is no doubt", stamps(0, 14), 15, [14, 28]),
        ("a longer one may be a correction", stamps(0, 20), 21, [34, 34]),
        ("so may the time since the last record", stamps(0, 1), 31, [44, 45]),
        ("set back and never caught up", stamps(0, 100, 50, 60), 101, [114, 114, 115, 115]),
        ("set back and caught up", stamps(0, 10, 2, 9, 11, 12), 12, [14, 24, 25, 25, 25, 26]),
        ("set back, and right again after a month", stamps(0, 10, 2, 40), 41, [44, 54, 54, 54]),
        ("ahead of today, and so ahead of the truth", stamps(0, 9_999, 1, 2), 3, [14, 15, 15, 16]),
        ("nothing but false stamps", stamps(500, 600), 3, [17, 17]),
        ("ahead once, before today by now", stamps(0, 400, 1, 2), 401, [414, 414, 415, 415]),
    ],
)
def test_a_record_came_in_at_the_latest(
    name: str, received_at: Moments, now: int, expected: Sequence[float]
) -> None:
    assert in_days(latest_moments(received_at, now=now * DAY)) == expected


def test_without_records_there_is_nothing_to_say() -> None:
    assert len(latest_moments(stamps(), now=0)) == 0


def test_stamps_below_those_that_were_disposed_of_are_still_doubted() -> None:
    received_at = stamps(60, 70, 101, 102)  # after one of day 100, which is gone

    assert in_days(latest_moments(received_at, now=103 * DAY, highest=100 * DAY)) == [115, 115, 115, 116]


@pytest.mark.parametrize(
    ("event", "expected"),
    [(50, 50), (61, 15), (-3, 15), (None, 15)],
    ids=["later than the receipt", "after today, so false", "earlier", "none"],
)
def test_an_event_only_makes_the_moment_later(event: int | None, expected: float) -> None:
    events = np.full(60, LEAST, np.int64)
    events[1] = LEAST if event is None else event * DAY

    assert in_days(latest_moments(stamps(*range(60)), events, now=60 * DAY))[:3] == [14, expected, 16]


@settings(max_examples=300)
@given(st.integers(0, 2**32), st.integers(0, 6))
def test_no_clock_makes_a_record_older_than_it_is(seed: int, episodes: int) -> None:
    rng = random.Random(seed)
    begin, days = 18_000 * DAY, rng.randint(30, 1_500)
    clock = wrong_clock(rng, begin, begin + days * DAY, episodes=episodes)
    true = np.cumsum([rng.choice((0, 1, DAY // 50, DAY, 9 * DAY)) for _ in range(days)]) + begin
    received_at = np.array([clock.at(int(moment)) for moment in true], np.int64)
    today = int(true[-1]) + rng.randrange(DAY)
    now = max(today, clock.at(today))  # the persons are right, or the machine is

    assert (latest_moments(received_at, now=now) >= true).all()

    gone = rng.randrange(days)  # and after a first part has been disposed of
    highest = highest_of(received_at[:gone], now=now)
    assert (latest_moments(received_at[gone:], now=now, highest=highest) >= true[gone:]).all()


@settings(max_examples=500)
@given(
    st.lists(st.tuples(st.integers(0, 40), st.integers(-60, 60)), min_size=1, max_size=30), st.integers(0, 60)
)
def test_what_is_assumed_is_all_that_is_needed(gaps_and_errors: list[tuple[int, int]], ahead: int) -> None:
    """Days. Where the highest stamp, in steps of 14 or less, outran the truth by no more than 14, nothing is early."""
    true, stamped, moment = [], [], 1_000
    for gap, error in gaps_and_errors:
        moment += gap
        true.append(moment)
        stamped.append(moment + error)
    now = moment + ahead

    latest = in_days(latest_moments(stamps(*stamped), now=now * DAY))

    reached = [max([s for s in stamped[: place + 1] if s <= now], default=-1) for place in range(len(true))]
    for place in range(len(true)):
        before = max([s for s in stamped[:place] if s <= now], default=-1)
        if not before <= stamped[place] <= now:
            continue  # its stamp says nothing; it is before the next one's that does
        steps = np.diff([*reached[place:], now])
        small = int(steps[steps <= CLOCK_DOUBT.days].sum())
        if small - (now - true[place]) <= CLOCK_DOUBT.days:
            assert latest[place] >= true[place]
            assert all(latest[earlier] <= latest[place] for earlier in range(place))


@pytest.mark.parametrize(
    ("day", "may"),
    [("2034-03-31", 0), ("2034-04-01", 300)],
)
def test_nothing_goes_the_day_before_its_floor(day: str, may: int) -> None:
    latest = np.full(300, local("2027-04-01T23:59:59.999999"), np.int64)

    assert disposable_end(JAPAN, 512, latest, SEVEN, date.fromisoformat(day))[0] == 512 + may


@pytest.mark.parametrize(
    ("moment", "next_on"),
    [
        ("2027-04-01T23:59:59.999999", None),
        ("2027-04-02T00:00:00", "2035-04-01"),  # by Japanese time, nine hours before Greenwich
    ],
)
def test_days_are_counted_by_the_log_s_own_calendar(moment: str, next_on: str | None) -> None:
    found = disposable_end(JAPAN, 0, np.array([local(moment)], np.int64), SEVEN, ON)[1]

    assert found == (date.fromisoformat(next_on) if next_on else None)


def test_one_record_that_has_to_stay_keeps_all_behind_it() -> None:
    latest = np.array([local("2020-06-01"), local("2030-06-01"), local("2020-06-02")], np.int64)

    assert disposable_end(JAPAN, 7, latest, SEVEN, ON) == (8, date(2038, 4, 1))
    assert floor_of(JAPAN, latest, SEVEN) == date(2038, 4, 1)
    assert floor_of(JAPAN, latest[:1], SEVEN) == date(2028, 4, 1)


@pytest.mark.parametrize("moment", [np.iinfo(np.int64).max, np.iinfo(np.int64).min, 0])
def test_a_moment_beyond_all_calendars_does_not_break_the_count(moment: int) -> None:
    end, next_on = disposable_end(JAPAN, 0, np.array([moment], np.int64), SEVEN, ON)

    assert (end, next_on) == ((0, None) if moment > 0 else (1, None))


def test_for_ever_is_for_ever() -> None:
    def never(_day: date) -> None:
        """No day is the last one."""

    latest = np.array([0], np.int64)

    assert disposable_end(JAPAN, 0, latest, never, ON) == (0, None)
    assert floor_of(JAPAN, latest, never) is None


def test_the_earliest_of_three_days_is_today() -> None:
    behind = [Decided("記録管理者", ON), Decided("総務課長", ON - timedelta(days=1))]

    assert today_at_most(ON, behind) == ON - timedelta(days=1)
    assert today_at_most(ON - timedelta(days=400), behind) == ON - timedelta(days=400)


def test_the_truth_is_not_after_the_latest_of_three_days() -> None:
    assert now_at_least(JAPAN, date(2000, 1, 1), TWO) == local("2034-04-01T23:59:59.999999")
    assert now_at_least(JAPAN, date(2034, 5, 1), TWO) == local("2034-05-01T23:59:59.999999")


def check(*, end: int = 512, holds: Sequence[Hold] = (), decided: Sequence[Decided] = (*TWO,)) -> None:
    """Of [0, end), of which [0, 600) may go today."""
    check_disposal(first=0, end=end, allowed_end=600, next_on=ON, holds=holds, decided=decided)


def test_what_two_persons_decide_of_what_may_go_goes() -> None:
    check()


@pytest.mark.parametrize(
    "names",
    [
        ("甲",),
        ("甲", "甲"),
        ("甲", " 甲　"),
        ("甲", "甲\u200b"),
        ("Ａ", "a"),
        ("甲", ""),
        ("甲", "　\u200b"),
        ("甲", "乙", "丙"),
        (),
    ],
)
def test_two_names_of_one_person_are_one_person(names: tuple[str, ...]) -> None:
    with pytest.raises(NotTwoPersons):
        check(decided=[Decided(name, ON) for name in names])


@pytest.mark.parametrize("end", [0, -256, 255, 300])
def test_only_whole_blocks_go(end: int) -> None:
    with pytest.raises(NotWholeBlocks):
        check(end=end)


def test_what_has_to_stay_is_refused_with_the_day() -> None:
    with pytest.raises(TooEarly) as refused:
        check(end=768)

    assert refused.value.on == ON


@pytest.mark.parametrize(
    ("first", "end", "held"),
    [(511, 512, True), (0, None, True), (512, None, False), (0, 0, False), (100, 100, True), (-5, 1, True)],
)
def test_a_hold_on_one_record_keeps_all(first: int, end: int | None, held: bool) -> None:
    def with_hold() -> None:
        check(holds=[Hold("令和8年第3号", "訴訟", first, end)])

    if held:
        with pytest.raises(Held, match="訴訟"):
            with_hold()
    else:
        with_hold()


def said(*statements: dict[str, object]) -> list[Statement]:
    return [statement(place, 0, statement_bytes(each)) for place, each in enumerate(statements)]


def hold(name: str, **further: object) -> dict[str, object]:
    return {"statement": "hold", "id": name, "reason": "訴訟", "first": 0, "end": None} | further


def release(name: str) -> dict[str, object]:
    return {"statement": "release", "id": name, "reason": "終結"}


@pytest.mark.parametrize(
    ("statements", "in_force"),
    [
        ([hold("a")], ["a"]),
        ([hold("a"), release("a")], []),
        ([hold("a"), release("b")], ["a"]),
        ([hold("a"), hold("b"), release("a")], ["b"]),
        ([hold("a"), release("a"), hold("a")], ["a"]),
        ([hold("a"), {"statement": "disposal", "end": 256, "carried": [hold("a")]}, release("a")], []),
        ([{"statement": "disposal", "end": 256, "carried": [hold("a")]}], ["a"]),
    ],
)
def test_a_hold_lasts_until_it_is_released(statements: list[dict[str, object]], in_force: list[str]) -> None:
    assert [each.id for each in holds_in(said(*statements))] == in_force


@pytest.mark.parametrize(
    "strange",
    [
        {"first": None},
        {"first": "0"},
        {"end": "9"},
        {"reason": None},
        {"end": -1},
        {"end": 0},
        {"first": 10, "end": 5},
    ],
)
def test_a_hold_that_cannot_be_read_covers_more_and_never_less(strange: dict[str, object]) -> None:
    (found,) = holds_in(said(hold("a", **strange)))

    assert found.covers(0, 1)


def test_disposals_say_how_far_they_came_and_the_highest_stamp_that_is_gone() -> None:
    statements = said(
        {"statement": "disposal", "end": 512, "highest": 70},
        {"statement": "disposal", "end": 256, "highest": 90},
    )

    assert (disposed_first(statements), disposed_highest(statements)) == (512, 90)
    assert (disposed_first([]), disposed_highest([])) == (0, LEAST)


def test_a_disposal_that_cannot_be_read_makes_every_stamp_doubtful() -> None:
    statements = said({"statement": "disposal", "end": "512"})

    assert disposed_first(statements) == 0
    highest = disposed_highest(statements)
    assert in_days(latest_moments(stamps(1, 2), now=3 * DAY, highest=highest)) == [17, 17]


def test_a_false_stamp_is_not_the_highest() -> None:
    assert highest_of(stamps(1, 9, 3), now=5 * DAY) == 3 * DAY
    assert highest_of(stamps(1, 3), now=5 * DAY, highest=4 * DAY) == 4 * DAY
    assert highest_of(stamps(), now=5 * DAY) == LEAST
