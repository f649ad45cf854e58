"""The kinds of files that can be attached, told by their content and never by what the sender says.

A library that knows hundreds of kinds would have to be narrowed to these few again, and it judges by the first
bytes, while here the whole counts: whether a text is one, and what lies in a zip. So the signatures stand here.

What opens a file on a clerk's machine is the end of its name. So that must fit the content too: a script is a text
by its content, and is refused by its name.
"""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from pathlib import PurePath

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of file: what it is called, its media type (RFC 6838), and how its name may end."""

    title: str | Promise
    media_type: str
    suffixes: tuple[str, ...]
    holds: Callable[[bytes], bool]


def kind_of(data: bytes) -> Kind | None:
    """The kind that the content shows; None: none that can be attached."""
    return next((kind for kind in KINDS if kind.holds(data)), None)


def kind_named(media_type: str) -> Kind | None:
    """The kind of that media type, or None."""
    return next((kind for kind in KINDS if kind.media_type == media_type), None)


def is_named_so(name: str, kind: Kind) -> bool:
    """Whether a file of that name is opened as what it is."""
    return PurePath(name).suffix.lower() in kind.suffixes


def _begins(*signatures: bytes) -> Callable[[bytes], bool]:
    return lambda data: data.startswith(signatures)


def _is_package(*parts: str) -> Callable[[bytes], bool]:
    """A zip that holds all those parts: ECMA-376 part 2, OPC."""
    return lambda data: set(parts) <= _names_in(data)


def _is_open_document(media_type: str) -> Callable[[bytes], bool]:
    """A zip whose first member says what it is, stored plain (OpenDocument 1.3, part 2, 3.3)."""
    said = b"mimetype" + media_type.encode()
    return lambda data: data.startswith(ZIP) and data[MIMETYPE_AT : MIMETYPE_AT + len(said)] == said


def _is_compound(*streams: str) -> Callable[[bytes], bool]:
    """An OLE compound file ([MS-CFB]) with one of those streams: installers and mails are such files too."""
    written = [stream.encode("utf-16-le") for stream in streams]
    return lambda data: data.startswith(COMPOUND) and any(name in data for name in written)


def _is_text(data: bytes) -> bool:
    """A text in UTF-8, UTF-16 with its mark, or CP932, without control characters, and no mark-up."""
    for encoding in ("utf-16",) if data.startswith((b"\xff\xfe", b"\xfe\xff")) else ("utf-8-sig", "cp932"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        plain = not any(ord(sign) < FIRST_PRINTABLE and sign not in "\t\n\r\f" for sign in set(text))
        start = text.lstrip()[:MARKED_UP_WITHIN].lower()
        return plain and not start.startswith("<") and not any(mark in start for mark in MARK_UP)
    return False


def _names_in(data: bytes) -> set[str]:
    """The members of a zip; nothing of it is unpacked. Empty where it is none, or one that nobody made by hand."""
    if not data.startswith(ZIP) or data.count(ZIP_ENTRY) > MEMBERS_MAX:
        return set()
    try:
        with zipfile.ZipFile(BytesIO(data)) as package:
            return set(package.namelist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        return set()


ZIP, ZIP_ENTRY, MIMETYPE_AT, MEMBERS_MAX = b"PK\x03\x04", b"PK\x01\x02", 30, 10_000
COMPOUND = bytes.fromhex("d0cf11e0a1b11ae1")
FIRST_PRINTABLE, MARKED_UP_WITHIN = 0x20, 1024
MARK_UP = ("<html", "<script", "<svg", "<!doctype", "<?xml", "<hta:", "mime-version:")
OFFICE = "application/vnd.openxmlformats-officedocument."
OPEN_DOCUMENT = "application/vnd.oasis.opendocument."
PARTS = "[Content_Types].xml"

KINDS = (
    Kind("PDF", "application/pdf", (".pdf",), _begins(b"%PDF-")),
    Kind("PNG", "image/png", (".png",), _begins(b"\x89PNG\r\n\x1a\n")),
    Kind("JPEG", "image/jpeg", (".jpg", ".jpeg"), _begins(b"\xff\xd8\xff")),
    Kind("Word", OFFICE + "wordprocessingml.document", (".docx",), _is_package(PARTS, "word/document.xml")),
    Kind("Excel", OFFICE + "spreadsheetml.sheet", (".xlsx",), _is_package(PARTS, "xl/workbook.xml")),
    Kind(
        "PowerPoint",
        OFFICE + "presentationml.presentation",
        (".pptx",),
        _is_package(PARTS, "ppt/presentation.xml"),
    ),
    Kind("Word 97–2003", "application/msword", (".doc",), _is_compound("WordDocument")),
    Kind("Excel 97–2003", "application/vnd.ms-excel", (".xls",), _is_compound("Workbook", "Book")),
    Kind(
        "PowerPoint 97–2003", "application/vnd.ms-powerpoint", (".ppt",), _is_compound("PowerPoint Document")
    ),
    Kind("OpenDocument", OPEN_DOCUMENT + "text", (".odt",), _is_open_document(OPEN_DOCUMENT + "text")),
    Kind(
        "OpenDocument",
        OPEN_DOCUMENT + "spreadsheet",
        (".ods",),
        _is_open_document(OPEN_DOCUMENT + "spreadsheet"),
    ),
    Kind(_("テキスト・表"), "text/plain", (".txt", ".csv", ".tsv"), _is_text),
)
