"""Which column of a file is which field: by the header, or by number, or by width."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from sekisho.intake.tables.findings import Finding, Weight, Words
from sekisho.intake.tables.personal_numbers import is_label, refused_heading, refused_label
from sekisho.intake.tables.profiles import Profile
from sekisho.intake.tables.shown import shown
from sekisho.intake.tables.twelve_digits import holds
from sekisho.intake.tables.values import folded


class Layout(NamedTuple):
    """How many columns a row has, what they are called in a message, and which fields stand where."""

    labels: tuple[str, ...]
    places: Mapping[str, int]

    def label(self, place: int) -> str:
        """The name of a column in a message."""
        return self.labels[place] or f"{place + 1}"

    def of(self, field: str) -> str | None:
        """The name of the column of a field."""
        place = self.places.get(field)
        return None if place is None else self.label(place)


def by_header(header: Sequence[str], profile: Profile, line: int) -> tuple[Layout, list[Finding]]:
    """The layout that a header gives, and what is wrong with it: unknown columns told, missing and double ones refused."""
    labels = tuple(label.strip() for label in header)
    findings = [refused_label(label)._replace(line=line) for label in labels if is_label(label)]
    if any(holds(label) for label in labels):
        findings.append(refused_heading(line))
    known = {
        folded(str(name)): field for field, columns in profile.columns.items() for name in (*columns, field)
    }
    places: dict[str, int] = {}
    unknown: list[Finding] = []
    for place, label in enumerate(labels):
        field = known.get(folded(label))
        if field is None:
            if not is_label(label):
                unknown.append(_unknown(line, shown(label) or f"{place + 1}"))
        elif field in places:
            findings.append(_twice(line, shown(label)))
        else:
            places[field] = place
    if not places and not findings:
        findings.append(_none(line))
    for field, columns in profile.columns.items() if places else ():
        declared = profile.kind.field(field)
        if field not in places and declared is not None and declared.required:
            findings.append(_missing(line, str(columns[0]), field))
    # Where the header is refused, what is merely unknown says nothing: a row of data would be listed cell by cell.
    return Layout(tuple(map(shown, labels)), places), findings or unknown


def by_number(profile: Profile, count: int) -> tuple[Layout, list[Finding]]:
    """The layout of a file without header whose rows have so many columns."""
    places = {field: int(columns[0]) - 1 for field, columns in profile.columns.items()}
    labels = [""] * count
    findings = []
    for field, place in list(places.items()):
        if place < count:
            declared = profile.kind.field(field)
            labels[place] = declared.label if declared else field
            continue
        del places[field]
        declared = profile.kind.field(field)
        if declared is not None and declared.required:
            findings.append(_missing(None, declared.label, field))
    return Layout(tuple(labels), places), findings


def usual_count(counts: Sequence[int]) -> int:
    """How many columns most rows have."""
    return Counter(counts).most_common(1)[0][0] if counts else 0


def _unknown(line: int, label: str) -> Finding:
    words = Words(
        "プロファイルにない列です。原文だけに残ります。",
        "The profile does not know this column; it stays in the raw line only.",
    )
    return Finding(line, label, words, Weight.TOLD)


def _none(line: int) -> Finding:
    words = Words(
        "見出しとして見たこの行に、プロファイルの列が一つもありません。このファイルに合うプロファイルを選ぶか、見出しを付けて出力し直してください。"
        "見出しの前に題名の行があれば、その行数をプロファイルにtitle_lines = 3のように、"
        "見出しのないファイルなら、header = falseと列の番号を書いてください。",
        "This line, looked at for the header, has not one column of the profile. Choose the profile for this file, "
        "or export it with a header. Where lines of title stand before it, write their number into the profile, as "
        "title_lines = 3; for files without a header write header = false and the numbers of the columns.",
    )
    return Finding(line, None, words, Weight.FILE)


def _twice(line: int, label: str) -> Finding:
    return Finding(
        line, label, Words("同じ項目の列が二つあります。", "Two columns are for one field."), Weight.FILE
    )


def _missing(line: int | None, label: str, field: str) -> Finding:
    return Finding(
        line,
        label,
        Words(f"{label}の列がありません。", f"There is no column {label} ({field})."),
        Weight.FILE,
    )
