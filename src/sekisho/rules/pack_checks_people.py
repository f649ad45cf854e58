"""Checks of who may and must act: roles, substitutions, the council, permissions."""

from __future__ import annotations

from collections.abc import Iterator

from sekisho.rules.model import Condition, Pack, Substitution, Verb
from sekisho.rules.pack_findings import Log, Place


def check_people(pack: Pack, log: Log) -> None:
    """Report what is wrong with who may and must act."""
    _check_names(log)
    _check_roles(pack, log)
    _check_substitutions(pack, log)
    _check_circles(pack, log)
    _check_council(pack, log)
    _check_permissions(pack, log)


def _check_names(log: Log) -> None:
    """Sections, posts and roles are named side by side in `actors`, so their ids must differ."""
    seen: dict[str, str] = {}
    for kind in ("section", "post", "role"):
        for identifier, place in log.ids.get(kind, {}).items():
            if seen.setdefault(identifier, kind) != kind:
                log.report(
                    place.at("id"),
                    f"「{identifier}」は [[{seen[identifier]}]] の識別子でもあります。違う名前にしてください。",
                    f'"{identifier}" is also the id of a [[{seen[identifier]}]]. Give one of them another id.',
                )


# --- roles --------------------------------------------------------------------------


def _check_roles(pack: Pack, log: Log) -> None:
    """A role that something needs must have a post that can fill it."""
    needed = set(_needed_roles(pack))
    for role, place in log.located("role", pack.roles):
        if role.id in needed and not role.holders:
            log.report(
                place.at("holders"),
                "この役割は使われていますが、充てる職がなく、誰も就けません。holders に職を書いてください。",
                "Something needs this role, but no post fills it, so nobody can. Name posts in holders.",
            )


def _needed_roles(pack: Pack) -> Iterator[str]:
    if pack.council:
        yield from (pack.council.convener, pack.council.chair)
    for duty in pack.duties:
        yield from duty.actors
        if duty.report_to:
            yield duty.report_to
    for permission in pack.permissions:
        yield from (word.removeprefix("role:") for word in permission.by if word.startswith("role:"))


# --- substitutions ------------------------------------------------------------------


def _check_substitutions(pack: Pack, log: Log) -> None:
    holders = {role.id: role.holders for role in pack.roles}
    covered: dict[tuple[str, Condition], str] = {}
    for rule, place in log.located("substitution", pack.substitutions):
        for key, values in (("conditions", rule.conditions), ("by", rule.by)):
            if not values:
                log.report(
                    place.at(key),
                    f"{key} が空です。一つ以上書いてください。",
                    f"{key} is empty. Give at least one.",
                )
        for post in sorted(set(rule.by) & set(holders.get(rule.role, ()))):
            log.report(
                place.at("by"),
                f"{post} はその役割に就いている職です。自分の代行はできません。",
                f"{post} fills that role itself and cannot stand in for it.",
            )
        for condition in rule.conditions:
            if covered.setdefault((rule.role, condition), rule.clause) != rule.clause:
                log.report(
                    place.at("conditions"),
                    f"{rule.role} の {condition} は {covered[rule.role, condition]} でも定めています。一つにまとめてください。",
                    f"{rule.role} when {condition} is also settled by {covered[rule.role, condition]}. Make one rule.",
                )


def _check_circles(pack: Pack, log: Log) -> None:
    """Who stands in for whom must come to an end."""
    for condition in Condition:
        reported: set[str] = set()
        for rule, place in log.located("substitution", pack.substitutions):
            circle = _circle(pack, condition, rule)
            if circle and not reported & set(circle):
                reported |= set(circle)
                path = " → ".join(circle)
                log.report(
                    place.at("by"),
                    f"{condition} のときの代行が輪になっています: {path}。どこかで終わるようにしてください。",
                    f"When {condition}, the substitutes run in a circle: {path}. Let it end somewhere.",
                )


def _circle(pack: Pack, condition: Condition, rule: Substitution) -> list[str]:
    """The posts of a circle that begins with a holder of the rule's role; none if there is none."""
    standing_in = _standing_in(pack, condition)
    holders = next((role.holders for role in pack.roles if role.id == rule.role), ())
    for first in holders:
        waiting = [[first]]
        while waiting:
            path = waiting.pop()
            for post in sorted(standing_in.get(path[-1], ())):
                if post == first and len(path) > 1:
                    return [*path, first]
                if post not in path:
                    waiting.append([*path, post])
    return []


def _standing_in(pack: Pack, condition: Condition) -> dict[str, set[str]]:
    """For each post, the posts that stand in for it under that condition."""
    found: dict[str, set[str]] = {}
    for rule in pack.substitutions:
        if condition in rule.conditions:
            for role in pack.roles:
                if role.id == rule.role:
                    for holder in role.holders:
                        found.setdefault(holder, set()).update(set(rule.by) - {holder})
    return found


# --- council and permissions --------------------------------------------------------


def _check_council(pack: Pack, log: Log) -> None:
    if pack.council is None:
        return
    place = log.places["council"][0]
    seats = len(pack.council.members) + 1
    if len(set(pack.council.members)) < len(pack.council.members):
        log.report(place.at("members"), "同じ職が二度あります。", "A post stands there twice.")
    if pack.council.quorum is not None and pack.council.quorum > seats:
        log.report(
            place.at("quorum"),
            f"定足数 {pack.council.quorum} が議長を含む席数 {seats} を超えています。",
            f"The quorum {pack.council.quorum} exceeds the {seats} seats, the chair's included.",
        )


def _check_permissions(pack: Pack, log: Log) -> None:
    lines: dict[tuple[Verb, str | None], Place] = {}
    for permission, place in log.located("permission", pack.permissions):
        first = lines.setdefault((permission.verb, permission.ledger), place)
        if first is not place:
            log.report(
                place,
                f"同じ行が {first.source.name} の {first.line} 行目にもあります。一つにまとめてください。",
                f"The same line is in {first.source.name}, line {first.line}. Make one of them.",
            )
        if not permission.by:
            log.report(
                place.at("by"),
                f"by が空なので、{permission.verb} は誰もできません。できる者を書いてください。",
                f"by is empty, so nobody may {permission.verb}. Say who may.",
            )
        if permission.verb is Verb.EXCUSE and any(
            word.startswith(("actor", "keeper")) for word in permission.by
        ):
            log.report(
                place.at("by"),
                "業務を負う部署が自ら対象外とすることはできません。別の者を書いてください。",
                "The section that owes a duty may not excuse itself. Name somebody else.",
            )
    if not pack.permissions:
        return
    for verb in Verb:
        if (verb, None) not in lines:
            log.report(
                log.places["permission"][0],
                f"{verb} ができる者が定められていません。ledger のない [[permission]] を一つ書いてください。",
                f"Nobody may {verb}. Add a [[permission]] for it without a ledger.",
            )
