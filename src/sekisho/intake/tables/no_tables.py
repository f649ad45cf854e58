"""Files that are no table as the profile says it: workbooks and the like, and tables with another delimiter."""

from __future__ import annotations

from typing import Final

from sekisho.intake.tables.encodings import Encoding, loosely
from sekisho.intake.tables.findings import Finding, Weight, Words, refuses_file
from sekisho.intake.tables.heads import by_header
from sekisho.intake.tables.profiles import Profile
from sekisho.intake.tables.splitting import BYTES_A_ROW_MAX, Malformed, cells

_WORKBOOK: Final = Words("Excelのブック", "a workbook of Excel")
_PICTURE: Final = Words("画像", "a picture")
_PACKED: Final = Words("圧縮されたファイル", "a packed file")
# How such files begin. A workbook of today is an archive of ZIP, and hardly any other is dropped here.
_BEGINNINGS: Final = {
    b"PK\x03\x04": _WORKBOOK,
    b"PK\x05\x06": _WORKBOOK,
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1": _WORKBOOK,
    b"%PDF-": Words("PDFの文書", "a document of PDF"),
    b"\x89PNG\r\n\x1a\n": _PICTURE,
    b"GIF8": _PICTURE,
    b"\xff\xd8\xff": _PICTURE,
    b"\x1f\x8b\x08": _PACKED,
    b"7z\xbc\xaf\x27\x1c": _PACKED,
    b"Rar!\x1a\x07": _PACKED,
}
_DELIMITERS: Final = {
    ",": Words("コンマ", "commas"),
    "\t": Words("タブ", "tabs"),
    ";": Words("セミコロン", "semicolons"),
    "|": Words("縦棒", "bars"),
}


def no_text(data: bytes) -> Finding | None:
    """The refusal of a file that is no text, by its first bytes; None: it may be a table."""
    for beginning, what in _BEGINNINGS.items():
        if data.startswith(beginning):
            words = Words(
                f"{what.ja}です。CSVで保存してから取り込んでください。",
                f"It is {what.en}. Save it as CSV and import that.",
            )
            return Finding(None, None, words, Weight.FILE)
    return None


def other_delimiter(raw: bytes, line: int, encoding: Encoding, profile: Profile) -> Finding | None:
    """What a refused header is told if its bytes fit the profile with another delimiter; None: they fit with none."""
    if profile.delimiter is None or len(raw) > BYTES_A_ROW_MAX:
        return None
    text = loosely(raw, encoding)[0]
    for delimiter, what in _DELIMITERS.items():
        if delimiter != profile.delimiter and _fits(text, delimiter, profile, line):
            written = delimiter.replace("\t", "\\t")
            words = Words(
                f'列が{what.ja}で区切られています。プロファイルにdelimiter = "{written}"と書いてください。',
                f'Its columns are parted by {what.en}. Write delimiter = "{written}" into the profile.',
            )
            return Finding(line, None, words, Weight.FILE)
    return None


def _fits(text: str, delimiter: str, profile: Profile, line: int) -> bool:
    try:
        header = cells(text, delimiter)
    except Malformed:
        return False
    return not refuses_file(by_header(header, profile, line)[1])
