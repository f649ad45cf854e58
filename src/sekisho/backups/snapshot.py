"""Everything that belongs together, as it stood at one moment, in a folder from which a maker takes it at leisure.

The order, and why what is put back agrees:

1. No log of the archive is written to (their locks are held), so nothing is sealed, imported or moved from the spool.
2. The moment of the database begins. An act is committed before it is sealed, so every act that is sealed now is in
   the database. The log is never ahead of the database: that is what the seal refuses (`archiving.drain`).
3. The archive, the spool of the collector and its counts are taken. What never changes again is linked, which takes
   no time; the rest is copied. The locks go. Receiving and all pages went on; a seal waited for moments.
4. What else stands in the data directory is copied. A file that an entry names was there before the entry.
5. The database of that moment is written down.

Acts that come in from 2 on are not part of it. What was not sealed yet is sealed after it was put back.
What holds if we crash: the folder counts for nothing, and the next run begins it anew.
"""

from __future__ import annotations

import os
import shutil
import stat
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from django.utils.translation import gettext as _

from sekisho.archive import files
from sekisho.archive.checkpoints import Checkpoint
from sekisho.archive.files import NEW, Locked
from sekisho.archive.reading import logs_in, reader_of
from sekisho.archive.short_form import short_form_of
from sekisho.archiving.journal_log import NAME as JOURNAL
from sekisho.archiving.refusals import ArchiveBusy, away, refusing
from sekisho.backups.database import FILES, POSTGRESQL, SQLITE, frozen, paths_of_sqlite
from sekisho.backups.manifest import PIECE, Manifest, State, kept_in
from sekisho.intake.collect.spool_files import Places
from sekisho.intake.papers import FOLDER as PAPERS
from sekisho.kernel.refusals import Refusal

FOLDER: Final = "backup-staging"
ARCHIVE: Final = "archive"
COLLECT: Final = "collect"
LEFT_OUT: Final = frozenset({FOLDER, "static", "uploads", "secret.key", COLLECT})
"""Made anew, thrown away after a day, a secret of the sessions that `up` makes anew; the last is taken by itself."""
NEVER_CHANGES: Final = frozenset({"parts", "marks", "rollups", "tile"})
LOCK: Final = "lock"
WAIT_SECONDS: Final = 60.0
TRIES: Final = 20


class Unreadable(Refusal):
    """Something in the data directory cannot be backed up."""


@dataclass(frozen=True, slots=True)
class Source:
    """What is backed up: the data directory, and the archive, which may stand elsewhere."""

    data: Path
    archive: Path


@contextmanager
def snapshot(source: Source, generation: str, made_at: datetime) -> Iterator[tuple[Path, Manifest]]:
    """The folder with all files, and its manifest; the folder is removed at the end.

    Raises Unreadable, and a Refusal of the archive or the database.
    """
    folder = source.data / FOLDER
    shutil.rmtree(folder, ignore_errors=True)
    try:
        yield folder, _taken(source, folder, generation, made_at)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _taken(source: Source, folder: Path, generation: str, made_at: datetime) -> Manifest:
    try:
        folder.mkdir(0o700)
        state = _take(source, folder)
        return Manifest(generation, made_at.isoformat(), state, kept_in(folder))
    except OSError as error:
        raise Unreadable(
            _("データの写しをつくれません(%(why)s: %(path)s)。空き容量と権限を確かめてください。")
            % {"why": error.strerror or error, "path": error.filename or folder}
        ) from error


def _take(source: Source, folder: Path) -> State:
    if JOURNAL not in logs_in(source.archive):
        raise away()  # its disk may only not be mounted
    with ExitStack() as moment:
        with ExitStack() as still:
            for log in logs_in(source.archive):
                still.enter_context(_waited_for(source.archive / log / LOCK))
            write = moment.enter_context(frozen())
            _archive(source.archive, folder / ARCHIVE)
            _collected(Places(source.data / COLLECT), Places(folder / COLLECT))
        _rest(source, folder)
        facts = write(folder)
    kind = SQLITE if (folder / FILES[SQLITE]).exists() else POSTGRESQL
    return State(kind, *facts, checkpoints_in(folder / ARCHIVE))


def checkpoints_in(archive: Path) -> dict[str, str]:
    """The newest checkpoint of each log that has one, in its short form."""
    found = {}
    for log in logs_in(archive):
        with refusing():
            manifest = reader_of(archive / log).manifest
        if manifest.size:
            found[log] = str(short_form_of(Checkpoint(manifest.origin, manifest.size, manifest.root)))
    return found


def _archive(source: Path, to: Path) -> None:
    for path in _files(source):
        place = path.relative_to(source)
        _take_file(path, to / place, link=len(place.parts) > 1 and place.parts[1] in NEVER_CHANGES)


def _collected(source: Places, to: Places) -> None:
    """The spool and the counts. Nobody moves the spool meanwhile; the collector may close a file, then once more."""
    for _try in range(TRIES):
        shutil.rmtree(to.folder, ignore_errors=True)
        try:
            for path in _files(source.folder) if source.folder.is_dir() else []:
                if path != source.live:
                    _take_file(path, to.folder / path.relative_to(source.folder))
        except FileNotFoundError:
            continue
        return
    raise Unreadable(_("受信中のファイルの写しをつくれません。もう一度実行してください。"))


def _rest(source: Source, folder: Path) -> None:
    """What else stands in the data directory. What goes away meanwhile was not to last."""
    leave = {*paths_of_sqlite(), source.archive}
    for top in sorted(source.data.iterdir()):
        if top.name in LEFT_OUT or top.name.endswith(NEW) or top in leave:
            continue
        with _papers_still(top):
            for path in _files(top) if top.is_dir() else [top]:
                with suppress(FileNotFoundError):
                    _take_file(path, folder / path.relative_to(source.data))


@contextmanager
def _papers_still(folder: Path) -> Iterator[None]:
    """Nobody adds to the town's papers, or seals them anew, while they are copied."""
    with ExitStack() as still:
        if folder.name == PAPERS and folder.is_dir():
            still.enter_context(_waited_for(folder / LOCK))
        yield


@contextmanager
def _waited_for(lock: Path) -> Iterator[None]:
    """Hold a lock; whoever has it now has it for moments. Raises ArchiveBusy."""
    until = time.monotonic() + WAIT_SECONDS
    with ExitStack() as held:
        while True:
            try:
                held.enter_context(files.lock(lock))
                break
            except Locked as error:
                if time.monotonic() > until:
                    raise ArchiveBusy(
                        _("%(lock)sに、ほかの処理が書き込み続けています。終わるのを待ってください。")
                        % {"lock": lock.parent}
                    ) from error
                time.sleep(0.05)
        yield


def _files(folder: Path) -> list[Path]:
    """Every file below a folder, all listed before the first is taken. Raises OSError."""
    found = []
    for directory, directories, names in os.walk(folder, onerror=_raise):
        links = [name for name in directories if Path(directory, name).is_symlink()]
        found += [Path(directory, name) for name in [*names, *links]]
    return sorted(path for path in found if path.name != LOCK and not path.name.endswith(NEW))


def _take_file(path: Path, to: Path, *, link: bool = False) -> None:
    """The file under its place, linked or copied with its mode. Raises OSError, Unreadable."""
    if not _is_text(str(path)):
        raise Unreadable(
            _("%(path)sの名前がUTF-8でないため、控えられません。名前を変えてください。")
            % {"path": repr(os.fsencode(path))}
        )
    mode = path.lstat().st_mode
    if not stat.S_ISREG(mode):
        raise Unreadable(
            _("%(path)sは普通のファイルではないため、控えられません。データの外に移してください。")
            % {"path": path}
        )
    to.parent.mkdir(0o700, parents=True, exist_ok=True)
    if link and _linked(path, to):
        return
    with path.open("rb") as read, to.open("xb") as written:
        shutil.copyfileobj(read, written, PIECE)
    to.chmod(stat.S_IMODE(mode))


def _linked(path: Path, to: Path) -> bool:
    """Whether the disk could give the file a second name; not where the archive stands on another disk."""
    try:
        to.hardlink_to(path)
    except FileNotFoundError:
        raise
    except OSError:
        return False
    return True


def _is_text(name: str) -> bool:
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True


def _raise(error: OSError) -> None:
    raise error
