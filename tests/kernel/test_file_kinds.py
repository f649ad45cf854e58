"""What a file is, told by its content."""

from __future__ import annotations

import zipfile
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sekisho.kernel.file_kinds import COMPOUND, KINDS, is_named_so, kind_of

OPEN_DOCUMENT = "application/vnd.oasis.opendocument.spreadsheet"


def packed(*names: str, first: tuple[str, str] | None = None) -> bytes:
    target = BytesIO()
    with zipfile.ZipFile(target, "w") as package:
        for name, text in ([first] if first else []) + [(name, "x") for name in names]:
            package.writestr(name, text)
    return target.getvalue()


def title(data: bytes) -> str | None:
    kind = kind_of(data)
    return str(kind.title) if kind else None


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"%PDF-1.4\n", "PDF"),
        (b"\x89PNG\r\n\x1a\n\x00", "PNG"),
        (b"\xff\xd8\xff\xe0\x00", "JPEG"),
        (packed("[Content_Types].xml", "word/document.xml"), "Word"),
        (packed("[Content_Types].xml", "xl/workbook.xml"), "Excel"),
        (packed("[Content_Types].xml", "ppt/presentation.xml"), "PowerPoint"),
        (COMPOUND + "Workbook".encode("utf-16-le"), "Excel 97–2003"),
        (COMPOUND + "WordDocument".encode("utf-16-le"), "Word 97–2003"),
        (packed("content.xml", first=("mimetype", OPEN_DOCUMENT)), "OpenDocument"),
        ("日付,氏名\r\n令和8年4月1日,山田".encode("cp932"), "テキスト・表"),
        ("日付,氏名\r\n".encode("utf-8-sig"), "テキスト・表"),
        ("日付,氏名\r\n".encode("utf-16"), "テキスト・表"),
    ],
)
def test_a_file_of_the_office_is_known(data: bytes, expected: str) -> None:
    assert title(data) == expected


@pytest.mark.parametrize(
    "data",
    [
        b"MZ\x90\x00\x03",
        b"\x7fELF\x02\x01",
        b"#!/bin/sh\n\x00",
        b"<html><script>alert(1)</script>",
        b"  \n<?xml version='1.0'?><svg/>",
        "\ufeff<svg>".encode("utf-16"),
        b"// note\n<script>",
        b"MIME-Version: 1.0\nContent-Type: multipart/related",
        packed("readme.txt"),
        packed("[Content_Types].xml"),
        packed("META-INF/MANIFEST.MF", "a.class"),
        COMPOUND + "SummaryInformation".encode("utf-16-le"),  # an installer, or a mail
        b"PK\x03\x04 cut off",
        b"Rar!\x1a\x07\x00",
        b"7z\xbc\xaf\x27\x1c",
        b"\x1f\x8b\x08",
    ],
)
def test_what_could_run_and_what_hides_other_files_is_not_known(data: bytes) -> None:
    assert kind_of(data) is None


def test_a_zip_of_endless_members_is_not_even_opened() -> None:
    office = packed("[Content_Types].xml", "xl/workbook.xml")

    assert title(office + b"PK\x01\x02" * 10_001) is None


def test_a_script_is_a_text_by_its_content_and_is_told_by_its_name() -> None:
    kind = kind_of(b"WScript.Echo 1")

    assert kind is not None
    assert not is_named_so("a.js", kind)
    assert not is_named_so("a.csv.bat", kind)
    assert is_named_so("A.CSV", kind)


def test_no_kind_is_one_that_a_browser_or_a_shell_runs() -> None:
    suffixes = {end for kind in KINDS for end in kind.suffixes}

    assert suffixes.isdisjoint(
        {".exe", ".js", ".vbs", ".bat", ".hta", ".html", ".svg", ".xml", ".xlsm", ".zip"}
    )
    assert len({kind.media_type for kind in KINDS}) == len(KINDS)


@given(st.binary(max_size=500))
def test_any_bytes_get_an_answer(data: bytes) -> None:
    assert kind_of(data) in (None, *KINDS)


@given(
    st.text(
        st.characters(codec="cp932", exclude_categories=["Cc", "Cs"], exclude_characters="<¢£¬‖−〜"),
        min_size=1,
    )
)
def test_what_can_be_written_in_cp932_is_text(written: str) -> None:
    data = written.encode("cp932")

    assert kind_of(data) is not None or "mime-version:" in written.lower()
