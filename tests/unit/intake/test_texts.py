"""Bytes as text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sekisho.intake.texts import decoded
from tests.patience import soon

JAPANESE = [
    "遮断",
    "拒否",
    "許可 ルール＝庁内から外へ",
    "フィルタ 破棄",
    "サーバー室の出口 rule 12 を通過",
    "プリンタの設定を変更しました。",
    "総務課①の端末",
    'msg="アクセスを拒否しました" user="住民係"',
    "user=山田花子 action=ブロック",
]


@pytest.mark.parametrize("said", JAPANESE)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932", "euc_jis_2004"])
def test_japanese_is_read_whatever_its_encoding(said: str, encoding: str) -> None:
    for around in ("{}", "<134>Jan  5 10:00:00 fw1 filter: {} tcp 198.51.100.9"):
        text = around.format(said)
        assert decoded(text.encode(encoding)) == text


@pytest.mark.parametrize("said", ["ﾌｨﾙﾀ", "ｻｰﾊﾞ", "ﾕｰｻﾞ ﾛｸﾞｲﾝ", "ﾌﾟﾘﾝﾀ", "ﾙｰﾙ3 ﾌﾞﾛｯｸ"])
def test_half_width_kana_are_read(said: str) -> None:
    assert decoded(said.encode("cp932")) == said


@pytest.mark.parametrize("said", ["髙橋", "宮﨑の端末", "経路〜", "㈱見本"])
def test_characters_that_only_cp932_has_are_read(said: str) -> None:
    said = said.replace("〜", "～")
    assert decoded(said.encode("cp932")) == said


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        (b"plain", "plain"),
        (b"", ""),
        (b"\xef\xbb\xbf<134>x", "<134>x"),
        (b"\0\0<134>x\r\n\0", "<134>x"),
        (b"\0\xef\xbb\xbf\x8b\x91\x94\xdb\r\n", "拒否"),
        (b"a\0b", "a\0b"),
        (b" blanks stay ", " blanks stay "),
    ],
)
def test_marks_at_both_ends_are_left_out(raw: bytes, text: str) -> None:
    assert decoded(raw) == text


def test_what_was_cut_in_the_middle_of_a_character_keeps_the_rest() -> None:
    said = "ルール 庁内から外へ"
    for encoding in ("utf-8", "cp932", "euc_jp"):
        assert decoded(said.encode(encoding)[:-1]).startswith(said[:-1])


def test_one_broken_byte_does_not_change_the_encoding() -> None:
    for encoding in ("utf-8", "cp932", "euc_jp"):
        first, second = ("庁内からの通信 ".encode(encoding), " を拒否しました".encode(encoding))
        text = decoded(first + b"\xff" + second)
        assert (text.startswith("庁内からの通信 "), text.endswith(" を拒否しました")) == (True, True)


def test_what_is_neither_stays_as_bytes() -> None:
    for raw in (b"\xff\xfe\xff", "user=René".encode("latin-1"), "Gärtner".encode("latin-1")):
        assert decoded(raw).encode("utf-8", "surrogateescape") == raw


@given(st.binary())
def test_any_bytes_are_decoded(raw: bytes) -> None:
    assert isinstance(decoded(raw), str)


@given(st.text(st.characters(codec="utf-8")))
def test_whatever_is_utf_8_is_read_as_that(text: str) -> None:
    assert decoded(text.encode()) == text.lstrip("\ufeff\0").rstrip("\r\n\0")


def test_ten_megabytes_are_decoded_at_once() -> None:
    for raw in (b"\xff" * 10_000_000, "拒否".encode("cp932") * 2_500_000, b"\0" * 10_000_000 + b"\xff"):
        with soon():
            decoded(raw)
