"""組織: sections and posts and who holds them on a day; and 後閲, what was done in one's stead."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time

from django.contrib import messages
from django.db.models import Max, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from sekisho.kernel.acts import Moment
from sekisho.kernel.models import Acknowledgement, JournalEvent
from sekisho.kernel.requests import TownRequest, act_of, must_see
from sekisho.kernel.screens.journal import journal_object, shown
from sekisho.kernel.town import pack
from sekisho.kernel.verbs import review_acts
from sekisho.kernel.wording import clause_label, counted, name_of, said
from sekisho.offices.middleware import SignedIn
from sekisho.offices.responsible import Responsible, responsible_for
from sekisho.offices.standing import People
from sekisho.rules.authority import Acting, Capability, Capacity, Held, Nobody
from sekisho.rules.faults import faults
from sekisho.rules.model import Post, Role, Section, Substitution
from sekisho.rules.seats import Seat, SeatState, council_seats
from sekisho.rules.standing import day_of

MOST_SEEN = 50  # of what was seen long ago, the page lists so many; the journal has them all
IN_STEAD = (Capacity.DEPUTY, Capacity.DECISION, Capacity.ACTING_HEAD)


class OrganisationRequest(TownRequest):
    """A request whose actor knows the people of the day looked at."""

    actor: SignedIn


@dataclass(frozen=True, slots=True)
class Holder:
    """Somebody appointed to a post, at hand or away: 不在 is not 欠員."""

    name: str
    away: bool


@dataclass(frozen=True, slots=True)
class PostRow:
    """One post, who is appointed to it, and who answers for it if they are away."""

    post: Post
    title: str
    holders: tuple[Holder, ...]
    answer: Responsible


@dataclass(frozen=True, slots=True)
class SectionRows:
    """One section with its posts; no section for the executives and outsiders."""

    section: Section | None
    name: str
    posts: tuple[PostRow, ...]


@dataclass(frozen=True, slots=True)
class RoleRow:
    """One role of the regulation: who fills it, and who would act for them."""

    role: Role
    label: str
    clause_label: str
    answer: Responsible
    substitution: str


@dataclass(frozen=True, slots=True)
class SeatRow:
    """One seat of the council: the office, who sits or is away, and what there is to say of it."""

    office: str
    person: str
    state: SeatState
    note: str


def organisation_page(request: OrganisationRequest) -> HttpResponse:
    """The posts of the town and who held them on the day looked at."""
    at = instant_of(request.moment)
    known = request.actor.known
    rows = [_post_row(post, at, known) for post in pack().posts]
    groups = [
        SectionRows(section, said(section.name) if section else _("特別職・外部"), tuple(_of(rows, section)))
        for section in (None, *pack().sections)
    ]
    context = {
        "groups": [group for group in groups if group.posts],
        "roles": [_role_row(role, at, known) for role in pack().roles],
        "council": pack().council,
        "seats": [_seat_row(seat, known) for seat in council_seats(pack(), at, known.standing)],
        "faults": [said(fault.words) for fault in faults(pack(), known.standing)],
    }
    return render(request, "offices/organisation.html", context)


def review_page(request: OrganisationRequest, role: str) -> HttpResponse:
    """後閲: what deputies did for the role, and which of it its holder has not yet seen."""
    if role not in {found.id for found in pack().roles}:
        raise Http404
    rule = next((one for one in pack().substitutions if one.role == role), None)
    capability = request.actor.capability
    is_theirs = capability is not None and is_holder(role, capability)
    if not is_theirs:
        must_see(request, journal_object())
    acts = acts_in_stead(role, request.moment.known_at)
    seen = seen_through(role, request.moment.known_at)
    waiting = list(acts.filter(number__gt=seen))
    if request.method == "POST":
        act = act_of(request)
        through = next((each for each in waiting if str(each.number) == request.POST.get("through")), None)
        if through is not None:
            review_acts(
                role,
                through=through,
                clause=rule.clause if rule else None,
                act=act,
                remark=request.POST.get("remark", ""),
            )
            read = sum(each.number <= through.number for each in waiting)
            messages.success(request, counted("%(n)d件の代行を後閲しました。", read))
        return redirect("review", role)
    context = {
        "role": next(found for found in pack().roles if found.id == role),
        "rule": rule,
        "clause_label": clause_label(pack(), rule.clause) if rule else "",
        "waiting": [shown(event) for event in waiting],
        "seen": [shown(event) for event in acts.filter(number__lte=seen)[:MOST_SEEN]],
        "may_review": is_theirs and request.moment.live,
    }
    return render(request, "offices/review.html", context)


def acts_in_stead(role: str, known_at: datetime) -> QuerySet[JournalEvent]:
    """The acts that somebody else did for the role or the posts that fill it, newest first."""
    holders = next((found.holders for found in pack().roles if found.id == role), ())
    acts = JournalEvent.objects.filter(acts_for__in=[role, *holders], capacity__in=IN_STEAD)
    return acts.filter(recorded_at__lte=known_at).order_by("-number").defer("body")


def seen_through(role: str, known_at: datetime) -> int:
    """The number of the last event that the role's holder has acknowledged; 0 for none."""
    seen = Acknowledgement.objects.filter(
        role=role, acts_through__isnull=False, event__recorded_at__lte=known_at
    )
    return int(seen.aggregate(last=Max("acts_through"))["last"] or 0)


def is_holder(role: str, capability: Capability) -> bool:
    """Whether this is the role's own holder: a deputy does not review their own acts."""
    return capability.capacity is Capacity.OWN and role in capability.roles


def instant_of(moment: Moment) -> datetime:
    """Now, or noon of the day looked at: who answered for a past day is asked in office hours."""
    if moment.live:
        return moment.known_at
    return timezone.make_aware(datetime.combine(moment.on, time(12)))


def _of(rows: list[PostRow], section: Section | None) -> list[PostRow]:
    return [row for row in rows if row.post.section == (section.id if section else None)]


def _post_row(post: Post, at: datetime, known: People) -> PostRow:
    appointed = known.standing.holders_on(day_of(at)).get(post.id, ())
    holders = tuple(
        Holder(known.name(person), away=bool(known.standing.conditions_of(person, at)))
        for person in appointed
    )
    return PostRow(post, said(post.title), holders, responsible_for(post.id, at, known))


def _role_row(role: Role, at: datetime, known: People) -> RoleRow:
    rule: Substitution | None = next((one for one in pack().substitutions if one.role == role.id), None)
    deputies = _("、").join(name_of(pack(), post) for post in rule.by) if rule else ""
    return RoleRow(
        role,
        said(role.label),
        clause_label(pack(), role.clause),
        responsible_for(role.id, at, known),
        _("%(deputies)s(%(clause)s)") % {"deputies": deputies, "clause": clause_label(pack(), rule.clause)}
        if rule
        else "",
    )


def _seat_row(seat: Seat, known: People) -> SeatRow:
    office = name_of(pack(), seat.role or seat.post or "")
    match seat.answer:
        case Nobody(why=why):
            away = _("、").join(known.name(person) for person in seat.appointed)
            return SeatRow(office, away, seat.state, said(why.words))
        case Acting(post=post, person=person):
            return SeatRow(office, known.name(person), seat.state, name_of(pack(), post))
        case Held(person=person):
            return SeatRow(office, known.name(person), seat.state, "")
