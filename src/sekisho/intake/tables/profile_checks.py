"""Everything that can be wrong with a profile, all of it at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any, Final, NamedTuple

from sekisho.intake.tables.encodings import NAMES
from sekisho.intake.tables.findings import Words
from sekisho.intake.tables.kinds import Field, Kind
from sekisho.intake.tables.personal_numbers import OF_PERSONS, is_label
from sekisho.intake.tables.shown import shown
from sekisho.intake.tables.twelve_digits import holds
from sekisho.intake.tables.values import Unfit

KEYS: Final = frozenset(
    [
        "kind",
        "name",
        "title",
        "delimiter",
        "widths",
        "widths_in",
        "encoding",
        "header",
        "title_lines",
        "total_lines",
        "columns",
        "codes",
        "constants",
        "valid_from",
        "valid_until",
    ]
)
COLUMNS_MAX: Final = 1000
WIDTH_MAX: Final = 65_535
LINES_MAX: Final = 100  # of title, or of totals


class Fault(NamedTuple):
    """One thing that is wrong, and where in the profile."""

    where: str
    words: Words


Said = Mapping[str, Any]  # Any: whatever stands in the TOML


def checked(said: Said, kinds: Mapping[str, Kind]) -> tuple[Fault, ...]:
    """Everything that is wrong with a profile."""
    faults = [
        _fault(key, "知らない項目です。", "It is no item of a profile.") for key in said if key not in KEYS
    ]
    kind = kinds.get(said["kind"]) if isinstance(said.get("kind"), str) else None
    if kind is None:
        listed = "・".join(kinds)
        faults.append(_fault("kind", f"{listed}のどれかを書いてください。", f"It must be one of {listed}."))
    for check in (_plain, _shape, _period):
        faults += check(said)
    if kind is not None:
        for judge in (_columns, _codes, _constants):
            faults += judge(said, kind)
    return tuple(faults)


def _plain(said: Said) -> Iterator[Fault]:
    if not isinstance(said.get("name", ""), str):
        yield _fault("name", "文字列を書いてください。", "It must be text.")
    title = said.get("title", {})
    if not (
        isinstance(title, dict)
        and set(title) <= {"ja", "en"}
        and all(isinstance(v, str) for v in title.values())
    ):
        yield _fault("title", "{ ja = …, en = … }の形で書いてください。", "It must be { ja = …, en = … }.")
    if said.get("encoding", "auto") not in NAMES:
        listed = "・".join(NAMES)
        yield _fault("encoding", f"{listed}のどれかを書いてください。", f"It must be one of {listed}.")
    if not isinstance(said.get("header", True), bool):
        yield _fault("header", "trueかfalseを書いてください。", "It must be true or false.")
    for name in ("title_lines", "total_lines"):
        lines = said.get(name, 0)
        if not (type(lines) is int and 0 <= lines <= LINES_MAX):
            yield _fault(
                name,
                f"0から{LINES_MAX}までの行数を書いてください。",
                f"It must be a number of lines, 0 to {LINES_MAX}.",
            )


def _shape(said: Said) -> Iterator[Fault]:
    if "delimiter" in said and "widths" in said:
        yield _fault(
            "widths", "delimiterとwidthsはどちらか一つです。", "There is a delimiter too; only one can be."
        )
    delimiter = said.get("delimiter", ",")
    if not (isinstance(delimiter, str) and len(delimiter) == 1 and delimiter not in '"\r\n\0'):
        yield _fault(
            "delimiter",
            "引用符と改行以外の一文字を書いてください。",
            "It must be one character, no quote or line end.",
        )
    widths = said.get("widths", [1])
    if not (
        isinstance(widths, list) and widths and all(type(n) is int and 0 < n <= WIDTH_MAX for n in widths)
    ):
        yield _fault(
            "widths", "正の整数の並びを書いてください。", "It must be a list of positive whole numbers."
        )
    if said.get("widths_in", "bytes") not in ("bytes", "characters"):
        yield _fault("widths_in", "bytesかcharactersを書いてください。", "It must be bytes or characters.")


def _period(said: Said) -> Iterator[Fault]:
    days = [said.get(name) for name in ("valid_from", "valid_until")]
    for name, on in zip(("valid_from", "valid_until"), days, strict=True):
        if on is not None and (not isinstance(on, date) or isinstance(on, datetime)):
            yield _fault(name, "2026-04-01のように日付を書いてください。", "It must be a day, as 2026-04-01.")
            return
    since, until = days
    if since is not None and until is not None and since >= until:
        yield _fault(
            "valid_until", "valid_fromより後の日を書いてください。", "It must be later than valid_from."
        )


def _columns(said: Said, kind: Kind) -> Iterator[Fault]:
    columns = said.get("columns")
    if not isinstance(columns, dict):
        yield _fault("columns", "列の対応が要ります。", "The columns are missing.")
        return
    header = said.get("header", True) is True
    taken: dict[object, str] = {}
    for field, column in columns.items():
        where = f"columns.{field}"
        if kind.field(field) is None:
            yield _fault(where, "この種類の表にない項目です。", "This kind of table has no such field.")
        listed = column if isinstance(column, list) else [column]
        for each in listed or [None]:
            yield from _column(where, each, header, taken, field)
    constants = said.get("constants", {})
    for wanted in kind.fields:
        if wanted.required and wanted.name not in columns and wanted.name not in constants:
            yield _fault(
                f"columns.{wanted.name}",
                f"{wanted.label}の列が要ります。",
                f"A column for {wanted.name} is needed.",
            )


def _column(
    where: str, column: object, header: bool, taken: dict[object, str], field: str
) -> Iterator[Fault]:
    if header and not (isinstance(column, str) and column.strip()):
        yield _fault(where, "列の見出しを書いてください。", "It must be the label of a column.")
        return
    if not header and not (type(column) is int and 0 < column <= COLUMNS_MAX):
        yield _fault(
            where,
            "見出しがないので、列の番号を1から数えて書いてください。",
            "Without a header it must be the number of a column, from 1.",
        )
        return
    if isinstance(column, str) and is_label(column):
        yield _fault(
            where, "個人番号の列は取り込めません。", "A column of personal numbers is never taken in."
        )
    if taken.setdefault(column, field) != field:
        yield _fault(
            where, f"同じ列が{taken[column]}にもあります。", f"The same column is given for {taken[column]}."
        )


def _codes(said: Said, kind: Kind) -> Iterator[Fault]:
    codes = said.get("codes", {})
    if not isinstance(codes, dict):
        yield _fault("codes", "[codes.項目]の表を書いてください。", "It must be tables [codes.field].")
        return
    for name, table in codes.items():
        field, where = kind.field(name), f"codes.{name}"
        if field is None:
            yield _fault(where, "この種類の表にない項目です。", "This kind of table has no such field.")
        elif not (isinstance(table, dict) and all(isinstance(value, str) for value in table.values())):
            yield _fault(where, "コードと値の表を書いてください。", "It must be a table of codes and values.")
        else:
            for code, value in table.items():
                yield from _value(f"{where}.{shown(code)}", field, value)


def _constants(said: Said, kind: Kind) -> Iterator[Fault]:
    constants = said.get("constants", {})
    if not isinstance(constants, dict):
        yield _fault(
            "constants", "項目と値の表を書いてください。", "It must be a table of fields and values."
        )
        return
    for name, value in constants.items():
        field, where = kind.field(name), f"constants.{name}"
        if field is None:
            yield _fault(where, "この種類の表にない項目です。", "This kind of table has no such field.")
        elif not isinstance(value, str) or not value.strip():
            yield _fault(where, "文字列を書いてください。", "It must be text.")
        else:
            yield from _value(where, field, value)
        if isinstance(said.get("columns"), dict) and name in said["columns"]:
            yield _fault(where, "この項目には列もあります。", "The field has a column too.")


def _value(where: str, field: Field, value: str) -> Iterator[Fault]:
    if field.name in OF_PERSONS and holds(value):
        yield _fault(
            where,
            "個人番号と思われる値です。個人番号は取り込みません。",
            "It looks like a personal number, which is never taken in.",
        )
    try:
        field.read(value)
    except Unfit as error:
        yield Fault(where, error.words)


def _fault(where: str, ja: str, en: str) -> Fault:
    return Fault(where, Words(ja, en))
