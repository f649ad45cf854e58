"""Encodings: told apart by evidence, read strictly."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sekisho.intake.tables.encodings import REPLACEMENT, Encoding, guessed, loosely, named, strictly

TEXT = "操作日時,操作者ID\r\n2026-09-30 14:05:33,髙﨑①～\r\n"
CP932 = Encoding("cp932")


@pytest.mark.parametrize(
    ("data", "name", "mark"),
    [
        (TEXT.encode("cp932"), "cp932", 0),
        (TEXT.encode(), "utf-8", 0),
        (TEXT.encode("utf-8-sig"), "utf-8", 3),
        (b"\xff\xfe" + TEXT.encode("utf-16-le"), "utf-16-le", 2),
        (b"\xfe\xff" + TEXT.encode("utf-16-be"), "utf-16-be", 2),
        (("a,b\r\n1,2\r\n" * 9 + TEXT).encode("utf-16-le"), "utf-16-le", 0),
        (b"a,b\r\n1,2\r\n", "cp932", 0),
        (TEXT.encode("cp932") + b"\x81\r\n", "cp932", 0),
        (TEXT.encode() + b"\x81\r\n", "utf-8", 0),
        (b"", "cp932", 0),
    ],
)
def test_the_encoding_is_told_by_evidence(data: bytes, name: str, mark: int) -> None:
    guess = guessed(data)
    assert (guess.encoding.name, guess.encoding.mark) == (name, mark)
    assert guess.ja


def test_rare_characters_of_cp932_come_back_as_the_same_bytes() -> None:
    raw = "髙﨑①".encode("cp932") + b"\x81\x60"  # the last is what is typed as a wave dash
    text = strictly(raw, CP932)
    assert text is not None
    assert text.encode("cp932") == raw


@pytest.mark.parametrize(
    ("raw", "text", "broken"),
    [
        (b"a\x81,b", "a\ufffd,b", (b"\x81",)),
        (b"\x81", "\ufffd", (b"\x81",)),
        (b"\xff\xfd\xa0\x80", "\ufffd" * 4, (b"\xff", b"\xfd", b"\xa0", b"\x80")),
        ("髙".encode("cp932") + b"\xeb\xff", "髙\ufffd\ufffd", (b"\xeb", b"\xff")),
    ],
)
def test_each_byte_that_is_no_character_is_told(raw: bytes, text: str, broken: tuple[bytes, ...]) -> None:
    assert strictly(raw, CP932) is None
    assert loosely(raw, CP932) == (text, broken)


def test_utf_16_is_found_by_its_mark_where_the_profile_names_it() -> None:
    assert named("utf-16", b"\xfe\xffx").name == "utf-16-be"
    assert named("utf-16", b"x\0y\0").name == "utf-16-le"


@given(st.binary(), st.sampled_from(["cp932", "utf-8", "utf-16-le", "utf-16-be"]))
def test_whatever_the_bytes_they_become_text(data: bytes, name: str) -> None:
    encoding = Encoding(name, 0, 2 if "16" in name else 1)
    text, broken = loosely(data, encoding)
    assert text.count(REPLACEMENT) == len(broken)
    assert (strictly(data, encoding) is None) == bool(broken)
    guessed(data)
