"""Files that wait between a look and being taken in: each for whoever sent it, for a day at most.

Who sends a file has it to himself: another who sends the same one neither waits for it nor loses it when it is given up.

What holds if we crash: a file that was not taken in stays until it is swept, on the next visit a day later. It was
never more than a copy; the archive and the papers hold what was taken in.
"""

from __future__ import annotations

import hashlib
import re
import secrets
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, StopUpload
from django.utils.translation import gettext as _

from sekisho.archive import files
from sekisho.kernel.bounds import plain_name
from sekisho.kernel.refusals import Refusal

FOLDER = "uploads"
BYTES_MAX = 64 << 20
SECONDS_MAX = 24 * 60 * 60
REMEMBERED = 20  # files a session
SESSION_KEY = "uploads"
OWN_BYTES = 8
FILE = re.compile(r"[0-9a-f]{64}-[0-9a-f]{16}")


class UploadGone(Refusal):
    """The file does not wait any more, or somebody else sent it."""


class SizeLimit(FileUploadHandler):
    """Stops reading a file into memory or onto the disk where it becomes too large, on whatever page."""

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        """Hand the chunk on. Raises StopUpload, by which the request has no files."""
        if start + len(raw_data) > BYTES_MAX:
            raise StopUpload(connection_reset=False)
        return raw_data

    def file_complete(self, file_size: int) -> None:
        """The handlers behind this one make the file."""


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that waits. `name` is what the sender calls it, without what cannot be shown."""

    digest: str
    name: str
    data: bytes


def keep_upload(session: SessionBase, sent: UploadedFile[Any]) -> str:
    """Let the file wait, durable and for its owner only; returns its SHA-256. Raises OSError."""
    found = hashlib.sha256()
    for chunk in sent.chunks():
        found.update(chunk)
    digest = found.hexdigest()
    file = f"{digest}-{secrets.token_hex(OWN_BYTES)}"
    files.make_directory(_folder())
    with files.putting(_folder() / file) as output:
        for chunk in sent.chunks():
            output.write(chunk)
    known = _known(session)
    before = known.pop(digest, None)
    known[digest] = (plain_name(sent.name or ""), file)
    session[SESSION_KEY] = dict(list(known.items())[-REMEMBERED:])
    if before is not None:
        files.remove_quietly(_folder() / before[1])
    return digest


def upload_of(session: SessionBase, digest: str) -> Upload:
    """The file with that SHA-256. Raises UploadGone."""
    gone = UploadGone(
        _("このファイルはもう待っていません。預かるのは送ってから1日までです。もう一度送ってください。")
    )
    waits = _known(session).get(digest)
    if waits is None:
        raise gone
    name, file = waits
    try:
        if _is_old(_folder() / file):
            raise gone
        data = (_folder() / file).read_bytes()
    except FileNotFoundError:
        raise gone from None
    if hashlib.sha256(data).hexdigest() != digest:
        raise gone
    return Upload(digest, name, data)


def drop(session: SessionBase, digest: str) -> None:
    """Remove the file: it was taken in, or is not wanted."""
    known = _known(session)
    waits = known.pop(digest, None)
    if waits is not None:
        session[SESSION_KEY] = known
        files.remove_quietly(_folder() / waits[1])


def sweep() -> None:
    """Remove what has waited for more than a day, and what an interrupted upload left."""
    if not _folder().is_dir():
        return
    for path in _folder().iterdir():
        try:
            if _is_old(path):
                files.remove_quietly(path)
        except FileNotFoundError:
            continue


def _is_old(path: Path) -> bool:
    return time.time() - path.stat().st_mtime > SECONDS_MAX


def _known(session: SessionBase) -> dict[str, tuple[str, str]]:
    """By its SHA-256 what each file is called that was sent in this session, and under what name it waits."""
    said: dict[str, Any] = session.get(SESSION_KEY, {})  # Any: an earlier version remembered otherwise
    return {
        digest: (each[0], each[1])
        for digest, each in said.items()
        if not isinstance(each, str) and FILE.fullmatch(each[1])
    }


def _folder() -> Path:
    return Path(settings.DATA) / FOLDER
