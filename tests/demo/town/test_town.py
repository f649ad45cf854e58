"""The demo town after fifteen months: what a visitor finds on the morning of its last day."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

import pytest
from django.utils import timezone

from sekisho.demo.stage import moment
from sekisho.duties.board import Board, posture_at
from sekisho.duties.posture import Item
from sekisho.kernel.models import Acknowledgement, Excuse, Instruction, JournalEvent, Report
from sekisho.kernel.queries import standing
from sekisho.kernel.town import open_days, pack
from sekisho.ledgers.credentials import Credential
from sekisho.ledgers.daily_checks import DailyCheck
from sekisho.ledgers.grants import Grant
from sekisho.ledgers.terminals import Terminal
from sekisho.offices.absences import Absence
from sekisho.offices.accounts import Account
from sekisho.offices.acting_decisions import ActingDecision
from sekisho.offices.appointments import Appointment
from sekisho.offices.organisation import acts_in_stead, seen_through
from sekisho.offices.persons import Person
from sekisho.offices.standing import People
from sekisho.rules.authority import Acting, Capacity, Held, Nobody, Why, who_fills
from sekisho.rules.faults import faults
from sekisho.rules.states import State
from sekisho.site.commands.doctor import disagreements
from tests.demo.town.morning import MORNING, NOW, UNTIL

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("demo-town")]


def items(duty: str) -> list[Item]:
    """The occurrences of one duty, newest due day first."""
    return [item for clause in posture_at(NOW).clauses for item in clause.items if item.duty.id == duty]


# --- the record ---------------------------------------------------------------------


def test_the_history_lies_between_its_first_and_its_last_day_and_never_runs_backwards() -> None:
    times = list(JournalEvent.objects.order_by("number").values_list("recorded_at", flat=True))

    assert timezone.localdate(times[0]) == date(2025, 7, 28)  # the 27th was a Sunday
    assert timezone.localdate(times[-1]) == date(2026, 10, 26)
    assert times == sorted(times)


def test_event_numbers_have_no_holes_and_every_row_is_what_its_act_recorded() -> None:
    numbers = list(JournalEvent.objects.order_by("number").values_list("number", flat=True))

    assert numbers == list(range(1, len(numbers) + 1))
    assert list(disagreements()) == []


def test_nothing_is_recorded_on_a_day_on_which_the_offices_are_closed() -> None:
    days = {timezone.localdate(at) for at in JournalEvent.objects.values_list("recorded_at", flat=True)}

    assert [day for day in sorted(days) if not open_days().is_open(day)] == []


def test_only_the_first_morning_belongs_to_the_founding() -> None:
    founding = JournalEvent.objects.filter(capacity=Capacity.FOUNDING)

    assert {event.recorded_at for event in founding} == {moment(date(2025, 7, 28), 8)}
    assert {event.subject for event in founding} == {"persons", "appointments"}


# --- the morning of the last day ------------------------------------------------------


def test_the_check_of_the_day_is_still_to_be_done() -> None:
    [today, *_earlier] = items("daily-check")

    assert (today.occurrence.due_on, today.state, today.to_do) == (UNTIL, State.DUE, True)


def test_yesterdays_anomaly_was_never_reported_and_calls_for_somebody_today(shown: Board) -> None:
    [latest, *_earlier] = items("joint-report")

    assert (latest.occurrence.due_on, latest.state, latest.to_do) == (date(2026, 10, 26), State.LATE, True)
    assert shown.attention >= 1


def test_the_board_is_mostly_in_order_with_a_few_faults_and_work_to_come(shown: Board) -> None:
    judged = {state: n for state, n in shown.counts.items() if state is not State.NOT_APPLICABLE}
    bad = sum(n for state, n in judged.items() if state in (State.LATE, State.MISSED, State.UNKNOWN))

    assert judged[State.MET] > sum(judged.values()) / 3
    assert judged[State.DUE] >= 3
    assert 2 <= bad <= sum(judged.values()) / 4


# --- people ---------------------------------------------------------------------------


def test_the_facts_about_people_never_contradict_the_regulation_or_themselves(known: People) -> None:
    assert faults(pack(), known.standing) == []


def test_every_post_of_the_regulation_is_filled_on_the_last_day(known: People) -> None:
    held = known.standing.holders_on(UNTIL)

    assert [post.id for post in pack().posts if post.id not in held] == []
    assert [one.post for one in known.standing.appointments_on(UNTIL) if one.concurrent] == [
        "crisis_management_supervisor"
    ]


def test_some_names_need_characters_that_an_old_encoding_lacks(known: People) -> None:
    names = "".join(person.name for person in known.persons.values())

    assert {"髙", "﨑", "𠮷"} <= set(names)
    with pytest.raises(UnicodeEncodeError):
        "𠮷".encode("cp932")
    assert all(person.reading and person.staff_number.isdigit() for person in known.persons.values())


def test_everybody_can_be_picked_and_no_password_opens_an_account(known: People) -> None:
    accounts = Account.objects.all()

    assert {str(account.person_id) for account in accounts} == set(known.persons)
    assert not any(account.has_usable_password() for account in accounts)


def test_on_1_april_the_head_changes_and_two_clerks_leave_and_two_come(known: People) -> None:
    before = known.standing.holders_on(date(2026, 3, 31))
    after = known.standing.holders_on(date(2026, 4, 1))

    assert before["resident_affairs_head"] != after["resident_affairs_head"]
    assert len(set(before["resident_affairs_staff"]) - set(after["resident_affairs_staff"])) == 2
    assert len(set(after["resident_affairs_staff"]) - set(before["resident_affairs_staff"])) == 2
    ended = standing(Appointment, MORNING).filter(until=date(2026, 4, 1))
    assert all(row.revision == 2 and "人事異動" in row.reason for row in ended)


# --- who acted ------------------------------------------------------------------------


def test_the_deputy_acted_twice_and_the_second_time_still_waits_to_be_seen(known: People) -> None:
    first, second = standing(Absence, MORNING).order_by("since_at")
    acts = acts_in_stead("chief", MORNING)
    deputised = [event for event in acts if event.capacity == Capacity.DEPUTY]
    seen = seen_through("chief", MORNING)

    during = {
        absence: {
            event.verb for event in deputised if absence.since_at <= event.recorded_at < absence.until_at
        }
        for absence in (first, second)
        if absence.until_at is not None
    }
    given = {"acknowledge", "instruct", "enter"}  # an instruction stands in its register under a number
    assert during == {first: given, second: given}
    waiting = [event for event in acts if event.number > seen]
    assert waiting
    assert all(event.recorded_at > second.since_at for event in waiting)
    assert isinstance(who_fills(pack(), "chief", MORNING, known.standing), Held)


def test_while_there_is_no_vice_mayor_nobody_is_chief_until_the_mayor_decides(known: People) -> None:
    decision = standing(ActingDecision, MORNING).filter(acts_for="chief").get()
    before = who_fills(pack(), "chief", decision.since_at - timedelta(days=2), known.standing)
    during = who_fills(pack(), "chief", decision.since_at + timedelta(days=2), known.standing)

    assert isinstance(before, Nobody)
    assert before.why is Why.VACANT_NO_RULE
    assert isinstance(during, Acting)
    assert (during.capacity, during.basis) == (Capacity.ACTING_HEAD, decision.document_number)
    assert decision.until_at is not None
    acted = JournalEvent.objects.filter(capacity=Capacity.ACTING_HEAD)
    assert {event.verb for event in acted} >= {"acknowledge", "instruct"}
    assert all(decision.since_at < event.recorded_at < decision.until_at for event in acted)


def test_a_report_that_came_in_while_nobody_was_chief_waited(known: People) -> None:
    decision = standing(ActingDecision, MORNING).filter(acts_for="chief").get()
    waited = Report.objects.filter(
        event__recorded_at__lt=decision.since_at, acknowledgement__event__recorded_at__gt=decision.since_at
    )

    assert waited.count() == 1


def test_the_board_of_education_is_asked_and_never_given_a_date() -> None:
    requests = Instruction.objects.filter(to_section="board_of_education")

    assert [(one.kind, one.due_on) for one in requests] == [("request", None)]


# --- the ledgers ----------------------------------------------------------------------


def test_checks_were_missed_entered_late_amended_and_struck_out() -> None:
    states = Counter(item.state for item in items("daily-check"))
    rows = DailyCheck.objects.select_related("event")
    late = [
        row
        for row in rows
        if row.revision == 1 and timezone.localdate(row.event.recorded_at) > row.checked_on
    ]
    amended = rows.filter(event__verb="amend")
    struck = rows.filter(event__verb="retire")

    assert states[State.MET] > 200
    assert 2 <= states[State.MISSED] <= 5
    assert 2 <= len(late) <= 6
    assert states[State.LATE] >= 2
    assert amended
    assert all("室温" in row.reason for row in amended)
    assert struck
    assert all(row.event.post == "resident_affairs_head" for row in struck)


def test_many_people_check_and_nobody_checks_always() -> None:
    checks = Counter(standing(DailyCheck, MORNING).values_list("checker", flat=True))

    assert len(checks) >= 8
    assert max(checks.values()) < sum(checks.values()) / 3


def test_after_a_typhoon_the_chief_excuses_what_was_due(known: People) -> None:
    excuses = Excuse.objects.filter(duty="daily-check").select_related("event")

    assert 1 <= excuses.count() <= 2
    for excuse in excuses:
        assert "台風" in excuse.reason
        assert excuse.event.post == "vice_mayor"
        assert not DailyCheck.objects.filter(checked_on=excuse.due_on).exists()


def test_each_anomaly_but_the_last_was_reported_and_read_one_of_them_slowly() -> None:
    anomalies = [row for row in standing(DailyCheck, MORNING).order_by("checked_on") if row.has_anomaly]
    reports = Report.objects.filter(about__in=[row.line for row in anomalies]).select_related("event")
    delays = [
        (report.acknowledgement.event.recorded_at - report.event.recorded_at).days
        for report in reports.select_related("acknowledgement__event")
    ]

    assert 3 <= len(anomalies) <= 5
    assert all(row.action_taken for row in anomalies)
    assert [row.line_id for row in anomalies[:-1]] == [
        report.about_id for report in reports.order_by("event")
    ]
    assert sum(delay > 3 for delay in delays) == 1


def test_credentials_of_three_regimes_stand_side_by_side() -> None:
    found = standing(Credential, MORNING)

    cards = found.filter(kind=Credential.Kind.CARD)
    assert cards.count() == 5
    assert all(card.ended_on is not None and card.ended_on.year <= 2014 for card in cards)
    assert found.filter(kind=Credential.Kind.PALM, ended_on=None).count() == 8
    assert found.filter(kind=Credential.Kind.PIN, ended_on=None).count() == 8


def test_a_lost_pin_was_revoked_replaced_and_reported_up_to_the_mayor() -> None:
    lost = standing(Credential, MORNING).get(kind=Credential.Kind.PIN, ended_by=Credential.End.LOST)
    reports = Report.objects.filter(about=lost.line).order_by("event")

    assert [report.to_role for report in reports] == ["chief", "principal"]
    assert Acknowledgement.objects.filter(report__in=reports).count() == 2
    again = standing(Credential, MORNING).filter(holder=lost.holder, kind=Credential.Kind.PIN, ended_on=None)
    assert again.count() == 1


def test_one_of_those_who_left_kept_a_credential_for_a_week(known: People) -> None:
    before = set(known.standing.holders_on(date(2026, 3, 31))["resident_affairs_staff"])
    left = before - set(known.standing.holders_on(date(2026, 4, 1))["resident_affairs_staff"])
    palms = standing(Credential, MORNING).filter(
        holder__in=[int(person) for person in left], kind=Credential.Kind.PALM
    )
    ended = sorted(palm.ended_on for palm in palms if palm.ended_on is not None)

    assert ended[0] == date(2026, 3, 31)
    assert date(2026, 4, 6) <= ended[1] <= date(2026, 4, 14)
    live = standing(Grant, MORNING).filter(credential__in=[palm.line for palm in palms], valid_until=None)
    assert not live.exists()


def test_newcomers_are_enrolled_in_the_second_week_of_april() -> None:
    came = standing(Appointment, MORNING).filter(post="resident_affairs_staff", since=date(2026, 4, 1))
    palms = standing(Credential, MORNING).filter(
        holder__in=came.values("person"), kind=Credential.Kind.PALM, ended_on=None
    )

    assert [palm.issued_on > date(2026, 4, 8) for palm in palms] == [True, True]
    assert standing(Grant, MORNING).filter(credential__in=palms.values("line")).count() >= 4


def test_one_terminal_was_replaced_with_its_grants_and_one_belongs_to_the_prefecture() -> None:
    found = standing(Terminal, MORNING)
    [gone] = found.exclude(removed_on=None)
    in_place = found.get(place=gone.place, removed_on=None)

    assert found.filter(removed_on=None).count() == 4
    assert found.filter(owner=Terminal.Owner.PREFECTURE).count() == 1
    assert in_place.installed_on == gone.removed_on
    assert not standing(Grant, MORNING).filter(terminal=gone.line, valid_until=None).exists()
    assert standing(Grant, MORNING).filter(terminal=in_place.line).exists()


def test_whoever_holds_no_post_any_more_stays_in_the_ledger_of_persons() -> None:
    assert standing(Person, MORNING).count() == 27
