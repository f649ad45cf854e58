"""A mapping profile proposed from a sample file: a person looks it over, corrects it and keeps it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Final, NamedTuple

from sekisho.intake.tables import values
from sekisho.intake.tables.encodings import Encoding, guessed, loosely
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
from sekisho.intake.tables.profile_checks import COLUMNS_MAX
from sekisho.intake.tables.profiles import Profile
from sekisho.intake.tables.shown import shown
from sekisho.intake.tables.splitting import BYTES_A_ROW_MAX, Malformed, cells, split
from sekisho.intake.tables.times import moment
from sekisho.intake.tables.twelve_digits import holds
from sekisho.intake.tables.values import BLANKS, Unfit, folded

DELIMITERS: Final = (",", "\t", ";", "|")
SAMPLE_ROWS: Final = 200
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
    """A profile to look over. `preview` are the first rows as text, without any that look like a personal number."""

    profile: Profile
    columns: tuple[ProposedColumn, ...]
    preview: tuple[tuple[str, ...], ...]
    findings: tuple[Finding, ...]


def proposed(data: bytes, kind: Kind) -> Proposal:
    """The profile that a sample suggests. Whatever the bytes, nothing is raised."""
    guess = guessed(data)
    told = Words(
        f"文字コードを{guess.encoding.name.upper()}とみなしました({guess.ja})。",
        f"Taken for {guess.encoding.name.upper()}: {guess.en}.",
    )
    findings = [Finding(None, None, told, Weight.TOLD)]
    refusal = no_text(data)
    delimiter, rows = (",", []) if refusal is not None else _best(data, guess.encoding)
    if refusal is not None:
        findings.append(refusal)
    elif not rows:
        findings.append(
            Finding(
                None, None, Words("読める行が一つもありません。", "There is not one row that can be read.")
            )
        )
    rows = rows or [[]]
    header = _has_header(rows, kind)
    labels = [label.strip() if header else f"{place}" for place, label in enumerate(rows[0], start=1)]
    sample = [row for row in rows[header:] if len(row) == len(labels)]
    refusals = {
        place: found for place in range(len(labels)) if (found := _personal(labels[place], place, sample))
    }
    columns = [
        column if place not in refusals else ProposedColumn(shown(column.label), None, "")
        for place, column in enumerate(_columns(labels, sample, kind, header=header))
    ]
    profile = Profile(
        name=f"{kind.name}_proposed",
        kind=kind,
        title=kind.title,
        columns={
            column.field: (column.label if header else place,)
            for place, column in enumerate(columns, start=1)
            if column.field is not None
        },
        delimiter=delimiter,
        encoding="utf-16" if guess.encoding.width > 1 else guess.encoding.name,
        header=header,
    )
    findings += refusals.values()
    findings += _lacking(columns, kind) if refusal is None else []
    return Proposal(profile, tuple(columns), _preview(sample, set(refusals)), tuple(findings))


def _preview(sample: Sequence[Sequence[str]], hidden: set[int]) -> tuple[tuple[str, ...], ...]:
    """The first rows, without what is, or could be, a personal number."""
    return tuple(
        tuple(
            HIDDEN if place in hidden or could_be(cell.strip(BLANKS)) or holds(cell) else cell
            for place, cell in enumerate(row)
        )
        for row in sample[:PREVIEW_ROWS]
    )


def _best(data: bytes, encoding: Encoding) -> tuple[str, list[list[str]]]:
    """The delimiter by which most rows have the same number of cells, more than one, and the first rows cut by it."""
    best: tuple[tuple[float, int], str, list[list[str]]] = ((-1.0, 0), ",", [])
    for delimiter in DELIMITERS:
        rows = _cut(data, encoding, delimiter)
        if not rows:
            continue
        width, count = Counter(map(len, rows)).most_common(1)[0]
        score = (count / len(rows) if width > 1 else 0.0, width)
        if score > best[0]:
            best = (score, delimiter, rows)
    return best[1], best[2]


def _cut(data: bytes, encoding: Encoding, delimiter: str) -> list[list[str]]:
    rows = split(data, encoding, delimiter)
    found = []
    for place in range(min(len(rows), SAMPLE_ROWS)):
        raw = rows.raw(place)
        if len(raw) > BYTES_A_ROW_MAX:
            continue
        try:
            row = cells(loosely(raw, encoding)[0], delimiter)
        except Malformed:
            continue
        if len(row) <= COLUMNS_MAX:
            found.append(row)
    return found


def _has_header(rows: Sequence[Sequence[str]], kind: Kind) -> bool:
    """Whether the first row names columns: a known label in it, or no cell with a figure while others have some."""
    if any(_by_label(cell, kind) is not None or is_label(cell) for cell in rows[0]):
        return True
    return not any(_figured(cell) for cell in rows[0]) and any(
        _figured(cell) for row in rows[1:] for cell in row
    )


def _figured(cell: str) -> bool:
    return any(character.isdigit() for character in cell)


def _columns(
    labels: Sequence[str], sample: Sequence[Sequence[str]], kind: Kind, *, header: bool
) -> list[ProposedColumn]:
    """By label first; what is left by what the cells hold."""
    found = [ProposedColumn(label, None, "") for label in labels]
    taken: set[str] = set()
    for place, label in enumerate(labels):
        field = _by_label(label, kind) if header else None
        if field is not None and field.name not in taken:
            taken.add(field.name)
            found[place] = ProposedColumn(label, field.name, "label")
    for place, column in enumerate(found):
        if column.field is not None or (header and (not column.label or labels.count(column.label) > 1)):
            continue
        held = [row[place].strip(BLANKS) for row in sample if row[place].strip(BLANKS)]
        name = _by_values(held, kind, taken)
        if name is not None:
            taken.add(name)
            found[place] = ProposedColumn(column.label, name, "values")
    return found


def _by_label(label: str, kind: Kind) -> Field | None:
    wanted = folded(label)
    for field in kind.fields:
        if wanted in {folded(name) for name in (field.label, field.name, *field.also)}:
            return field
    return None


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


def _personal(label: str, place: int, sample: Sequence[Sequence[str]]) -> Finding | None:
    if is_label(label):
        return refused_label(label)
    if holds(label):
        return refused_heading(1)._replace(column=shown(label))
    suspicion = Suspicion()
    for line, row in enumerate(sample, start=1):
        cell = row[place].strip(BLANKS)
        if cell:
            suspicion.add(1, [(cell, line)] if could_be(cell) else ())
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
