"""第3条第4項から第8項、第4条第1項: the council meets, decides as it decides, and sees to what follows."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

import pytest

from sekisho.council.instructions import (
    Carried,
    carried,
    complete,
    issue,
    orders_at,
    receive,
    reply,
)
from sekisho.council.meetings import NotPresent, SeatTaken, confirm, convene, hold, resolve, write_minutes
from sekisho.council.models import SignOff
from sekisho.kernel.acts import Moment
from sekisho.kernel.documents import content_of, documents_of
from sekisho.kernel.models import Decision, JournalEvent, Refused
from sekisho.kernel.permissions import NotPermitted
from sekisho.kernel.queries import standing
from sekisho.kernel.refusals import BackDated, Refusal
from sekisho.kernel.town import pack
from sekisho.kernel.verbs import amend, retire
from sekisho.ledgers.attendance import Attendance
from sekisho.ledgers.hearings import HEARINGS
from sekisho.ledgers.instructions import INSTRUCTIONS, Order
from sekisho.ledgers.meeting_notices import MEETING_NOTICES
from sekisho.ledgers.meetings import MEETINGS, Meeting
from sekisho.ledgers.minutes import MINUTES, Minutes
from sekisho.ledgers.resolutions import RESOLUTIONS, Resolution
from sekisho.offices.absences import ABSENCES
from sekisho.offices.appointments import APPOINTMENTS, Appointment
from sekisho.offices.standing import people
from sekisho.rules.orders import OrderState
from sekisho.rules.seats import SeatState, council_seats
from sekisho.rules.states import State
from tests.cast import Member, Town, at
from tests.duties.test_posture import clause

CALLED, HELD, WRITTEN = date(2026, 5, 8), date(2026, 5, 20), date(2026, 5, 25)
HEADS = ("property", "welfare", "general")


@pytest.fixture
def town(db: None) -> Town:
    return Town()


def proposed(town: Town) -> Meeting:
    facts = {"name": "令和8年度第1回", "planned_on": HELD, "starts_at": time(10), "place": "第1会議室"}
    entry = town.welfare.enters(MEETINGS, at("2026-05-07"), **facts)
    assert isinstance(entry, Meeting)
    return entry


def convened(town: Town) -> Meeting:
    return convene(proposed(town), act=town.vice_mayor.act(at(CALLED)))


def held(town: Town, *, crisis: str = "absent", **instead: Any) -> Meeting:
    """The vice-mayor and three heads are there, the fourth is not."""
    seats = [SeatTaken("chair", "present", town.vice_mayor.line.pk)]
    seats += [SeatTaken(member(town, key).post, "present", member(town, key).line.pk) for key in HEADS]
    seats.append(SeatTaken(town.crisis.post, crisis, town.crisis.line.pk, **instead))
    return hold(convened(town), on=HELD, seats=seats, act=town.welfare.act(at(HELD, 17)))


def member(town: Town, key: str) -> Member:
    found: Member = getattr(town, key)
    return found


def decided(town: Town, meeting: Meeting, matter: str = "a3.p6.i1", **facts: Any) -> Resolution:
    given = {
        "title": "認証情報の管理方法",
        "statement": "第2版を施行する。",
        "outcome": "decided",
        "manner": "異議なし",
    }
    return resolve(meeting, matter=matter, act=town.welfare.act(at(HELD, 17, 30)), **{**given, **facts})


def minutes(town: Town, meeting: Meeting) -> Minutes:
    return write_minutes(meeting, summary="第2版を施行することとした。", act=town.welfare.act(at(WRITTEN)))


def decision(town: Town) -> Decision:
    entry = decided(town, held(town))
    return Decision.objects.get(document_number=entry.decision_number)


def ordered(town: Town, to: str = "resident_affairs", due: date | None = date(2026, 6, 30)) -> Order:
    return issue(
        decision(town),
        to_section=to,
        statement="操作者全員に周知すること。",
        due_on=due,
        act=town.vice_mayor.act(at("2026-05-26")),
    )


def order_on(order: Order, on: date) -> Carried:
    moment = at(on, 18)
    return carried(standing(Order, moment).get(line=order.line), on)


# --- 第3条第4項 ---------------------------------------------------------------------


@pytest.mark.clause("a3.p4")
def test_the_chief_convenes_on_a_stated_basis(town: Town) -> None:
    """統括責任者が招集する。だれが、どの資格で、何を根拠に招集したかが残る。"""
    meeting = convened(town)

    assert (meeting.convened_on, meeting.convener_id) == (CALLED, town.vice_mayor.line.pk)
    assert (meeting.convener_capacity, meeting.convened_basis) == ("own", "令和7年第2号")


@pytest.mark.clause("a3.p4")
def test_whoever_acts_for_the_chief_convenes_under_the_clause_on_acting(town: Town) -> None:
    """副町長が不在なら、職務代行者が第3条第3項を根拠に招集する。"""
    away = {"condition": "absent", "since_at": at(CALLED, 8), "until_at": at(CALLED, 17), "cause": "出張"}
    meeting = proposed(town)
    town.general.enters(ABSENCES, at("2026-05-07", 17), person=town.vice_mayor.line, **away)

    convening = convene(meeting, act=town.property.act(at(CALLED, 10), acts_for="chief"))

    assert (convening.convener_capacity, convening.convened_basis) == ("deputy", "a3.p3")
    assert convening.convener_office == "chief"


@pytest.mark.clause("a3.p4")
@pytest.mark.parametrize("who", ["welfare", "general", "mayor"])
def test_nobody_else_convenes(town: Town, who: str) -> None:
    """庶務も、席のある課長も、町長も、招集はしない。"""
    meeting = proposed(town)

    with pytest.raises(NotPermitted):
        convene(meeting, act=member(town, who).act(at(CALLED)))


@pytest.mark.clause("a3.p4")
def test_a_meeting_that_was_held_written_up_and_confirmed_by_the_chair_keeps_the_clause(town: Town) -> None:
    """会議は、開かれ、議事録を議長が確認したときに、年度の分が済む。"""
    year_end = date(2027, 3, 31)
    assert clause(year_end, "a3.p4").state is State.DUE

    confirm(minutes(town, held(town)), act=town.vice_mayor.act(at(WRITTEN, 15)))
    assert clause(year_end, "a3.p4").state is State.MET

    meeting = standing(Meeting, at(WRITTEN, 16)).get()
    amend(MEETINGS, meeting, {"held_on": None}, reason="誤り", act=town.welfare.act(at(WRITTEN, 16)))
    assert clause(year_end, "a3.p4").state is State.DUE


# --- 第3条第1項・第5項 --------------------------------------------------------------


@pytest.mark.clause("a3.p1", "a3.p5")
def test_the_seats_are_those_of_the_posts_and_a_vacancy_is_a_gap(town: Town) -> None:
    """席は職で決まる。欠員の席は空いたまま示される。"""
    entry = Appointment.objects.get(post="crisis_management_head")
    amend(
        APPOINTMENTS,
        entry,
        {"until": date(2026, 5, 1)},
        reason="退職",
        act=town.general.act(at("2026-04-20")),
    )

    seats = council_seats(pack(), at(HELD), people(at(HELD)).standing)

    assert [seat.role or seat.post for seat in seats] == [
        "chair",
        "property_information_head",
        "resident_affairs_head",
        "general_affairs_head",
        "crisis_management_head",
    ]
    assert seats[-1].state is SeatState.VACANT


@pytest.mark.clause("a3.p5.i1", "a3.p5.i2", "a3.p5.i3", "a3.p5.i4")
def test_a_proxy_is_shown_and_the_minutes_say_that_the_text_does_not_regulate_it(town: Town) -> None:
    """代理出席は規程に定めがない。拒まず、そうと分かるように残す。"""
    meeting = held(town, crisis="proxy", proxy=town.clerk.line.pk)

    [document] = documents_of(minutes(town, meeting).line, at(WRITTEN, 18))

    text = content_of(document).decode()
    assert "危機管理課長 危機 七海 代理出席 代理 窓口 四郎 (規程に定めなし)" in text
    assert "定足数: 規程に定めなし" in text


# --- 第3条第6項 ---------------------------------------------------------------------


@pytest.mark.clause("a3.p6", "a3.p6.i1", "a3.p6.i3", "a3.p6.i4", "a3.p6.i5")
@pytest.mark.parametrize("matter", ["a3.p6.i1", "a3.p6.i3", "a3.p6.i4", "a3.p6.i5"])
def test_each_of_the_matters_is_decided_as_it_was_decided(town: Town, matter: str) -> None:
    """五つの事項を審議する。何人いて、どう決めたかは、あったとおりに書く。"""
    entry = decided(town, held(town), matter, manner="議長が裁定した")

    assert (entry.present, entry.manner) == (4, "議長が裁定した")
    assert Decision.objects.get(document_number=entry.decision_number).clause == matter
    assert (pack().council.quorum, pack().council.decision_rule) == (None, None)  # type: ignore[union-attr]  # there is one


@pytest.mark.clause("a3.p6.i2")
def test_that_the_council_looked_at_how_the_measures_are_kept_shows_in_the_posture(town: Town) -> None:
    """遵守状況の確認は、会議がそれを見て、議事録に残ったときに済む。"""
    assert of_the_half_year() is State.DUE
    meeting = held(town)
    entry = decided(town, meeting, "a3.p6.i2", outcome="confirmed")

    confirm(minutes(town, meeting), act=town.vice_mayor.act(at(WRITTEN, 15)))
    assert of_the_half_year() is State.MET

    retire(RESOLUTIONS, entry, on=WRITTEN, reason="別の会議の分", act=town.welfare.act(at(WRITTEN, 16)))
    assert of_the_half_year() is State.DUE


def of_the_half_year() -> State:
    """What became of the check that is due at the end of September."""
    return clause(date(2026, 9, 30), "a3.p6.i2").items[0].state


@pytest.mark.clause("a3.p6")
def test_decisions_of_the_council_are_numbered_without_a_gap(town: Town) -> None:
    """決定の番号は年度ごとに欠けずに続く。"""
    meeting = held(town)

    numbers = [decided(town, meeting, "a3.p6.i1").decision_number for _turn in range(3)]

    assert numbers == [f"令和8年度会議決定第{n}号" for n in (1, 2, 3)]


# --- 第3条第7項 ---------------------------------------------------------------------


@pytest.mark.clause("a3.p7")
def test_staff_who_were_heard_stand_in_the_minutes_with_what_they_said(town: Town) -> None:
    """関係職員の出席を求め、意見や説明を聴いたことが議事録に残る。"""
    meeting = held(town)
    said = {"about": "回線の断", "asked_on": CALLED, "heard_on": HELD, "statement": "工事が原因だった。"}
    town.welfare.enters(HEARINGS, at(HELD, 18), meeting=meeting.line, person=town.clerk.line, **said)

    [document] = documents_of(minutes(town, meeting).line, at(WRITTEN, 18))

    assert "窓口 四郎 (回線の断): 工事が原因だった。" in content_of(document).decode()


# --- 第3条第8項 ---------------------------------------------------------------------


@pytest.mark.clause("a3.p8")
def test_the_secretariat_sends_the_notice_and_writes_the_minutes(town: Town) -> None:
    """庶務は、招集の後に通知し、会議の後に議事録をまとめる。"""
    meeting = convened(town)
    after = date(2026, 6, 15)
    assert clause(after, "a3.p8").state is State.LATE

    notice = {"called_on": CALLED, "sent_on": date(2026, 5, 11), "recipients": "全員"}
    town.welfare.enters(MEETING_NOTICES, at("2026-05-11", 11), meeting=meeting.line, **notice)
    assert clause(after, "a3.p8").state is State.MET

    there = hold(meeting, on=HELD, seats=[], act=town.welfare.act(at(HELD, 17)))
    assert clause(after, "a3.p8").state is State.LATE

    entry = minutes(town, there)
    assert clause(after, "a3.p8").state is State.MET

    retire(MINUTES, entry, on=WRITTEN, reason="誤り", act=town.welfare.act(at(WRITTEN, 17)))
    assert clause(after, "a3.p8").state is State.LATE


@pytest.mark.clause("a3.p8")
def test_who_did_not_attend_does_not_confirm_the_minutes_and_the_attempt_is_on_record(town: Town) -> None:
    """出席していない者は議事録を確認できない。試みたことは記録に残る。"""
    entry = minutes(town, held(town))

    with pytest.raises(NotPresent) as refused:
        confirm(entry, act=town.crisis.act(at(WRITTEN, 15)))

    assert (
        refused.value.sentence
        == "危機 七海さんは「令和8年度第1回」に出席していないので、その議事録を確認できません。"
    )
    assert not SignOff.objects.exists()
    kept = Refused.objects.select_related("event").get()
    assert (kept.kind, kept.event.person) == ("NotPresent", town.crisis.person)


@pytest.mark.clause("a3.p8")
def test_a_proxy_attended_and_whoever_was_represented_did_not(town: Town) -> None:
    """確認するのは、その場にいた者である。"""
    entry = minutes(town, held(town, crisis="proxy", proxy=town.clerk.line.pk))

    confirm(entry, act=town.clerk.act(at(WRITTEN, 15)))

    with pytest.raises(NotPresent):
        confirm(entry, act=town.crisis.act(at(WRITTEN, 15, 30)))


@pytest.mark.clause("a3.p8")
def test_frozen_minutes_are_not_replaced(town: Town) -> None:
    """確定した議事録の文書は差し替えられない。"""
    entry = minutes(town, held(town))

    with pytest.raises(Refusal, match="差し替えられません"):
        amend(
            MINUTES,
            entry,
            {"document_sha256": "0" * 64},
            reason="差替え",
            act=town.welfare.act(at(WRITTEN, 17)),
        )


# --- 第4条第1項 ---------------------------------------------------------------------


@pytest.mark.clause("a4.p1")
def test_a_head_of_section_is_instructed_and_an_independent_organ_is_asked(town: Town) -> None:
    """関係部署の長には指示し、教育委員会には要請する。要請に期限はない。"""
    basis = decision(town)
    act = town.vice_mayor.act(at("2026-05-26"))

    order = issue(basis, to_section="general_affairs", statement="周知すること。", act=act)
    asked = issue(basis, to_section="board_of_education", statement="周知をお願いする。", act=act)

    assert (order.number, asked.number) == ("令和8年度指示第1号", "令和8年度要請第1号")
    with pytest.raises(Refusal, match="期限は付けられません"):
        issue(basis, to_section="board_of_education", statement="周知。", due_on=date(2026, 6, 1), act=act)


@pytest.mark.clause("a4.p1")
def test_an_instruction_is_overdue_after_its_day_and_a_request_never(town: Town) -> None:
    """期限を過ぎた指示は分かる。要請は遅れない。"""
    order = ordered(town)
    asked = issue(
        order.instruction.decision,
        to_section="board_of_education",
        statement="お願いする。",
        act=town.vice_mayor.act(at("2026-05-26", 10)),
    )

    assert not order_on(order, date(2026, 6, 30)).overdue
    assert order_on(order, date(2026, 7, 1)).overdue
    assert not order_on(asked, date(2027, 7, 1)).overdue


@pytest.mark.clause("a4.p1")
def test_the_office_receives_replies_and_carries_out(town: Town) -> None:
    """指示は、受領、回答、完了の証拠まで追える。"""
    order = receive(ordered(town), act=town.clerk.act(at("2026-05-27")))
    assert order_on(order, date(2026, 5, 27)).state is OrderState.RECEIVED

    order = reply(order, statement="6月10日の朝礼で周知する。", act=town.welfare.act(at("2026-05-28")))
    order = complete(order, evidence="朝礼の記録 6月10日", act=town.welfare.act(at("2026-06-10")))

    assert order_on(order, date(2026, 6, 10)).state is OrderState.DONE


@pytest.mark.clause("a4.p1")
@pytest.mark.parametrize("who", ["general", "vice_mayor", "mayor"])
def test_nobody_else_answers_for_the_office(town: Town, who: str) -> None:
    """宛先でない者は受領も完了も書けない。"""
    order = ordered(town)

    with pytest.raises(NotPermitted):
        receive(order, act=member(town, who).act(at("2026-05-27")))


@pytest.mark.clause("a4.p1")
@pytest.mark.parametrize("who", ["welfare", "mayor", "general"])
def test_only_the_chief_instructs(town: Town, who: str) -> None:
    """指示と要請は統括責任者だけが行う。"""
    basis = decision(town)

    with pytest.raises(NotPermitted):
        issue(
            basis,
            to_section="general_affairs",
            statement="周知。",
            act=member(town, who).act(at("2026-05-26")),
        )

    assert not Order.objects.exists()


@pytest.mark.clause("a4.p1")
def test_a_back_dated_instruction_is_refused_and_the_attempt_is_on_record(town: Town) -> None:
    """指示の日付はさかのぼらせられない。試みたことは記録に残る。"""
    basis = decision(town)
    before = JournalEvent.objects.count()

    with pytest.raises(BackDated):
        issue(
            basis,
            to_section="general_affairs",
            statement="周知。",
            issued_on=date(2026, 5, 20),
            act=town.vice_mayor.act(at("2026-05-26")),
        )

    assert not Order.objects.exists()
    assert JournalEvent.objects.count() == before + 1
    assert Refused.objects.get().kind == "BackDated"


@pytest.mark.clause("a5.i1.s1", "a4.p1")
def test_an_instruction_to_the_section_is_followed_when_it_is_carried_out(town: Town) -> None:
    """統括責任者の指示に従う: 指示があると待ちになり、完了で済む。ほかの課への指示は関係ない。"""
    later = date(2026, 7, 10)
    issue(
        decision(town),
        to_section="general_affairs",
        statement="周知。",
        act=town.vice_mayor.act(at("2026-05-22")),
    )
    assert state_of_following(later) is None

    order = issue(
        Decision.objects.get(),
        to_section="resident_affairs",
        statement="周知。",
        due_on=date(2026, 6, 30),
        act=town.vice_mayor.act(at("2026-05-26")),
    )
    assert state_of_following(later) in {State.DUE, State.LATE}

    done = complete(order, evidence="朝礼の記録", act=town.welfare.act(at("2026-06-10")))
    assert state_of_following(later) in {State.MET, State.LATE}

    act = town.welfare.act(at("2026-06-11"))
    with pytest.raises(NotPermitted):
        amend(INSTRUCTIONS, done, {"done_on": None, "done_with": ""}, reason="未了", act=act)


def state_of_following(on: date) -> State | None:
    items = [item for item in clause(on, "a5.i1.s1").items if item.duty.id == "follow-instructions"]
    return items[0].state if items else None


def test_the_register_is_read_with_one_statement(town: Town, django_assert_num_queries: Any) -> None:
    ordered(town)
    now: datetime = at("2026-06-01")

    with django_assert_num_queries(1):
        [found] = orders_at(Moment(on=now.date(), known_at=now, live=False))

    assert found.order.instruction.statement == "操作者全員に周知すること。"
    assert Attendance.objects.count() == 5
