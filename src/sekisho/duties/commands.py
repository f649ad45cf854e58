"""`sekisho posture`: one line a clause, for a person or for a machine."""

from __future__ import annotations

import json
import sys
from datetime import date, datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _
from rich.console import Console
from rich.table import Table

from sekisho.duties.board import Board, Tile, board
from sekisho.duties.posture import Item
from sekisho.kernel import cells
from sekisho.kernel.acts import Moment
from sekisho.kernel.refusals import Refusal
from sekisho.kernel.town import pack
from sekisho.kernel.wording import said
from sekisho.offices.standing import people
from sekisho.rules.model import Words
from sekisho.rules.states import State
from sekisho.rules.versions import version_on
from sekisho.rules.wareki import NotADay, parse_day, wareki

WIDTH = 240  # columns


class NotADate(Refusal):
    """A date on the command line that cannot be read, or has not come."""


def posture(*, as_of: str | None, known_at: str | None, as_json: bool) -> None:
    """Print how every clause stood on `as_of`, as known on `known_at` (the same day unless given)."""
    moment = moment_of(as_of, known_at)
    shown = board(moment, people(moment.known_at))
    if as_json:
        print(json.dumps(as_data(shown), ensure_ascii=False, indent=1))
        return
    # One line a clause: what does not fit a terminal is cut, a file or a pipe gets it all.
    console = Console(
        highlight=False, markup=False, emoji=False, width=None if sys.stdout.isatty() else WIDTH
    )
    known_on = timezone.localdate(moment.known_at)
    console.print(
        f"{said(pack().document.title)}  {said(Words(wareki(moment.on), cells.day(moment.on)))} ({moment.on})"
    )
    console.print(
        _("%(day)sまでに知られていたこと: %(what)s")
        % {"day": known_on, "what": said(shown.posture.version.words())}
    )
    today = version_on(pack().document, moment.on, timezone.localdate())
    if today.version != shown.posture.version.version:
        console.print(_("今日知られていること: %(what)s") % {"what": said(today.words())})
    table = Table(box=None, pad_edge=False)
    for title in (_("条項"), _("状態"), _("責任者"), _("最後の履行"), _("次の期日"), _("欠け")):
        table.add_column(title, no_wrap=True, overflow="ellipsis")
    for tile in tiles_of(shown):
        table.add_row(*line_of(tile))
    console.print(table)


def moment_of(as_of: str | None, known_at: str | None) -> Moment:
    """The moment meant by two dates as written. Raises NotADate."""
    now = timezone.now()
    today = timezone.localdate(now)
    on = _day(as_of) if as_of else today
    known_on = _day(known_at) if known_at else on
    for day in (on, known_on):
        if day > today:
            raise NotADate(_("%(day)sはまだ来ていません。今日までの日付を指定してください。") % {"day": day})
    end = timezone.make_aware(datetime.combine(known_on + timedelta(days=1), datetime.min.time()))
    return Moment(on=on, known_at=min(end - timedelta(microseconds=1), now), live=on == today)


def tiles_of(shown: Board) -> list[Tile]:
    """Every tile, in the order of the regulation."""
    return [tile for article in shown.articles for tile in (article.tile, *article.tiles)]


def line_of(tile: Tile) -> tuple[str, ...]:
    """One clause in one line."""
    found = tile.posture
    return (
        tile.clause.label,
        said(found.state.label) if found.state else "―",
        _("、").join(dict.fromkeys(one.person or f"({one.trouble})" for one in tile.responsible)),
        _done(found.last_done),
        str(found.next_due.occurrence.due_on) if found.next_due else "",
        str(len(found.missing) or ""),
    )


def as_data(shown: Board) -> dict[str, object]:
    """The board as JSON: dates in ISO 8601, states by their words in the code."""
    answer = shown.posture.version
    return {
        "document": said(pack().document.title),
        "as_of": shown.posture.on.isoformat(),
        "known_at": shown.posture.known_on.isoformat(),
        "version": answer.version.id if answer.version else None,
        "situation": answer.situation.value,
        "in_force": answer.in_force,
        "retroactive": answer.retroactive,
        "text_held": answer.text_held,
        "clauses": [_clause_data(tile) for tile in tiles_of(shown)],
    }


def _clause_data(tile: Tile) -> dict[str, object]:
    found = tile.posture
    return {
        "id": tile.clause.id,
        "label": tile.clause.label,
        "state": found.state.value if found.state else None,
        "responsible": [{"title": one.title, "person": one.person or None} for one in tile.responsible],
        "last_done": found.last_done.done.done_on.isoformat()
        if found.last_done and found.last_done.done
        else None,
        "next_due": found.next_due.occurrence.due_on.isoformat() if found.next_due else None,
        "missing": [item.occurrence.due_on.isoformat() for item in found.missing],
        "months": [
            {"month": f"{month.first:%Y-%m}", **{state.value: month.counts.get(state, 0) for state in State}}
            for month in found.months
        ],
    }


def _done(item: Item | None) -> str:
    return str(item.done.done_on) if item and item.done else ""


def _day(text: str) -> date:
    try:
        return parse_day(text)
    except NotADay as error:
        raise NotADate(said(error.words)) from error
