"""A file's bytes as text: UTF-8, CP932, and EUC-JP, ISO-2022-JP or UTF-16 where they are evident."""

from __future__ import annotations

import re
from codecs import BOM_UTF8
from pathlib import Path

from sekisho.rules.model import Words
from sekisho.rules.text.refusals import Unreadable

LARGEST = 64 * 1024 * 1024  # bytes; the longest rules of a town have a few hundred thousand characters
MOST_CONTROLS = 0.01  # share of control characters above which it is no text

_OTHER_FILES = (
    (b"%PDF", "PDF"),
    (b"PK\x03\x04", "Word・Excel (ZIP)"),
    (b"\xd0\xcf\x11\xe0", "Word・Excel"),
    (b"{\\rtf", "RTF"),
    (b"\x89PNG", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
)
_PAGE = re.compile(rb"\s*<(?:!doctype|html|\?xml|head|body)[\s>]", re.IGNORECASE)
_CONTROLS = re.compile("[\\x00-\\x08\\x0e-\\x1a\\x1c-\\x1f]")
_HALF_KANA = re.compile("[\uff61-\uff9f]")
_JAPANESE = re.compile("[\u3000-\u30ff\u4e00-\u9fff\uff00-\uff5e]")


def decoded_file(path: Path) -> tuple[str, str]:
    """The text of the file and the name of its encoding. Raises Unreadable with what to do instead."""
    raw = _bytes_of(path)
    for beginning, name in _OTHER_FILES:
        if raw.startswith(beginning):
            raise _of_other_kind(path, name)
    if _PAGE.match(raw[:1000]):
        raise _of_other_kind(path, "HTML・XML")
    text, encoding = _decoded(raw) or ("", "")
    if not encoding or len(_CONTROLS.findall(text)) > MOST_CONTROLS * len(text):
        raise _refusal(
            f"{path.name}は文字として読めません。UTF-8かシフトJISのテキストで保存し直してください。",
            f"{path.name} cannot be read as text. Save it again as text in UTF-8 or Shift_JIS.",
        )
    if not text.strip("\ufeff \t\r\n\u3000"):
        raise _refusal(
            f"{path.name}には何も書かれていません。本文のあるファイルを選んでください。",
            f"{path.name} is empty. Choose the file that holds the text.",
        )
    return text, encoding


def _bytes_of(path: Path) -> bytes:
    try:
        if path.is_dir():
            raise _refusal(
                f"{path}はフォルダです。本文のファイルを選んでください。",
                f"{path} is a directory. Choose the file that holds the text.",
            )
        if path.exists() and not path.is_file():
            raise _refusal(
                f"{path}は普通のファイルではありません。本文のファイルを選んでください。",
                f"{path} is not a regular file. Choose the file that holds the text.",
            )
        if path.stat().st_size > LARGEST:
            raise _refusal(
                f"{path.name}は{LARGEST // 1024 // 1024}MBを超えています。規程の本文か確かめてください。",
                f"{path.name} is larger than {LARGEST // 1024 // 1024} MB. Check that it is the text of a rule.",
            )
        return path.read_bytes()
    except FileNotFoundError as cause:
        raise _refusal(
            f"{path}がありません。ファイルの名前と場所を確かめてください。",
            f"{path} does not exist. Check the name and the place of the file.",
        ) from cause
    except (OSError, ValueError) as cause:  # ValueError: a NUL in the name
        raise _refusal(
            f"{path}を開けません。読み取りの権限とファイルの場所を確かめてください。",
            f"{path} cannot be opened. Check the permission to read it and where it is.",
        ) from cause


def _refusal(ja: str, en: str) -> Unreadable:
    """With what no terminal could print (a file name of broken bytes) replaced."""
    return Unreadable(Words(*(said.encode("utf-8", "replace").decode("utf-8") for said in (ja, en))))


def _of_other_kind(path: Path, name: str) -> Unreadable:
    return _refusal(
        f"{path.name}は{name}のファイルです。本文だけをテキストで保存して読み込んでください。",
        f"{path.name} is a file of {name}. Save its text alone as plain text and read that.",
    )


def _decoded(raw: bytes) -> tuple[str, str] | None:
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _strictly(raw, "utf-16")
    if b"\0" in raw:
        return _without_mark(raw)
    if b"\x1b$" in raw and (found := _strictly(raw, "iso2022_jp_2004") or _strictly(raw, "iso2022_jp_ext")):
        return found
    found = _strictly(raw, "utf-8-sig" if raw.startswith(BOM_UTF8) else "utf-8") or _strictly(raw, "cp932")
    if found is None or found[1] == "cp932":
        other = _strictly(raw, "euc_jp") or _strictly(raw, "euc_jis_2004")
        if other is not None and (found is None or _soup(found[0]) > _soup(other[0])):
            return other
    return found


def _strictly(raw: bytes, encoding: str) -> tuple[str, str] | None:
    try:
        return raw.decode(encoding), encoding
    except UnicodeDecodeError:
        return None


def _without_mark(raw: bytes) -> tuple[str, str] | None:
    """UTF-16 without its byte order mark: the half of the bytes that are NUL says which way round."""
    order = "utf-16-le" if raw[1::2].count(0) >= raw[0::2].count(0) else "utf-16-be"
    found = _strictly(raw, order)
    return found if found and len(_JAPANESE.findall(found[0])) * 2 > len(found[0]) else None


def _soup(text: str) -> float:
    """Share of half-width kana: EUC-JP read as CP932 is full of them, and no rule is."""
    return len(_HALF_KANA.findall(text)) / max(1, len(text))
