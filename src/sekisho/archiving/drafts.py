"""A mapping profile in the making: what a sample suggests, what a person chose instead, and what is wrong with it."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import NamedTuple

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from sekisho.archiving.looking import CELL_SHOWN, said
from sekisho.intake.tables.encodings import NAMES
from sekisho.intake.tables.findings import Weight
from sekisho.intake.tables.kinds import Field, Kind
from sekisho.intake.tables.profile_checks import LINES_MAX
from sekisho.intake.tables.profiles import BadProfile, Profile, parse_profile, profile_text
from sekisho.intake.tables.proposing import Proposal
from sekisho.intake.tables.values import folded
from sekisho.rules.wareki import parse_day

VALUES_SHOWN = 3
COLUMNS_MAX = 200  # two fields of a form each
TEXT_MAX = 20_000


class Problem(NamedTuple):
    """One thing that is wrong, and where; `where` is empty for the whole."""

    where: str
    sentence: str


@dataclass(frozen=True, slots=True)
class ColumnRow:
    """One column of the sample. `values` are its first ones, none where it is hidden as personal numbers.

    `field` is the canonical field chosen, else "". `why` says how it was guessed: `label`, `values` or nothing.
    """

    place: int
    label: str
    values: tuple[str, ...]
    hidden: bool
    field: str
    why: str
    codes: str


@dataclass(frozen=True, slots=True)
class Draft:
    """The builder's form: guessed, or as it was sent."""

    kind: Kind
    columns: tuple[ColumnRow, ...]
    encoding: str
    title_lines: str
    total_lines: str
    constants: str
    valid_from: str
    valid_until: str
    name: str


def guessed_draft(kind: Kind, proposal: Proposal) -> Draft:
    """What the sample suggests."""
    titles, totals = proposal.profile.title_lines, proposal.profile.total_lines
    lines = ("" if titles is None else f"{titles}", f"{totals or ''}")
    return Draft(kind, tuple(_columns(proposal)), proposal.profile.encoding, *lines, "", "", "", "")


def sent_draft(kind: Kind, proposal: Proposal, sent: Mapping[str, str]) -> Draft:
    """What a person made of it. A hidden column stays without a field.

    Where another line is the header than the one that was asked about, the columns are guessed anew.
    """
    guessed = guessed_draft(kind, proposal)
    columns = tuple(
        replace(
            column,
            field="" if column.hidden else sent.get(f"column-{column.place}", ""),
            codes=sent.get(f"codes-{column.place}", "")[:TEXT_MAX],
        )
        for column in _columns(proposal)
    )
    texts = (
        sent.get(name, "")[:TEXT_MAX]
        for name in ("encoding", "constants", "valid_from", "valid_until", "name")
    )
    encoding, *rest = texts
    lines = [
        sent.get(name, lines).strip()[:TEXT_MAX]
        for name, lines in (("title_lines", guessed.title_lines), ("total_lines", guessed.total_lines))
    ]
    same = is_same_header(sent)
    return Draft(kind, columns if same else guessed.columns, encoding, *lines, *rest)


def is_same_header(sent: Mapping[str, str]) -> bool:
    """Whether the columns that were asked about are those below the title lines that were sent."""
    return said_lines(sent, "title_lines") == said_lines(sent, "asked_title_lines")


def said_lines(sent: Mapping[str, str], name: str) -> int | None:
    """The number of lines that was sent; None: none, or it is no such number."""
    text = unicodedata.normalize("NFKC", sent.get(name, "")).strip()
    return (
        int(text)
        if text.isdecimal() and len(text) <= len(f"{LINES_MAX}") and int(text) <= LINES_MAX
        else None
    )


def profile_of(draft: Draft, proposal: Proposal) -> tuple[Profile | None, list[Problem]]:
    """The profile, not yet under its name, or what is wrong with it."""
    problems: list[Problem] = []
    columns: dict[str, tuple[str | int, ...]] = {}
    codes: dict[str, dict[str, str]] = {}
    for column in draft.columns:
        if not column.field:
            continue
        field = draft.kind.field(column.field)
        if field is None:
            problems.append(Problem(column.label, _("この種類のファイルにない項目です。")))
        elif field.name in columns:
            problems.append(
                Problem(
                    column.label,
                    _("同じ項目(%(field)s)がほかの列にもあります。") % {"field": field_title(field)},
                )
            )
        else:
            columns[field.name] = (column.label if proposal.profile.header else column.place + 1,)
            table = dict(_pairs(column.codes, column.label, problems))
            codes |= {field.name: table} if table else {}
    made = replace(
        proposal.profile,
        columns=columns,
        title_lines=_lines(draft.title_lines, _("題名の行数"), problems),
        total_lines=_lines(draft.total_lines, _("合計の行数"), problems) or 0,
        encoding=draft.encoding if draft.encoding in NAMES else proposal.profile.encoding,
        codes=codes,
        constants=_constants(draft, problems),
        valid_from=_day(draft.valid_from, _("有効期間の初日"), problems),
        valid_until=_day(draft.valid_until, _("使わなくなる日"), problems),
    )
    if not problems:
        try:
            return parse_profile(profile_text(made).encode(), name=made.name), []
        except BadProfile as error:
            problems += [
                Problem(_where(fault.where, draft.kind), said(fault.words)) for fault in error.faults
            ]
    return None, problems


def field_title(field: Field) -> str:
    """What a field is called on the screen."""
    return field.name.replace("_", " ") if (get_language() or "ja").startswith("en") else field.label


def _columns(proposal: Proposal) -> Iterator[ColumnRow]:
    hidden = {each.column for each in proposal.findings if each.weight is Weight.FILE}
    for place, column in enumerate(proposal.columns):
        is_hidden = column.label in hidden
        held = dict.fromkeys(row[place].strip()[:CELL_SHOWN] for row in proposal.preview if place < len(row))
        values = () if is_hidden else tuple(value for value in held if value)[:VALUES_SHOWN]
        yield ColumnRow(place, column.label, values, is_hidden, column.field or "", column.why, "")


def _pairs(text: str, where: str, problems: list[Problem]) -> Iterator[tuple[str, str]]:
    """The lines `code=value`."""
    for line in text.splitlines():
        if not line.strip():
            continue
        left, sign, right = line.replace("＝", "=", 1).partition("=")
        if sign and left.strip() and right.strip():
            yield left.strip(), right.strip()
        else:
            problems.append(
                Problem(
                    where, _("「%(line)s」に=がないか、片側が空です。") % {"line": line.strip()[:CELL_SHOWN]}
                )
            )


def _constants(draft: Draft, problems: list[Problem]) -> dict[str, str]:
    where = _("いつも同じ値")
    known = {folded(name): field.name for field in draft.kind.fields for name in (field.label, field.name)}
    found: dict[str, str] = {}
    for left, right in _pairs(draft.constants, where, problems):
        name = known.get(folded(left))
        if name is None:
            problems.append(
                Problem(where, _("「%(name)s」という項目はありません。") % {"name": left[:CELL_SHOWN]})
            )
        else:
            found[name] = right
    return found


def _lines(text: str, where: str, problems: list[Problem]) -> int | None:
    found = said_lines({"": text}, "")
    if text and found is None:
        problems.append(Problem(where, _("0から%(most)dまでの数を入れてください。") % {"most": LINES_MAX}))
    return found


def _day(text: str, where: str, problems: list[Problem]) -> date | None:
    if not text.strip():
        return None
    try:
        return parse_day(text.strip())
    except ValueError:
        problems.append(Problem(where, _("日付として読めません。")))
        return None


def _where(where: str, kind: Kind) -> str:
    """A place in the profile in the words of the screen."""
    field = kind.field(where.split(".")[1]) if "." in where else None
    return field_title(field) if field else where
