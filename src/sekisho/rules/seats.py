"""The seats of the council at a moment: who sits, who acts, who is away, what is vacant."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sekisho.rules.authority import Acting, Answer, Held, Nobody, Why, all_holders, who_fills, who_holds
from sekisho.rules.model import Council, Pack, Post
from sekisho.rules.standing import Standing, day_of
from sekisho.rules.versions import clauses_on


class SeatState(StrEnum):
    """How a seat stands at a moment."""

    HELD = "held"
    ACTING = "acting"
    AWAY = "away"  # somebody is appointed and away, and nobody acts
    VACANT = "vacant"
    UNSETTLED = "unsettled"  # the answer's `why` says what is wrong


@dataclass(frozen=True, slots=True)
class Seat:
    """One seat: the chair's (`role` is set) or that of a member's post.

    `appointed` are the persons in the post, away or not. One person can sit on several
    seats (兼務); the text has no rule for that and none is made here.
    """

    post: str | None
    role: str | None
    appointed: tuple[str, ...]
    answer: Answer

    @property
    def state(self) -> SeatState:
        """The state that follows from the answer and from who is appointed."""
        match self.answer:
            case Held():
                return SeatState.HELD
            case Acting():
                return SeatState.ACTING
            case Nobody(why=Why.CONTESTED | Why.UNKNOWN_POST | Why.UNKNOWN_ROLE | Why.TEXT_UNKNOWN):
                return SeatState.UNSETTLED
            case Nobody():
                return SeatState.AWAY if self.appointed else SeatState.VACANT


def council_seats(pack: Pack, at: datetime, standing: Standing) -> tuple[Seat, ...]:
    """The chair's seat and the members' in the order of the text.

    Empty where the body has no council, and on a day whose text is not held: who had a
    seat then is unknown. A member who is away is not replaced: 代理出席 is for the text to
    allow.
    """
    council = pack.council
    if council is None or not _counts(pack, council, at):
        return ()
    members = [post for member in council.members for post in pack.posts if post.id == member]
    return (
        _chair(pack, council, at, standing),
        *(seat for post in members for seat in _seats_of(pack, post, at, standing)),
    )


def _counts(pack: Pack, council: Council, at: datetime) -> bool:
    on = day_of(at)
    if council.clause not in {clause.id for clause in pack.clauses}:
        return True  # set up outside the documents of the pack, which therefore cannot date it
    return council.clause in {clause.id for clause in clauses_on(pack, on, known_at=on)}


def _chair(pack: Pack, council: Council, at: datetime, standing: Standing) -> Seat:
    holders = next((role.holders for role in pack.roles if role.id == council.chair), ())
    appointed = standing.holders_on(day_of(at))
    return Seat(
        post=holders[0] if holders else None,
        role=council.chair,
        appointed=tuple(person for post in holders for person in appointed.get(post, ())),
        answer=who_fills(pack, council.chair, at, standing),
    )


def _seats_of(pack: Pack, post: Post, at: datetime, standing: Standing) -> list[Seat]:
    """One seat for a post; for a post with several, one for each person and each vacancy."""
    appointed = standing.holders_on(day_of(at)).get(post.id, ())
    if post.seats == 1 or (post.seats is not None and len(appointed) > post.seats):
        return [Seat(post.id, None, appointed, who_holds(pack, post.id, at, standing))]
    answers = {answer.person: answer for answer in all_holders(pack, post.id, at, standing)}
    away = Nobody(post.id, Why.ABSENT_NO_RULE)
    seats = [Seat(post.id, None, (person,), answers.pop(person, away)) for person in appointed]
    seats = [Seat(post.id, None, (), answer) for answer in answers.values()] + seats
    vacancies = max(post.seats or 1, 1) - len(seats)
    return seats + [Seat(post.id, None, (), Nobody(post.id, Why.VACANT_NO_RULE))] * vacancies
