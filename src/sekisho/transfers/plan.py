"""異動の計画: what a list of transfers does to who holds which post, and what has to be asked first. Pure.

Serves 第5条第3号イ. Every row ends in exactly one place: it moves somebody, it is outside of the regulation, it was
dropped by an answer, or it waits for one.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from sekisho.intake.tables.transfers import TransferRow
from sekisho.intake.tables.values import folded
from sekisho.rules.model import Post


class Doubt(StrEnum):
    """What has to be asked about a row."""

    SAME_NAME = "same_name"  # another person of that name is known, under another number
    OTHER_NAME = "other_name"  # that number belongs to somebody of another name
    UNKNOWN_POST = "unknown_post"  # it sounds like an office of the regulation, and is none of its posts
    UNKNOWN_NUMBER = "unknown_number"  # who is to leave a post of the regulation is nobody known
    TAKEN = "taken"  # the post is held by somebody who does not leave it
    HOLDS_MORE = "holds_more"  # the person holds a post that the row does not name
    OTHER_DAY = "other_day"  # in force on another day than the list, mostly an earlier one


DROP = "drop"  # the row is left out
OUTSIDE = "outside"  # no post of the regulation
ANOTHER = "another"  # another person, new here
SAME = "same"  # the same person under a new name
END, GO_ON = "end", "go_on"  # what becomes of the post that the row does not name
AS_WRITTEN, THE_DAY = "as_written", "the_day"  # in force from when

LONG_NAME = 4  # characters of an office's name


@dataclass(frozen=True, slots=True)
class Holding:
    """An appointment that lasts: `number` is that of its line, `person` the staff number."""

    number: int
    person: str
    post: str
    since: date


@dataclass(frozen=True, slots=True)
class Known:
    """What is known before the list: names by staff number, lasting appointments, the posts, their titles folded."""

    names: Mapping[str, str]
    holdings: Sequence[Holding]
    posts: Mapping[str, Post]
    titles: Mapping[str, str]  # folded title -> post id
    offices: Sequence[str]  # folded names of the regulation's sections


@dataclass(frozen=True, slots=True)
class Question:
    """Something that only a person can say. `about` is what is doubtful, `options` are the answers.

    An option is one of the words above, the id of a post or the staff number of a person.
    """

    line: int
    slot: str
    doubt: Doubt
    about: str
    options: tuple[str, ...]

    @property
    def id(self) -> str:
        """By which its answer is known."""
        return f"{self.line}-{self.slot}"


@dataclass(frozen=True, slots=True)
class Move:
    """One person on one day: the appointments that end (line numbers) and the post that begins."""

    line: int
    staff_number: str
    name: str
    reading: str
    on: date
    ends: tuple[int, ...]
    begins: str | None
    order_number: str
    concurrent: bool
    is_new: bool


@dataclass(frozen=True, slots=True)
class Plan:
    """`moves` + `outside` + `dropped` + rows with an open question = all rows, each counted once."""

    moves: tuple[Move, ...]
    outside: tuple[TransferRow, ...]
    dropped: tuple[TransferRow, ...]
    questions: tuple[Question, ...]  # not answered yet

    @property
    def is_settled(self) -> bool:
        """Whether nothing waits for an answer."""
        return not self.questions


class Called(NamedTuple):
    """Staff numbers by folded name: of the list, and of those known before."""

    on_list: Mapping[str, set[str]]
    known: Mapping[str, list[str]]


def make_plan(
    rows: Sequence[TransferRow], known: Known, answers: Mapping[str, str], *, orders_on: date
) -> Plan:
    """What the list does, as far as `answers` (question id -> option) settle what is doubtful."""
    moves: list[Move] = []
    outside: list[TransferRow] = []
    dropped: list[TransferRow] = []
    questions: list[Question] = []
    leaving, called = _leaving(rows, known), _called(rows, known)
    for row in rows:
        asked = list(questions_of(row, called, known, leaving, orders_on))
        said = {one.slot: answers[one.id] for one in asked if answers.get(one.id) in one.options}
        if DROP in said.values():
            dropped.append(row)
        elif len(said) < len(asked):
            questions += [one for one in asked if one.slot not in said]
        elif (move := _move(row, known, said, orders_on)) is not None:
            moves.append(move)
        else:
            outside.append(row)
    return Plan(tuple(moves), tuple(outside), tuple(dropped), tuple(questions))


def questions_of(
    row: TransferRow, called: Called, known: Known, leaving: Counter[str], orders_on: date
) -> Iterator[Question]:
    """All that is doubtful in a row, answered or not; `called` says who is called alike."""
    yield from _who(row, called, known)
    for slot, said in (("from", row.from_post), ("to", row.to_post)):
        if _sounds_known(said, known):
            yield Question(row.line, slot, Doubt.UNKNOWN_POST, said or "", (*known.posts, OUTSIDE, DROP))
    begins = post_of(row.to_post, known)
    if begins is not None:
        free = _free_seats(known.posts[begins], known, leaving)
        if free is not None and free < 1:
            options = (*_holders(begins, known), DROP)
            yield Question(row.line, "taken", Doubt.TAKEN, row.to_post or "", options)
    if (more := _not_named(row, known)) is not None:
        yield Question(row.line, "more", Doubt.HOLDS_MORE, more.post, (END, GO_ON, DROP))
    if row.effective_on != orders_on:
        about = row.effective_on.isoformat()
        yield Question(row.line, "day", Doubt.OTHER_DAY, about, (AS_WRITTEN, THE_DAY, DROP))


def post_of(said: str | None, known: Known) -> str | None:
    """The id of the post that a list calls so; None: no post of the regulation."""
    if said is None:
        return None
    return said if said in known.posts else known.titles.get(folded(said))


def _called(rows: Sequence[TransferRow], known: Known) -> Called:
    called = Called(defaultdict(set), defaultdict(list))
    for row in rows:
        called.on_list[folded(row.name)].add(row.staff_number)
    for number, name in known.names.items():
        called.known[folded(name)].append(number)
    return called


def _who(row: TransferRow, called: Called, known: Known) -> Iterator[Question]:
    name = known.names.get(row.staff_number)
    if name is not None:
        if folded(name) != folded(row.name):
            yield Question(row.line, "who", Doubt.OTHER_NAME, name, (SAME, DROP))
        return
    own = folded(row.name)
    alike = called.known.get(own, ())
    if alike or len(called.on_list[own]) > 1:
        yield Question(row.line, "who", Doubt.SAME_NAME, row.name, (*alike, ANOTHER, DROP))
    elif (leaves := post_of(row.from_post, known)) is not None:
        options = (*_holders(leaves, known), DROP)
        yield Question(row.line, "who", Doubt.UNKNOWN_NUMBER, row.staff_number, options)


def _sounds_known(said: str | None, known: Known) -> bool:
    """Whether it is no post of the regulation, and looks as if it were meant to be one."""
    if said is None or post_of(said, known) is not None:
        return False
    found = folded(said)
    return any(_one_off(found[: len(office)], office) for office in known.offices)


def _one_off(said: str, office: str) -> bool:
    """Whether it is the office, or a slip of the pen: 税務課 is none for 総務課, so short names must be whole."""
    if len(said) != len(office):
        return False
    differing = sum(a != b for a, b in zip(said, office, strict=True))
    return differing <= (1 if len(office) >= LONG_NAME else 0)


def _leaving(rows: Sequence[TransferRow], known: Known) -> Counter[str]:
    """How many of its holders each post loses by the list as it is written."""
    ended = {one.number: one.post for row in rows for one in _named(row, row.staff_number, known, None)}
    return Counter(ended.values())


def _free_seats(post: Post, known: Known, leaving: Counter[str]) -> int | None:
    """Seats that nobody holds once everybody of the list has left; None: any number."""
    if post.seats is None:
        return None
    return post.seats - len(_holders(post.id, known)) + leaving[post.id]


def _holders(post: str, known: Known) -> tuple[str, ...]:
    return tuple(holding.person for holding in known.holdings if holding.post == post)


def _named(row: TransferRow, number: str, known: Known, chosen: str | None) -> list[Holding]:
    """The appointments of the person that the row ends: of the post that it names; all, where it names none."""
    mine = [holding for holding in known.holdings if holding.person == number]
    if row.concurrent:
        return []
    if row.from_post is None:
        return mine
    named = chosen or post_of(row.from_post, known)
    return [holding for holding in mine if holding.post == named]


def _not_named(row: TransferRow, known: Known) -> Holding | None:
    """A post of the person's that the row neither names nor leaves alone as a concurrent one."""
    if row.concurrent or row.from_post is None or _sounds_known(row.from_post, known):
        return None
    named = post_of(row.from_post, known)
    mine = [holding for holding in known.holdings if holding.person == row.staff_number]
    return next((holding for holding in mine if holding.post != named), None)


def _move(row: TransferRow, known: Known, said: Mapping[str, str], orders_on: date) -> Move | None:
    """What the row does once all is answered; None: nothing that concerns the regulation."""
    who = said.get("who", SAME)
    number = row.staff_number if who in (SAME, ANOTHER) else who
    begins = post_of(row.to_post, known) or _chosen(said, "to")
    ends = _named(row, number, known, _chosen(said, "from"))
    if said.get("more") == END:
        ends = [holding for holding in known.holdings if holding.person == number]
    freed = [one for one in known.holdings if one.post == begins and one.person == said.get("taken")]
    if begins is None and not ends:
        return None
    return Move(
        line=row.line,
        staff_number=number,
        name=row.name,
        reading=row.reading,
        on=orders_on if said.get("day") == THE_DAY else row.effective_on,
        ends=tuple(dict.fromkeys(one.number for one in (*ends, *freed))),
        begins=begins,
        order_number=row.order_number or "",
        concurrent=row.concurrent or said.get("more") == GO_ON,
        is_new=number not in known.names,
    )


def _chosen(said: Mapping[str, str], slot: str) -> str | None:
    answer = said.get(slot)
    return None if answer == OUTSIDE else answer
