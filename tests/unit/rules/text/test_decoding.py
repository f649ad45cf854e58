"""A file is read whatever its encoding, or refused with one sentence that says what to do."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from sekisho.rules.text import Unreadable, read, read_file, source
from tests.unit.rules.text.shapes import ALL, OLD, WITH_CHAPTERS

TEXT = WITH_CHAPTERS.text
ENCODINGS = {
    "utf-8": "utf-8",
    "utf-8-sig": "utf-8-sig",
    "cp932": "cp932",
    "euc_jp": "euc_jp",
    "iso2022_jp": "iso2022_jp_2004",
    "utf-16": "utf-16",
    "utf-16-le": "utf-16-le",
    "utf-16-be": "utf-16-be",
}
NO_TEXT = {
    "empty": (b"", "何も書かれていません"),
    "blank": ("\r\n　\n".encode(), "何も書かれていません"),
    "pdf": (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj", "PDFのファイル"),
    "word": (b"PK\x03\x04\x14\x00\x06\x00", "Wordのファイル"),
    "old word": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "Wordのファイル"),
    "web page": (b"<!DOCTYPE html>\n<html><body>", "HTMLのファイル"),
    "binary": (bytes(range(256)) * 4, "文字として読めません"),
    "controls": (b"\x01\x02\x03text" * 100, "文字として読めません"),
    "zeros": (b"\0" * 1000, "文字として読めません"),
    "cut in a character": (TEXT.encode("cp932")[:-2], "文字として読めません"),
}


@pytest.mark.parametrize(("written", "named"), ENCODINGS.items(), ids=ENCODINGS)
def test_the_encoding_is_found(tmp_path: Path, written: str, named: str) -> None:
    file = tmp_path / "規程.txt"
    file.write_bytes(TEXT.encode(written))

    reading = read_file(file)

    assert reading.root == read(TEXT).root
    assert reading.encoding == named


@pytest.mark.parametrize("shape", ALL, ids=ALL)
def test_euc_jp_is_never_taken_for_half_width_kana(tmp_path: Path, shape: str) -> None:
    file = tmp_path / "規程.txt"
    file.write_bytes(ALL[shape].text.replace("②", "2").replace("③", "3").encode("euc_jp"))

    assert read_file(str(file)).encoding == "euc_jp"


def test_euc_jp_that_could_also_be_cp932_is_known_by_its_kana(tmp_path: Path) -> None:
    file = tmp_path / "規程.txt"
    file.write_bytes("管理の目的は、町民のこと。\n".encode("euc_jp"))

    assert file.read_text(encoding="cp932").startswith("ｴﾉﾍ")
    assert source(read_file(file)) == "管理の目的は、町民のこと。\n"


def test_characters_that_only_windows_knows_are_read(tmp_path: Path) -> None:
    file = tmp_path / "規程.txt"
    file.write_bytes(OLD.text.replace("村長", "髙﨑①").encode("cp932"))

    assert "髙﨑①" in read_file(file).articles[-1].text


@pytest.mark.parametrize(("content", "reason"), NO_TEXT.values(), ids=NO_TEXT)
def test_a_file_without_text_is_refused(tmp_path: Path, content: bytes, reason: str) -> None:
    file = tmp_path / "file"
    file.write_bytes(content)

    with pytest.raises(Unreadable) as refusal:
        read_file(file)

    assert reason in refusal.value.words.ja.replace("・Excel (ZIP)", "").replace("・Excel", "").replace(
        "・XML", ""
    )
    assert str(refusal.value) == refusal.value.words.ja
    assert refusal.value.words.ja.endswith("。")
    assert refusal.value.words.en.endswith(".")


@pytest.mark.parametrize(
    ("name", "reason"), [("missing.txt", "がありません"), (".", "フォルダ"), ("no\0name", "開けません")]
)
def test_a_place_without_a_file_is_refused(tmp_path: Path, name: str, reason: str) -> None:
    with pytest.raises(Unreadable, match=reason):
        read_file(tmp_path / name)


def test_a_name_of_broken_bytes_does_not_break_the_sentence(tmp_path: Path) -> None:
    with pytest.raises(Unreadable) as refusal:
        read_file(tmp_path / "\udce3\udc81.txt")

    assert (
        refusal.value.words.ja.encode()
        .decode()
        .endswith("がありません。ファイルの名前と場所を確かめてください。")
    )


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_a_pipe_is_refused_instead_of_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")

    with pytest.raises(Unreadable, match="普通のファイルではありません"):
        read_file(tmp_path / "pipe")


def test_a_file_of_gigabytes_is_refused_unread(tmp_path: Path) -> None:
    file = tmp_path / "dump"
    with file.open("wb") as hole:
        hole.truncate(5 * 1024**3)

    with pytest.raises(Unreadable, match="超えています"):
        read_file(file)
