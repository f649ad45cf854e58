"""Who may act: the rule pack's permissions applied to the post in which somebody acts.

Pure: no database, no clock. That the person does hold the post is settled before, when
the act is made.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from sekisho.kernel.refusals import Refusal
from sekisho.kernel.wording import name_of, verb_name, who_may
from sekisho.rules.authority import Capability, Capacity
from sekisho.rules.model import Pack, Permission, Post, Rank, Verb


class NotPermitted(Refusal):
    """The post in which the act was tried may not do this."""


@dataclass(frozen=True, slots=True)
class Object:
    """What an act is about, as far as permissions care.

    `name` is how a refusal calls it; `keeper` a section id, `actors` ids of the sections,
    roles or posts that owe the duty, or of the role that a report is addressed to.
    """

    name: str
    clause: str | None = None
    ledger: str | None = None
    keeper: str | None = None
    actors: tuple[str, ...] = ()


def rule_for(pack: Pack, verb: Verb, ledger: str | None) -> Permission | None:
    """The ledger's own line for `verb`, else the general one; None: nobody may."""
    lines = [line for line in pack.permissions if line.verb == verb]
    own = [line for line in lines if line.ledger is not None and line.ledger == ledger]
    general = [line for line in lines if line.ledger is None]
    return next(iter([*own, *general]), None)


def may(pack: Pack, verb: Verb, capability: Capability, about: Object) -> bool:
    """Whether that capability may do `verb` to `about` under the pack's permissions.

    Whatever a pack says, nobody excuses a duty that they or their section owe, and a
    deputy is not freed of that by acting for somebody else. And nobody receives a report
    that is addressed to another role; what belongs to a ledger is addressed to nobody.
    """
    rule = rule_for(pack, verb, about.ledger)
    if verb is Verb.EXCUSE and _is_concerned(pack, capability, about):
        return False
    is_addressed = verb is Verb.ACKNOWLEDGE and about.ledger is None
    if is_addressed and set(about.actors).isdisjoint(capability.roles):
        return False
    return rule is not None and any(_fits(pack, word, capability, about) for word in rule.by)


def permit(pack: Pack, verb: Verb, capability: Capability, about: Object) -> None:
    """Raise NotPermitted unless `may`."""
    if may(pack, verb, capability, about):
        return
    rule = rule_for(pack, verb, about.ledger)
    clause = (rule.clause if rule else None) or about.clause
    tried = {
        "post": name_of(pack, capability.acts_for or capability.post),
        "object": about.name,
        "verb": verb_name(verb),
    }
    if rule is None:
        raise NotPermitted(
            _("%(post)sとしては「%(object)s」の%(verb)sはできません。できる者は定められていません。") % tried,
            clause=clause,
        )
    who = dict.fromkeys(who_may(pack, word, about.keeper, about.actors) for word in rule.by)
    raise NotPermitted(
        _("%(post)sとしては「%(object)s」の%(verb)sはできません。できるのは%(who)sです。")
        % {**tried, "who": _("、").join(who)},
        clause=clause,
    )


def find_post(pack: Pack, identifier: str) -> Post | None:
    """The post of that id, or None."""
    return next((post for post in pack.posts if post.id == identifier), None)


def _fits(pack: Pack, word: str, capability: Capability, about: Object) -> bool:
    kind, _colon, name = word.partition(":")
    if kind == "everyone":
        return capability.capacity is not Capacity.FOUNDING
    if kind == "role":
        return name in capability.roles
    post = find_post(pack, capability.acts_for or capability.post)
    if post is None:  # who acts for a role does what the role may and owes, and no more
        return kind == "actor" and not set(about.actors).isdisjoint(capability.roles)
    match kind:
        case "keeper":
            return post.section is not None and post.section == about.keeper and _ranks(post, name)
        case "actor":
            return any(_owes(actor, capability, post, name) for actor in about.actors)
        case "section":
            return post.section == name
        case "post":
            return post.id == name
        case "rank":
            return post.rank == name
        case _:
            return False


def _is_concerned(pack: Pack, capability: Capability, about: Object) -> bool:
    posts = (find_post(pack, capability.post), find_post(pack, capability.acts_for or ""))
    return any(
        _owes(actor, capability, post, "") for post in posts if post is not None for actor in about.actors
    )


def _owes(actor: str, capability: Capability, post: Post, rank: str) -> bool:
    if actor == post.id:
        return True
    if actor == post.section:
        return _ranks(post, rank)
    return actor in capability.roles


def _ranks(post: Post, rank: str) -> bool:
    """Whether the post reaches `rank`: "" anybody, "supervisor" that or the head, "head" the head."""
    match rank:
        case "":
            return True
        case "supervisor":
            return post.rank in (Rank.SUPERVISOR, Rank.HEAD)
        case _:
            return post.rank == rank
