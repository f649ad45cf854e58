"""操作履歴の帳票出力と帳票管理簿: what the servers printed, held against the sheets that were entered (第5条第1号ス).

A print of the history and a sheet of the ledger can be one if their terminals and their persons can be. A terminal or
an operator ID that no ledger knows may be any, so that two ways of numbering make no contradiction.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from sekisho.archiving.worked import Worked
from sekisho.crosschecks.books import Books
from sekisho.crosschecks.findings import Compared, Contradiction, Side, line_side, missing_side
from sekisho.kernel.cells import day as day_text
from sekisho.kernel.queries import day_of
from sekisho.kernel.search import fold
from sekisho.ledgers.credentials import Credential
from sekisho.ledgers.grants import Grant
from sekisho.ledgers.sheets import SHEETS, Sheet
from sekisho.ledgers.terminals import Terminal


@dataclass(frozen=True, slots=True)
class Print:
    """What one operator printed at one terminal on one day; None: the ledgers do not tell which, whose."""

    worked: Worked
    count: int
    terminal: int | None
    persons: frozenset[int] | None


@dataclass(frozen=True, slots=True)
class Printed:
    """One line of the ledger of sheets; None: it does not say where, or the history knows no such terminal or person."""

    sheet: Sheet
    terminal: int | None
    person: int | None

    @property
    def on(self) -> date:
        """The day of the printing."""
        return day_of(self.sheet.printed_at)

    def may_be(self, one: Print) -> bool:
        """Whether that print can be this sheet."""
        at_it = None in (self.terminal, one.terminal) or self.terminal == one.terminal
        return at_it and (self.person is None or one.persons is None or self.person in one.persons)


def prints_and_sheets(books: Books) -> Compared:
    """Every print of the history and every sheet, day by day. Days whose history was not taken in are not compared."""
    sheets = [one for one in books.of(Sheet) if books.first_on <= day_of(one.printed_at) <= books.on]
    worked = books.worked
    if worked is None:
        return Compared(len(sheets), (), len(sheets), books.silent_because)
    terminals = {fold(one.number): one.line_id for one in books.of(Terminal)}
    persons = persons_of(books.of(Grant), books.of(Credential))
    prints = [
        Print(one, one.prints, terminals.get(fold(one.terminal)), persons.get(fold(one.operator)))
        for one in worked
        if one.prints
    ]
    seen = {fold(one.terminal) for one in worked}
    at = {line for number, line in terminals.items() if number in seen}
    known = {person for found in persons.values() for person in found}
    printed = [
        Printed(
            one,
            one.terminal_id if one.terminal_id in at else None,
            one.printer_id if one.printer_id in known else None,
        )
        for one in sheets
    ]
    return compared(prints, printed, told={one.day for one in worked if one.prints is not None})


def persons_of(grants: Iterable[Grant], credentials: Iterable[Credential]) -> dict[str, frozenset[int]]:
    """The persons to whom each operator ID was given, in one spelling."""
    holders = {one.line_id: one.holder_id for one in credentials}
    found: dict[str, frozenset[int]] = {}
    for grant in grants:
        if grant.credential_id in holders:
            known = found.get(fold(grant.operator_id), frozenset())
            found[fold(grant.operator_id)] = known | {holders[grant.credential_id]}
    return found


def compared(prints: Sequence[Print], printed: Sequence[Printed], *, told: set[date]) -> Compared:
    """`told` are the days of which the history tells what was printed."""
    found: list[Contradiction] = []
    for day in sorted({one.worked.day for one in prints}):
        of_day = [one for one in prints if one.worked.day == day]
        there = [one for one in printed if one.on == day]
        left = unmatched(
            [one.count for one in of_day],
            [one.sheet.printed for one in there],
            lambda a, b, of_day=of_day, there=there: there[b].may_be(of_day[a]),  # type: ignore[misc]  # bound now
        )
        found += [_too_few(one, rest) for one, rest in zip(of_day, left, strict=True) if rest]
    known = [one for one in printed if one.on in told]
    found += [
        _no_print(one)
        for one in known
        if not any(one.on == other.worked.day and one.may_be(other) for other in prints)
    ]
    return Compared(len(prints) + len(printed), tuple(found), len(printed) - len(known))


def unmatched(asked: Sequence[int], room: Sequence[int], fits: Callable[[int, int], bool]) -> list[int]:
    """How many of each of `asked` find no place, when the places in `room` are given out as well as can be."""
    left, given = list(room), [[0] * len(room) for _one in asked]

    def placed(one: int, tried: set[int]) -> bool:
        for place in range(len(room)):
            if place in tried or not fits(one, place):
                continue
            tried.add(place)
            if left[place]:
                left[place] -= 1
            elif (moved := next((k for k in _in(given, place) if placed(k, tried)), None)) is not None:
                given[moved][place] -= 1
            else:
                continue
            given[one][place] += 1
            return True
        return False

    rest = list(asked)
    for one in range(len(asked)):
        while rest[one] and placed(one, set()):
            rest[one] -= 1
    return rest


def _in(given: Sequence[Sequence[int]], place: int) -> list[int]:
    return [one for one, places in enumerate(given) if places[place]]


def _too_few(one: Print, rest: int) -> Contradiction:
    sentence = _(
        "操作履歴にある出力より、記載された帳票が少なくなっています。出力した帳票とその行き先を記載してください。"
    )
    words = _("%(day)s 端末%(terminal)s 操作者%(operator)s 出力%(n)d回") % {
        "day": day_text(one.worked.day),
        "terminal": one.worked.terminal,
        "operator": one.worked.operator,
        "n": one.count,
    }
    sides = (Side(_("操作履歴"), words), missing_side(SHEETS, _("%(n)d回分の帳票") % {"n": rest}))
    return Contradiction(one.worked.day, sentence, sides)


def _no_print(one: Printed) -> Contradiction:
    sentence = _(
        "この帳票に当たる出力が、その日の操作履歴にありません。出力日時・端末・出力者を確かめて訂正してください。"
    )
    missing = Side(_("操作履歴"), _("%(day)sの出力") % {"day": day_text(one.on)}, missing=True)
    return Contradiction(one.on, sentence, (line_side(SHEETS, one.sheet), missing))
