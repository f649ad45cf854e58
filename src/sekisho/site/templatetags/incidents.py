"""How the page of an incident draws its course."""

from __future__ import annotations

from collections.abc import Sequence

from django import template
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from sekisho.incidents.course import Reached
from sekisho.kernel.wording import counted
from sekisho.site import charts

register = template.Library()

HOUR, DAY = 60, 24 * 60  # minutes
MOST_MINUTES, MOST_HOURS = 3 * HOUR, 2 * DAY  # beyond that nobody reads a number of minutes


@register.filter
def elapsed(minutes: int) -> str:
    """How long ago in words: minutes while they count, then hours, then days."""
    if minutes < MOST_MINUTES:
        return counted("%(n)d分経過", minutes)
    if minutes < MOST_HOURS:
        return counted("%(n)d時間経過", minutes // HOUR)
    return counted("%(n)d日経過", minutes // DAY)


@register.simple_tag
def course_chart(course: Sequence[Reached]) -> SafeString:
    """How long each step took, as bars one below the other; the same figures stand in the table beside it."""
    steps = [
        charts.Step(
            one.title,
            one.since_known - one.since_last,
            one.since_known,
            counted("%(n)d分後", one.since_known) if one.since_known else "",
        )
        for one in course
    ]
    drawn = charts.waterfall(steps, described=_("知ってからの分。数字は下の表にあります。"))
    return mark_safe(drawn)  # noqa: S308 -- the chart escapes every word that it takes
