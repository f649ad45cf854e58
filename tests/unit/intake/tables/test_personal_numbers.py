"""個人番号 is never taken in, and never repeated."""

from __future__ import annotations

import json
import unicodedata
from random import Random

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sekisho.intake.operations import COLUMNS, judged
from sekisho.intake.tables.columnar import read_columns
from sekisho.intake.tables.personal_numbers import OF_PERSONS, is_label, is_named_in
from sekisho.intake.tables.profiles import built_in
from sekisho.intake.tables.proposing import proposed
from sekisho.intake.tables.reading import open_table, read_table
from sekisho.intake.tables.registry import KINDS
from sekisho.intake.tables.twelve_digits import holds, masked, passes, which_hold
from tests.unit.intake.tables.samples import LABELS, csv, operations, personal_number, row

PERSONAL = [personal_number(f"{n:011}") for n in (12345678901, 98765432109, 11223344556, 60504030201)]
RESIDENTS = built_in("residents")


@pytest.mark.parametrize("weighed", ["123456789018", "000000000000"])
def test_the_check_digit_is_that_of_the_ordinance(weighed: str) -> None:
    assert passes(weighed)
    assert [digit for digit in "0123456789" if passes(weighed[:11] + digit)] == [weighed[-1]]


@pytest.mark.parametrize(
    "label",
    [
        "個人番号",
        "マイナンバー",
        "My_Number",
        "my number",
        "ＭＹＮＵＭＢＥＲ",
        "個人番号(12桁)",
        "individual_number",
    ],
)
def test_a_column_of_that_name_refuses_the_file(label: str) -> None:
    assert is_label(label)
    data = csv(("対象", "姓", "世帯", label), ("1", "関", "H1", PERSONAL[0])).encode("cp932")
    read = read_table("residents", data, RESIDENTS)
    assert (read.row_count, read.refused) == (1, 1)
    assert any("個人番号の列" in finding.words.ja for finding in read.findings)
    assert PERSONAL[0] not in repr(read.findings)


@pytest.mark.parametrize("label", ["個人番号カード交付", "個人番号カードの製造番号", "対象", "番号"])
def test_other_names_refuse_nothing(label: str) -> None:
    assert not is_label(label)


@pytest.mark.parametrize("form", ["{}", "{:.4} {:.4} {:.4}", "wide"])
def test_values_that_look_like_them_refuse_the_file_whatever_the_column_is_called(form: str) -> None:
    def written(number: str) -> str:
        if form == "wide":
            return number.translate({ord("0") + n: ord("０") + n for n in range(10)})
        return form.format(number) if form == "{}" else form.format(number[:4], number[4:8], number[8:])

    rows = [("S1", "関", "H1", written(number)) for number in PERSONAL]
    read = read_table("residents", csv(("対象", "姓", "世帯", "備考"), *rows).encode("cp932"), RESIDENTS)
    assert read.rows == ()
    (refusal,) = [finding for finding in read.findings if "個人番号" in finding.words.ja]
    assert refusal.column == "備考"
    assert not any(written(number) in repr(read.findings) for number in PERSONAL)


def test_a_few_of_them_among_other_codes_are_found_too() -> None:
    rows = [{"対象": f"1{n:010}"} for n in range(50)] + [{"対象": number} for number in PERSONAL]
    for found in (judged(operations(*rows), built_in("operations")),):
        assert found.refused_whole
        assert found.batch.num_rows == 0


def test_one_number_in_a_column_about_persons_refuses_its_row() -> None:
    rows = [{"対象": f"1{n:010}"} for n in range(20)] + [{"対象": PERSONAL[0]}] * 2
    found = judged(operations(*rows), built_in("operations"))
    assert (found.batch.num_rows, found.faulty) == (20, 2)
    assert [(each.line, each.column) for each in found.findings if "個人番号" in each.words.ja] == [
        (22, "対象"),
        (23, "対象"),
    ]
    assert PERSONAL[0] not in json.dumps(found.findings, ensure_ascii=False)


def test_one_number_that_passes_by_chance_in_another_column_refuses_nothing() -> None:
    rows = [{"申請書番号": f"1{n:010}"} for n in range(5)] + [{"申請書番号": PERSONAL[0]}]
    assert judged(operations(*rows), built_in("operations")).batch.num_rows == 6


@pytest.mark.parametrize("kind", ["residents", "counter", "staff"])
def test_they_are_refused_in_the_columns_about_persons_of_every_kind(kind: str) -> None:
    labels = [field.label for field in KINDS[kind].fields]
    cells = [PERSONAL[0] if label == "対象" else "1" for label in labels]
    found = read_table(kind, csv(labels, *[cells] * 2, *[["1"] * len(labels)] * 10).encode(), built_in(kind))
    refusals = [each for each in found.findings if "個人番号" in each.words.ja]
    assert [(each.line, each.column) for each in refusals] == [(2, "対象"), (3, "対象")]


def test_every_field_about_persons_is_the_field_of_some_kind() -> None:
    assert {field.name for kind in KINDS.values() for field in kind.fields} >= OF_PERSONS
    assert {column.name for column in COLUMNS if column.personal} <= OF_PERSONS


WRITTEN = (
    *(f"1234{mark}5678{mark}9018" for mark in "-‐‑‒–—―−ー－ｰ \u00a0\u3000\t./・\u200b\u2060\ufeff\ufffd\n"),
    *("1234 - 5678 - 9018", "123,456,789,018", "123-456-789-018", "1\u200b23456789018", "１２３４５６７８９０１８"),
    *("番号 123456789018 で検索", "NO=123456789018", "(123456789018)", '="123456789018"', "'123456789018"),
    *("123456789018.0", "123456789018;123456789018", "0001 1234 5678 9018", "x\x1b123456789018", "１２３４－５６７８－９０１８を照会"),
    *("123456789012;123456789018", "住所\n123456789018\n", "\ufffd123456789018\ufffd"),
)  # fmt: skip
OTHER = (
    "123456789012",
    "1123456789018",
    "12345678901",
    "2026-09-30 14:05:33",
    "1234 567 89018 x",
    "1234 567 89018 x",
    "",
)


@pytest.mark.parametrize("text", WRITTEN)
def test_one_is_found_however_it_is_written(text: str) -> None:
    assert holds(text)
    assert "123456789018" not in masked(unicodedata.normalize("NFKC", text))
    assert "5678" not in masked(text)


@pytest.mark.parametrize("text", OTHER)
def test_what_is_none_is_not_found(text: str) -> None:
    assert not holds(text)


def test_a_whole_column_is_judged_as_its_cells_are() -> None:
    cells = [*WRITTEN, *OTHER, None, "氏名カナ=ｾｷｼｮ"]
    for shown in (pa.array(cells), pa.array(["x", *cells])[1:]):
        assert which_hold(shown).tolist() == [cell is not None and holds(cell) for cell in cells]


@given(
    st.lists(
        st.lists(st.sampled_from(["1234", "5678", "9018", "123456789018", "１２３４", "0", "-", "　", "\u200b", "氏", ","]))
        .map("".join)
    )
)  # fmt: skip
def test_whatever_the_cells_a_column_is_judged_as_they_are(cells: list[str]) -> None:
    assert which_hold(pa.array(cells, pa.string())).tolist() == [holds(cell) for cell in cells]


@pytest.mark.parametrize("at_once", [True, False])
@pytest.mark.parametrize("text", [text for text in WRITTEN if "\ufffd" not in text])
def test_a_search_for_one_refuses_its_row_in_either_way_of_reading(text: str, at_once: bool) -> None:
    cell = '"' + text.replace('"', '""') + '"'
    data = operations({}, {"検索条件": cell}, {}, encoding="utf-8")
    found = read_columns(data, built_in("operations"), at_once=at_once)
    assert found.table.column("row").to_pylist()[0] == 2
    assert found.table.num_rows == 2
    assert [each.column for each in found.findings if "個人番号" in each.words.ja] == ["検索条件"]


@pytest.mark.parametrize("at_once", [True, False])
def test_one_behind_broken_bytes_is_found(at_once: bool) -> None:
    data = operations({}, {"検索条件": "@123456789018"}, {"検索条件": '"a\n@123456789018"'}).replace(
        b"@", b"\x81"
    )
    found = read_columns(data, built_in("operations"), at_once=at_once)
    assert [each.line for each in found.findings if "個人番号" in each.words.ja] == [3, 4]
    assert found.table.num_rows == 1


def test_a_header_that_holds_one_is_a_row_of_data_and_not_repeated() -> None:
    data = csv(("1234-5678-9018", "関", "H1"), (PERSONAL[1], "関", "H2")).encode()
    found = read_table("residents", data, RESIDENTS)
    assert found.rows == ()
    assert any("header = false" in each.words.ja for each in found.findings)
    assert "5678" not in repr(found.findings)
    assert "5678" not in repr(proposed(data, KINDS["residents"]))


def test_any_twelve_digits_of_a_heading_are_masked() -> None:
    data = csv(("対象", "姓", "世帯", "123456789012"), ("1", "関", "H1", "x")).encode()
    found = read_table("residents", data, RESIDENTS)
    assert [each.column for each in found.findings if each.line == 1] == ["〔12桁の数字〕"]
    layout = open_table(data, RESIDENTS).layout
    assert layout is not None
    assert layout.label(3) == "〔12桁の数字〕"


def test_document_numbers_of_twelve_digits_are_none() -> None:
    random = Random(4)
    rows = [{"申請書番号": f"{random.randrange(10**12):012}"} for _ in range(200)]
    assert judged(operations(*rows), built_in("operations")).batch.num_rows == 200


def test_codes_of_residents_with_eleven_digits_are_none() -> None:
    rows = [{"対象": number[:11]} for number in PERSONAL]
    assert judged(operations(*rows), built_in("operations")).batch.num_rows == 4


def test_a_search_by_one_refuses_its_row() -> None:
    assert is_named_in(f"個人番号={PERSONAL[0]}")
    assert not is_named_in("個人番号=123456789012")
    assert not is_named_in(f"申請書番号={PERSONAL[0]}")
    found = judged(operations({}, {"検索条件": f"個人番号={PERSONAL[0]}"}), built_in("operations"))
    assert (found.batch.num_rows, found.faulty) == (1, 1)
    assert PERSONAL[0] not in json.dumps(found.findings, ensure_ascii=False)


def test_a_number_in_a_message_about_another_fault_is_cut_off() -> None:
    data = csv(LABELS, row(操作日時=PERSONAL[0])).encode("cp932")
    assert PERSONAL[0] not in repr(read_table("operations", data, built_in("operations")).findings)


def test_a_refused_pseudonym_is_told_what_to_do() -> None:
    """Of twelve digits about one number in ten has the right check digit, and nothing tells it from a personal number."""
    found = judged(
        operations({"対象": personal_number("12345678901")}, {}, {}), built_in("operations")
    ).findings

    (refusal,) = [each for each in found if each.line == 2]
    assert "12桁の数字でないもの" in refusal.words.ja
    assert "use one that is not twelve digits" in refusal.words.en
