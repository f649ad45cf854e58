"""Whatever stands around the rows, nothing is raised, both readers agree, and no line is lost between title and total."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from sekisho.intake.tables.beginnings import beginning_of
from sekisho.intake.tables.columnar import read_columns
from sekisho.intake.tables.findings import Weight
from sekisho.intake.tables.profiles import Profile, parse_profile
from sekisho.intake.tables.proposing import proposed
from sekisho.intake.tables.reading import read_table
from sekisho.intake.tables.registry import KINDS
from tests.unit.intake.tables.samples import where

LINES = st.sampled_from(
    [
        "操作履歴一覧",
        "",
        ",,",
        "操作日時,操作者ID,結果",
        "2026-09-30 14:05,U1,正常",
        '"2026-09-30 14:05","U\n1","正\r\n常"',
        '"2026-09-30 14:05,U1',
        "2026-09-30 14:05\rU1,正常",
        "いつか,U1,正常",
        "合計,2件",
        "計 1件",
        "以上",
        "\x1a",
    ]
)
ENDS = st.sampled_from(["\n", "\r\n", "\r"])
COUNTS = st.one_of(st.none(), st.integers(0, 4))


def profile(titles: int | None, totals: int | None, *, header: bool) -> Profile:
    columns = ('"操作日時"', '"操作者ID"', '"結果"') if header else ("1", "2", "3")
    said = [f"header = {str(header).lower()}"]
    said += [] if titles is None else [f"title_lines = {titles}"]
    said += [] if totals is None else [f"total_lines = {totals}"]
    names = ("occurred_at", "operator_id", "result")
    text = "\n".join(
        [
            'kind = "operations"',
            *said,
            "[columns]",
            *(f"{n} = {c}" for n, c in zip(names, columns, strict=True)),
        ]
    )
    return parse_profile(text.encode(), name="own")


@settings(max_examples=300, deadline=None)
@given(
    st.lists(st.tuples(LINES, ENDS), max_size=9),
    COUNTS,
    COUNTS,
    st.booleans(),
    st.sampled_from(["cp932", "utf-16"]),
)
def test_both_readers_agree_and_nothing_is_raised(
    lines: list[tuple[str, str]], titles: int | None, totals: int | None, header: bool, encoding: str
) -> None:
    data = "".join(line + end for line, end in lines).encode(encoding)
    own = profile(titles, totals, header=header)

    one_by_one, at_once = read_table("operations", data, own), read_columns(data, own)

    assert at_once.findings == one_by_one.findings
    assert len(at_once.lines) == one_by_one.row_count
    if not any(each.weight is Weight.FILE for each in one_by_one.findings):
        assert at_once.table.column("row").to_pylist() == [row.line for row in one_by_one.rows]
    beginning_of(data, own)
    proposed(data, KINDS["operations"], title_lines=titles, total_lines=totals)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.tuples(LINES, ENDS), max_size=9), COUNTS, COUNTS)
def test_a_row_that_reads_is_taken_or_the_file_is_refused(
    lines: list[tuple[str, str]], titles: int | None, totals: int | None
) -> None:
    data = "".join(line + "\n" for line, _end in lines).encode("cp932")
    rows = sum(line == "2026-09-30 14:05,U1,正常" for line, _end in lines)
    found = read_table("operations", data, profile(titles, totals, header=True))
    quoted = any('"' in line for line, _end in lines)
    if not where(found.findings) and not quoted and found.row_count:
        assert len(found.rows) == rows
