"""Posture: what every clause owed, and what became of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from sekisho.duties.board import months_back, posture_at
from sekisho.duties.evidence import Done, Evidence
from sekisho.duties.posture import ClausePosture, Posture, duties_on, items_of, posture
from sekisho.kernel.acts import Moment
from sekisho.kernel.models import Discharge
from sekisho.kernel.permissions import NotPermitted
from sekisho.kernel.refusals import Invalid
from sekisho.kernel.town import duty, open_days, pack
from sekisho.kernel.verbs import (
    AlreadyDischarged,
    NoReason,
    acknowledge,
    amend,
    discharge,
    excuse,
    retire,
    submit,
)
from sekisho.ledgers.credentials import CREDENTIALS
from sekisho.ledgers.daily_checks import DAILY_CHECKS
from sekisho.ledgers.terminals import TERMINALS
from sekisho.rules.due import Occurrence
from sekisho.rules.model import Duty
from sekisho.rules.states import State
from tests.cast import Member, Town, at

DAILY = "a5.i1.s2"
FRIDAY, MONDAY = date(2026, 4, 10), date(2026, 4, 13)


@pytest.fixture
def town(db: None) -> Town:
    return Town()


def the(identifier: str) -> Duty:
    found = duty(identifier)
    assert found is not None
    return found


def asked(on: date, known_on: date | None = None) -> Posture:
    """The posture at the end of `on`, as known at the end of `known_on`."""
    known_on = known_on or on
    return posture_at(Moment(on=on, known_at=at(known_on, 23, 59), live=False))


def clause(on: date, identifier: str, known_on: date | None = None) -> ClausePosture:
    found = asked(on, known_on).of(identifier)
    assert found is not None
    return found


def checks(who: Member, on: date, recorded: date | None = None, **facts: object) -> object:
    """Somebody checks the system on `on` and records it on `recorded`, the same day unless said."""
    when = at(recorded or on, 8, 40)
    return who.enters(DAILY_CHECKS, when, checked_on=on, checked_at=when.time(), checker=who.line, **facts)


def state_of(on: date, asked_on: date) -> State:
    [item] = [i for i in clause(asked_on, DAILY).items if i.occurrence.due_on == on]
    return item.state


def test_a_day_that_is_checked_is_met(town: Town) -> None:
    checks(town.clerk, FRIDAY)

    assert state_of(FRIDAY, FRIDAY) is State.MET


def test_a_day_not_yet_checked_is_due_until_it_ends(town: Town) -> None:
    assert state_of(FRIDAY, FRIDAY) is State.DUE


def test_a_day_never_checked_is_missed_for_ever(town: Town) -> None:
    checks(town.clerk, MONDAY)

    assert state_of(FRIDAY, MONDAY) is State.MISSED
    assert state_of(FRIDAY, date(2026, 9, 30)) is State.MISSED


def test_a_check_done_in_time_and_written_down_later_stays_visible_as_late(town: Town) -> None:
    checks(town.clerk, FRIDAY, recorded=MONDAY)

    assert state_of(FRIDAY, FRIDAY) is State.DUE
    assert state_of(FRIDAY, MONDAY) is State.LATE


def test_what_was_known_on_the_day_differs_from_what_is_known_later(town: Town) -> None:
    checks(town.clerk, FRIDAY, recorded=date(2026, 5, 1))
    item = {i.occurrence.due_on: i for i in clause(MONDAY, DAILY).items}[FRIDAY]
    later = {i.occurrence.due_on: i for i in clause(MONDAY, DAILY, known_on=date(2026, 5, 1)).items}[FRIDAY]

    assert (item.state, later.state) == (State.MISSED, State.LATE)


def test_weekends_and_holidays_are_not_owed(town: Town) -> None:
    due = {item.occurrence.due_on for item in clause(date(2026, 5, 8), DAILY).items}

    assert date(2026, 4, 11) not in due  # Saturday
    assert date(2026, 5, 4) not in due  # みどりの日
    assert date(2026, 5, 6) not in due  # 振替休日
    assert date(2026, 5, 7) in due


def test_a_struck_out_check_no_longer_counts(town: Town) -> None:
    entry = checks(town.clerk, FRIDAY)
    retire(DAILY_CHECKS, entry, on=MONDAY, reason="日付の誤り", act=town.welfare.act(at(MONDAY)))  # type: ignore[type-var]  # the ledger says which model it is

    assert state_of(FRIDAY, FRIDAY) is State.MET
    assert state_of(FRIDAY, MONDAY) is State.MISSED


def test_a_check_amended_to_another_day_counts_for_that_day_alone(town: Town) -> None:
    entry = checks(town.clerk, FRIDAY)
    act = town.welfare.act(at(MONDAY, 10))
    amend(DAILY_CHECKS, entry, {"checked_on": MONDAY}, reason="日付の誤り", act=act)  # type: ignore[type-var]  # the ledger says which model it is

    assert (state_of(FRIDAY, MONDAY), state_of(MONDAY, MONDAY)) == (State.MISSED, State.MET)
    assert state_of(FRIDAY, FRIDAY) is State.MET  # as known that day

    checks(town.clerk, FRIDAY, recorded=date(2026, 4, 14))

    assert state_of(FRIDAY, date(2026, 4, 14)) is State.LATE


def test_an_amendment_that_leaves_the_day_alone_leaves_the_discharge_too(town: Town) -> None:
    entry = checks(town.clerk, FRIDAY)
    act = town.welfare.act(at(MONDAY))
    amend(DAILY_CHECKS, entry, {"room_celsius": "24.5"}, reason="書き漏らし", act=act)  # type: ignore[type-var]  # the ledger says which model it is

    assert state_of(FRIDAY, MONDAY) is State.MET


def test_a_line_is_evidence_only_for_the_day_it_bears_and_while_it_is_not_struck_out(town: Town) -> None:
    saturday = date(2026, 4, 11)
    entry = checks(town.clerk, saturday)
    [friday] = [i.occurrence for i in clause(FRIDAY, DAILY).items if i.occurrence.due_on == FRIDAY]
    act = town.welfare.act(at(MONDAY))

    with pytest.raises(Invalid, match="証拠の行"):
        discharge(the("daily-check"), friday, done_on=FRIDAY, evidence=entry.line, act=act)  # type: ignore[attr-defined]  # the ledger says which model it is

    terminal = {"number": "1", "place": "1番窓口", "owner": "town", "installed_on": FRIDAY}
    line = town.welfare.enters(TERMINALS, at(MONDAY, 8), **terminal)
    retire(TERMINALS, line, on=MONDAY, reason="二重記載", act=act)

    with pytest.raises(Invalid, match="証拠の行"):
        discharge(the("card-count"), monthly(FRIDAY), done_on=FRIDAY, evidence=line.line, act=act)


def test_what_was_done_after_the_period_had_lapsed_is_not_taken_for_it(town: Town) -> None:
    [friday] = [i.occurrence for i in clause(FRIDAY, DAILY).items if i.occurrence.due_on == FRIDAY]
    act = town.welfare.act(at(MONDAY))

    with pytest.raises(Invalid, match="もう行えません"):
        discharge(the("daily-check"), friday, done_on=MONDAY, paper="点検簿 書庫3-2", act=act)

    discharge(the("daily-check"), friday, done_on=FRIDAY, paper="点検簿 書庫3-2", act=act)

    assert state_of(FRIDAY, MONDAY) is State.LATE


def test_before_records_began_the_answer_is_unknown(town: Town) -> None:
    states = {item.state for item in clause(date(2025, 3, 31), DAILY, known_on=FRIDAY).items}

    assert states == {State.UNKNOWN}


def test_where_the_text_is_not_held_nothing_is_borrowed_from_a_later_one(town: Town) -> None:
    found = asked(date(2010, 6, 1), known_on=FRIDAY)

    assert found.clauses == ()
    assert not found.version.text_held
    assert "条文を保存していない" in found.version.words().ja


def test_2002_tells_what_applied_from_what_was_known(town: Town) -> None:
    then = asked(date(2002, 8, 20)).version
    now = asked(date(2002, 8, 20), known_on=date(2026, 4, 10)).version

    assert then.version is None
    assert now.version is not None
    assert (now.version.id, now.retroactive, now.in_force) == ("v1", True, False)


def test_an_anomaly_is_owed_a_joint_report_until_the_chief_is_told(town: Town) -> None:
    checks(town.clerk, FRIDAY, terminals="ng", action_taken="2番端末が起動しない。業者に連絡した。")
    [waiting] = clause(FRIDAY, "a5.i1.s1").waiting

    report = submit(
        the("joint-report"),
        title="統合端末の起動不良",
        statement="2番端末が起動しない。",
        occurrence=waiting.occurrence,
        act=town.welfare.act(at(FRIDAY, 9, 30)),
    )
    acknowledge(report, act=town.vice_mayor.act(at(FRIDAY, 10, 0)))

    assert clause(FRIDAY, "a5.i1.s1").waiting == ()
    [told] = [i for i in clause(FRIDAY, "a5.i1.s1").items if i.done]
    assert (told.state, told.done.report if told.done else 0) == (State.MET, report.event_id)


def test_a_credential_written_down_late_shows_as_late(town: Town) -> None:
    for issued, recorded in ((date(2026, 4, 1), "2026-04-01"), (date(2026, 4, 6), "2026-04-20")):
        town.welfare.enters(
            CREDENTIALS,
            at(recorded),
            holder=town.clerk.line,
            kind="palm",
            serial=f"{issued:%m%d}",
            issued_on=issued,
        )
    found = {
        item.occurrence.opens_on: item.state
        for item in clause(date(2026, 4, 20), "a5.i1.s4").items
        if item.done
    }

    assert found == {date(2026, 4, 1): State.MET, date(2026, 4, 6): State.LATE}


def test_the_section_that_owes_a_duty_does_not_excuse_itself(town: Town) -> None:
    [item] = clause(FRIDAY, DAILY).items[:1]

    with pytest.raises(NotPermitted):
        excuse(the("daily-check"), item.occurrence, reason="台風", act=town.welfare.act(at(FRIDAY)))


def test_the_chief_excuses_with_a_reason(town: Town) -> None:
    [item] = clause(FRIDAY, DAILY).items[:1]
    with pytest.raises(NoReason):
        excuse(the("daily-check"), item.occurrence, reason=" ", act=town.vice_mayor.act(at(FRIDAY)))

    excuse(the("daily-check"), item.occurrence, reason="台風による閉庁", act=town.vice_mayor.act(at(FRIDAY)))

    assert state_of(FRIDAY, MONDAY) is State.EXCUSED


def monthly(on: date) -> Occurrence:
    [item] = items_of(
        the("card-count"),
        open_days(),
        Evidence(founded_on=date(2025, 4, 1)),
        on=on,
        known_on=on,
        since=on.replace(day=1),
    )
    return item.occurrence


def test_paper_is_evidence_when_it_says_where_it_lies(town: Town) -> None:
    occurrence = monthly(FRIDAY)
    act = town.welfare.act(at("2026-04-30"))
    with pytest.raises(Invalid):
        discharge(the("card-count"), occurrence, done_on=date(2026, 4, 30), paper=" ", act=act)

    discharge(the("card-count"), occurrence, done_on=date(2026, 4, 30), paper="カード点検簿 書庫3-2", act=act)

    [item] = [i for i in clause(date(2026, 4, 30), "a5.i1.s13").items if i.done]
    assert item.state is State.MET
    with pytest.raises(AlreadyDischarged):
        discharge(the("card-count"), occurrence, done_on=date(2026, 4, 30), paper="もう一つ", act=act)


@pytest.mark.parametrize("done_on", [date(2026, 3, 31), date(2026, 5, 1)])
def test_a_discharge_lies_in_its_period_and_not_in_the_future(town: Town, done_on: date) -> None:
    with pytest.raises(Invalid):
        discharge(
            the("card-count"),
            monthly(FRIDAY),
            done_on=done_on,
            paper="点検簿",
            act=town.welfare.act(at("2026-04-30")),
        )


def test_when_the_server_moves_what_was_owed_before_stays_in_the_history() -> None:
    """5-2-ア: own room until 1 March, a data centre from then on."""
    moved_on, on = date(2026, 3, 1), date(2026, 4, 10)
    own, centre = (
        replace(pack().hostings[0], mode=mode, since=since, until=until)
        for mode, since, until in (("own_room", date(2002, 8, 5), moved_on), ("data_centre", moved_on, None))
    )
    running = replace(pack(), hostings=(own, centre))

    found = posture(
        running,
        open_days(),
        Evidence(founded_on=date(2025, 4, 1)),
        on=on,
        known_on=on,
        since=date(2025, 5, 1),
    ).of("a5.i2.s1")

    assert found is not None
    assert {duty.variant for duty in found.duties} == {"data_centre"}
    before = [item for item in found.items if item.duty.variant == "own_room"]
    assert before
    assert max(item.occurrence.due_on for item in before) < moved_on
    assert not any(item in found.waiting for item in before)


def test_an_old_line_discharges_nothing_under_a_text_that_is_not_held(town: Town) -> None:
    facts = {"kind": "card", "serial": "IC-1", "issued_on": date(2012, 4, 2), "holder": town.clerk.line}

    town.welfare.enters(CREDENTIALS, at(FRIDAY), **facts)

    assert not Discharge.objects.filter(duty="credential-ledger").exists()


def test_hosting_decides_which_variant_is_owed() -> None:
    owed = {each.variant for each in duties_on(pack(), FRIDAY) if each.clause == "a5.i2.s1"}

    assert owed == {"own_room"}


def test_months_look_back_a_year() -> None:
    assert months_back(date(2026, 3, 31)) == date(2025, 4, 1)
    assert months_back(date(2026, 12, 1)) == date(2026, 1, 1)


def test_seven_years_of_duties_are_judged_occurrence_by_occurrence() -> None:
    """How long that takes is measured in bench/posture.py."""
    since, on = date(2034, 4, 1), date(2040, 3, 30)
    days = open_days().open_days(since, on + timedelta(days=1))
    done = {("daily-check", day): Done(day, day, "daily_checks", 1, 0, "", "", "", 1) for day in days}

    found = posture(pack(), open_days(), Evidence(done, founded_on=since), on=on, known_on=on, since=since)

    daily = found.of(DAILY)
    assert daily is not None
    assert len(daily.items) == len(days)
    assert {item.state for item in daily.items} == {State.MET}
