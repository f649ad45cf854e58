"""カードの受払と照合: counts against balances, each balance against the next line, movements against counts (第5条第1号ス)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from itertools import pairwise

from django.utils.translation import gettext as _

from sekisho.crosschecks.books import Books
from sekisho.crosschecks.findings import Compared, Contradiction, line_side, missing_side
from sekisho.crosschecks.periods import Period, periods_over
from sekisho.ledgers.card_counts import CARD_COUNTS, CardCount
from sekisho.ledgers.cards import CARDS, CardMovement


def counts_of_cards(books: Books) -> Compared:
    """What each count took for the balance, held against the ledger of cards on that day."""
    counts = [one for one in books.of(CardCount) if one.counted_on <= books.on]
    moved = _by_kind(_movements(books))
    found = []
    for count in counts:
        lines = [one for one in moved.get(count.kind, ()) if one.moved_on <= count.counted_on]
        if count.in_ledger in balances_on(count.counted_on, lines):
            continue
        other = line_side(CARDS, lines[-1]) if lines else missing_side(CARDS, _("この種別の受払の記載がない"))
        sentence = _(
            "照合簿にある簿上の残が、受払簿のその日の残と違います。受払簿か照合簿を訂正し、数え直してください。"
        )
        found.append(Contradiction(count.counted_on, sentence, (line_side(CARD_COUNTS, count), other)))
    return Compared(len(counts), tuple(found))


def balances_on(day: date, lines: Sequence[CardMovement]) -> set[int]:
    """Every balance that stood at some time of the day; `lines` are those up to it, in order.

    A count in the morning meets the balance before the day's movements. Nothing entered is no card.
    """
    if not lines:
        return {0}
    today = [one for one in lines if one.moved_on == day]
    if not today:
        return {lines[-1].balance}
    return {today[0].carried, *(one.balance for one in today)}


def chain_of_cards(books: Books) -> Compared:
    """Each line of the ledger of cards, held against the line that it goes on from."""
    examined, found = 0, []
    for lines in _by_kind(_movements(books)).values():
        examined += len(lines)
        for before, after in pairwise(lines):
            if after.carried == before.balance:
                continue
            sentence = _("前残が、直前の受払の残と違います。古い行から順に訂正してください。")
            sides = (line_side(CARDS, after), line_side(CARDS, before))
            found.append(Contradiction(after.moved_on, sentence, sides))
    return Compared(examined, tuple(found))


def movements_counted(books: Books) -> Compared:
    """Each kind of card that moved in a period in which cards were to be counted, held against the counts of it."""
    periods = list(periods_over(CARD_COUNTS, books))
    return uncounted(periods, _by_kind(_movements(books)), books.of(CardCount))


def uncounted(
    periods: Iterable[Period], moved: Mapping[str, Sequence[CardMovement]], counts: Sequence[CardCount]
) -> Compared:
    """Kinds that moved in a period and were not counted in it."""
    counted = [(one.kind, one.counted_on) for one in counts]
    examined, unknown, found = 0, 0, []
    for period in periods:
        for kind, lines in moved.items():
            last = next((one for one in reversed(lines) if period.holds(one.moved_on)), None)
            if last is None:
                continue
            examined += 1
            unknown += not period.known
            if not period.known or any(kind == other and period.holds(day) for other, day in counted):
                continue
            sentence = _(
                "カードが動いた期間に、その種別の枚数を数えた記載がありません。"
                "数えていれば照合簿に記載し、数えていなければ今すぐ数えて、対象外とする決定を受けてください。"
            )
            missing = missing_side(CARD_COUNTS, period.words)
            found.append(Contradiction(last.moved_on, sentence, (line_side(CARDS, last), missing)))
    return Compared(examined, tuple(found), unknown)


def _movements(books: Books) -> list[CardMovement]:
    found = [one for one in books.of(CardMovement) if one.moved_on <= books.on]
    return sorted(found, key=_in_order)


def _in_order(movement: CardMovement) -> tuple[date, int]:
    return movement.moved_on, movement.line.number


def _by_kind(movements: Iterable[CardMovement]) -> dict[str, list[CardMovement]]:
    found: dict[str, list[CardMovement]] = {}
    for one in movements:
        found.setdefault(one.kind, []).append(one)
    return found
