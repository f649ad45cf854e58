"""個人番号 is never taken in, and never repeated."""

from __future__ import annotations

import json
from random import Random

import pytest

from sekisho.intake.operations import judged
from sekisho.intake.tables.personal_numbers import is_label, is_named_in, passes
from sekisho.intake.tables.profiles import built_in
from sekisho.intake.tables.reading import read_table
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


def test_one_number_that_passes_by_chance_among_others_refuses_nothing() -> None:
    rows = [{"対象": f"1{n:010}"} for n in range(5)] + [{"対象": PERSONAL[0]}]
    assert judged(operations(*rows), built_in("operations")).batch.num_rows == 6


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
