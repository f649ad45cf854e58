"""Tables → values: duties, methods, ledgers, permissions, the cutting of the network."""

from __future__ import annotations

from sekisho.rules.model import (
    Basis,
    CutOption,
    Disconnection,
    Duty,
    IncidentLevel,
    LedgerBinding,
    Method,
    Permission,
    Rank,
    Recipient,
    Retention,
    Unit,
    Verb,
)
from sekisho.rules.pack_body import HOSTING_MODES
from sekisho.rules.pack_cadence import cadence
from sekisho.rules.pack_fields import Table

DUTY_VERBS = ("do", "report", "check", "keep", "define", "verify", "instruct", "comply", "undergo", "decide")
COUNTED_FROM = ("operation", "entry", "return", "disposal", "closure")
PLAIN_WORDS = ("everyone", "keeper", "keeper:head", "keeper:supervisor", "actor", "actor:head")
MEMBERS = ("role", "post", "section")
FAMILIES = ("failure", "misuse")


def duty(table: Table) -> Duty:
    """[[duty]] with its `cadence` and `retention`."""
    timing = table.required_table("cadence")
    when, basis = cadence(timing)
    return Duty(
        id=table.identifier("duty"),
        clause=table.reference("clause", "clause"),
        title=table.words("title"),
        actors=table.references("actors", "section", "role", "post"),
        verb=table.word_of("verb", DUTY_VERBS),
        cadence=when,
        cadence_basis=basis,
        evidence=table.reference("evidence", "ledger"),
        retention=retention(table),
        done_when=table.words("done_when"),
        since=table.optional_day("since"),
        until=table.optional_day("until"),
        variant=table.word_of("variant", HOSTING_MODES) if table.has("variant") else None,
        lapses_after_days=table.optional_integer("lapses_after_days", 0, 3660),
        report_to=table.optional_reference("report_to", "role"),
        evidence_about=table.optional_text("evidence_about"),
        evidence_on=table.optional_text("evidence_on"),
        cadence_note=timing.optional_words("note"),
    )


def retention(table: Table) -> Retention | None:
    """The table's `retention`; None where it is left out: not regulated."""
    kept = table.table("retention")
    if kept is None:
        return None
    unit = kept.choice("unit", Unit)
    return Retention(
        amount=0 if unit is Unit.PERMANENT else kept.integer("amount", 1, 100),
        unit=unit,
        counted_from="entry" if unit is Unit.PERMANENT else kept.word_of("from", COUNTED_FROM),
        to_fiscal_year_end=kept.flag("to_fiscal_year_end", default=False),
        basis=kept.choice("basis", Basis),
        clause=kept.optional_reference("clause", "clause"),
    )


def method(table: Table) -> Method:
    """[[method]]."""
    return Method(
        id=table.identifier("method"),
        clause=table.reference("clause", "clause"),
        title=table.words("title"),
        section=table.reference("section", "section"),
        review_every_months=table.optional_integer("review_every_months", 1, 120),
        review_basis=table.choice("review_basis", Basis),
    )


def ledger(table: Table) -> LedgerBinding:
    """[[ledger]]."""
    return LedgerBinding(
        slug=table.identifier("ledger", "slug"),
        clause=table.reference("clause", "clause"),
        keeper=table.reference("keeper", "section"),
        retention=retention(table),
        basis=table.choice("basis", Basis),
    )


def permission(table: Table) -> Permission:
    """[[permission]]."""
    words = table.texts("by")
    for word in words:
        _check_word(table, word)
    return Permission(
        verb=table.choice("verb", Verb),
        by=words,
        basis=table.choice("basis", Basis),
        clause=table.optional_reference("clause", "clause"),
        ledger=table.optional_reference("ledger", "ledger"),
    )


def _check_word(table: Table, word: str) -> None:
    kind, _colon, name = word.partition(":")
    if kind in MEMBERS and name:
        table.refer("by", name, kind)
    elif word not in PLAIN_WORDS and not (kind == "rank" and name in list(Rank)):
        known = [*PLAIN_WORDS, *(f"{member}:ID" for member in MEMBERS), *(f"rank:{rank}" for rank in Rank)]
        table.report(
            "by",
            f"権限の言葉「{word}」は使えません。次のどれかにしてください: {'、'.join(known)}",
            f'The permission word "{word}" cannot be used. Take one of: {", ".join(known)}',
        )


def disconnection(table: Table) -> Disconnection:
    """[disconnection]. Without `provisional` nobody may cut before the decision."""
    return Disconnection(
        clause=table.reference("clause", "clause"),
        decider=table.reference("decider", "post"),
        preconditions=tuple(each.own_words() for each in table.tables("precondition")),
        speed=table.words("speed"),
        recipients=table.references("recipients", "recipient"),
        provisional=table.optional_reference("provisional", "post", "role", "section"),
    )


def recipient(table: Table) -> Recipient:
    """[[recipient]]."""
    return Recipient(
        id=table.identifier("recipient"),
        name=table.words("name"),
        means=table.optional_words("means"),
        clause=table.optional_reference("clause", "clause"),
        basis=table.choice("basis", Basis),
    )


def cut_option(table: Table) -> CutOption:
    """[[cut_option]]. Without `isolator` it is done by hand."""
    return CutOption(
        id=table.identifier("cut_option"),
        title=table.words("title"),
        counters=table.words("counters"),
        evidence=table.words("evidence"),
        isolator=table.optional_text("isolator"),
        basis=table.choice("basis", Basis),
    )


def incident_level(table: Table) -> IncidentLevel:
    """[[incident_level]]."""
    return IncidentLevel(
        id=table.identifier("incident_level"),
        family=table.word_of("family", FAMILIES),
        title=table.words("title"),
        signs=table.words("signs"),
        response=table.words("response"),
        source=table.words("source"),
        basis=table.choice("basis", Basis),
    )
