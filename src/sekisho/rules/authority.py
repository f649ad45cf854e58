"""Who fills a post or a role at a moment, who acts in their stead and on what basis, or why nobody does.

The text comes first, the head's written decision fills its silence, and where neither
says anything the answer is `Nobody` with the reason: no rule is invented (R9, R27).
Pure: the facts come as a `Standing`, the moment as an aware datetime.

What was decided here, because neither the law nor the facts force it:

- An absence does not suspend an office. A person registered away who turns up anyway
  still acts in their own posts: they can report what they found and end their absence.
  They fill no *role* until the absence is ended, though: the text hands the role to
  somebody else for just that time, and it has one holder at any instant (第3条第2項).
  They are also refused a post for which a written decision puts somebody in their place.
- Who acts for a role acts for that role alone. The chief's deputy does not become
  vice-mayor; only a decision that names the post lets somebody act in the post.
- A deputy deputises by their own appointment. Whoever merely acts for the deputy's post
  does not inherit the deputising: no text says so.
- Of two decisions for the same role or post the one that begins later counts.
- Where more people are appointed to a post than it has seats, none of them is picked:
  nobody fills its roles until the appointments are put right (`faults.py` names them).
- 委任 (DELEGATED) is an act and not a state of the holder, so it never arises here.
- A role is judged by the text that counts on that very day, as known on that day. Where
  that text is not held, who filled the role is unknown, whoever fills it today.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from sekisho.rules.model import Basis, Condition, Pack, Role, Substitution, Words
from sekisho.rules.standing import Standing, day_of
from sekisho.rules.versions import Situation, clauses_on, document_of, version_on


class Capacity(StrEnum):
    """資格: in which right somebody acts."""

    OWN = "own"
    DEPUTY = "deputy"  # the regulation's own substitution
    DECISION = "decision"  # by written decision, for one who is away
    ACTING_HEAD = "acting_head"  # by statute, or by written decision for one who cannot act or is not there
    FOUNDING = "founding"  # while the town is being set up

    @property
    def words(self) -> Words:
        """The legal term and its English counterpart."""
        return _CAPACITIES[self]


_CAPACITIES = {
    Capacity.OWN: Words("本人", "in person"),
    Capacity.DEPUTY: Words("職務代行", "deputy"),
    Capacity.DECISION: Words("代決", "deciding for an absent holder"),
    Capacity.ACTING_HEAD: Words("代理", "acting holder"),
    Capacity.FOUNDING: Words("設定", "setting up"),
}


class Why(StrEnum):
    """Why nobody acts. `disclosure.explain` says it in full, with what to do."""

    VACANT_NO_RULE = "vacant_no_rule"  # 欠員, and the text has no rule for that
    ABSENT_NO_RULE = "absent_no_rule"  # away, and the text has no rule for that
    ALL_AWAY = "all_away"  # those whom the text names next are not at hand either
    DEPUTY_VACANT = "deputy_vacant"  # the posts that the text names next are vacant
    CONTESTED = "contested"  # more people appointed than the post has seats
    NOT_REGULATED = "not_regulated"  # the text of that day knows no such role, or names nobody for it
    TEXT_UNKNOWN = "text_unknown"  # the text of that day is not held
    UNKNOWN_POST = "unknown_post"
    UNKNOWN_ROLE = "unknown_role"

    @property
    def words(self) -> Words:
        """The reason in a few words, for a list or a badge."""
        return _REASONS[self]


_REASONS = {
    Why.VACANT_NO_RULE: Words("欠員(定めなし)", "vacant, no rule for it"),
    Why.ABSENT_NO_RULE: Words("不在等(定めなし)", "away, no rule for it"),
    Why.ALL_AWAY: Words("代わる者も不在", "those next in line are away too"),
    Why.DEPUTY_VACANT: Words("代わる職も欠員", "the deputising post is vacant too"),
    Why.CONTESTED: Words("辞令が重複", "appointments overlap"),
    Why.NOT_REGULATED: Words("規程に定めなし", "not regulated"),
    Why.TEXT_UNKNOWN: Words("当時の条文が不明", "text of that day unknown"),
    Why.UNKNOWN_POST: Words("規程にない職", "no such post"),
    Why.UNKNOWN_ROLE: Words("規程にない役割", "no such role"),
}


@dataclass(frozen=True, slots=True)
class Held:
    """`person` is at hand in their own `post`; with `role`, fills it by that post (充て職)."""

    post: str
    person: str
    role: str | None = None


@dataclass(frozen=True, slots=True)
class Acting:
    """`person`, whose own post is `post`, acts for `acts_for` (a role id or a post id).

    `basis` is a clause id or a decision's number, `because` the condition that it covers.
    """

    post: str
    person: str
    acts_for: str
    capacity: Capacity
    basis: str
    because: Condition


@dataclass(frozen=True, slots=True)
class Nobody:
    """Nobody can act for that post or role at that moment, and why."""

    post_or_role: str
    why: Why


Answer = Held | Acting | Nobody


@dataclass(frozen=True, slots=True)
class Capability:
    """One right in which a person may act at a moment.

    `post` is a post that they hold; `acts_for` the role or post they act for, None in
    their own right. `basis` is the order number of the appointment, a clause id or a
    decision's number. `roles` are the roles that this capability fills at that moment:
    to hold a role's post is not enough while the holder is away or comes second (又は).
    """

    post: str
    capacity: Capacity
    acts_for: str | None
    basis: str
    roles: tuple[str, ...] = ()


def who_holds(pack: Pack, post: str, at: datetime, standing: Standing) -> Answer:
    """Who can act in `post` at that moment; the longest in it where it has several seats."""
    answers = _holders(_moment(pack, at, standing), post)
    return answers if isinstance(answers, Nobody) else answers[0]


def all_holders(pack: Pack, post: str, at: datetime, standing: Standing) -> tuple[Held | Acting, ...]:
    """Everybody who can act in `post` at that moment, the longest in it first."""
    return _each(_holders(_moment(pack, at, standing), post))


def who_fills(pack: Pack, role: str, at: datetime, standing: Standing) -> Answer:
    """Who fills `role` at that moment; the first of `all_who_fill` where its post has several seats."""
    answers = _fillers(_moment(pack, at, standing), role)
    return answers if isinstance(answers, Nobody) else answers[0]


def all_who_fill(pack: Pack, role: str, at: datetime, standing: Standing) -> tuple[Held | Acting, ...]:
    """Everybody who fills `role` at that moment: one, unless its post has several seats."""
    return _each(_fillers(_moment(pack, at, standing), role))


def capacities_of(pack: Pack, person: str, at: datetime, standing: Standing) -> tuple[Capability, ...]:
    """Every right in which `person` may act at that moment, their own posts first.

    A person registered away keeps their posts without the roles (see the module's text).
    Posts that the pack does not know give nothing.
    """
    now = _moment(pack, at, standing)
    fillers = {role.id: _each(_fillers(now, role.id)) for role in pack.roles}
    named = {post.id: _each(_holders(now, post.id)) for post in pack.posts}
    orders = {one.post: one.order_number for one in standing.appointments_on(now.on) if one.person == person}
    own = [post for post in orders if post in named and not any(map(_acts_for, named[post]))]
    acting = [
        answer
        for answers in (*named.values(), *fillers.values())
        for answer in answers
        if isinstance(answer, Acting) and answer.person == person
    ]
    rights = [
        *((post, Capacity.OWN, None, orders[post]) for post in own),
        *dict.fromkeys((answer.post, answer.capacity, answer.acts_for, answer.basis) for answer in acting),
    ]
    return tuple(
        Capability(post, capacity, acts_for, basis, _roles(fillers, person, post, acts_for))
        for post, capacity, acts_for, basis in rights
    )


# --- how the answers come about ---------------------------------------------------

_Found = tuple[Held | Acting, ...]  # never empty where it is an answer


@dataclass(frozen=True, slots=True)
class _Moment:
    """The facts and the law of one moment."""

    pack: Pack
    standing: Standing
    at: datetime
    on: date
    holders: Mapping[str, tuple[str, ...]]  # by post: who is appointed, away or not
    lawful: frozenset[str]  # clauses that count on that day
    printed: frozenset[str]  # clauses that the pack knows at all

    def appointed(self, post: str) -> tuple[str, ...]:
        """Persons appointed to the post, away or not, the longest in it first."""
        return self.holders.get(post, ())

    def conditions(self, persons: tuple[str, ...]) -> frozenset[Condition]:
        """Why no appointed person is at hand."""
        if not persons:
            return frozenset({Condition.VACANT})
        return frozenset(each for person in persons for each in self.standing.conditions_of(person, self.at))

    def at_hand(self, person: str) -> bool:
        """Whether the person is not registered away."""
        return not self.standing.conditions_of(person, self.at)

    def applies(self, clause: str) -> bool:
        """Whether the clause counts; a source outside the pack's documents is not ours to date."""
        return clause in self.lawful or clause not in self.printed


def _moment(pack: Pack, at: datetime, standing: Standing) -> _Moment:
    on = day_of(at)
    return _Moment(
        pack=pack,
        standing=standing,
        at=at,
        on=on,
        holders=standing.holders_on(on),
        lawful=frozenset(clause.id for clause in clauses_on(pack, on, known_at=on)),
        printed=frozenset(clause.id for clause in pack.clauses),
    )


def _own_holders(now: _Moment, post_id: str) -> tuple[Held, ...] | Nobody | None:
    """Those at hand by their own appointment; None: nobody is at hand, vacant or away."""
    post = next((post for post in now.pack.posts if post.id == post_id), None)
    if post is None:
        return Nobody(post_id, Why.UNKNOWN_POST)
    persons = now.appointed(post_id)
    if post.seats is not None and len(persons) > post.seats:
        return Nobody(post_id, Why.CONTESTED)
    return tuple(Held(post_id, person) for person in persons if now.at_hand(person)) or None


def _holders(now: _Moment, post_id: str) -> _Found | Nobody:
    own = _own_holders(now, post_id)
    if own is not None:
        return own
    conditions = now.conditions(now.appointed(post_id))
    acting = _by_decision(now, post_id, conditions)
    if acting is not None:
        return (acting,)
    return Nobody(post_id, _silence(conditions))


def _fillers(now: _Moment, role_id: str) -> _Found | Nobody:
    role = next((role for role in now.pack.roles if role.id == role_id), None)
    if role is None:
        return Nobody(role_id, Why.UNKNOWN_ROLE)
    if not now.applies(role.clause):
        return Nobody(role_id, _why_no_text(now, role.clause))
    for post in role.holders:
        own = _own_holders(now, post)
        if isinstance(own, Nobody):
            return Nobody(role_id, own.why)
        if own is not None:
            return tuple(Held(held.post, held.person, role_id) for held in own)
    return _in_stead(now, role)


def _in_stead(now: _Moment, role: Role) -> _Found | Nobody:
    """Who acts for a role of which no holder is at hand: the text's deputy, else the decision's."""
    conditions = now.conditions(tuple(person for post in role.holders for person in now.appointed(post)))
    rules = [rule for rule in now.pack.substitutions if _covers(now, rule, role, conditions)]
    acting = _by_rule(now, rules, conditions) or _by_decision(now, role.id, conditions)
    for post in role.holders:  # a decision that names the post carries the roles of the post with it
        acting = acting or _by_decision(now, post, now.conditions(now.appointed(post)))
    if acting is not None:
        return (acting,)
    if not role.holders:
        return Nobody(role.id, Why.NOT_REGULATED)
    return Nobody(role.id, _why_no_deputy(now, rules) or _silence(conditions))


def _covers(now: _Moment, rule: Substitution, role: Role, conditions: frozenset[Condition]) -> bool:
    return rule.role == role.id and now.applies(rule.clause) and not conditions.isdisjoint(rule.conditions)


def _by_rule(now: _Moment, rules: list[Substitution], conditions: frozenset[Condition]) -> Acting | None:
    for rule in rules:
        because = next(condition for condition in rule.conditions if condition in conditions)
        capacity = Capacity.ACTING_HEAD if rule.basis is Basis.STATUTE else Capacity.DEPUTY
        for post in rule.by:
            own = _own_holders(now, post)
            if isinstance(own, Nobody):
                return None
            if own is not None:
                return Acting(post, own[0].person, rule.role, capacity, rule.clause, because)
    return None


def _by_decision(now: _Moment, target: str, conditions: frozenset[Condition]) -> Acting | None:
    """The latest decision for `target` whose person is at hand in the post that it names."""
    because = min(conditions, key=list(Condition).index)
    capacity = Capacity.DECISION if because is Condition.ABSENT else Capacity.ACTING_HEAD
    running = [one for one in now.standing.decisions if one.role_or_post == target and one.runs_at(now.at)]
    for one in sorted(running, key=lambda decision: decision.since, reverse=True):
        if now.at_hand(one.person) and one.person in now.appointed(one.post):
            return Acting(one.post, one.person, target, capacity, one.number, because)
    return None


def _silence(conditions: frozenset[Condition]) -> Why:
    return Why.VACANT_NO_RULE if Condition.VACANT in conditions else Why.ABSENT_NO_RULE


def _why_no_deputy(now: _Moment, rules: list[Substitution]) -> Why | None:
    """Why those whom the rules name cannot act; None: the rules name nobody for this."""
    named = [post for rule in rules for post in rule.by]
    if not named:
        return None
    if any(isinstance(_own_holders(now, post), Nobody) for post in named):
        return Why.CONTESTED
    return Why.ALL_AWAY if any(now.appointed(post) for post in named) else Why.DEPUTY_VACANT


def _why_no_text(now: _Moment, clause_id: str) -> Why:
    clause = next(clause for clause in now.pack.clauses if clause.id == clause_id)
    answer = version_on(document_of(now.pack, clause), now.on, known_at=now.on)
    return Why.TEXT_UNKNOWN if answer.situation is Situation.TEXT_UNKNOWN else Why.NOT_REGULATED


def _each(answers: _Found | Nobody) -> _Found:
    return () if isinstance(answers, Nobody) else answers


def _acts_for(answer: Held | Acting) -> str | None:
    return answer.acts_for if isinstance(answer, Acting) else None


def _roles(fillers: Mapping[str, _Found], person: str, post: str, acts_for: str | None) -> tuple[str, ...]:
    right = (person, post, acts_for)
    return tuple(
        role
        for role, answers in fillers.items()
        if any((one.person, one.post, _acts_for(one)) == right for one in answers)
    )
