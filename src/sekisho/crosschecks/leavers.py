"""離任者と認証情報: who holds no post any more and still holds a credential or an authority (第5条第1号エ, 第5条第3号イ)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from django.utils.translation import gettext as _

from sekisho.crosschecks.books import Books
from sekisho.crosschecks.findings import Compared, Contradiction, line_side
from sekisho.kernel.ledger import Ledger
from sekisho.kernel.models import Entry
from sekisho.ledgers.credentials import CREDENTIALS, Credential
from sekisho.offices.appointments import APPOINTMENTS, Appointment


def leavers_with_credentials(books: Books) -> Compared:
    """Every credential that is live on the day, held against the appointments of its holder."""
    return held_without_post(live_credentials(books), last_appointments(books), on=books.on)


def live_credentials(books: Books) -> list[Credential]:
    """Those that were issued and have not ended."""
    issued = [one for one in books.of(Credential) if one.issued_on <= books.on]
    return [one for one in issued if one.ended_on is None or one.ended_on > books.on]


def last_appointments(books: Books) -> dict[int, Appointment]:
    """The last appointment of each person who has been in a post by the day."""
    return latest_of_each(one for one in books.of(Appointment) if one.since <= books.on)


def latest_of_each(appointments: Iterable[Appointment]) -> dict[int, Appointment]:
    """The appointment of each person that lasts longest, by the person's line id."""
    found: dict[int, Appointment] = {}
    for one in appointments:
        known = found.get(one.person_id)
        if known is None or _end(one) >= _end(known):
            found[one.person_id] = one
    return found


def has_left(last: Appointment | None, on: date) -> bool:
    """Whether the last post had ended by the day; who never had one is no leaver."""
    return last is not None and last.until is not None and last.until <= on


def held_without_post(live: Sequence[Credential], latest: Mapping[int, Appointment], *, on: date) -> Compared:
    """Credentials whose holder's last appointment had ended by `on`."""
    sentence = _("離任した者の認証情報がまだ有効です。失効・回収し、その日を認証情報管理簿に書いてください。")
    return left_behind(CREDENTIALS, [(one, one.holder_id) for one in live], latest, on=on, sentence=sentence)


def left_behind(
    ledger: Ledger,
    live: Sequence[tuple[Entry, int]],
    latest: Mapping[int, Appointment],
    *,
    on: date,
    sentence: str,
) -> Compared:
    """What still stands in a ledger, each with the line of its person, though that person had left by `on`."""
    found = []
    for entry, person in live:
        last = latest.get(person)
        if last is not None and last.until is not None and last.until <= on:
            sides = (line_side(ledger, entry), line_side(APPOINTMENTS, last))
            found.append(Contradiction(last.until, sentence, sides))
    return Compared(len(live), tuple(found))


def _end(appointment: Appointment) -> date:
    return appointment.until or date.max
