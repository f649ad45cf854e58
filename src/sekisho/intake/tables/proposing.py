"""A mapping profile proposed from a sample file: a person looks it over, corrects it and keeps it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from sekisho.intake.tables import values
from sekisho.intake.tables.encodings import Encoding, Guess, guessed
from sekisho.intake.tables.findings import Finding, Weight, Words
from sekisho.intake.tables.kinds import Field, Kind
from sekisho.intake.tables.no_tables import no_text
from sekisho.intake.tables.personal_numbers import (
    Suspicion,
    could_be,
    is_label,
    refused_heading,
    refused_label,
)
from sekisho.intake.tables.profiles import Profile
from sekisho.intake.tables.samples import Sample, field_of, sampled
from sekisho.intake.tables.shown import shown
from sekisho.intake.tables.times import moment
from sekisho.intake.tables.twelve_digits import holds
from sekisho.intake.tables.values import BLANKS, Unfit

PREVIEW_ROWS: Final = 20
HIDDEN: Final = "個人番号?"
SUBJECT_DIGITS: Final = 11  # of a 住民票コード
MOSTLY: Final = 0.9
_ANYTHING: Final = (
    values.text,
    values.code,
    values.number,
    values.several,
    values.several_codes,
    values.codes,
)


class ProposedColumn(NamedTuple):
    """A column of the sample: its label, the field that it may be, and why: `label`, `values` or nothing."""

    label: str
    field: str | None
    why: str


class Proposal(NamedTuple):
    """A profile to look over. `preview` are the first rows as text, without any that look like a personal number.

    `titles` and `totals` are lines that are no rows, each with its number, short and masked.
    """

    profile: Profile
    columns: tuple[ProposedColumn, ...]
    preview: tuple[tuple[str, ...], ...]
    findings: tuple[Finding, ...]
    titles: tuple[tuple[int, str], ...] = ()
    totals: tuple[tuple[int, str], ...] = ()


def proposed(
    data: bytes, kind: Kind, *, title_lines: int | None = None, total_lines: int | None = None
) -> Proposal:
    """The profile that a sample suggests. Whatever the bytes, nothing is raised.

    `title_lines` and `total_lines` say what a person knows better.
    """
    guess = guessed(data)
    refusal = no_text(data)
    found = sampled(
        data if refusal is None else b"",
        guess.encoding,
        kind,
        title_lines=title_lines,
        total_lines=total_lines,
    )
    refusals = {
        place: personal
        for place in range(len(found.labels))
        if (personal := _personal(found.labels[place], place, found))
    }
    columns = [
        column if place not in refusals else ProposedColumn(shown(column.label), None, "")
        for place, column in enumerate(_columns(found, kind))
    ]
    profile = _profile(guess.encoding, kind, found, columns)
    findings = [
        _told_of_encoding(guess),
        *_faults(found, refusal),
        *_told_of_lines(found),
        *refusals.values(),
        *(_lacking(columns, kind) if refusal is None else []),
    ]
    return Proposal(
        profile,
        tuple(columns),
        _preview([row.cells for row in found.rows], set(refusals)),
        tuple(findings),
        found.shown(found.titles),
        found.shown(found.totals),
    )


def _profile(encoding: Encoding, kind: Kind, found: Sample, columns: Sequence[ProposedColumn]) -> Profile:
    return Profile(
        name=f"{kind.name}_proposed",
        kind=kind,
        title=kind.title,
        columns={
            column.field: (column.label if found.header else place,)
            for place, column in enumerate(columns, start=1)
            if column.field is not None
        },
        delimiter=found.delimiter,
        encoding="utf-16" if encoding.width > 1 else encoding.name,
        header=found.header,
        title_lines=found.title_lines,
        total_lines=len(found.totals),
    )


def _preview(sample: Sequence[Sequence[str]], hidden: set[int]) -> tuple[tuple[str, ...], ...]:
    """The first rows, without what is, or could be, a personal number."""
    return tuple(
        tuple(
            HIDDEN if place in hidden or could_be(cell.strip(BLANKS)) or holds(cell) else cell
            for place, cell in enumerate(row)
        )
        for row in sample[:PREVIEW_ROWS]
    )


def _told_of_encoding(guess: Guess) -> Finding:
    words = Words(
        f"文字コードを{guess.encoding.name.upper()}とみなしました({guess.ja})。",
        f"Taken for {guess.encoding.name.upper()}: {guess.en}.",
    )
    return Finding(None, None, words, Weight.TOLD)


def _faults(found: Sample, refusal: Finding | None) -> Iterator[Finding]:
    if refusal is not None:
        yield refusal
    elif not found.labels:
        words = Words("読める行が一つもありません。", "There is not one row that can be read.")
        yield Finding(None, None, words)


def _told_of_lines(found: Sample) -> Iterator[Finding]:
    if found.titles:
        words = Words(
            f"はじめの{found.title_lines}行は、題名などとみなしました。",
            f"The first {found.title_lines} lines are taken for the title.",
        )
        yield Finding(found.titles[-1].line, None, words, Weight.TOLD)
    if found.totals:
        words = Words(
            f"終わりの{len(found.totals)}行は、合計などとみなしました。",
            f"The last {len(found.totals)} lines are taken for totals.",
        )
        yield Finding(found.totals[0].line, None, words, Weight.TOLD)


def _columns(found: Sample, kind: Kind) -> list[ProposedColumn]:
    """By label first; what is left by what the cells hold."""
    labels = found.labels
    columns = [ProposedColumn(label, None, "") for label in labels]
    taken: set[str] = set()
    for place, label in enumerate(labels):
        field = field_of(label, kind) if found.header else None
        if field is not None and field.name not in taken:
            taken.add(field.name)
            columns[place] = ProposedColumn(label, field.name, "label")
    for place, column in enumerate(columns):
        if column.field is not None or (
            found.header and (not column.label or labels.count(column.label) > 1)
        ):
            continue
        held = [row.cells[place].strip(BLANKS) for row in found.rows if row.cells[place].strip(BLANKS)]
        name = _by_values(held, kind, taken)
        if name is not None:
            taken.add(name)
            columns[place] = ProposedColumn(column.label, name, "values")
    return columns


def _by_values(held: Sequence[str], kind: Kind, taken: set[str]) -> str | None:
    """A field whose values can be nothing else: moments, days, closed lists of words, codes of residents."""
    if not held:
        return None
    for field in kind.fields:
        if field.name in taken or field.read in _ANYTHING:
            continue
        if field.read is values.flag and all(cell.isdigit() for cell in held):
            continue
        if _share(held, field) >= MOSTLY:
            return field.name
    codes = sum(cell.isascii() and cell.isdigit() and len(cell) == SUBJECT_DIGITS for cell in held)
    if codes >= MOSTLY * len(held) and "subject" not in taken and kind.field("subject") is not None:
        return None if moment(held[0]) is not None else "subject"
    return None


def _share(held: Sequence[str], field: Field) -> float:
    fit = 0
    for cell in held:
        try:
            field.read(cell)
        except Unfit:
            continue
        fit += 1
    return fit / len(held)


def _personal(label: str, place: int, found: Sample) -> Finding | None:
    if is_label(label):
        return refused_label(label)._replace(line=found.line)
    if holds(label):
        return refused_heading(found.line)._replace(column=shown(label))
    suspicion = Suspicion()
    for row in found.rows:
        cell = row.cells[place].strip(BLANKS)
        if cell:
            suspicion.add(1, [(cell, row.line)] if could_be(cell) else ())
    return suspicion.finding(shown(label)) if suspicion.suspicious else None


def _lacking(columns: Sequence[ProposedColumn], kind: Kind) -> list[Finding]:
    there = {column.field for column in columns}
    return [
        Finding(
            None,
            field.label,
            Words(f"{field.label}の列が見つかりません。", f"No column for {field.name} was found."),
        )
        for field in kind.fields
        if field.required and field.name not in there
    ]
