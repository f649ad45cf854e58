"""What is written into a table comes out of it again, in every encoding and in any order of columns."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from sekisho.intake.operations import judged
from sekisho.intake.tables.operation_rows import SCOPES
from sekisho.intake.tables.profiles import built_in
from sekisho.intake.tables.values import BLANKS
from tests.unit.intake.tables.samples import LABELS, where

# Nothing outside CP932, and nothing that a code or a number would be folded to.
TEXTS = st.text(st.sampled_from("関所髙﨑①ソ表能十ｶﾅ～ab1,\"'\n ;|"), max_size=12).map(
    lambda text: text.strip(BLANKS + "\n")
)
CODES = st.text(st.sampled_from("ABC0129-_"), max_size=8)
NUMBERS = st.integers(0, 10**18 - 1)
LOCAL = timedelta(hours=9)
SINCE, UNTIL = datetime(1990, 1, 1), datetime(2099, 12, 31)  # noqa: DTZ001 -- local on purpose
OPERATIONS = st.fixed_dictionaries(
    {
        "操作日時": st.datetimes(SINCE, UNTIL).map(lambda at: at.replace(microsecond=0)),
        "照合ID": CODES,
        "操作者ID": CODES,
        "端末": CODES,
        "業務": TEXTS,
        "処理": TEXTS,
        "検索条件": TEXTS,
        "対象": st.text(st.sampled_from("0123456789"), min_size=11, max_size=11),
        "対象範囲": st.sampled_from(sorted(SCOPES)),
        "件数": NUMBERS,
        "事由": TEXTS,
        "申請書番号": CODES,
        "結果": TEXTS,
        "帳票出力": st.booleans(),
        "連番": NUMBERS,
    }
)
NAMES = dict(zip(LABELS, [field.name for field in built_in("operations").kind.fields], strict=True))
WRITTEN = st.sampled_from(["%Y-%m-%d %H:%M:%S", "%Y/%m/%d %H:%M:%S", "%Y年%m月%d日 %H時%M分%S秒"])


@given(
    st.lists(OPERATIONS, min_size=1, max_size=4),
    st.permutations(LABELS),
    st.sampled_from(["cp932", "utf-8", "utf-8-sig", "utf-16"]),
    st.sampled_from(["\n", "\r\n"]),
    WRITTEN,
)
def test_every_operation_comes_out_as_it_went_in(
    rows: list[dict[str, object]], order: list[str], encoding: str, end: str, form: str
) -> None:
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator=end)
    writer.writerow(order)
    writer.writerows([[_written(row[label], form) for label in order] for row in rows])

    found = judged(out.getvalue().encode(encoding), built_in("operations"))

    assert where(found.findings) == []
    taken = found.batch.to_pylist()
    assert len(taken) == found.row_count == len(rows)
    for row, record in zip(rows, taken, strict=True):
        for label, value in row.items():
            assert record[NAMES[label]] == _meant(value), label


def _written(value: object, form: str) -> str:
    if isinstance(value, bool):
        return "有" if value else "無"
    return value.strftime(form) if isinstance(value, datetime) else str(value)


def _meant(value: object) -> object:
    if isinstance(value, datetime):
        return value.replace(tzinfo=UTC) - LOCAL
    if isinstance(value, str):
        return SCOPES.get(value, value) or None
    return value
