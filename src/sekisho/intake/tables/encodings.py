"""The encodings of tables: told apart by evidence, and decoded strictly, with every byte that does not fit."""

from __future__ import annotations

import codecs
import re
from typing import Final, NamedTuple

REPLACEMENT: Final = "\ufffd"
SAMPLE_BYTES: Final = 1 << 18
# What Microsoft's table gives for bytes to which no character belongs: 0x80, 0xA0, 0xFD, 0xFE, 0xFF.
_NO_CHARACTERS: Final = {"\x80": 0x80, "\uf8f0": 0xA0, "\uf8f1": 0xFD, "\uf8f2": 0xFE, "\uf8f3": 0xFF}
_NO_CHARACTER: Final = re.compile("[" + "".join(_NO_CHARACTERS) + "]")
_MISFIT_CP932: Final = re.compile("[\udc80-\udcff" + "".join(_NO_CHARACTERS) + "]")
_MISFIT_UTF8: Final = re.compile("[\udc80-\udcff" + REPLACEMENT + "]")
NAMES: Final = ("auto", "utf-8", "cp932", "utf-16")


class Encoding(NamedTuple):
    """How the bytes of a file are text. `mark` bytes stand before it, `width` bytes make one unit."""

    name: str
    mark: int = 0
    width: int = 1

    @property
    def big(self) -> bool:
        """Whether units have their high byte first."""
        return self.name == "utf-16-be"


class Guess(NamedTuple):
    """An encoding, and why it was taken: in Japanese and English."""

    encoding: Encoding
    ja: str
    en: str


def guessed(data: bytes) -> Guess:
    """The encoding of a file, by its mark, its zero bytes, or what decodes without fault."""
    for mark, name, width in (
        (codecs.BOM_UTF8, "utf-8", 1),
        (codecs.BOM_UTF16_LE, "utf-16-le", 2),
        (codecs.BOM_UTF16_BE, "utf-16-be", 2),
    ):
        if data.startswith(mark):
            return Guess(Encoding(name, len(mark), width), "ファイルの先頭のBOM", "the mark at its beginning")
    sample = data[:SAMPLE_BYTES]
    if (found := _utf16(sample)) is not None:
        return Guess(Encoding(found, 0, 2), "0のバイトの並び", "where its zero bytes stand")
    if data.isascii():
        return Guess(Encoding("cp932"), "ASCIIの文字だけ", "nothing but ASCII")
    if strictly(data, Encoding("utf-8")) is not None:
        return Guess(Encoding("utf-8"), "UTF-8として誤りがない", "it is UTF-8 without fault")
    sample = sample[: sample.rfind(b"\n") + 1] or sample  # not in the middle of a character
    in_utf8, in_cp932 = _faults(sample, "utf-8"), _faults(sample, "cp932")
    if in_cp932 <= in_utf8:
        return Guess(
            Encoding("cp932"),
            f"読めないバイトがCP932では{in_cp932}、UTF-8では{in_utf8}",
            f"{in_cp932} bytes do not fit CP932, {in_utf8} do not fit UTF-8",
        )
    return Guess(
        Encoding("utf-8"),
        f"読めないバイトがUTF-8では{in_utf8}、CP932では{in_cp932}",
        f"{in_utf8} bytes do not fit UTF-8, {in_cp932} do not fit CP932",
    )


def named(name: str, data: bytes) -> Encoding:
    """The encoding of that name (one of NAMES but `auto`), with the mark that the file has."""
    if name == "utf-16":
        big = data.startswith(codecs.BOM_UTF16_BE) or (
            not data.startswith(codecs.BOM_UTF16_LE) and _utf16(data[:SAMPLE_BYTES]) == "utf-16-be"
        )
        mark = 2 if data[:2] in (codecs.BOM_UTF16_BE, codecs.BOM_UTF16_LE) else 0
        return Encoding("utf-16-be" if big else "utf-16-le", mark, 2)
    return Encoding(name, 3 if name == "utf-8" and data.startswith(codecs.BOM_UTF8) else 0)


def strictly(data: bytes, encoding: Encoding) -> str | None:
    """The text; None where a byte does not fit."""
    try:
        text = data.decode(encoding.name)
    except UnicodeDecodeError:
        return None
    if encoding.name == "cp932" and any(each in text for each in _NO_CHARACTERS):
        return None
    return None if REPLACEMENT in text else text


def loosely(data: bytes, encoding: Encoding) -> tuple[str, tuple[bytes, ...]]:
    """The text with a replacement character for each byte that does not fit, and those bytes in the same order.

    In UTF-16 it is a unit that does not fit; its bytes are not told.
    """
    if encoding.width > 1:
        text = data.decode(encoding.name, errors="replace")
        return text, (b"",) * text.count(REPLACEMENT)
    text = data.decode(encoding.name, errors="surrogateescape")
    misfit = _MISFIT_CP932 if encoding.name == "cp932" else _MISFIT_UTF8
    return misfit.sub(REPLACEMENT, text), tuple(_byte_of(each) for each in misfit.findall(text))


def _byte_of(character: str) -> bytes:
    """The byte that became this character."""
    if character == REPLACEMENT:
        return REPLACEMENT.encode()
    return bytes([_NO_CHARACTERS.get(character, ord(character) & 0xFF)])


def _utf16(sample: bytes) -> str | None:
    """UTF-16 without a mark: line ends and figures have their zero bytes all on one side."""
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    if not max(even, odd) or max(even, odd) * 8 < len(sample) or min(even, odd) * 8 > max(even, odd):
        return None
    return "utf-16-be" if even > odd else "utf-16-le"


def _faults(data: bytes, encoding: str) -> int:
    """How many characters do not fit, or are such as no office writes."""
    text = data.decode(encoding, errors="replace")
    return text.count(REPLACEMENT) + (len(_NO_CHARACTER.findall(text)) if encoding == "cp932" else 0)
