"""Tables → values: the body, its documents and clauses, its people, its calendar."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sekisho.rules.model import (
    Basis,
    Card,
    Clause,
    Condition,
    Council,
    Document,
    Hosting,
    Matter,
    Nature,
    OpeningHours,
    Post,
    Rank,
    Role,
    Section,
    SecurityLevel,
    Substitution,
    System,
    Transition,
    Version,
    Words,
)
from sekisho.rules.pack_cadence import WEEKDAYS, cadence
from sekisho.rules.pack_fields import Table

HOSTING_MODES = ("own_room", "data_centre", "joint_association", "prefecture")


# --- documents and clauses ----------------------------------------------------------


def document(table: Table) -> Document:
    """[[document]] with its [[document.version]]."""
    identifier = table.identifier("document")
    return Document(
        id=identifier,
        title=table.words("title"),
        short_title=table.words("short_title"),
        addressees=table.texts("addressees"),
        versions=tuple(_version(version, identifier) for version in table.tables("version")),
        parent=table.optional_reference("parent", "document"),
        repealed_from=table.optional_day("repealed_from"),
    )


def _version(table: Table, document: str) -> Version:
    enforced_from = table.day("enforced_from")
    return Version(
        id=table.identifier(_versions_of(document)),
        promulgated_on=table.day("promulgated_on"),
        instrument=table.text("instrument"),
        number=table.integer("number", 1, 9999),
        enforced_from=enforced_from,
        applies_from=table.optional_day("applies_from") or enforced_from,
        text_held=table.flag("text_held"),
        supplement=table.optional_reference("supplement", "clause"),
        note=table.optional_words("note"),
    )


def _versions_of(document: str) -> str:
    """The kind under which version ids are known: they are unique within their document only."""
    return f"document.version {document}"


def clause(table: Table, documents: Sequence[Document]) -> Clause:
    """[[clause]], of the first of `documents` unless it names another.

    The parent follows from the id unless `parent` says otherwise.
    """
    identifier = table.identifier("clause")
    parent = table.optional_reference("parent", "clause")
    if parent is None and "." in identifier:
        parent = identifier.rpartition(".")[0]
        table.refer("id", parent, "clause")
    document = table.optional_reference("document", "document")
    versions = _versions_of(document or (documents[0].id if documents else ""))
    return Clause(
        id=identifier,
        label=table.text("label"),
        alias=table.text("alias"),
        nature=table.choice("nature", Nature),
        parent=parent,
        statement=table.words("statement"),
        since=table.reference("since", versions),
        marker_reconstructed=table.flag("marker_reconstructed", default=False),
        until=table.optional_reference("until", versions),
        document=document,
    )


def transition(table: Table) -> Transition:
    """[[transition]]."""
    return Transition(
        clause=table.reference("clause", "clause"),
        subject=table.words("subject"),
        started=table.text("started"),
        before=table.day("before"),
        ends_at=table.texts("ends_at"),
        no_subject_after=table.optional_day("no_subject_after"),
        no_subject_basis=table.choice("no_subject_basis", Basis) if table.has("no_subject_basis") else None,
        statement=table.words("statement"),
        card=table.choice("card", Card) if table.has("card") else None,
    )


# --- people -------------------------------------------------------------------------


def section(table: Table) -> Section:
    """[[section]]."""
    return Section(
        id=table.identifier("section"),
        name=table.words("name"),
        reading=table.text("reading"),
        independent=table.flag("independent", default=False),
        basis=table.choice("basis", Basis),
    )


def post(table: Table) -> Post:
    """[[post]]. `seats` is a number, or "any"."""
    any_number = table.is_word("seats", "any")
    return Post(
        id=table.identifier("post"),
        title=table.words("title"),
        section=table.optional_reference("section", "section"),
        rank=table.choice("rank", Rank),
        seats=None if any_number else table.integer("seats", 1, 999, default=1),
        basis=table.choice("basis", Basis),
        clause=table.optional_reference("clause", "clause"),
    )


def role(table: Table) -> Role:
    """[[role]]."""
    return Role(
        id=table.identifier("role"),
        label=table.words("label"),
        kind=table.text("kind"),
        holders=table.references("holders", "post"),
        clause=table.reference("clause", "clause"),
        basis=table.choice("basis", Basis),
    )


def substitution(table: Table) -> Substitution:
    """[[substitution]]."""
    return Substitution(
        role=table.reference("role", "role"),
        conditions=table.choices("conditions", Condition),
        by=table.references("by", "post"),
        clause=table.reference("clause", "clause"),
        basis=table.choice("basis", Basis),
        review_afterwards=table.flag("review_afterwards", default=False),
        review_basis=table.choice("review_basis", Basis, default=Basis.DEFAULT),
    )


def council(table: Table) -> Council:
    """[council] with its [[council.matter]]. Keys left out are not regulated."""
    cadence_table = table.table("cadence")
    return Council(
        id=table.text("id"),
        label=table.words("label"),
        clause=table.reference("clause", "clause"),
        convener=table.reference("convener", "role"),
        chair=table.reference("chair", "role"),
        members=table.references("members", "post"),
        matters=tuple(
            Matter(matter.reference("clause", "clause"), matter.words("title"))
            for matter in table.tables("matter")
        ),
        secretariat=table.reference("secretariat", "section"),
        secretariat_clause=table.reference("secretariat_clause", "clause"),
        quorum=table.optional_integer("quorum", 1, 99),
        decision_rule=table.optional_words("decision_rule"),
        cadence=cadence(cadence_table)[0] if cadence_table else None,
        outside_opinion=table.optional_reference("outside_opinion", "post"),
    )


# --- calendar, systems, places ------------------------------------------------------


def hours(table: Table) -> OpeningHours:
    """[hours] with its [[hours.closure]] and [[hours.opening]]."""
    return OpeningHours(
        closed_weekdays=tuple(
            sorted(WEEKDAYS.index(day) for day in table.words_of("closed_weekdays", WEEKDAYS))
        ),
        national_holidays=table.flag("national_holidays"),
        closed_month_days=tuple(_month_day(table, text) for text in table.texts("closed_month_days")),
        closures=_single_days(table.tables("closure")),
        openings=_single_days(table.tables("opening")),
        opens_at=table.clock("opens_at"),
        closes_at=table.clock("closes_at"),
        basis=table.choice("basis", Basis),
    )


def _month_day(table: Table, text: str) -> tuple[int, int]:
    try:
        day = date.fromisoformat(f"2000-{text}")  # a leap year, so that 02-29 may stand
    except ValueError:
        table.report(
            "closed_month_days",
            f'「{text}」は月日ではありません。"12-29" の形で書いてください。',
            f'"{text}" is not a month and day. Write it as "12-29".',
        )
        return (1, 1)
    return (day.month, day.day)


def _single_days(tables: list[Table]) -> tuple[tuple[date, Words], ...]:
    return tuple((table.day("on"), table.words("reason")) for table in tables)


def system(table: Table) -> System:
    """[[system]]."""
    return System(
        id=table.identifier("system"),
        name=table.words("name"),
        since=table.optional_day("since"),
        until=table.optional_day("until"),
        basis=table.choice("basis", Basis),
        note=table.optional_words("note"),
    )


def hosting(table: Table) -> Hosting:
    """[[hosting]]."""
    return Hosting(
        server=table.words("server"),
        mode=table.word_of("mode", HOSTING_MODES),
        since=table.day("since"),
        until=table.optional_day("until"),
        basis=table.choice("basis", Basis),
    )


def level(table: Table) -> SecurityLevel:
    """[[level]]."""
    return SecurityLevel(
        level=table.integer("level", 1, 9),
        places=table.words("places"),
        entry=table.words("entry"),
        basis=table.choice("basis", Basis),
    )
