"""The header of a file, below the lines of title, date of printing and the like that stand before it in many exports.

A profile says how many lines these are (`title_lines`). Where it does not, the first line with every label that the
profile needs is the header, if it is the only one among the first rows. What stands before it is told, and nothing of
it is passed over that could be a row of data.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from sekisho.intake.tables.encodings import Encoding, loosely
from sekisho.intake.tables.findings import Finding, Weight, Words, refuses_file
from sekisho.intake.tables.heads import Layout, by_header
from sekisho.intake.tables.margins import passed_over
from sekisho.intake.tables.no_tables import other_delimiter
from sekisho.intake.tables.profile_checks import COLUMNS_MAX
from sekisho.intake.tables.profiles import Profile
from sekisho.intake.tables.rows import RowReader, cut_by_width
from sekisho.intake.tables.splitting import BYTES_A_ROW_MAX, Malformed, Rows, cells, is_broken_by_cr

HEADERS_LOOKED_AT: Final = 10
LABELS_OF_A_HEADER: Final = 2  # one known word may stand in a title


class Head(NamedTuple):
    """A row taken for the header: its place among the rows, what it gives, and what is wrong with it."""

    place: int
    line: int
    layout: Layout | None
    findings: list[Finding]

    @property
    def fits(self) -> bool:
        """Whether it is a header by the profile."""
        return self.layout is not None and not refuses_file(self.findings)


def header_of(rows: Rows, encoding: Encoding, profile: Profile) -> Head:
    """The header, or the row that was looked at for it with what is wrong. There is at least one row."""
    begin = first_row(rows, profile)
    if begin >= len(rows):
        return Head(begin, int(rows.lines[-1]), None, [_too_short(int(rows.lines[-1]), profile)])
    first = _head(rows, begin, encoding, profile)
    if first.fits:
        return first
    looked = [
        _head(rows, place, encoding, profile) for place in range(min(len(rows), begin + HEADERS_LOOKED_AT))
    ]
    fitting = [head for head in looked if head.fits]
    if profile.title_lines is not None:
        return first if len(fitting) != 1 else first._replace(findings=[_elsewhere(fitting[0].line, profile)])
    if len(fitting) == 1:
        return fitting[0]
    if fitting:
        return first._replace(findings=[_several([head.line for head in fitting])])
    likely = max(looked, key=_known)
    return _told_of_delimiter(
        likely if _known(likely) >= LABELS_OF_A_HEADER else first, looked, rows, encoding, profile
    )


def first_row(rows: Rows, profile: Profile) -> int:
    """The place of the first row below the title lines that the profile says."""
    return int((rows.lines <= (profile.title_lines or 0)).sum())


def titles_told(rows: Rows, head: int, reader: RowReader) -> Iterator[Finding]:
    """What is said of the rows before the header, or before the first row where there is none."""
    if not head:
        return
    yield from passed_over(rows, range(head), reader, _data_before)
    last = int(rows.lines[head - 1])
    words = Words(
        f"{_span_ja(int(rows.lines[0]), last)}は題名などとみなし、取り込みません。",
        f"{_span_en(int(rows.lines[0]), last)} taken for the title and not taken in.",
    )
    yield Finding(last, None, words, Weight.TOLD)


def cells_of(rows: Rows, place: int, encoding: Encoding, profile: Profile) -> list[str] | None:
    """The cells of a row; None: it cannot be cut."""
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


def too_many(line: int | None, count: int) -> Finding:
    """The refusal of a file with more columns than any table has."""
    words = Words(
        f"列が{count:,}あります。{COLUMNS_MAX:,}までです。",
        f"It has {count:,} columns; {COLUMNS_MAX:,} at most.",
    )
    return Finding(line, None, words, Weight.FILE)


def _head(rows: Rows, place: int, encoding: Encoding, profile: Profile) -> Head:
    line = int(rows.lines[place])
    found = cells_of(rows, place, encoding, profile)
    if is_broken_by_cr(loosely(rows.raw(place), encoding)[0]):
        return Head(place, line, None, [_by_cr(line)])
    if found is None:
        return Head(place, line, None, [_unreadable(line)])
    if len(found) > COLUMNS_MAX:
        return Head(place, line, None, [too_many(line, len(found))])
    return Head(place, line, *by_header(found, profile, line))


def _known(head: Head) -> int:
    return 0 if head.layout is None else len(head.layout.places)


def _told_of_delimiter(
    head: Head, looked: Sequence[Head], rows: Rows, encoding: Encoding, profile: Profile
) -> Head:
    """The head, which does not fit; where one of those looked at does with another delimiter, that is all it says."""
    for each in looked:
        told = other_delimiter(rows.raw(each.place), each.line, encoding, profile)
        if told is not None:
            return head._replace(findings=[told])
    return head


def _unreadable(line: int) -> Finding:
    return Finding(line, None, Words("見出しの行を読めません。", "The header cannot be read."), Weight.FILE)


def _by_cr(line: int) -> Finding:
    words = Words(
        "見出しの行の中に、CRだけの改行があります。行末をすべてCRLFかLFにそろえて出力し直してください。",
        "Within the header a line ends with CR alone. Export the file with CRLF or LF at the end of every line.",
    )
    return Finding(line, None, words, Weight.FILE)


def _too_short(line: int, profile: Profile) -> Finding:
    words = Words(
        f"題名の行を{profile.title_lines}行除くと、見出しの行がありません。プロファイルのtitle_linesを確かめてください。",
        f"Below the {profile.title_lines} lines of title there is no header. Look at title_lines in the profile.",
    )
    return Finding(line, None, words, Weight.FILE)


def _elsewhere(line: int, profile: Profile) -> Finding:
    words = Words(
        f"見出しはこの行にあるようですが、プロファイルではtitle_lines = {profile.title_lines}です。"
        f"title_lines = {line - 1}としたプロファイルを使ってください。",
        f"The header seems to stand here, but the profile says title_lines = {profile.title_lines}. Use one that "
        f"says title_lines = {line - 1}.",
    )
    return Finding(line, None, words, Weight.FILE)


def _several(lines: Sequence[int]) -> Finding:
    listed = "・".join(map(str, lines))
    words = Words(
        f"見出しとみられる行が{len(lines)}つあります({listed}行目)。プロファイルにtitle_lines = {lines[0] - 1}のように、"
        "見出しの前の行数を書いてください。",
        f"{len(lines)} lines look like the header ({', '.join(map(str, lines))}). Write into the profile how many "
        f"lines stand before it, as title_lines = {lines[0] - 1}.",
    )
    return Finding(lines[0], None, words, Weight.FILE)


def _data_before(line: int) -> Finding:
    words = Words(
        "題名の行とみなすところに、データとして読める行があります。題名の行の数を確かめ、プロファイルのtitle_linesに書いてください。",
        "Among the lines of the title one reads as a row of data. Count the lines of the title, and write the number "
        "into the profile as title_lines.",
    )
    return Finding(line, None, words, Weight.FILE)


def _span_ja(first: int, last: int) -> str:
    return f"{first}行目" if first == last else f"{first}行目から{last}行目まで"


def _span_en(first: int, last: int) -> str:
    return f"Line {first} is" if first == last else f"Lines {first} to {last} are"
