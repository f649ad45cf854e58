"""The terminals: four to begin with, one of them the prefecture's."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sekisho.kernel.acts import Act
from sekisho.kernel.models import Line
from sekisho.kernel.queries import standing
from sekisho.kernel.verbs import enter
from sekisho.ledgers.terminals import TERMINALS, Terminal

FIRST_WINDOW = "本庁1階 住民福祉課 1番窓口"
SECOND_WINDOW = "本庁1階 住民福祉課 2番窓口"
CARD_WINDOW = "本庁1階 個人番号カード交付窓口"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a terminal stands, whose it is and since when."""

    number: str
    place: str
    owner: Terminal.Owner
    installed_on: date
    remarks: str = ""


PLACES = (
    Place("統合端末1", FIRST_WINDOW, Terminal.Owner.TOWN, date(2014, 2, 24)),
    Place("統合端末2", SECOND_WINDOW, Terminal.Owner.LEASE, date(2014, 2, 24)),
    Place("統合端末3", CARD_WINDOW, Terminal.Owner.TOWN, date(2016, 1, 4)),
    Place("統合端末4", "支所 窓口", Terminal.Owner.PREFECTURE, date(2014, 3, 3), "県からの貸与品"),
)
SPARE = "統合端末5"


def install(place: Place, act: Act) -> Line:
    """One terminal into its ledger."""
    facts = {
        "number": place.number,
        "place": place.place,
        "owner": place.owner,
        "installed_on": place.installed_on,
        "position_checked_on": place.installed_on,
        "remarks": place.remarks,
    }
    return enter(TERMINALS, facts, act=act).line


def terminal_at(place: str, at: datetime) -> Line:
    """The terminal that stands there at that moment."""
    return standing(Terminal, at).select_related("line").get(place=place, removed_on__isnull=True).line
