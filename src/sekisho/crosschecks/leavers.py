"""離任者と認証情報: who holds no post any more and still holds a credential or an authority (第5条第1号エ, 第5条第3号イ)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from django.utils.translation import gettext as _

from sekisho.crosschecks.findings import Compared, Contradiction, line_side
from sekisho.kernel.acts import Moment
from sekisho.kernel.queries import standing
from sekisho.ledgers.credentials import CREDENTIALS, Credential
from sekisho.offices.appointments import APPOINTMENTS, Appointment


def leavers_with_credentials(moment: Moment) -> Compared:
    """Every credential that is live on the day, held against the appointments of its holder."""
    live = standing(Credential, moment.known_at).filter(issued_on__lte=moment.on).select_related("line")
    appointments = standing(Appointment, moment.known_at).select_related("line").order_by("since")
    return held_without_post(
        [one for one in live if one.ended_on is None or one.ended_on > moment.on],
        latest_of_each(one for one in appointments if one.since <= moment.on),
        on=moment.on,
    )


def latest_of_each(appointments: Iterable[Appointment]) -> dict[int, Appointment]:
    """The appointment of each person that lasts longest, by the person's line id."""
    found: dict[int, Appointment] = {}
    for one in appointments:
        known = found.get(one.person_id)
        if known is None or _end(one) >= _end(known):
            found[one.person_id] = one
    return found


def held_without_post(live: Iterable[Credential], latest: Mapping[int, Appointment], *, on: date) -> Compared:
    """Credentials whose holder's last appointment had ended by `on`; who never had one is no leaver."""
    examined, found = 0, []
    for credential in live:
        examined += 1
        last = latest.get(credential.holder_id)
        if last is None or last.until is None or last.until > on:
            continue
        sentence = _(
            "離任した者の認証情報がまだ生きています。失効・回収し、その日を認証情報管理簿に書いてください。"
        )
        sides = (line_side(CREDENTIALS, credential), line_side(APPOINTMENTS, last))
        found.append(Contradiction(last.until, sentence, sides))
    return Compared(examined, tuple(found))


def _end(appointment: Appointment) -> date:
    return appointment.until or date.max
