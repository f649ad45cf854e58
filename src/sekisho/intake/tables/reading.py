"""Tables: the bytes of a file, by a profile, as typed rows with everything that is wrong listed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final, NamedTuple

from sekisho.intake.tables.encodings import Encoding, guessed, named
from sekisho.intake.tables.findings import Finding, Weight, Words, in_order, refuses_file
from sekisho.intake.tables.heads import Layout, by_number, usual_count
from sekisho.intake.tables.no_tables import no_text
from sekisho.intake.tables.profile_checks import COLUMNS_MAX
from sekisho.intake.tables.profiles import Profile
from sekisho.intake.tables.rows import RowRead, RowReader
from sekisho.intake.tables.splitting import Places, Rows, split
from sekisho.intake.tables.titles import cells_of, first_row, header_of, titles_told, too_many
from sekisho.intake.tables.totals import totals_of

ROWS_LOOKED_AT: Final = 100
ASCII: Final = Encoding("cp932")  # what text without any other character is read in


class OtherKind(Exception):
    """The profile is for another kind of table."""


class Opened(NamedTuple):
    """A file ready to be read row by row: from which row on, and how. `layout` is None where it has no rows.

    Lines of totals that the profile says are not among `rows`; those of the title and the header stand before `first`.
    """

    rows: Rows
    first: int
    encoding: Encoding
    layout: Layout | None
    findings: list[Finding]

    @property
    def row_count(self) -> int:
        """How many rows of data there are."""
        return len(self.lines)

    @property
    def lines(self) -> Places:
        """The line of each row of data."""
        return self.rows.lines[self.first :]


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


def read_table(kind: str, data: bytes, profile: Profile, *, among: bool = True) -> Read:
    """Read a file of one kind by a profile. Whatever the bytes, nothing is raised. Raises OtherKind for the profile.

    Without `among` rows are not held against each other.
    """
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
    good = [row for row in found if row.value is not None]
    held = _held_together(good, profile, opened.layout) if among else []
    findings = opened.findings + reader.findings + held
    refused = {each.line for each in held if each.weight is not Weight.TOLD}
    good = [] if refuses_file(findings) else [row for row in good if row.line not in refused]
    return Read(tuple(good), in_order(findings), opened.row_count, opened.encoding.name)


def _held_together(rows: Sequence[RowRead], profile: Profile, layout: Layout) -> list[Finding]:
    """What the rows say of each other."""
    doubts = profile.kind.among([row.value for row in rows])
    return [Finding(line, layout.of(doubt.field), doubt.words, doubt.weight) for line, doubt in doubts]


def open_table(data: bytes, profile: Profile) -> Opened:
    """Find encoding, rows and layout. Whatever the bytes, nothing is raised."""
    if (refusal := no_text(data)) is not None:
        return Opened(split(b"", ASCII, None), 0, ASCII, None, [refusal])
    encoding, findings = _encoding(data, profile)
    if (len(data) - encoding.mark) % encoding.width:
        words = Words("最後の文字が途中で切れています。", "The last character is cut short.")
        findings.append(Finding(None, None, words, Weight.FILE))
    rows = split(data, encoding, profile.delimiter, titles=profile.title_lines or 0)
    if not len(rows):
        findings.append(
            Finding(None, None, Words("行が一つもありません。", "There is not one row."), Weight.FILE)
        )
        return Opened(rows, 0, encoding, None, findings)
    layout, found, head = (
        _by_header(rows, encoding, profile) if profile.header else _by_number(rows, encoding, profile)
    )
    findings += found
    first = head + profile.header
    if layout is None or refuses_file(findings):
        return Opened(rows, min(first, len(rows)), encoding, layout, findings)
    reader = RowReader(profile, layout, encoding)
    findings += titles_told(rows, head, reader)
    rows, told = totals_of(rows, first, reader)
    findings += told
    if len(rows) == first:
        findings.append(_no_rows(header=profile.header))
    return Opened(rows, first, encoding, layout, findings)


def _encoding(data: bytes, profile: Profile) -> tuple[Encoding, list[Finding]]:
    if profile.encoding != "auto":
        return named(profile.encoding, data), []
    guess = guessed(data)
    name = guess.encoding.name.upper()
    words = Words(f"文字コードを{name}とみなしました({guess.ja})。", f"Taken for {name}: {guess.en}.")
    return guess.encoding, [Finding(None, None, words, Weight.TOLD)]


def _by_header(rows: Rows, encoding: Encoding, profile: Profile) -> tuple[Layout | None, list[Finding], int]:
    head = header_of(rows, encoding, profile)
    return head.layout, head.findings, head.place


def _by_number(rows: Rows, encoding: Encoding, profile: Profile) -> tuple[Layout | None, list[Finding], int]:
    first = first_row(rows, profile)
    if profile.delimiter is None:
        return *by_number(profile, len(profile.widths)), first
    places = range(first, min(len(rows), first + ROWS_LOOKED_AT))
    looked = (cells_of(rows, place, encoding, profile) for place in places)
    count = usual_count([len(each) for each in looked if each is not None])
    if count > COLUMNS_MAX:
        return None, [too_many(None, count)], first
    return *by_number(profile, count), first


def _no_rows(*, header: bool) -> Finding:
    words = (
        Words("見出しだけで、行がありません。", "There is a header and no row.")
        if header
        else Words("題名や合計のほかに、行がありません。", "There is no row beside titles and totals.")
    )
    return Finding(None, None, words, Weight.TOLD)
