"""操作履歴: one operation a row."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from sekisho.intake.tables.findings import Weight, Words
from sekisho.intake.tables.kinds import Doubt, Field, Kind, must
from sekisho.intake.tables.values import choice, code, event, flag, number

SCOPES: Final = {"自市町村": "municipality", "県内": "prefecture", "全国": "nationwide"}
_ALSO: Final = {"市町村内": "municipality", "自団体": "municipality", "都道府県内": "prefecture"}


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation. `occurred_at` in microseconds since 1970; `line` is where it stands in the file."""

    line: int
    occurred_at: int
    verification_id: str | None = None
    operator_id: str | None = None
    terminal_id: str | None = None
    business: str | None = None
    process: str | None = None
    search_condition: str | None = None
    subject: str | None = None
    scope: str | None = None
    hit_count: int | None = None
    reason: str | None = None
    document_ref: str | None = None
    result: str | None = None
    printed: bool | None = None
    sequence: int | None = None


def _doubts(row: Operation) -> Iterator[Doubt]:
    """An operation by nobody is kept, for it is evidence: a sign-on that failed may name nobody."""
    if row.operator_id is None and row.verification_id is None:
        yield Doubt(
            "operator_id",
            Words("操作者IDも照合IDもありません。", "It names neither operator nor person."),
            Weight.TOLD,
        )


KIND: Final = Kind(
    "operations",
    Words("操作履歴", "Operation history"),
    (
        must("occurred_at", "操作日時", event, "日時", "処理日時", "発生日時", "アクセス日時", "timestamp"),
        Field("verification_id", "照合ID", code, also=("照合番号", "認証ID")),
        Field(
            "operator_id",
            "操作者ID",
            code,
            required=True,
            also=("操作者", "ユーザID", "利用者ID", "職員ID", "user"),
        ),
        Field("terminal_id", "端末", code, also=("端末ID", "端末名", "端末番号", "terminal")),
        Field("business", "業務", also=("業務名", "業務コード")),
        Field("process", "処理", also=("処理名", "処理コード", "操作", "操作内容")),
        Field("search_condition", "検索条件", also=("検索キー", "照会条件")),
        Field("subject", "対象", code, also=("対象者", "住民票コード", "対象住民票コード")),
        Field("scope", "対象範囲", choice(SCOPES, also=_ALSO), also=("範囲", "照会範囲")),
        Field("hit_count", "件数", number, also=("検索件数", "該当件数")),
        Field("reason", "事由", also=("請求事由", "利用事由", "理由")),
        Field("document_ref", "申請書番号", code, also=("文書番号", "受付番号")),
        Field("result", "結果", also=("処理結果",)),
        Field("printed", "帳票出力", flag, also=("印刷", "帳票")),
        Field("sequence", "連番", number, also=("通番", "No", "番号")),
    ),
    Operation,
    _doubts,
)
