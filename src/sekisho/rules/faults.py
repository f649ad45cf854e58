"""What is wrong with the facts about people: all of it, never only the first.

An order that was dated back (遡及発令) cannot be told from these facts, since an
appointment does not say when it was issued or recorded; the journal does.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time
from enum import StrEnum

from sekisho.rules.model import Pack, Post, Words
from sekisho.rules.naming import name_of
from sekisho.rules.standing import AWAY, TOKYO, ActingDecision, Appointment, Standing, day_of


class FaultKind(StrEnum):
    """What kind of thing is wrong."""

    UNKNOWN_POST = "unknown_post"
    UNKNOWN_ROLE_OR_POST = "unknown_role_or_post"
    NO_PERIOD = "no_period"  # it ends before or when it begins
    TOO_MANY_IN_POST = "too_many_in_post"
    UNMARKED_CONCURRENCY = "unmarked_concurrency"
    NOT_A_WAY_TO_BE_AWAY = "not_a_way_to_be_away"
    DECISION_WITHOUT_POST = "decision_without_post"
    TWO_DECISIONS = "two_decisions"


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing to mend. `numbers` are order or decision numbers, `persons` those concerned."""

    kind: FaultKind
    numbers: tuple[str, ...]
    persons: tuple[str, ...]
    words: Words


def faults(pack: Pack, standing: Standing) -> list[Fault]:
    """Everything in `standing` that contradicts the pack or itself, in a stable order."""
    return [
        *_of_appointments(pack, standing),
        *(fault for post in pack.posts if post.seats is not None for fault in _too_many(post, standing)),
        *_unmarked(standing),
        *_of_absences(standing),
        *_of_decisions(pack, standing),
        *_rival_decisions(pack, standing),
    ]


def _of_appointments(pack: Pack, standing: Standing) -> Iterator[Fault]:
    known = {post.id for post in pack.posts}
    for one in standing.appointments:
        numbers, persons = (one.order_number,), (one.person,)
        if one.post not in known:
            yield Fault(
                FaultKind.UNKNOWN_POST, numbers, persons, _unknown(f"辞令 {one.order_number}", one.post)
            )
        if one.until is not None and one.until <= one.since:
            yield Fault(FaultKind.NO_PERIOD, numbers, persons, _no_period(f"辞令 {one.order_number}"))


def _too_many(post: Post, standing: Standing) -> Iterator[Fault]:
    """One fault for each set of appointments that run together beyond the post's seats."""
    mine = [one for one in standing.appointments if one.post == post.id]
    for on, together in _together(mine):
        if len(together) > (post.seats or 0):
            numbers = tuple(one.order_number for one in together)
            words = Words(
                f"{post.title.ja}(定員{post.seats})の辞令 {'、'.join(numbers)} が{on}に重なっています。"
                "前任者の解かれる日を記載してください。",
                f"Appointments {', '.join(numbers)} to {post.title.en} (seats: {post.seats}) overlap on {on}. "
                "Enter the day on which the predecessor leaves.",
            )
            yield Fault(FaultKind.TOO_MANY_IN_POST, numbers, tuple(one.person for one in together), words)


def _unmarked(standing: Standing) -> Iterator[Fault]:
    """A person in two posts of which neither is marked 兼務: often the old one was not ended."""
    for person in dict.fromkeys(one.person for one in standing.appointments):
        principal = [one for one in standing.appointments if one.person == person and not one.concurrent]
        for on, together in _together(principal):
            if len({one.post for one in together}) > 1:
                numbers = tuple(one.order_number for one in together)
                words = Words(
                    f"辞令 {'、'.join(numbers)} は{on}に同じ職員の別の職で重なり、どちらにも兼務の印がありません。"
                    "前の職の解かれる日を記載するか、兼務としてください。",
                    f"Appointments {', '.join(numbers)} put one person in different posts on {on} and none is "
                    "marked concurrent. End the earlier one or mark it concurrent.",
                )
                yield Fault(FaultKind.UNMARKED_CONCURRENCY, numbers, (person,), words)


def _together(appointments: list[Appointment]) -> Iterator[tuple[str, tuple[Appointment, ...]]]:
    """The first day (ISO) of each set of appointments that run at once; no set twice."""
    seen: set[tuple[Appointment, ...]] = set()
    for on in sorted({one.since for one in appointments}):
        together = tuple(one for one in appointments if one.holds_on(on))
        if together not in seen:
            seen.add(together)
            yield on.isoformat(), together


def _of_absences(standing: Standing) -> Iterator[Fault]:
    for one in standing.absences:
        named = f"{_minute(one.since)}からの不在"
        if one.until is not None and one.until <= one.since:
            yield Fault(FaultKind.NO_PERIOD, (), (one.person,), _no_period(named))
        if one.condition not in AWAY:
            words = Words(
                f"{named}の別が不在でも事故でもなく、効力がありません。不在か事故に訂正してください。",
                f"The absence from {_minute(one.since)} is neither absence nor incapacity and has no effect. "
                "Amend it to one of the two.",
            )
            yield Fault(FaultKind.NOT_A_WAY_TO_BE_AWAY, (), (one.person,), words)


def _of_decisions(pack: Pack, standing: Standing) -> Iterator[Fault]:
    posts = {post.id for post in pack.posts}
    targets = posts | {role.id for role in pack.roles}
    for one in standing.decisions:
        named, numbers, persons = f"決定 {one.number}", (one.number,), (one.person,)
        if one.role_or_post not in targets:
            yield Fault(FaultKind.UNKNOWN_ROLE_OR_POST, numbers, persons, _unknown(named, one.role_or_post))
        if one.post not in posts:
            yield Fault(FaultKind.UNKNOWN_POST, numbers, persons, _unknown(named, one.post))
        elif one.until is not None and one.until <= one.since:
            yield Fault(FaultKind.NO_PERIOD, numbers, persons, _no_period(named))
        elif not _in_post_throughout(one, standing):
            post = name_of(pack, one.post)
            words = Words(
                f"{named} の期間のうちに、代わる者が{post.ja}でない時があり、その間は効力がありません。"
                "新しい決定を受けるか、期間を訂正してください。",
                f"For part of the period of decision {one.number} the person named is not {post.en}; it has no effect "
                "then. Obtain a new decision or amend the period.",
            )
            yield Fault(FaultKind.DECISION_WITHOUT_POST, numbers, persons, words)


def _in_post_throughout(decision: ActingDecision, standing: Standing) -> bool:
    on = day_of(decision.since)
    while True:
        ends = [
            one.until
            for one in standing.appointments_on(on)
            if one.person == decision.person and one.post == decision.post
        ]
        if not ends:
            return False
        known = [end for end in ends if end is not None]
        if len(known) < len(ends):
            return True
        on = max(known)
        if decision.until is not None and decision.until <= datetime.combine(on, time(), TOKYO):
            return True


def _rival_decisions(pack: Pack, standing: Standing) -> Iterator[Fault]:
    for one in standing.decisions:
        for other in standing.decisions:
            if other is one or other.role_or_post != one.role_or_post or not other.runs_at(one.since):
                continue
            if (other.since, standing.decisions.index(other)) > (one.since, standing.decisions.index(one)):
                continue  # begun at the same moment: named once, from the later line
            name = name_of(pack, one.role_or_post)
            words = Words(
                f"{name.ja}について決定 {other.number} と {one.number} の期間が重なっています。"
                "後に始まる決定によります。先の決定の終わりを記載してください。",
                f"Decisions {other.number} and {one.number} on {name.en} overlap; the one that begins later counts. "
                "Enter the end of the earlier one.",
            )
            yield Fault(
                FaultKind.TWO_DECISIONS, (other.number, one.number), (other.person, one.person), words
            )


def _unknown(named: str, identifier: str) -> Words:
    return Words(
        f"{named} の「{identifier}」は規程にありません。規程にある役割か職に訂正してください。",
        f"{named}: the pack has no role or post “{identifier}”. Amend it to one that exists.",
    )


def _no_period(named: str) -> Words:
    return Words(
        f"{named} は終わりが始まりより後になっていません。日付を訂正してください。",
        f"{named} does not end after it begins. Amend the dates.",
    )


def _minute(at: datetime) -> str:
    return at.astimezone(TOKYO).strftime("%Y-%m-%d %H:%M")
