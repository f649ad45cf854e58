"""One row after the other: cells to values to the typed row, with everything that is wrong with it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final, NamedTuple

from sekisho.intake.tables.encodings import REPLACEMENT, Encoding, loosely
from sekisho.intake.tables.findings import Finding, Weight, Words
from sekisho.intake.tables.heads import Layout
from sekisho.intake.tables.kinds import Field
from sekisho.intake.tables.personal_numbers import OF_PERSONS, Suspicion, could_be, is_named_in, refused_row
from sekisho.intake.tables.profiles import Profile
from sekisho.intake.tables.shown import shown
from sekisho.intake.tables.splitting import BYTES_A_ROW_MAX, Malformed, cells, is_broken_by_cr
from sekisho.intake.tables.twelve_digits import holds
from sekisho.intake.tables.values import BLANKS, Unfit, Value

BYTES_SHOWN: Final = 16


class RowRead(NamedTuple):
    """A row of the file: its bytes, and the typed row where nothing refuses it."""

    line: int
    raw: bytes
    value: Any  # Any: each kind has its own dataclass


class RowReader:
    """Reads rows of one file. Gathers findings, and what each column held."""

    def __init__(self, profile: Profile, layout: Layout, encoding: Encoding) -> None:
        self.profile = profile
        self.layout = layout
        self.encoding = encoding
        self.findings: list[Finding] = []
        self.suspicions = [Suspicion() for _label in layout.labels]
        self._fields = [field for field in profile.kind.fields if field.name in layout.places]
        self.of_persons = sorted(place for name, place in layout.places.items() if name in OF_PERSONS)
        self._constants: dict[str, Value] = {
            field.name: field.read(profile.constants[field.name])
            for field in profile.kind.fields
            if field.name in profile.constants
        }

    def read(self, raw: bytes, line: int) -> RowRead:
        """The row. Without a typed value something refuses it, and the findings say what."""
        before = len(self.findings)
        found = self._cells(raw, line)
        value = None if found is None else self._typed(found, line)
        refused = any(each.weight is not Weight.TOLD for each in self.findings[before:])
        return RowRead(line, raw, None if refused else value)

    def converted(self, field: Field, cell: str) -> tuple[Value, Words | None]:
        """The value of a filled cell, trimmed, and what is to be told of it. Raises Unfit."""
        codes = self.profile.codes.get(field.name)
        if codes is None:
            return field.read(cell), None
        if cell in codes:
            return field.read(codes[cell]), None
        told = Words(
            "コード表にない値です。そのまま取り込みます。",
            "The code table lacks this value; it is taken as it stands.",
        )
        return field.read(cell), told

    def constants(self) -> dict[str, Value]:
        """The fields that are the same in every row."""
        return self._constants

    def suspect(self) -> None:
        """Once all rows are read: refuse the file for columns that look like personal numbers."""
        for place, suspicion in enumerate(self.suspicions):
            if suspicion.suspicious:
                self.findings.append(suspicion.finding(self.layout.label(place)))

    def _cells(self, raw: bytes, line: int) -> list[str] | None:
        """The cells, as many as there are columns. None: it is no row, and the findings say why."""
        if len(raw) > BYTES_A_ROW_MAX:
            self._refuse(
                line, f"行が長すぎます({len(raw):,}バイト)。", f"The row is too long ({len(raw):,} bytes)."
            )
            return None
        text, broken = loosely(raw, self.encoding)
        try:
            found = self.cut(text)
        except Malformed:
            self._refuse(
                line,
                "引用符が閉じていないか、余計な所にあります。",
                "A quotation mark is not closed, or stands where none may.",
            )
            return None
        if broken:
            self._tell_broken(found, broken, line)
        if len(found) != len(self.layout.labels):
            self._refuse_count(len(found), text, line)
            return None
        if all(shown(cell.strip()) == label for cell, label in zip(found, self.layout.labels, strict=True)):
            self._refuse(
                line,
                "見出しと同じ行です。データではないので取り込めません。この行を除くか、見出しがページごとに入らないように出力し直してください。",
                "It is the header again and no data. Take the line out, or export the file without a header on every page.",
            )
            return None
        if "\0" in text:
            place = next(place for place, cell in enumerate(found) if "\0" in cell)
            self._refuse(line, "NUL文字があります。", "It holds a NUL character.", self.layout.label(place))
        self._refuse_numbers(found, text, line)
        return found

    def _refuse_count(self, count: int, text: str, line: int) -> None:
        """Refuse a row with too many or too few cells, and say why where it is known."""
        wanted, by_cr = len(self.layout.labels), is_broken_by_cr(text)
        self._refuse(
            line,
            f"列が{count}あります。{wanted}のはずです。"
            + (
                "行の中にCRだけの改行があります。行末をCRLFかLFにそろえて出力し直してください。"
                if by_cr
                else ""
            ),
            f"It has {count} columns instead of {wanted}."
            + (" Within it a line ends with CR alone: export the file with CRLF or LF." if by_cr else ""),
        )

    def _refuse_numbers(self, found: Sequence[str], text: str, line: int) -> None:
        """Refuse a row with a personal number, for each column about persons that holds one, or as it names one."""
        places = [place for place in self.of_persons if holds(found[place].strip(BLANKS))]
        for place in places:
            self.findings.append(refused_row(line, self.layout.label(place)))
        if not places and is_named_in(text):
            self.findings.append(refused_row(line, None))

    def cut(self, text: str) -> list[str]:
        """The cells of a row's text. Raises Malformed."""
        if self.profile.delimiter is not None:
            return cells(text, self.profile.delimiter)
        return cut_by_width(text, self.profile, self.encoding)

    def _typed(self, found: Sequence[str], line: int) -> Any:  # Any: each kind has its own dataclass
        values, before = dict(self._constants), len(self.findings)
        for place, cell in enumerate(found):
            self._look(place, cell.strip(BLANKS), line)
        for field in self._fields:
            place = self.layout.places[field.name]
            cell = found[place].strip(BLANKS)
            for finding in self._value(field, cell, place, line, values):
                self.findings.append(finding)
        if any(each.weight is not Weight.TOLD for each in self.findings[before:]):
            return None
        row = self.profile.kind.made(values, line)
        for doubt in self.profile.kind.doubts(row):
            self.findings.append(Finding(line, self.layout.of(doubt.field), doubt.words, doubt.weight))
        return row

    def _look(self, place: int, cell: str, line: int) -> None:
        if cell:
            self.suspicions[place].add(1, [(cell, line)] if could_be(cell) else ())

    def _value(
        self, field: Field, cell: str, place: int, line: int, values: dict[str, Value]
    ) -> Iterator[Finding]:
        label = self.layout.label(place)
        if not cell:
            if field.needed:
                yield Finding(line, label, Words("空です。", "It is empty."))
            return
        if REPLACEMENT in cell and field.needed:
            yield Finding(
                line,
                label,
                Words("読めない文字があり、要る値が分かりません。", "It cannot be read, and it is needed."),
            )
            return
        try:
            values[field.name], told = self.converted(field, cell)
        except Unfit as error:
            yield Finding(line, label, error.words)
            return
        if told is not None:
            yield Finding(line, label, told, Weight.TOLD)

    def _tell_broken(self, found: Sequence[str], broken: Sequence[bytes], line: int) -> None:
        """Which bytes of which cell are no characters. Whether the row is refused depends on the field."""
        begin = 0
        for place, cell in enumerate(found):
            count = cell.count(REPLACEMENT)
            if not count:
                continue
            shown = " ".join(
                f"0x{byte.hex().upper()}" for byte in broken[begin : begin + min(count, BYTES_SHOWN)] if byte
            )
            begin += count
            label = self.layout.label(place) if place < len(self.layout.labels) else f"{place + 1}"
            name = self.encoding.name.upper()
            words = Words(
                f"{name}で文字にならない所が{count}あります({shown})。",
                f"No character in {name}, {count} times ({shown}).",
            )
            self.findings.append(Finding(line, label, words, Weight.TOLD))

    def _refuse(self, line: int, ja: str, en: str, column: str | None = None) -> None:
        self.findings.append(Finding(line, column, Words(ja, en)))


def cut_by_width(text: str, profile: Profile, encoding: Encoding) -> list[str]:
    """The cells of a row of fixed widths; what is left over is a last cell, what lacks is empty."""
    if not profile.widths_in_bytes:
        found, begin = [], 0
        for width in profile.widths:
            found.append(text[begin : begin + width])
            begin += width
        return found + ([text[begin:]] if text[begin:].strip(BLANKS) else [])
    spans = [len(each.encode(encoding.name, errors="replace")) if each != REPLACEMENT else 1 for each in text]
    found, place = [], 0
    for width in profile.widths:
        begin, used = place, 0
        while place < len(text) and used < width:
            used += spans[place]
            place += 1
        found.append(text[begin:place])
    return found + ([text[place:]] if text[place:].strip(BLANKS) else [])
