"""What machines did: every backup and every restore test, one JSON object a line, kept in the data directory.

A line names the one before it by its SHA-256, so that none goes missing unseen. A person confirms a run by an entry in
the ledger; what is not confirmed is offered until somebody does.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final

from django.conf import settings
from django.utils.translation import gettext as _

from sekisho.archive import files
from sekisho.archive.files import Locked
from sekisho.kernel.refusals import Refusal

FOLDER: Final = "backups"
FILE: Final = "runs.jsonl"
BEFORE: Final = "before"


class Kind(StrEnum):
    """What was done."""

    BACKUP = "backup"
    RESTORE_TEST = "restore_test"


class RunsBroken(Refusal):
    """The record of the runs was altered, or a line of it is gone."""


class NotOnRecord(Refusal):
    """The disk does not take the record of a run."""


class AlreadyRunning(Refusal):
    """Another backup runs."""


@dataclass(frozen=True, slots=True)
class Run:
    """One run. Moments in ISO 8601; `manifest` is the digest of what the generation holds; `why` it failed, else empty.

    `files`, `bytes` and `rows` of the database are those of the generation, `found` the rows that a restore test
    found, and `restored_to` its directory. `place`, `medium` (its number) and `off_site` say where it is kept.
    """

    kind: str
    started_at: str
    ended_at: str
    generation: str
    maker: str
    target: str
    files: int = 0
    bytes: int = 0
    rows: int = 0
    manifest: str = ""
    why: str = ""
    place: str = ""
    medium: str = ""
    off_site: bool = False
    found: int = 0
    restored_to: str = ""

    @property
    def well(self) -> bool:
        """Whether it was done."""
        return not self.why


def runs() -> list[Run]:
    """All runs, oldest first. Raises RunsBroken."""
    try:
        data = _path().read_text(encoding="utf-8")
    except FileNotFoundError:
        return []
    except (UnicodeDecodeError, OSError) as error:
        raise _broken() from error
    found, before = [], ""
    for line in data.splitlines():
        try:
            said = json.loads(line)
            is_next = said.pop(BEFORE) == before
            found.append(Run(**said))
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise _broken() from error
        if not is_next:
            raise _broken()
        before = hashlib.sha256(line.encode()).hexdigest()
    return found


def add(run: Run) -> None:
    """Keep a run; durable when this returns. If we crash before, it is not kept. Raises RunsBroken, NotOnRecord."""
    runs()  # nothing is added to what is broken
    try:
        _put(run)
    except OSError as error:
        raise NotOnRecord(
            _("実行の記録を書けません(%(why)s)。データの空き容量と権限を確かめてください。")
            % {"why": error.strerror or error}
        ) from error


@contextmanager
def alone() -> Iterator[None]:
    """Be the only run as long as the block lasts. Raises AlreadyRunning."""
    files.make_directory(_path().parent)
    try:
        with files.lock(_path().with_name("lock")):
            yield
    except Locked as error:
        raise AlreadyRunning(_("ほかのバックアップが動いています。終わるのを待ってください。")) from error


@contextmanager
def undisturbed() -> Iterator[None]:
    """Let no run of this installation change a backup that is read; on a new machine there is none. Raises AlreadyRunning."""
    if not _path().parent.is_dir():
        yield
        return
    with alone():
        yield


def _put(run: Run) -> None:
    path = _path()
    files.make_directory(path.parent)
    data = path.read_text(encoding="utf-8") if path.exists() else ""
    last = data.splitlines()[-1:]
    before = hashlib.sha256(last[0].encode()).hexdigest() if last else ""
    files.put(path, f"{data}{_canonical({**asdict(run), BEFORE: before})}\n".encode())


def _path() -> Path:
    return Path(settings.DATA) / FOLDER / FILE


def _canonical(data: dict[str, object]) -> str:
    return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _broken() -> RunsBroken:
    return RunsBroken(
        _(
            "バックアップの実行の記録(%(path)s)が壊れているか、書き換えられています。監査人に知らせ、控えから戻してください。"
        )
        % {"path": _path()}
    )
