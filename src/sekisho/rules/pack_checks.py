"""What no single table shows: references, and whether every clause is bound to something.

The checks of people stand in `pack_checks_people`, those of dates in `pack_checks_time`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from difflib import get_close_matches

from sekisho.rules.model import Basis, Clause, Duty, LedgerBinding, Nature, Pack
from sekisho.rules.pack_checks_people import check_people
from sekisho.rules.pack_checks_time import check_time
from sekisho.rules.pack_fields import Reading
from sekisho.rules.pack_findings import Log, Place

BINDING_TABLES = {
    Nature.HEADING: "clause",
    Nature.DUTY: "duty",
    Nature.COUNCIL: "council / role / substitution / post",
    Nature.TRANSITION: "transition",
    Nature.COMMENCEMENT: "document.version: supplement",
}


def check_references(reading: Reading) -> None:
    """Report every reference to an id that the pack does not define."""
    for reference in reading.references:
        known = [name for kind in reference.kinds for name in reading.log.ids.get(kind, ())]
        if reference.value in known:
            continue
        near = get_close_matches(reference.value, known, n=1)
        kinds = " / ".join(f"[[{kind}]]" for kind in reference.kinds)
        reading.log.report(
            reference.place,
            f"「{reference.value}」は {kinds} のどこにも定義されていません。"
            + (f"もしかして: {near[0]}" if near else "定義を書き足すか、名前を直してください。"),
            f'"{reference.value}" is defined by no {kinds}. '
            + (f"Did you mean {near[0]}?" if near else "Define it, or mend the name."),
        )


def check_pack(pack: Pack, log: Log) -> None:
    """Report what is wrong between the tables of a pack."""
    _check_clauses(pack, log)
    _check_bound(pack, log)
    _check_duties(pack, log)
    _check_traced(pack, log)
    check_people(pack, log)
    check_time(pack, log)


def _check_clauses(pack: Pack, log: Log) -> None:
    printed: set[str] = set()
    names: dict[str, str] = {}
    orders = {document.id: [version.id for version in document.versions] for document in pack.documents}
    first = pack.documents[0].id if pack.documents else ""
    for clause, place in log.located("clause", pack.clauses):
        if clause.parent in log.ids.get("clause", ()) and clause.parent not in printed:
            log.report(
                place,
                f"上位の「{clause.parent}」より先に書かれています。規程の印刷順に並べてください。",
                f'It stands before "{clause.parent}", which holds it. Put the clauses in printed order.',
            )
        printed.add(clause.id)
        for key, name in (("label", clause.label), ("alias", clause.alias)):
            if name and names.setdefault(name, clause.id) != clause.id:
                log.report(
                    place.at(key),
                    f"「{name}」は {names[name]} の呼び名でもあります。条項ごとに違う呼び名にしてください。",
                    f'"{name}" is also what {names[name]} is called. Give each clause its own name.',
                )
        order = orders.get(clause.document or first, [])
        if (
            clause.until in order
            and clause.since in order
            and order.index(clause.until) <= order.index(clause.since)
        ):
            log.report(
                place.at("until"),
                "until の版が since の版より後ではありません。条項が消えた版を書いてください。",
                "The version in until does not come after that in since. Name the version that took the clause out.",
            )


def _check_bound(pack: Pack, log: Log) -> None:
    """Every clause is bound: nothing of the regulation may be silently left out."""
    bound = _bound(pack)
    for clause, place in log.located("clause", pack.clauses):
        if clause.nature in bound and not bound[clause.nature] & _spoken_for_by(pack, clause):
            tables = BINDING_TABLES[clause.nature]
            log.report(
                place.at("nature"),
                f"性質が {clause.nature} なのに、この条項を指す {tables} がありません。書き足すか、性質を直してください。",
                f"Its nature is {clause.nature}, but no {tables} refers to it. Add one, or mend the nature.",
            )


def _bound(pack: Pack) -> dict[Nature, set[str]]:
    """For each nature that must be bound, the clauses to which something refers."""
    council = pack.council
    seats = {post.clause for post in pack.posts if post.clause}
    people = {role.clause for role in pack.roles} | {rule.clause for rule in pack.substitutions}
    meeting = (
        {council.clause, council.secretariat_clause, *(matter.clause for matter in council.matters)}
        if council
        else set()
    )
    return {
        Nature.HEADING: {clause.id for clause in pack.clauses},
        Nature.DUTY: {duty.clause for duty in pack.duties},
        Nature.COUNCIL: seats | people | meeting,
        Nature.TRANSITION: {transition.clause for transition in pack.transitions},
        Nature.COMMENCEMENT: _supplements(pack),
    }


def _supplements(pack: Pack) -> set[str]:
    """The supplementary blocks that versions name, and all that stands below them."""
    named = {
        version.supplement
        for document in pack.documents
        for version in document.versions
        if version.supplement
    }
    return {clause.id for clause in pack.clauses if clause.id in named or clause.parent in named}


def _spoken_for_by(pack: Pack, clause: Clause) -> set[str]:
    """The clauses through which this one may be bound.

    A heading by what stands below it; a rule of the council also by the line that
    introduces it, since a quorum has no table of its own; any other by itself alone.
    """
    below = {other.id for other in pack.clauses if other.parent == clause.id}
    match clause.nature:
        case Nature.HEADING:
            return below
        case Nature.COUNCIL:
            return {clause.id, *below, *([clause.parent] if clause.parent else [])}
        case _:
            return {clause.id}


def _check_duties(pack: Pack, log: Log) -> None:
    natures = {clause.id: clause.nature for clause in pack.clauses}
    for duty, place in log.located("duty", pack.duties):
        nature = natures.get(duty.clause, Nature.DUTY)
        if nature is not Nature.DUTY:
            log.report(
                place.at("clause"),
                f"{duty.clause} の性質は {nature} です。業務を置けるのは性質が duty の条項だけです。",
                f"The nature of {duty.clause} is {nature}. Only a clause whose nature is duty can carry a duty.",
            )
        if not duty.actors:
            log.report(
                place.at("actors"),
                "担う者がいません。部署・役割・職の識別子を一つ以上書いてください。",
                "Nobody owes this duty. Name at least one section, role or post.",
            )


def _check_traced(pack: Pack, log: Log) -> None:
    """What is said to stand in the regulation must say where (R28)."""
    named = [
        *((post.basis, post.clause, place) for post, place in log.located("post", pack.posts)),
        *((line.basis, line.clause, place) for line, place in log.located("permission", pack.permissions)),
        *((each.basis, each.clause, place) for each, place in log.located("recipient", pack.recipients)),
        *_retentions(log.located("duty", pack.duties)),
        *_retentions(log.located("ledger", pack.ledgers)),
    ]
    for basis, clause, place in named:
        if basis is Basis.REGULATION and clause is None:
            log.report(
                place.at("basis"),
                "basis が規程なのに clause がありません。どの条項によるかを書くか、basis を直してください。",
                "Its basis is the regulation (規程), but it names no clause. Name it, or mend the basis.",
            )


def _retentions(
    located: Iterable[tuple[Duty | LedgerBinding, Place]],
) -> Iterator[tuple[Basis, str | None, Place]]:
    for kept, place in located:
        if kept.retention is not None:
            yield kept.retention.basis, kept.retention.clause, place.at("retention")
