"""第3条: who is the chief, who deputises and on what basis, and where the regulation is silent."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from sekisho.kernel.models import Report
from sekisho.kernel.permissions import NotPermitted
from sekisho.kernel.verbs import acknowledge, amend, review_acts, submit
from sekisho.offices.absences import ABSENCES
from sekisho.offices.acting import NotInPost
from sekisho.offices.acting_decisions import ACTING_DECISIONS
from sekisho.offices.appointments import APPOINTMENTS, Appointment
from sekisho.offices.organisation import acts_in_stead, seen_through
from sekisho.offices.responsible import responsible_for
from sekisho.offices.standing import people
from tests.cast import Town, at
from tests.duties.test_posture import the

AWAY_FROM, BACK_AT = at("2026-04-13", 13, 0), at("2026-04-15", 9, 0)
WHILE_AWAY = at("2026-04-14", 10, 0)


@pytest.fixture
def town(db: None) -> Town:
    return Town()


def goes_away(town: Town) -> None:
    facts = {"condition": "absent", "since_at": AWAY_FROM, "until_at": BACK_AT, "cause": "出張"}
    town.general.enters(ABSENCES, at("2026-04-13", 9), person=town.vice_mayor.line, **facts)


def vacates(town: Town, on: date) -> None:
    """The vice-mayor's term ends and nobody is appointed."""
    entry = Appointment.objects.get(post="vice_mayor")
    amend(APPOINTMENTS, entry, {"until": on}, reason="任期満了", act=town.general.act(at("2026-04-01")))


def a_report(town: Town) -> Report:
    return submit(
        the("joint-report"), title="異常", statement="回線の断", act=town.welfare.act(at("2026-04-13", 10))
    )


@pytest.mark.clause("a3.p2")
def test_the_vice_mayor_is_the_chief(town: Town) -> None:
    """統括責任者は副町長をもって充てる。"""
    chief = responsible_for("chief", at("2026-04-10"), people(at("2026-04-10")))

    assert (chief.title, chief.person) == ("副町長", "副町 次郎")


@pytest.mark.clause("a3.p3")
def test_while_the_vice_mayor_is_away_the_head_of_property_and_information_acts(town: Town) -> None:
    """副町長が不在の間は管財情報課長が職務を代行し、その根拠が記録に残る。"""
    goes_away(town)

    seen = acknowledge(a_report(town), act=town.property.act(WHILE_AWAY, acts_for="chief"))

    event = seen.event
    assert (event.person_name, event.post) == ("管財 五月", "property_information_head")
    assert (event.capacity, event.acts_for, event.basis) == ("deputy", "chief", "a3.p3")


@pytest.mark.clause("a3.p3")
@pytest.mark.parametrize("moment", [at("2026-04-13", 12, 59), BACK_AT])
def test_the_deputy_acts_to_the_minute_and_not_longer(town: Town, moment: datetime) -> None:
    """代行は不在の間だけである。"""
    goes_away(town)

    with pytest.raises(NotInPost):
        town.property.act(moment, acts_for="chief")


@pytest.mark.clause("a3.p3")
def test_the_chief_who_is_registered_away_does_not_act_as_chief(town: Town) -> None:
    """一時に統括責任者は一人である。"""
    goes_away(town)
    report = a_report(town)

    with pytest.raises(NotPermitted):
        acknowledge(report, act=town.vice_mayor.act(WHILE_AWAY))


@pytest.mark.clause("a3.p3")
def test_the_returning_chief_sees_what_was_done_and_reviews_it_once(town: Town) -> None:
    """戻った統括責任者は、代行された行為の一覧を見て後閲する。"""
    goes_away(town)
    acknowledge(a_report(town), act=town.property.act(WHILE_AWAY, acts_for="chief"))
    back = at("2026-04-15", 10)
    [done] = acts_in_stead("chief", back)

    review_acts("chief", through=done, clause="a3.p3", act=town.vice_mayor.act(back))

    assert seen_through("chief", back) == done.number


@pytest.mark.clause("a3.p3")
def test_the_page_offers_the_review_to_the_chief_and_not_to_the_deputy(town: Town) -> None:
    goes_away(town)
    acknowledge(a_report(town), act=town.property.act(WHILE_AWAY, acts_for="chief"))
    client = Client()

    client.force_login(town.property.account)
    deputy = client.get("/review/chief/").context
    client.force_login(town.vice_mayor.account)
    chief = client.get("/review/chief/").context
    client.post("/review/chief/", {"remark": "承知した", "through": chief["waiting"][0].event.number})
    afterwards = client.get("/review/chief/").context

    assert not deputy["may_review"]
    assert chief["may_review"]
    assert len(chief["waiting"]) == 1
    assert (len(afterwards["waiting"]), len(afterwards["seen"])) == (0, 1)


@pytest.mark.clause("a3.p3")
def test_a_vacancy_is_not_an_absence_and_nobody_is_made_up(town: Town) -> None:
    """欠員は不在ではない。規程に定めがないので、だれも代わらず、町長の書面の決定を求める。"""
    vacates(town, date(2026, 4, 11))

    chief = responsible_for("chief", at("2026-04-13"), people(at("2026-04-13")))

    assert chief.person == ""
    assert "欠員" in chief.trouble
    assert "文書による決定" in chief.trouble


@pytest.mark.clause("a3.p3")
def test_the_mayors_written_decision_says_who_acts_in_a_vacancy(town: Town) -> None:
    """町長が書面で決めれば、その番号を根拠に代理する。"""
    vacates(town, date(2026, 4, 11))
    facts = {
        "acts_for": "chief",
        "post": "general_affairs_head",
        "since_at": at("2026-04-13", 9),
        "grounds": "欠員",
    }
    town.mayor.enters(
        ACTING_DECISIONS, at("2026-04-13", 8), person=town.general.line, document_number="か総第7号", **facts
    )

    seen = acknowledge(a_report(town), act=town.general.act(at("2026-04-13", 11), acts_for="chief"))

    assert (seen.event.capacity, seen.event.basis) == ("acting_head", "か総第7号")


@pytest.mark.clause("a3.p3")
def test_when_the_deputy_is_away_too_the_regulation_has_no_rule(town: Town) -> None:
    """代行者も不在のときの定めはない。"""
    goes_away(town)
    facts = {"condition": "absent", "since_at": AWAY_FROM, "until_at": BACK_AT, "cause": "病気"}
    town.general.enters(ABSENCES, at("2026-04-13", 9), person=town.property.line, **facts)

    chief = responsible_for("chief", WHILE_AWAY, people(WHILE_AWAY))

    assert chief.person == ""
    assert "その先の定めは規程にありません" in chief.trouble


@pytest.mark.clause("a3.p3")
def test_the_deputys_conflict_of_interest_is_shown(town: Town) -> None:
    """代行者は自らの課の業務を判断する立場にもなる。隠さず示す。"""
    goes_away(town)

    chief = responsible_for("chief", WHILE_AWAY, people(WHILE_AWAY))

    assert any("自らの課" in conflict for conflict in chief.conflicts)


@pytest.mark.clause("a3.p3")
def test_the_deputy_is_told_so_on_every_page_while_it_lasts(town: Town) -> None:
    """代わりに行える間だけ、どの画面にもそう出る。"""
    now = timezone.now()
    facts = {"condition": "absent", "since_at": now - timedelta(hours=1), "cause": "出張"}
    client = Client()
    client.force_login(town.property.account)
    before = client.get("/organisation/").content.decode()

    town.general.enters(ABSENCES, now - timedelta(minutes=1), person=town.vice_mayor.line, **facts)

    assert "職務を代わりに行えます" not in before
    assert "職務を代わりに行えます" in client.get("/organisation/").content.decode()
