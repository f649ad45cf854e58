"""What the ids of a rule pack are called, in both languages."""

from __future__ import annotations

from sekisho.rules.model import Pack, Words


def name_of(pack: Pack, identifier: str) -> Words:
    """The name of a role, post or section; the id itself where the pack knows none."""
    for role in pack.roles:
        if role.id == identifier:
            return role.label
    for post in pack.posts:
        if post.id == identifier:
            return post.title
    for section in pack.sections:
        if section.id == identifier:
            return section.name
    return Words(identifier, identifier)


def label_of(pack: Pack, clause: str) -> str:
    """第3条第3項 for a3.p3; what was given where the pack has no such clause (a decision's number)."""
    return next((found.label for found in pack.clauses if found.id == clause), clause)
