"""What the council's work asks of the one who is signed in: to convene, to give notice, to write up, to confirm, to carry out."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from sekisho.council.course import Course, courses_at
from sekisho.council.instructions import concerning_order, orders_at
from sekisho.council.meetings import convened_by
from sekisho.kernel.acts import Moment
from sekisho.kernel.permissions import may
from sekisho.kernel.requests import NoPost, TownRequest
from sekisho.kernel.screens.pages import page_or_part
from sekisho.kernel.town import pack
from sekisho.kernel.verbs import about
from sekisho.ledgers.meetings import MEETINGS
from sekisho.rules.authority import Capability
from sekisho.rules.meetings import MeetingState
from sekisho.rules.model import Verb


@dataclass(frozen=True, slots=True)
class Task:
    """One thing to do and the page on which it is done."""

    sentence: str
    url: str
    late: bool = False


def mine_page(request: TownRequest) -> HttpResponse:
    """The tasks of the one who asks; the page of the day's work loads it."""
    capability = request.actor.capability
    if capability is None:
        raise NoPost(
            _("いま就いている職がないため、今日の仕事はありません。総務担当に辞令の記載を確かめてください。")
        )
    if pack().council is None:
        return render(request, "council/_mine.html", {"tasks": []})
    tasks = tasks_of(capability, int(request.actor.person), request.moment)
    return page_or_part(request, "council/mine.html", "council/_mine.html", {"tasks": tasks})


def tasks_of(capability: Capability, person: int, moment: Moment) -> list[Task]:
    """What waits, what is late first."""
    found = [task for course in courses_at(moment) for task in _of_meeting(course, capability, person)]
    for one in orders_at(moment):
        theirs = may(pack(), Verb.AMEND, capability, concerning_order(one.order.to_section))
        if one.order.done_on is None and theirs:
            sentence = _("%(number)sの完了がまだ記載されていません。") % {"number": one.order.number}
            found.append(Task(sentence, reverse("carry", args=[one.order.line.number]), one.overdue))
    return sorted(found, key=lambda task: not task.late)


def _of_meeting(course: Course, capability: Capability, person: int) -> list[Task]:
    url = reverse("meeting", args=[course.meeting.line.number])
    name = {"meeting": course.meeting.name}
    if course.state is MeetingState.PROPOSED and may(pack(), Verb.AMEND, capability, convened_by()):
        return [Task(_("「%(meeting)s」は招集を待っています。") % name, url)]
    if person in {key for key, _name in course.unconfirmed}:
        return [Task(_("「%(meeting)s」の議事録を確認してください。") % name, url)]
    if not may(pack(), Verb.AMEND, capability, about(MEETINGS)):
        return []
    match course.state:
        case MeetingState.CONVENED:
            return [Task(_("「%(meeting)s」の開催を通知してください。") % name, url)]
        case MeetingState.NOT_HELD:
            return [Task(_("「%(meeting)s」の開催の記録がありません。") % name, url, late=True)]
        case MeetingState.HELD:
            return [Task(_("「%(meeting)s」の議事録がまだありません。") % name, url)]
        case _:
            return []
