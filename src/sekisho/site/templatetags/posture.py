"""States for templates: a mark and a word, a year of months, and the chart of a clause."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django import template
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from sekisho.duties.board import Board
from sekisho.duties.everybody import share_of
from sekisho.duties.pointing import Pointed, to_report
from sekisho.duties.posture import Item, Month
from sekisho.duties.today import Work
from sekisho.kernel.acts import Moment
from sekisho.kernel.discharging import about_duty
from sekisho.kernel.ledger import Ledger
from sekisho.kernel.models import Entry
from sekisho.kernel.requests import can
from sekisho.kernel.wording import counted, said
from sekisho.rules.fiscal import fiscal_year
from sekisho.rules.model import Duty, Verb
from sekisho.rules.states import WORST_FIRST, State
from sekisho.site import charts
from sekisho.site.agenda import Agenda, agenda
from sekisho.site.layout import Layout, layout
from sekisho.site.templatetags.sekisho import month as month_name

register = template.Library()

NOTHING = "none"  # the mark of a month in which nothing fell due

# From the ground up: what is well below, what is not on top of it.
KINDS = (
    charts.Kind(State.MET, "#197a4b", "solid"),
    charts.Kind(State.EXCUSED, "#666666", "dots"),
    charts.Kind(State.NOT_APPLICABLE, "#949494", "outline"),
    charts.Kind(State.DUE, "#0031d8", "outline"),
    charts.Kind(State.UNKNOWN, "#666666", "dashed"),
    charts.Kind(State.LATE, "#c74700", "hatch"),
    charts.Kind(State.MISSED, "#ce0000", "cross"),
)


@dataclass(frozen=True, slots=True)
class Column:
    """One state of the table beside a chart."""

    state: State
    swatch: SafeString
    total: int


@dataclass(frozen=True, slots=True)
class Line:
    """One month of the table beside a chart."""

    first: date
    counts: tuple[int, ...]
    total: int


@dataclass(frozen=True, slots=True)
class History:
    """A clause's months as a chart and as a table; `columns` holds the states that occur."""

    chart: SafeString
    columns: tuple[Column, ...]
    lines: tuple[Line, ...]


@register.simple_tag
def state(value: State | None, done_late: bool = False) -> SafeString | str:
    """The state as a mark and a word; nothing where there is none. What was late and is done says so."""
    if value is None:
        return ""
    word = _("遅れて履行") if done_late else said(value.label)
    return format_html('<span class="state {}">{}{}</span>', value.value, mark(value), word)


@register.simple_tag
def share(item: Item, moment: Moment) -> str:
    """Of a duty that everybody has to do: how many of how many have; else nothing."""
    found = share_of(item.duty, item.occurrence, moment.known_at)
    return "" if found is None else _("%(of)d人のうち%(done)d人") % {"of": found.of, "done": found.done}


@register.filter
def mark(value: State) -> SafeString:
    """The mark alone; a word must stand beside it."""
    return format_html(
        '<svg class="mark" viewBox="0 0 16 16" aria-hidden="true"><use href="#s-{}"/></svg>', value.value
    )


@register.filter
def state_name(value: State) -> str:
    """The state in a word."""
    return said(value.label)


@register.filter
def days_late(item: Item, on: date) -> int:
    """How late: by the day it was recorded, else by `on`. 0 or less is not late."""
    until = max(item.done.done_on, item.done.recorded_on) if item.done else on
    return (until - item.occurrence.due_on).days


@register.filter
def months(found: tuple[Month, ...]) -> SafeString:
    """A year of months as a row of marks, with a gap where a fiscal year begins."""
    marks = [one.state.value if one.state else NOTHING for one in found]
    breaks = {
        index
        for index in range(1, len(found))
        if fiscal_year(found[index].first) != fiscal_year(found[index - 1].first)
    }
    return mark_safe(charts.strip(marks, described=months_said(found), breaks=breaks))  # noqa: S308  # charts escapes


@register.simple_tag
def history(found: tuple[Month, ...]) -> History | None:
    """The months as stacked bars and as the figures of a table; None where nothing ever fell due."""
    occurring = [kind for kind in KINDS if any(one.counts.get(State(kind.key)) for one in found)]
    if not occurring:
        return None
    bars = [
        charts.Bar(
            label=_month_label(one.first),
            below=_year_label(one.first) if index == 0 or one.first.month == 1 else "",
            counts={one_state.value: count for one_state, count in one.counts.items()},
        )
        for index, one in enumerate(found)
    ]
    drawn = charts.stacked_bars(bars, occurring, title=_("月ごとの履行"), described=months_said(found))
    states = [State(kind.key) for kind in occurring]
    return History(
        chart=mark_safe(drawn),  # noqa: S308  # charts escapes
        columns=tuple(
            Column(State(kind.key), mark_safe(charts.swatch(kind)), _total(found, State(kind.key)))  # noqa: S308  # as above
            for kind in occurring
        ),
        lines=tuple(
            Line(one.first, tuple(one.counts.get(each, 0) for each in states), sum(one.counts.values()))
            for one in found
        ),
    )


@register.simple_tag
def board_layout(board: Board, only: bool) -> Layout:
    """The board cut into what the page draws."""
    return layout(board, only_attention=only)


@register.simple_tag
def agenda_of(work: Work, on: date, daily: str) -> Agenda:
    """The work of a post, cut by how it presses."""
    return agenda(work.due, on=on, daily=daily)


@register.simple_tag(takes_context=True)
def report_waiting(
    context: Any, kept: Ledger, entry: Entry
) -> tuple[Duty, Pointed] | None:  # Any: as Django's
    """The report that the entry calls for, where the post acted in may make it now."""
    request = context["request"]
    found = to_report(kept, entry, request.moment.known_at) if entry.retired_on is None else None
    return found if found is not None and can(request, Verb.SUBMIT, about_duty(found[0])) else None


@register.simple_tag
def counts_of(board: Board) -> list[tuple[State, int]]:
    """How many clauses stand in each state that occurs, the worst first."""
    return [(each, board.counts[each]) for each in WORST_FIRST if board.counts.get(each)]


@register.simple_tag
def all_states() -> tuple[State, ...]:
    """Every state, for a legend."""
    return (
        State.MET,
        State.DUE,
        State.LATE,
        State.MISSED,
        State.EXCUSED,
        State.UNKNOWN,
        State.NOT_APPLICABLE,
    )


def months_said(found: tuple[Month, ...]) -> str:
    """A year of months in one sentence; the months that are not well are named."""
    if not found:
        return ""
    parts = []
    for each in reversed(WORST_FIRST):
        firsts = [one.first for one in found if one.state is each]
        if not firsts:
            continue
        if each in (State.LATE, State.MISSED):
            named = _("、").join(month_name(first) for first in firsts)
            parts.append(
                counted(
                    "%(state)sあり%(n)dか月(%(months)s)", len(firsts), state=said(each.label), months=named
                )
            )
        else:
            parts.append(counted("%(state)s%(n)dか月", len(firsts), state=said(each.label)))
    return _("%(first)sから%(last)sまで: %(parts)s") % {
        "first": month_name(found[0].first),
        "last": month_name(found[-1].first),
        "parts": _("、").join(parts) or _("期日なし"),
    }


def _total(found: tuple[Month, ...], each: State) -> int:
    return sum(one.counts.get(each, 0) for one in found)


def _year_label(first: date) -> str:
    """R8; on an English page 2026."""
    written = month_name(first)
    return written.partition(".")[0] if "." in written else str(first.year)


def _month_label(first: date) -> str:
    return date_format(first, "M")
