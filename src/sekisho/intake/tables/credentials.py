"""認証情報と権限: which state a credential was in, from one moment to another, and what it may be used for."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from sekisho.intake.tables.findings import Weight, Words
from sekisho.intake.tables.kinds import Doubt, Field, Kind, ends_before, must
from sekisho.intake.tables.overlaps import FOR_EVER, Overlap, Period, overlaps
from sekisho.intake.tables.values import EVERYTHING, choice, code, moment, several, several_codes

STATES: Final = {
    "有効": "active",
    "停止": "suspended",
    "紛失": "lost",
    "返納": "returned",
    "失効": "revoked",
}
KINDS_OF_CREDENTIAL: Final = {"操作者用カード": "card", "カード": "card", "照合情報": "palm", "静脈": "palm"}


@dataclass(frozen=True, slots=True)
class CredentialRow:
    """One interval of one state, [valid_from, valid_until) in microseconds since 1970; without end it goes on.

    `businesses` and `terminals` are names, or `("*",)` for all. `section` is the one that the authority is for.
    """

    line: int
    staff_number: str
    state: str
    valid_from: int
    valid_until: int | None = None
    verification_id: str | None = None
    operator_id: str | None = None
    kind: str | None = None
    businesses: tuple[str, ...] = ()
    terminals: tuple[str, ...] = ()
    reason: str | None = None
    section: str | None = None


def _doubts(row: CredentialRow) -> Iterator[Doubt]:
    if row.valid_until is not None and row.valid_until < row.valid_from:
        yield ends_before("valid_until")
    elif row.valid_until == row.valid_from:
        yield Doubt("valid_until", Words("期間に長さがありません。", "The interval is empty."))
    if row.verification_id is None and row.operator_id is None:
        yield Doubt(
            "verification_id",
            Words("照合IDか操作者IDが要ります。", "It needs a verification id or an operator id."),
        )


def _among(rows: Sequence[CredentialRow]) -> Iterator[tuple[int, Doubt]]:
    """What a credential may be used for in one section is in one state at a time. Two rows of one state are told.

    One business may be taken away while others stay, and one section leave a person to another.
    """
    of_one: dict[Hashable, list[CredentialRow]] = {}
    for row in rows:
        of_one.setdefault((row.verification_id, row.operator_id, row.kind, row.section), []).append(row)
    for own in of_one.values():
        found: dict[int, Overlap] = {}
        for overlap in overlaps(_by_business(own)):
            if overlap.line not in found or found[overlap.line].agree:
                found[overlap.line] = overlap
        for line, other, agree in found.values():
            yield line, _same_state(other) if agree else _two_states(other)


def _by_business(rows: Sequence[CredentialRow]) -> dict[Hashable, list[Period]]:
    """The periods of each business; a row that names none, or all, speaks of every one that others name."""
    named = {name for row in rows for name in row.businesses if name != EVERYTHING} or {EVERYTHING}
    periods: dict[Hashable, list[Period]] = {name: [] for name in sorted(named)}
    for row in rows:
        until = FOR_EVER if row.valid_until is None else row.valid_until
        period = Period(row.line, row.valid_from, until, row.state)
        for name in named.intersection(row.businesses) or named:
            periods[name].append(period)
    return periods


def _two_states(other: int) -> Doubt:
    return Doubt(
        "state",
        Words(
            f"{other}行目と同じ認証情報で、期間が重なり、状態が違います。どちらかの付与日時か終了日時を直してください。",
            f"The same credential is in another state on line {other}, and the intervals overlap. Mend one of them.",
        ),
    )


def _same_state(other: int) -> Doubt:
    return Doubt(
        "valid_from",
        Words(
            f"{other}行目と同じ認証情報で、期間が重なっています。二度書かれていないか確かめてください。",
            f"The interval overlaps with that of the same credential on line {other}. Look whether it stands twice.",
        ),
        Weight.TOLD,
    )


KIND: Final = Kind(
    "credentials",
    Words("認証情報・権限", "Credentials"),
    (
        must("staff_number", "職員番号", code),
        Field("verification_id", "照合ID", code, required=True),
        Field("operator_id", "操作者ID", code, required=True),
        Field("kind", "種別", choice(KINDS_OF_CREDENTIAL, others=True)),
        Field("businesses", "業務", several, required=True, also=("business",)),
        Field("terminals", "端末", several_codes, required=True, also=("terminal",)),
        must("valid_from", "付与日時", moment),
        Field("valid_until", "終了日時", moment, required=True),
        must("state", "状態", choice(STATES)),
        Field("reason", "理由"),
        Field("section", "所属"),
    ),
    CredentialRow,
    _doubts,
    _among,
)
