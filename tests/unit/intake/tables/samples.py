"""Small tables for tests: invented people, invented numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from sekisho.archive.schema import microseconds
from sekisho.intake.tables.findings import Finding, Weight
from sekisho.intake.tables.twelve_digits import passes

LABELS = (
    "操作日時", "照合ID", "操作者ID", "端末", "業務", "処理", "検索条件", "対象", "対象範囲", "件数",
    "事由", "申請書番号", "結果", "帳票出力", "連番",
)  # fmt: skip
USUAL = {
    "操作日時": "2026-09-30 14:05:33",
    "照合ID": "V0001",
    "操作者ID": "U0001",
    "端末": "T01",
    "業務": "本人確認情報の照会",
    "処理": "検索",
    "検索条件": "氏名カナ=ｾｷｼｮ",
    "対象": "10000000001",
    "対象範囲": "全国",
    "件数": "1",
    "事由": "窓口",
    "申請書番号": "A-1",
    "結果": "正常",
    "帳票出力": "有",
    "連番": "1",
}


def csv(labels: Sequence[str], *rows: Sequence[str], end: str = "\r\n", delimiter: str = ",") -> str:
    """A table as text, each row with its line end."""
    return "".join(delimiter.join(row) + end for row in (labels, *rows))


def row(**changed: str) -> list[str]:
    """The cells of one operation in the order of LABELS."""
    return list(({**USUAL, **changed}).values())


def operations(*rows: Mapping[str, str], encoding: str = "cp932") -> bytes:
    """A file of operations."""
    return csv(LABELS, *(row(**changed) for changed in rows)).encode(encoding)


def moment(text: str) -> int:
    """`2031-01-05T10:00:00+09:00` as microseconds since 1970."""
    return microseconds(datetime.fromisoformat(text))


def where(findings: Sequence[Finding]) -> list[tuple[int | None, str | None]]:
    """Line and column of everything that refuses."""
    return [(each.line, each.column) for each in findings if each.weight is not Weight.TOLD]


def personal_number(eleven: str) -> str:
    """An invented number with the right check digit."""
    return next(eleven + digit for digit in "0123456789" if passes(eleven + digit))
