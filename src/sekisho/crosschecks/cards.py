"""カードの受払と照合: the counts held against the balances, and each balance against the next line (第5条第1号ス)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from itertools import pairwise

from django.utils.translation import gettext as _

from sekisho.crosschecks.findings import Compared, Contradiction, line_side, missing_side
from sekisho.kernel.acts import Moment
from sekisho.kernel.queries import standing
from sekisho.ledgers.card_counts import CARD_COUNTS, CardCount
from sekisho.ledgers.cards import CARDS, CardMovement


def counts_of_cards(moment: Moment) -> Compared:
    """What each count took for the balance, held against the ledger of cards on that day."""
    counts = standing(CardCount, moment.known_at).filter(counted_on__lte=moment.on).select_related("line")
    moved = _by_kind(_movements(moment))
    examined, found = 0, []
    for count in counts:
        examined += 1
        lines = [one for one in moved.get(count.kind, ()) if one.moved_on <= count.counted_on]
        if count.in_ledger in balances_on(count.counted_on, lines):
            continue
        other = line_side(CARDS, lines[-1]) if lines else missing_side(CARDS, _("この種別の受払の記載がない"))
        sentence = _(
            "照合簿にある簿上の残が、受払簿のその日の残と違います。受払簿か照合簿を訂正し、数え直してください。"
        )
        found.append(Contradiction(count.counted_on, sentence, (line_side(CARD_COUNTS, count), other)))
    return Compared(examined, tuple(found))


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


def chain_of_cards(moment: Moment) -> Compared:
    """Each line of the ledger of cards, held against the line that it goes on from."""
    examined, found = 0, []
    for lines in _by_kind(_movements(moment)).values():
        examined += len(lines)
        for before, after in pairwise(lines):
            if after.carried == before.balance:
                continue
            sentence = _("前残が、直前の受払の残と違います。古い行から順に訂正してください。")
            sides = (line_side(CARDS, after), line_side(CARDS, before))
            found.append(Contradiction(after.moved_on, sentence, sides))
    return Compared(examined, tuple(found))


def _movements(moment: Moment) -> Iterable[CardMovement]:
    found = standing(CardMovement, moment.known_at).filter(moved_on__lte=moment.on)
    return found.select_related("line").order_by("moved_on", "line__number")


def _by_kind(movements: Iterable[CardMovement]) -> dict[str, list[CardMovement]]:
    found: dict[str, list[CardMovement]] = {}
    for one in movements:
        found.setdefault(one.kind, []).append(one)
    return found
