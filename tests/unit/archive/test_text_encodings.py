"""Numbers and bytes have one spelling each."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sekisho.archive.text_encodings import LARGEST, NotCanonical, from_base64, from_decimal, to_base64

OTHER_BASE64 = """
QQ          no padding
QQ=         too little padding
QQ===       too much padding
QR==        an unused bit is set
QUJ=        an unused bit is set
Q-_=        the alphabet for addresses
QUJD QUJD   a space
QUJD=       padding behind a whole group
QQ==QQ==    padding in the middle
Ｑ===        a full-width letter
=           only padding
"""
OTHER_DECIMALS = """
00                    leading zero
01                    leading zero
+1                    sign
-1                    sign
-0                    sign
1_000                 separator
1.0                   fraction
0x1                   hexadecimal
１                     full-width digit
١                     Arabic digit
9223372036854775808   larger than a signed 64-bit integer
10000000000000000000  more digits than the largest
"""


def spellings(table: str) -> list[tuple[str, str]]:
    return [
        (line[:22].split("  ")[0].strip(), line.split("  ")[-1].strip()) for line in table.split("\n")[1:-1]
    ]


@pytest.mark.parametrize(("text", "why"), spellings(OTHER_BASE64))
def test_another_spelling_of_base64_is_refused(text: str, why: str) -> None:
    with pytest.raises(NotCanonical):
        from_base64(text)


@pytest.mark.parametrize(("text", "why"), [*spellings(OTHER_DECIMALS), ("", "nothing"), ("1\n", "newline")])
def test_another_spelling_of_a_number_is_refused(text: str, why: str) -> None:
    with pytest.raises(NotCanonical):
        from_decimal(text)


@pytest.mark.parametrize("text", ["QUJD\n", " QUJD", "QU\nJD"])
def test_base64_is_one_line_without_spaces(text: str) -> None:
    with pytest.raises(NotCanonical):
        from_base64(text)


@given(st.binary())
def test_bytes_come_back(data: bytes) -> None:
    assert from_base64(to_base64(data)) == data


@given(st.text(alphabet="QRUJ=A+/ ", max_size=8))
def test_whatever_base64_is_read_is_written_the_same(text: str) -> None:
    try:
        data = from_base64(text)
    except NotCanonical:
        return
    assert to_base64(data) == text


@given(st.integers(0, LARGEST))
def test_numbers_come_back(number: int) -> None:
    assert from_decimal(str(number)) == number


def test_a_refusal_repeats_only_the_beginning_of_a_long_text() -> None:
    with pytest.raises(NotCanonical) as refusal:
        from_decimal("1" * 10_000)

    assert len(str(refusal.value)) < 200
