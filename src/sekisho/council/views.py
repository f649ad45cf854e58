"""会議の画面: the next meeting, the last decisions and what became of them; one meeting; its agenda."""

from __future__ import annotations

from datetime import date

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from sekisho.council.agenda import agenda_of
from sekisho.council.course import TO_COME, Course, courses_at
from sekisho.council.forms import HoldForm, MinutesForm, ResolveForm
from sekisho.council.instructions import orders_at
from sekisho.council.meetings import (
    SeatTaken,
    confirm,
    convene,
    convened_by,
    council_of,
    hold,
    resolve,
    write_minutes,
)
from sekisho.duties.board import months_back
from sekisho.kernel.permissions import Object
from sekisho.kernel.queries import standing
from sekisho.kernel.refusals import Refusal
from sekisho.kernel.requests import act_of, can, must_see, sent
from sekisho.kernel.town import pack
from sekisho.kernel.verbs import about
from sekisho.kernel.wording import name_of
from sekisho.ledgers.meeting_notices import MEETING_NOTICES
from sekisho.ledgers.meetings import MEETINGS, Meeting
from sekisho.ledgers.minutes import MINUTES
from sekisho.ledgers.resolutions import RESOLUTIONS, Resolution
from sekisho.offices.organisation import OrganisationRequest, instant_of
from sekisho.offices.standing import People
from sekisho.rules.meetings import MeetingState
from sekisho.rules.model import Verb
from sekisho.rules.seats import Seat, council_seats

SHOWN = 12


def council_page(request: OrganisationRequest) -> HttpResponse:
    """The next meeting, the seats, what was decided last and what became of it."""
    must_see(request, about(MEETINGS))
    council = council_of()
    courses = courses_at(request.moment)
    by_decision = orders_by_decision(request)
    past = [one for one in courses if one.state not in TO_COME]
    decided = [
        (course, row, by_decision.get(row.decision_number, []))
        for course in past
        for row in course.resolutions
        if row.decision_number
    ]
    context = {
        "council": council,
        "coming": [one for one in courses if one.state in TO_COME][::-1],
        "past": past[:SHOWN],
        "seats": seats_now(request),
        "decided": decided[:SHOWN],
        "can_enter": can(request, Verb.ENTER, about(MEETINGS)),
        "can_convene": can(request, Verb.AMEND, convened_by()),
    }
    return render(request, "council/council.html", context)


def meeting_page(request: OrganisationRequest, number: int) -> HttpResponse:
    """One meeting on one A4: call, seats, statements, decisions, minutes."""
    must_see(request, about(MEETINGS))
    course = _course(request, number)
    mine = int(request.actor.person) if request.moment.live else 0
    keeps = can(request, Verb.AMEND, about(MEETINGS))
    context = {
        "course": course,
        "council": council_of(),
        "decided": _decided(request, course),
        "waits": course.state in TO_COME,
        "convener": name_of(pack(), council_of().convener),
        "notices": MEETING_NOTICES,
        "can_convene": course.state is MeetingState.PROPOSED and can(request, Verb.AMEND, convened_by()),
        "can_keep": keeps,
        "can_resolve": can(request, Verb.ENTER, about(RESOLUTIONS)),
        "can_minute": can(request, Verb.ENTER, about(MINUTES)),
        "may_confirm": mine in {key for key, _name in course.unconfirmed},
    }
    return render(request, "council/meeting.html", context)


def agenda_page(request: OrganisationRequest, number: int) -> HttpResponse:
    """The matters with their facts, for somebody who has three minutes."""
    must_see(request, about(MEETINGS))
    meetings = list(standing(Meeting, request.moment.known_at).select_related("line"))
    meeting = next((one for one in meetings if one.line.number == number), None)
    if meeting is None:
        raise Http404
    since = last_held(request, meetings, meeting)
    context = {
        "course": {"meeting": meeting},
        "since": since,
        "items": agenda_of(request.moment, since),
        "seats": seats_now(request),
    }
    return render(request, "council/agenda.html", context)


@require_POST
def convene_page(request: OrganisationRequest, number: int) -> HttpResponse:
    """招集する."""
    act = act_of(request)
    course = _course(request, number)
    convene(course.meeting, act=act)
    messages.success(request, _("会議を招集しました。庶務が通知します。"))
    return redirect("meeting", number)


@require_POST
def confirm_page(request: OrganisationRequest, number: int) -> HttpResponse:
    """議事録を確認する."""
    act = act_of(request)
    course = _course(request, number)
    if course.minutes is None:
        raise Http404
    confirm(course.minutes, act=act, remark=request.POST.get("remark", ""))
    messages.success(request, _("議事録を確認しました。"))
    return redirect("meeting", number)


def hold_page(request: OrganisationRequest, number: int) -> HttpResponse:
    """開催と出欠を記載する."""
    act = act_of(request)
    course = _course(request, number)
    known = request.actor.known
    seats = _named_seats(known, council_seats(pack(), instant_of(request.moment), known.standing))
    persons = [(key, person.name) for key, person in known.persons.items()]
    form = HoldForm(sent(request), seats=seats, persons=persons, initial={"held_on": act.on})

    def do(given: dict[str, object]) -> None:
        taken = [_taken(seat, given, place) for place, (seat, *_rest) in enumerate(seats)]
        held_on = given["held_on"]
        assert isinstance(held_on, date)
        hold(course.meeting, on=held_on, seats=taken, act=act)

    return _step(request, course, form, _("開催と出欠を記載する"), do)


def resolve_page(request: OrganisationRequest, number: int) -> HttpResponse:
    """審議の結果を記載する."""
    act = act_of(request)
    course = _course(request, number)

    def do(given: dict[str, object]) -> None:
        resolve(course.meeting, act=act, **given)  # type: ignore[arg-type]  # the form's fields are texts

    form = ResolveForm(sent(request), initial={"matter": request.GET.get("matter")})
    return _step(request, course, form, _("審議の結果を記載する"), do)


def minutes_page(request: OrganisationRequest, number: int) -> HttpResponse:
    """議事録を作る: written from what is on record, attached and frozen."""
    act = act_of(request)
    course = _course(request, number)

    def do(given: dict[str, object]) -> None:
        write_minutes(course.meeting, summary=str(given["summary"]), act=act)

    return _step(request, course, MinutesForm(sent(request)), _("議事録を作って確定する"), do)


def _decided(
    request: OrganisationRequest, course: Course
) -> list[tuple[Resolution, list[object], int | None]]:
    """What was deliberated, with what it gave birth to, and the decision to instruct on, for whoever may instruct."""
    given = orders_by_decision(request)
    instructs = can(request, Verb.INSTRUCT, Object(name=_("決定")))
    return [
        (
            row,
            given.get(row.decision_number, []),
            getattr(row, "decision_event", None) if instructs and row.decision_number else None,
        )
        for row in course.resolutions
    ]


def orders_by_decision(request: OrganisationRequest) -> dict[str, list[object]]:
    """The instructions and requests that each decision gave birth to, by its document number."""
    found: dict[str, list[object]] = {}
    for one in orders_at(request.moment):
        found.setdefault(one.order.instruction.decision.document_number, []).append(one)
    return found


def last_held(request: OrganisationRequest, meetings: list[Meeting], this: Meeting) -> date:
    """The day of the last meeting before this one; a year back where there was none."""
    held = [one.held_on for one in meetings if one.held_on is not None and one.held_on < this.planned_on]
    return max(held, default=months_back(request.moment.on))


def seats_now(request: OrganisationRequest) -> list[tuple[Seat, str, str]]:
    """The seats on the day looked at, each with its office and whoever sits there."""
    known = request.actor.known
    return _named_seats(known, council_seats(pack(), instant_of(request.moment), known.standing))


def _named_seats(known: People, seats: tuple[Seat, ...]) -> list[tuple[Seat, str, str]]:
    return [
        (seat, name_of(pack(), seat.role or seat.post or ""), _("、").join(map(known.name, seat.appointed)))
        for seat in seats
    ]


def _taken(seat: Seat, given: dict[str, object], place: int) -> SeatTaken:
    presence, proxy = str(given[f"presence_{place}"]), given[f"proxy_{place}"]
    return SeatTaken(
        seat=seat.role or seat.post or "",
        presence=presence,
        person=int(seat.appointed[0]) if seat.appointed and presence != "vacant" else None,
        proxy=int(str(proxy)) if proxy else None,
    )


def _course(request: OrganisationRequest, number: int) -> Course:
    found = courses_at(request.moment, number=number)
    if not found:
        raise Http404
    return found[0]


def _step(request: OrganisationRequest, course: Course, form: forms.Form, title: str, do) -> HttpResponse:  # type: ignore[no-untyped-def]  # what the step does with the form
    if request.method == "POST" and form.is_valid():
        try:
            do(form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, refusal.sentence)
        else:
            messages.success(request, _("記載しました。"))
            return redirect("meeting", course.meeting.line.number)
    context = {"form": form, "title": title, "course": course}
    return render(request, "council/step.html", context, status=422 if form.errors else 200)
