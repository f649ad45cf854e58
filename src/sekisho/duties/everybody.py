"""全員の履行: a duty that is done by one line a person is done when everybody has theirs (かつらぎ町 第5条第1号オ).

The first pledge of a fiscal year is evidence of itself and not of the others: the duty waits until the last of those
who operate the system has pledged, and counts as done on that day.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db.models import Q
from django.utils import timezone

from sekisho.duties.evidence import Done, Evidence
from sekisho.kernel.queries import day_of, standing
from sekisho.kernel.town import duty as find_duty
from sekisho.kernel.town import open_days
from sekisho.ledgers.credentials import Credential
from sekisho.ledgers.pledges import PLEDGES, Pledge
from sekisho.rules.cadences import Yearly
from sekisho.rules.due import Occurrence, occurrence_of
from sekisho.rules.model import Duty


@dataclass(frozen=True, slots=True)
class Share:
    """How many of those who operate have pledged: `done` of `of`, the last of them on `last_on`.

    `last_recorded_on` is when that was known; both are None while somebody is missing.
    """

    done: int
    of: int
    last_on: date | None = None
    last_recorded_on: date | None = None


def asks_everybody(duty: Duty) -> bool:
    """Whether the duty is done by one pledge an operator."""
    return duty.evidence == PLEDGES.slug and isinstance(duty.cadence, Yearly)


def by_everybody(found: Evidence, known_at: datetime) -> Evidence:
    """`found`, in which such a duty counts as done when everybody has pledged. At most two queries."""
    asked = [
        (key, occurrence)
        for key in found.done
        if (duty := find_duty(key[0])) is not None and asks_everybody(duty)
        if (occurrence := occurrence_of(duty, key[1], open_days())) is not None
    ]
    if not asked:
        return found
    counted = dict(
        zip((key for key, _one in asked), _shares([one for _key, one in asked], known_at), strict=True)
    )
    done = {
        key: kept for key, one in found.done.items() if (kept := _by_then(one, counted.get(key))) is not None
    }
    return replace(found, done=done)


def share_of(duty: Duty, occurrence: Occurrence, known_at: datetime) -> Share | None:
    """How many of how many; None where the duty is not done by one line a person, or nobody operates."""
    if not asks_everybody(duty):
        return None
    [share] = _shares([occurrence], known_at)
    return share if share.of else None


def _by_then(done: Done, share: Share | None) -> Done | None:
    if share is None or not share.of:
        return done
    if share.last_on is None or share.last_recorded_on is None:
        return None
    return replace(done, done_on=share.last_on, recorded_on=share.last_recorded_on)


def _shares(occurrences: list[Occurrence], known_at: datetime) -> list[Share]:
    """Of each occurrence. Who operates is who holds a live credential on its due day, or today before that."""
    first = min(one.opens_on for one in occurrences)
    pledges = (
        standing(Pledge, known_at)
        .filter(pledged_on__gte=first)
        .select_related("event")
        .order_by("pledged_on")
    )
    signed = [(one.person_id, one.pledged_on, timezone.localdate(one.event.recorded_at)) for one in pledges]
    live = standing(Credential, known_at).filter(Q(ended_on__isnull=True) | Q(ended_on__gt=first))
    held = list(live.values_list("holder", "issued_on", "ended_on", "expires_on"))
    found = []
    for one in occurrences:
        on = min(one.due_on, day_of(known_at))
        operators = {
            who
            for who, issued_on, ended_on, expires_on in held
            if issued_on <= on
            and (ended_on is None or ended_on > on)
            and (expires_on is None or expires_on >= on)
        }
        own: dict[int, tuple[date, date]] = {}
        for who, pledged_on, recorded_on in signed:
            if (
                who in operators
                and one.opens_on <= pledged_on
                and (one.lapses_on is None or pledged_on < one.lapses_on)
            ):
                own.setdefault(who, (pledged_on, recorded_on))
        found.append(_share(own, len(operators)))
    return found


def _share(own: Mapping[int, tuple[date, date]], of: int) -> Share:
    if len(own) < of or not own:
        return Share(len(own), of)
    return Share(of, of, max(day for day, _known in own.values()), max(known for _day, known in own.values()))
