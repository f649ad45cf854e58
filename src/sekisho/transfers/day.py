"""異動の日: who left, what of theirs is still live, who came and what they need before they begin (第5条第1号エ・オ・シ).

Read from the ledgers as they are known, so it shows what was really done and goes on being true.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import F, Q
from django.utils import timezone

from sekisho.duties.on_loan import Out, on_loan
from sekisho.kernel.acts import Moment
from sekisho.kernel.permissions import find_post
from sekisho.kernel.queries import standing
from sekisho.kernel.town import binding, open_days, pack
from sekisho.ledgers.contacts import Contact
from sekisho.ledgers.credentials import CREDENTIALS, Credential
from sekisho.ledgers.grants import Grant
from sekisho.ledgers.handlers import Handler
from sekisho.ledgers.pledges import Pledge
from sekisho.ledgers.training_attendance import TrainingAttendance
from sekisho.offices.appointments import Appointment
from sekisho.offices.persons import Person

COUNTS_FOR = timedelta(days=365)  # 初期値: how long before somebody comes a training still counts


@dataclass(frozen=True, slots=True)
class Leaver:
    """Somebody who left a section on the day, with what of theirs is live or out."""

    person: Person
    post: str
    left_on: date
    credentials: tuple[Credential, ...]
    grants: tuple[Grant, ...]
    designations: tuple[Handler, ...]
    loans: tuple[Out, ...]
    contacts: tuple[Contact, ...]

    @property
    def is_clear(self) -> bool:
        """Whether nothing of theirs opens anything any more."""
        return not (self.credentials or self.grants)


@dataclass(frozen=True, slots=True)
class Comer:
    """Somebody who came to the section that keeps the credentials, and what they have of what they need."""

    person: Person
    post: str
    since: date
    designated: bool
    trained: bool
    pledged: bool
    holds_credential: bool

    @property
    def is_ready(self) -> bool:
        """Whether nothing keeps them from being enrolled."""
        return self.designated and self.trained and self.pledged

    @property
    def is_early(self) -> bool:
        """Whether they were enrolled before they were trained and had pledged."""
        return self.holds_credential and not (self.trained and self.pledged)


@dataclass(frozen=True, slots=True)
class Seat:
    """A role or post of the regulation that changed hands."""

    post: str
    left: str  # a name; "": nobody left it on the day
    came: str  # a name; "": nobody has come, the post is vacant


@dataclass(frozen=True, slots=True)
class Day:
    """The day of the orders as the ledgers tell it."""

    on: date
    leavers: tuple[Leaver, ...]
    comers: tuple[Comer, ...]
    seats: tuple[Seat, ...]

    @property
    def not_expired(self) -> int:
        """離任者で失効未了: how many of those who left could still get in."""
        return sum(not leaver.is_clear for leaver in self.leavers)


def day_of_orders(on: date, moment: Moment, others: Collection[date] = ()) -> Day:
    """Who left and who came on that day, and what of it is still live on the day looked at, as known then.

    `others` are days on which orders of the same list took effect, mostly earlier ones.

    A fixed number of queries.
    """
    known_at = moment.known_at
    persons = {row.line_id: row for row in standing(Person, known_at).select_related("line")}
    appointments = [row for row in standing(Appointment, known_at) if row.person_id in persons]
    days = {on, *others}
    ended = [row for row in appointments if row.until in days]
    begun = [row for row in appointments if row.since in days]
    left = {row.person_id: row for row in ended if not _stays(row, appointments)}
    return Day(
        on=on,
        leavers=tuple(_leavers(left, persons, appointments, moment)),
        comers=tuple(_comers(begun, persons, known_at)),
        seats=tuple(_seats(ended, begun, persons)),
    )


def expiry_of(effective_on: date) -> datetime:
    """When credentials of leavers end: as the offices close on the last open day before the orders."""
    day = effective_on - timedelta(days=1)
    while not open_days().is_open(day):
        day -= timedelta(days=1)
    return timezone.make_aware(datetime.combine(day, time.fromisoformat(pack().hours.closes_at)))


def _leavers(
    left: dict[int, Appointment],
    persons: dict[int, Person],
    appointments: Sequence[Appointment],
    moment: Moment,
) -> Iterable[Leaver]:
    known_at = moment.known_at
    credentials = defaultdict(list)
    grants = defaultdict(list)
    holder_of = {}
    for credential in standing(Credential, known_at).filter(holder__in=left).select_related("line"):
        whose, left_on = credential.holder_id, left[credential.holder_id].until
        assert left_on is not None, "who left has a day on which they did"
        if credential.issued_on >= left_on and _is_in_post(whose, credential.issued_on, appointments):
            continue  # they came back, or serve elsewhere, and it was given to them there
        holder_of[credential.line_id] = whose
        if credential.ended_on is None or credential.ended_on > max(left_on, moment.on):
            credentials[whose].append(credential)
    lasting = Q(valid_until__isnull=True) | Q(valid_until__gt=F("valid_from"))  # else it never began
    given = standing(Grant, known_at).filter(lasting, credential__in=holder_of)
    for grant in given.select_related("line"):
        whose = holder_of[grant.credential_id]
        if grant.valid_until is None or grant.valid_until > max(left[whose].until or moment.on, moment.on):
            grants[whose].append(grant)
    designations = defaultdict(list)
    for handler in standing(Handler, known_at).filter(person__in=left).select_related("line"):
        if handler.released_on is None:
            designations[handler.person_id].append(handler)
    loans = on_loan(known_at)
    contacts = defaultdict(list)
    for contact in standing(Contact, known_at).filter(person__in=left).select_related("line"):
        contacts[contact.person_id].append(contact)
    for line, appointment in sorted(left.items(), key=lambda found: persons[found[0]].reading):
        yield Leaver(
            person=persons[line],
            post=appointment.post,
            left_on=appointment.until or moment.on,
            credentials=tuple(credentials[line]),
            grants=tuple(grants[line]),
            designations=tuple(designations[line]),
            loans=tuple(out for out in loans if out.person == line),
            contacts=tuple(contacts[line]),
        )


def _comers(begun: list[Appointment], persons: dict[int, Person], known_at: datetime) -> Iterable[Comer]:
    bound = binding(CREDENTIALS.slug)
    keeper = bound.keeper if bound else None
    came = [row for row in begun if keeper is not None and _section(row.post) == keeper]
    lines = [row.person_id for row in came]
    handlers = standing(Handler, known_at).filter(person__in=lines, released_on__isnull=True)
    designated = {row.person_id for row in handlers}
    pledges = standing(Pledge, known_at).filter(person__in=lines, ended_on__isnull=True)
    pledged = {
        row.person_id for row in pledges if row.valid_until is None or row.valid_until > begun[0].since
    }
    attended = standing(TrainingAttendance, known_at).filter(person__in=lines)
    attended = attended.exclude(result=TrainingAttendance.Result.FAILED)
    trained = {row.person_id for row in attended if row.attended_on >= begun[0].since - COUNTS_FOR}
    live = standing(Credential, known_at).filter(holder__in=lines, ended_on__isnull=True)
    holders = set(live.values_list("holder", flat=True))
    for row in sorted(came, key=lambda found: persons[found.person_id].reading):
        line = row.person_id
        yield Comer(
            persons[line],
            row.post,
            row.since,
            line in designated,
            line in trained,
            line in pledged,
            line in holders,
        )


def _seats(ended: list[Appointment], begun: list[Appointment], persons: dict[int, Person]) -> Iterable[Seat]:
    """Posts that fill a role or sit on the council, in the pack's order."""
    named = {holder for role in pack().roles for holder in role.holders}
    council = pack().council
    named |= set(council.members) if council else set()
    left = {row.post: persons[row.person_id].name for row in ended}
    came = {row.post: persons[row.person_id].name for row in begun}
    for post in pack().posts:
        if post.id in named and post.seats == 1 and (post.id in left or post.id in came):
            yield Seat(post.id, left.get(post.id, ""), came.get(post.id, ""))


def _stays(ended: Appointment, appointments: Sequence[Appointment]) -> bool:
    """Whether another appointment keeps the person in the section in which this one ended."""
    mine = [one for one in appointments if one.person_id == ended.person_id]
    section = _section(ended.post)
    return ended.until is not None and _is_in_post(
        ended.person_id, ended.until, [one for one in mine if _section(one.post) == section]
    )


def _is_in_post(person: int, day: date, appointments: Sequence[Appointment]) -> bool:
    return any(
        one.person_id == person and one.since <= day and (one.until is None or day < one.until)
        for one in appointments
    )


def _section(post: str) -> str | None:
    found = find_post(pack(), post)
    return found.section if found is not None else None
