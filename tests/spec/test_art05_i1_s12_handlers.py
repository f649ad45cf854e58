"""第5条第1号シ: who handles identification data is named. From red to green and back."""

from __future__ import annotations

from datetime import date

import pytest

from sekisho.kernel.models import Discharge
from sekisho.kernel.verbs import discharge, retire
from sekisho.ledgers.handlers import HANDLERS, Handler
from sekisho.offices.appointments import APPOINTMENTS
from sekisho.rules.states import State
from tests.cast import Town, at
from tests.duties.test_posture import clause, the

CLAUSE, DUTY = "a5.i1.s12", "handler-designation"
EVE, CHANGE, NEXT_DAY, FRIDAY = date(2026, 3, 31), date(2026, 4, 1), date(2026, 4, 2), date(2026, 4, 3)


@pytest.fixture
def town(db: None) -> Town:
    """An order of 1 April brings another clerk; it is written down the day before."""
    town = Town()
    order = {"post": "resident_affairs_staff", "since": CHANGE, "order_number": "令和8年第1号"}
    town.general.enters(APPOINTMENTS, at(EVE, 15), person=town.stranger.line, **order)
    return town


def designation(on: date) -> State | None:
    """What had become by `on` of the designation that the change of 1 April asks for."""
    found = (item for item in clause(on, CLAUSE).items if item.duty.id == DUTY)
    return next((item.state for item in found if item.occurrence.opens_on == CHANGE), None)


def name(town: Town, day: date, handles_from: date) -> Handler:
    """The newcomer is named on `day` for what begins on `handles_from`."""
    who = {"person": town.stranger.line, "designator": town.welfare.line}
    dates = {"designated_on": day, "handles_from": handles_from}
    entry = town.welfare.enters(HANDLERS, at(day, 16), business="本人確認情報の紙の名簿", **who, **dates)
    assert isinstance(entry, Handler)
    return entry


@pytest.mark.clause(CLAUSE)
def test_who_handles_the_data_is_named_when_the_staff_changes(town: Town) -> None:
    """本人確認情報等の取扱者を指定すること。"""
    assert designation(CHANGE) is State.DUE
    assert designation(FRIDAY) is State.LATE

    entry = name(town, NEXT_DAY, NEXT_DAY)  # the day after is soon enough
    assert designation(FRIDAY) is State.MET

    retire(HANDLERS, entry, on=FRIDAY, reason="別の者の指定", act=town.welfare.act(at(FRIDAY)))
    assert designation(FRIDAY) is State.LATE


@pytest.mark.clause(CLAUSE)
def test_an_order_is_no_change_before_its_day(town: Town) -> None:
    """辞令の日が来るまでは、まだ異動していない。"""
    assert designation(EVE) is None


@pytest.mark.clause(CLAUSE)
def test_who_was_named_before_the_day_is_pointed_at_on_the_day(town: Town) -> None:
    """前もっての指定は、異動の日に証拠として示す。"""
    entry = name(town, EVE, CHANGE)
    assert not Discharge.objects.filter(duty=DUTY).exists()

    [waiting] = [
        i for i in clause(CHANGE, CLAUSE).waiting if i.occurrence.opens_on == CHANGE and i.duty.id == DUTY
    ]
    act = town.welfare.act(at(CHANGE))
    discharge(the(DUTY), waiting.occurrence, done_on=CHANGE, evidence=entry.line, act=act)

    assert designation(FRIDAY) is State.MET
