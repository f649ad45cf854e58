"""Files that are no table as the profile says it are refused in one sentence that says what to do."""

from __future__ import annotations

import pytest

from sekisho.intake.operations import judged
from sekisho.intake.tables.findings import Finding, Weight
from sekisho.intake.tables.profiles import built_in, parse_profile
from sekisho.intake.tables.proposing import proposed
from sekisho.intake.tables.reading import read_table
from sekisho.intake.tables.registry import KINDS
from tests.unit.intake.tables.samples import LABELS, csv, row

PROFILE = built_in("operations")


def refusals(data: bytes) -> list[Finding]:
    return [each for each in judged(data, PROFILE).findings if each.weight is Weight.FILE]


@pytest.mark.parametrize(
    ("beginning", "what"),
    [
        (b"PK\x03\x04", "Excelのブック"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "Excelのブック"),
        (b"%PDF-1.7", "PDFの文書"),
        (b"\x89PNG\r\n\x1a\n", "画像"),
        (b"\x1f\x8b\x08", "圧縮されたファイル"),
    ],
)
def test_a_file_that_is_no_text_is_refused_in_one_sentence(beginning: bytes, what: str) -> None:
    data = beginning + bytes(range(256)) * 40
    found = judged(data, PROFILE)
    assert [each.words.ja for each in found.findings] == [
        f"{what}です。CSVで保存してから取り込んでください。"
    ]
    assert read_table("operations", data, PROFILE).findings == found.findings
    assert proposed(data, KINDS["operations"]).findings[1:] == found.findings


@pytest.mark.parametrize(("delimiter", "written"), [("\t", "\\t"), (";", ";"), ("|", "|")])
def test_a_header_that_fits_with_another_delimiter_says_which(delimiter: str, written: str) -> None:
    (refusal,) = refusals(csv(LABELS, row(), delimiter=delimiter).encode("cp932"))
    assert f'delimiter = "{written}"' in refusal.words.ja
    assert f'delimiter = "{written}"' in refusal.words.en


def test_a_profile_with_tabs_says_it_of_commas() -> None:
    profile = parse_profile(
        b'kind = "leave"\ndelimiter = "\\t"\n[columns]\nstaff_number = "a"\nbegins = "b"\nends = "c"\nkind = "d"\n',
        name="tabs",
    )
    found = read_table("leave", b"a,b,c,d\n1,2,3,4\n", profile)
    assert [each.words.ja for each in found.findings if each.weight is Weight.FILE] == [
        '列がコンマで区切られています。プロファイルにdelimiter = ","と書いてください。'
    ]


def test_a_header_without_any_known_column_is_refused_once_and_says_what_to_do() -> None:
    (refusal,) = refusals(csv(row(), row()).encode("cp932"))
    assert refusal.line == 1
    assert "header = false" in refusal.words.ja
    assert len(judged(csv(row(), row()).encode("cp932"), PROFILE).findings) == 2, "with the encoding"
