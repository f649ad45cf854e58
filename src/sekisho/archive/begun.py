"""Where logs were begun, remembered beside the keys: an archive that is missing cannot say so itself.

Its disk may only not be mounted. Whoever then began it anew would have two trees of one name. Who begins one by a command
of its own (`archive seal`) says so; who imports a file does not.
"""

from __future__ import annotations

import errno
from contextlib import suppress
from pathlib import Path

from sekisho.archive import files

FILE = "begun"


class LogMissing(FileNotFoundError):
    """The log was begun with these keys and is not where it was; `filename` says where."""


def require_not_missing(keys: Path, log: Path) -> None:
    """Raises LogMissing for a log that is not there and was begun before. Raises OSError."""
    if not (log / "manifest").exists() and str(log.resolve()) in _known(keys):
        raise LogMissing(errno.ENOENT, "the log was begun here with these keys, and is missing", str(log))


def remember_begun(keys: Path, log: Path) -> None:
    """Remember it. If we crash before, the log is there, and is remembered when it is opened the next time.

    Keys on a medium that cannot be written to remember nothing.
    """
    known, place = _known(keys), str(log.resolve())
    if place not in known:
        with suppress(OSError):
            files.put(keys / FILE, "".join(f"{each}\n" for each in [*known, place]).encode())


def _known(keys: Path) -> list[str]:
    try:
        return (keys / FILE).read_text("utf-8", "surrogateescape").splitlines()
    except FileNotFoundError:
        return []
