"""Tables: the bytes of a file, by a profile, as typed rows with everything that is wrong listed."""

from __future__ import annotations

from typing import Any, Final, NamedTuple

from sekisho.intake.tables.encodings import Encoding, guessed, loosely, named
from sekisho.intake.tables.findings import Finding, Weight, Words, in_order, refuses_file
from sekisho.intake.tables.heads import Layout, by_header, by_number, usual_count
from sekisho.intake.tables.no_tables import no_text, other_delimiter
from sekisho.intake.tables.profile_checks import COLUMNS_MAX
from sekisho.intake.tables.profiles import Profile
from sekisho.intake.tables.rows import RowRead, RowReader, cut_by_width
from sekisho.intake.tables.splitting import BYTES_A_ROW_MAX, Malformed, Rows, cells, split

ROWS_LOOKED_AT: Final = 100
ASCII: Final = Encoding("cp932")  # what text without any other character is read in


class OtherKind(Exception):
    """The profile is for another kind of table."""


class Opened(NamedTuple):
    """A file ready to be read row by row: from which row on, and how. `layout` is None where it has no rows."""

    rows: Rows
    first: int
    encoding: Encoding
    layout: Layout | None
    findings: list[Finding]

    @property
    def row_count(self) -> int:
        """How many rows of data there are."""
        return len(self.rows) - self.first


class Read(NamedTuple):
    """What a file holds. `rows` are those that nothing refuses, where nothing refuses the file.

    `row_count` rows stand in the file; `encoding` is what it was read in.
    """

    rows: tuple[RowRead, ...]
    findings: tuple[Finding, ...]
    row_count: int
    encoding: str

    @property
    def refused(self) -> int:
        """How many rows are not among `rows`."""
        return self.row_count - len(self.rows)

    @property
    def values(self) -> tuple[Any, ...]:
        """The typed rows."""
        return tuple(row.value for row in self.rows)


def read_table(kind: str, data: bytes, profile: Profile) -> Read:
    """Read a file of one kind by a profile. Whatever the bytes, nothing is raised. Raises OtherKind for the profile."""
    if profile.kind.name != kind:
        raise OtherKind(f"{profile.name} is for {profile.kind.name}, not for {kind}")
    opened = open_table(data, profile)
    if opened.layout is None or refuses_file(opened.findings):
        return Read((), in_order(opened.findings), opened.row_count, opened.encoding.name)
    reader = RowReader(profile, opened.layout, opened.encoding)
    found = [
        reader.read(opened.rows.raw(place), int(opened.rows.lines[place]))
        for place in range(opened.first, len(opened.rows))
    ]
    reader.suspect()
    findings = opened.findings + reader.findings
    good = () if refuses_file(findings) else tuple(row for row in found if row.value is not None)
    return Read(good, in_order(findings), opened.row_count, opened.encoding.name)


def open_table(data: bytes, profile: Profile) -> Opened:
    """Find encoding, rows and layout. Whatever the bytes, nothing is raised."""
    if (refusal := no_text(data)) is not None:
        return Opened(split(b"", ASCII, None), 0, ASCII, None, [refusal])
    encoding, findings = _encoding(data, profile)
    if (len(data) - encoding.mark) % encoding.width:
        words = Words("最後の文字が途中で切れています。", "The last character is cut short.")
        findings.append(Finding(None, None, words, Weight.FILE))
    rows = split(data, encoding, profile.delimiter)
    if not len(rows):
        findings.append(
            Finding(None, None, Words("行が一つもありません。", "There is not one row."), Weight.FILE)
        )
        return Opened(rows, 0, encoding, None, findings)
    if profile.header:
        layout, found, first = *_header(rows, encoding, profile), 1
    else:
        layout, found, first = *_by_number(rows, encoding, profile), 0
    findings += found
    if layout is not None and not len(rows) - first:
        findings.append(
            Finding(
                None,
                None,
                Words("見出しだけで、行がありません。", "There is a header and no row."),
                Weight.TOLD,
            )
        )
    return Opened(rows, first, encoding, layout, findings)


def _encoding(data: bytes, profile: Profile) -> tuple[Encoding, list[Finding]]:
    if profile.encoding != "auto":
        return named(profile.encoding, data), []
    guess = guessed(data)
    name = guess.encoding.name.upper()
    words = Words(f"文字コードを{name}とみなしました({guess.ja})。", f"Taken for {name}: {guess.en}.")
    return guess.encoding, [Finding(None, None, words, Weight.TOLD)]


def _header(rows: Rows, encoding: Encoding, profile: Profile) -> tuple[Layout | None, list[Finding]]:
    line = int(rows.lines[0])
    found = _cells_of(rows, 0, encoding, profile)
    if found is None:
        words = Words("見出しの行を読めません。", "The header cannot be read.")
        return None, [Finding(line, None, words, Weight.FILE)]
    if len(found) > COLUMNS_MAX:
        return None, [_too_many(line, len(found))]
    layout, findings = by_header(found, profile, line)
    if refuses_file(findings):
        told = other_delimiter(rows.raw(0), line, encoding, profile)
        findings = findings if told is None else [told]
    return layout, findings


def _by_number(rows: Rows, encoding: Encoding, profile: Profile) -> tuple[Layout | None, list[Finding]]:
    if profile.delimiter is None:
        return by_number(profile, len(profile.widths))
    looked = (_cells_of(rows, place, encoding, profile) for place in range(min(len(rows), ROWS_LOOKED_AT)))
    count = usual_count([len(each) for each in looked if each is not None])
    if count > COLUMNS_MAX:
        return None, [_too_many(None, count)]
    return by_number(profile, count)


def _cells_of(rows: Rows, place: int, encoding: Encoding, profile: Profile) -> list[str] | None:
    raw = rows.raw(place)
    if len(raw) > BYTES_A_ROW_MAX:
        return None
    text, _broken = loosely(raw, encoding)
    try:
        return (
            cut_by_width(text, profile, encoding)
            if profile.delimiter is None
            else cells(text, profile.delimiter)
        )
    except Malformed:
        return None


def _too_many(line: int | None, count: int) -> Finding:
    words = Words(
        f"列が{count:,}あります。多くても{COLUMNS_MAX:,}です。",
        f"It has {count:,} columns; {COLUMNS_MAX:,} at most.",
    )
    return Finding(line, None, words, Weight.FILE)
