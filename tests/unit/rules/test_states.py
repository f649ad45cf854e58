"""States: what became of an occurrence, as of a day, from what was on record by then."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sekisho.rules.due import Occurrence
from sekisho.rules.states import WORST_FIRST, Performed, State, counted, is_open, state, worst
from tests.unit.rules.bodies import day

# A monthly check: June 2026, due on the 10th, to be made up for until July opens.
JUNE = Occurrence(
    "monthly", due_on=day("2026-06-10"), opens_on=day("2026-06-01"), lapses_on=day("2026-07-01")
)
# A daily check that is missed for ever once its day is over.
FRIDAY = Occurrence(
    "daily", due_on=day("2026-11-20"), opens_on=day("2026-11-20"), lapses_on=day("2026-11-21")
)
# A report on an anomaly, which never lapses.
ANOMALY = Occurrence("report", due_on=day("2026-04-25"), opens_on=day("2026-04-25"), lapses_on=None)


def done(done_on: str, recorded_on: str | None = None) -> Performed:
    return Performed(day(done_on), day(recorded_on or done_on))


def at(one: Occurrence, as_of: str, performed: Performed | None = None, *, excused: bool = False) -> State:
    return state(one, as_of=day(as_of), performed=performed, excused=excused)


@pytest.mark.parametrize(
    ("as_of", "found"),
    [
        ("2026-05-31", State.NOT_APPLICABLE),
        ("2026-06-01", State.DUE),
        ("2026-06-10", State.DUE),
        ("2026-06-11", State.LATE),
        ("2026-06-30", State.LATE),
        ("2026-07-01", State.MISSED),
        ("2033-07-01", State.MISSED),
    ],
)
def test_what_nobody_does_becomes_due_late_and_missed(as_of: str, found: State) -> None:
    """履行のない業務は、期限内、遅延、未履行の順に移る。"""
    assert at(JUNE, as_of) is found


def test_what_never_lapses_stays_late() -> None:
    assert at(ANOMALY, "2033-07-01") is State.LATE


@pytest.mark.parametrize(
    ("performed", "found"),
    [
        (done("2026-06-01"), State.MET),
        (done("2026-06-10"), State.MET),
        (done("2026-06-11"), State.LATE),
        (done("2026-06-30"), State.LATE),
        (done("2026-07-01"), State.MISSED),  # that is July's
        (done("2026-05-31"), State.MISSED),  # and that was May's
    ],
)
def test_doing_it_counts_from_the_day_it_opens_until_the_day_it_lapses(
    performed: Performed, found: State
) -> None:
    assert at(JUNE, "2026-08-01", performed) is found


def test_a_late_entry_is_never_back_dated() -> None:
    """後記入は、期限内に行っていても遅延として残る。"""
    in_time_but_written_down_later = done("2026-06-09", recorded_on="2026-06-12")

    assert at(JUNE, "2026-06-12", in_time_but_written_down_later) is State.LATE


def test_a_check_done_in_time_and_recorded_after_it_lapsed_is_late_and_was_missed_until_then() -> None:
    """金曜に行い月曜に記入した日次点検は、日曜には未履行、月曜からは遅延と見える。"""
    recorded_on_tuesday = done("2026-11-20", recorded_on="2026-11-24")

    assert at(FRIDAY, "2026-11-22", recorded_on_tuesday) is State.MISSED
    assert at(FRIDAY, "2026-11-24", recorded_on_tuesday) is State.LATE


@pytest.mark.parametrize("performed", [done("2026-06-09", "2026-06-20"), done("2026-06-20", "2026-06-09")])
def test_a_record_dated_after_the_day_asked_about_was_not_there_yet(performed: Performed) -> None:
    """その日にまだ記録されていなかった履行は、その日の状態に数えない。"""
    assert at(JUNE, "2026-06-10", performed) is State.DUE
    assert at(JUNE, "2026-06-19", performed) is State.LATE
    assert counted(JUNE, performed, day("2026-06-19")) is None
    assert counted(JUNE, performed, day("2026-06-20")) is performed


@pytest.mark.parametrize("as_of", ["2026-06-05", "2026-06-20", "2026-07-20"])
def test_what_was_excused_is_neither_late_nor_missed(as_of: str) -> None:
    """対象外と決めた回は、遅延にも未履行にもならない。"""
    assert at(JUNE, as_of, excused=True) is State.EXCUSED


def test_what_was_done_outweighs_an_excuse() -> None:
    assert at(JUNE, "2026-08-01", done("2026-06-05"), excused=True) is State.MET
    assert at(JUNE, "2026-08-01", done("2026-06-15"), excused=True) is State.LATE


def test_what_was_done_too_late_to_count_leaves_the_excuse_standing() -> None:
    assert at(JUNE, "2026-08-01", done("2026-07-05"), excused=True) is State.EXCUSED


def test_nothing_applies_before_it_opens_even_if_excused() -> None:
    assert at(JUNE, "2026-05-31", excused=True) is State.NOT_APPLICABLE


def test_late_and_still_to_do_is_told_from_late_but_done() -> None:
    """遅れてまだ行っていないものと、遅れて行ったものを区別する。"""
    made_up_for = done("2026-06-20")

    assert is_open(at(JUNE, "2026-06-19", made_up_for), counted(JUNE, made_up_for, day("2026-06-19")))
    assert not is_open(at(JUNE, "2026-06-20", made_up_for), counted(JUNE, made_up_for, day("2026-06-20")))


@pytest.mark.parametrize(
    ("as_of", "waits"),
    [("2026-05-31", False), ("2026-06-01", True), ("2026-06-30", True), ("2026-07-01", False)],
)
def test_what_is_not_done_waits_from_its_opening_until_it_lapses(as_of: str, waits: bool) -> None:
    assert is_open(at(JUNE, as_of), None) is waits


# --- the worst of several ----------------------------------------------------------


def test_every_state_has_a_place_in_the_order_and_a_word_in_both_languages() -> None:
    assert sorted(WORST_FIRST) == sorted(State)
    assert len({one.label.ja for one in State}) == len({one.label.en for one in State}) == len(State)


@pytest.mark.parametrize(
    ("states", "found"),
    [
        ([State.MET, State.MISSED, State.LATE], State.MISSED),
        ([State.MET, State.LATE, State.UNKNOWN], State.LATE),
        ([State.DUE, State.UNKNOWN], State.UNKNOWN),
        ([State.DUE, State.MET], State.DUE),
        ([State.MET, State.EXCUSED], State.MET),
        ([State.EXCUSED, State.NOT_APPLICABLE], State.EXCUSED),
        ([], State.NOT_APPLICABLE),
    ],
)
def test_a_clause_stands_as_its_worst_occurrence(states: list[State], found: State) -> None:
    """条項の状態は、最も悪い回の状態で示す。"""
    assert worst(states) is worst(reversed(states)) is found


# --- properties --------------------------------------------------------------------

DAYS = st.dates(date(2026, 1, 1), date(2026, 12, 31))
performances = st.none() | st.builds(Performed, DAYS, DAYS)


@st.composite
def any_occurrence(draw: st.DrawFn) -> Occurrence:
    opens_on, due_on = sorted((draw(DAYS), draw(DAYS)))
    kept = draw(st.none() | st.integers(1, 100))
    return Occurrence("any", due_on, opens_on, due_on + timedelta(days=kept) if kept else None)


@given(any_occurrence(), DAYS, performances, st.booleans())
def test_every_occurrence_has_exactly_one_state_on_every_day(
    one: Occurrence, as_of: date, performed: Performed | None, excused: bool
) -> None:
    found = state(one, as_of=as_of, performed=performed, excused=excused)

    assert found in State
    assert found is not State.UNKNOWN
    assert found is not State.EXCUSED or excused
    assert found is not State.MET or performed is not None


@given(any_occurrence(), st.tuples(DAYS, DAYS).map(sorted))
def test_without_records_a_state_only_grows_worse_and_missed_is_for_ever(
    one: Occurrence, span: list[date]
) -> None:
    """履行がないまま日が過ぎれば、状態は悪くなるだけで、未履行は消えない。"""
    course = [State.NOT_APPLICABLE, State.DUE, State.LATE, State.MISSED]
    earlier, later = (state(one, as_of=on, performed=None, excused=False) for on in span)

    assert course.index(earlier) <= course.index(later)


@given(any_occurrence(), performances, st.booleans(), st.integers(0, 400))
def test_once_all_records_are_in_a_state_that_is_settled_stays(
    one: Occurrence, performed: Performed | None, excused: bool, wait_days: int
) -> None:
    settled = {State.MET, State.MISSED, State.EXCUSED}
    all_in = max([one.due_on, *([performed.shown_on] if performed else [])])
    before = state(one, as_of=all_in, performed=performed, excused=excused)
    after = state(one, as_of=all_in + timedelta(days=wait_days), performed=performed, excused=excused)

    assert before not in settled or after is before
    if counted(one, performed, all_in):
        assert after is before


@given(any_occurrence(), DAYS, st.builds(Performed, DAYS, DAYS), st.booleans())
def test_a_record_of_a_later_day_changes_nothing_on_an_earlier_one(
    one: Occurrence, as_of: date, performed: Performed, excused: bool
) -> None:
    """後の日の記録は、前の日の状態を変えない。"""
    if performed.shown_on > as_of:
        assert state(one, as_of=as_of, performed=performed, excused=excused) is state(
            one, as_of=as_of, performed=None, excused=excused
        )
