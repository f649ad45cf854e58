"""The folder of the spool: what stands in it, how a start finds it, and how files are let go of.

`<20 digits>.open` grows; `<20 digits>` is closed and never changes again, so that it can be read and let go of while
the collector runs. An empty closed file says where the numbers go on.
"""

from __future__ import annotations

from contextlib import suppress
from os import SEEK_END
from pathlib import Path
from typing import BinaryIO, Final, NamedTuple

from sekisho.archive import files
from sekisho.intake.collect.spool import FRAME_BYTES_MAX, HEAD, MAGIC, START, Frame, Gap, Kind, frames_in

DIGITS: Final = 20
OPEN: Final = ".open"


class Places(NamedTuple):
    """The folders of a collector, below `<data>/collect`."""

    folder: Path

    @property
    def spool(self) -> Path:
        """The spool files."""
        return self.folder / "spool"

    @property
    def aside(self) -> Path:
        """Bytes that are no frame: what was being written when the collector or the power went."""
        return self.folder / "aside"

    @property
    def lock(self) -> Path:
        """Who holds it is the collector."""
        return self.folder / "lock"

    @property
    def counts(self) -> Path:
        """What was received, by source, as far as it was moved into the log."""
        return self.folder / "counts.json"

    @property
    def hindrance(self) -> Path:
        """What keeps the spool from being moved into the log; not there where nothing does."""
        return self.folder / "hindrance.json"

    @property
    def live(self) -> Path:
        """What the running collector says of itself."""
        return self.folder / "live.json"


class Found(NamedTuple):
    """What a start found: the number of the next frame, and the bytes set aside from files that were open."""

    next_number: int
    set_aside: tuple[Path, ...]


class Waiting(NamedTuple):
    """What is durable in the spool and in no count yet: how many messages, the oldest received at `since`."""

    messages: int
    since: int


def file_name(number: int) -> str:
    """The name of the file whose first frame has that number, once it is closed."""
    return f"{number:0{DIGITS}d}"


def closed_files(spool: Path) -> list[Path]:
    """The files that never change again, in order."""
    return sorted(path for path in _listed(spool) if path.name.isdigit())


def read_file(path: Path) -> tuple[list[Frame], list[Gap]]:
    """The frames of a spool file and what is none. Raises OSError."""
    return frames_in(path.read_bytes())


def waiting_since(spool: Path) -> int | None:
    """When the oldest of what waits in the spool was received, by its first whole frame; None: nothing waits.

    Raises OSError.
    """
    with suppress(FileNotFoundError):  # no spool yet
        for path in sorted(_listed(spool)):
            with suppress(FileNotFoundError), path.open("rb") as file:  # moved meanwhile
                start = file.read(START.size)
                length = START.unpack(start)[1] if len(start) == START.size else 0
                frames, _gaps = frames_in(start + file.read(min(length, FRAME_BYTES_MAX)))
                if frames:
                    return frames[0].head.received_at
    return None


def waiting_in(spool: Path) -> Waiting | None:
    """What waits in the spool; None: nothing. Reads the head of every frame: a second for a million. Raises OSError."""
    since = waiting_since(spool)
    if since is None:
        return None
    messages = 0
    for path in sorted(_listed(spool)):
        with suppress(FileNotFoundError), path.open("rb") as file:  # moved meanwhile
            messages += _messages_in(file)
    return Waiting(messages, since)


def _messages_in(file: BinaryIO) -> int:
    """The messages in the frames of a file, as far as these are whole and follow one another."""
    found, place, size = 0, 0, file.seek(0, SEEK_END)
    while place + START.size + HEAD.size <= size:
        file.seek(place)
        start = file.read(START.size + HEAD.size)
        magic, length, _checksum = START.unpack_from(start)
        place += START.size + length
        if magic != MAGIC or place > size:
            break
        _salt, _number, _received_at, _connection, count, kind, *_rest = HEAD.unpack_from(start, START.size)
        found += count if kind != Kind.COUNTED else 0
    return found


def let_go(path: Path) -> None:
    """Remove a closed file whose frames are kept elsewhere. Raises OSError.

    The numbers go on behind it also when no other file is left. If we crash before the end, the file may still be
    there: whoever takes files knows by the numbers what it has.
    """
    later = [other for other in _listed(path.parent) if other.name[:DIGITS] > path.name]
    frames, _gaps = read_file(path)
    if not later and not frames:
        return
    if not later:
        with suppress(FileExistsError):  # the collector was faster
            files.close(files.create(path.with_name(file_name(frames[-1].number + 1))))
    files.remove(path)
    files.sync_directory(path.parent)


def settle(places: Places) -> Found:
    """Close what a collector that was killed left open. Raises OSError.

    Only by whoever holds the lock. If we crash within, the next start does it again: what is set aside is durable before
    it is cut off, under a name that says where it stood, and a file is whole before it is closed.
    """
    for folder in (places.spool, places.aside):
        files.make_directory(folder)
    files.sync_directory(places.spool)
    set_aside: list[Path] = []
    for path in sorted(path for path in _listed(places.spool) if path.name.endswith(OPEN)):
        set_aside += _close_left(path, places.aside)
    return Found(_next_number(places.spool), tuple(set_aside))


def open_file(path: Path) -> int:
    """A new open file; returns its descriptor. Raises OSError.

    One that stands there is what a failed attempt left: nothing was ever written to it.
    """
    try:
        return files.create(path)
    except FileExistsError:
        discard(path)
        return files.create(path)


def close_file(path: Path) -> None:
    """Let an open file whose content is durable become a closed one; durable when this returns. Raises OSError.

    It may be done again when it raised: then perhaps only the name was not durable.
    """
    try:
        files.rename(path, path.with_name(path.name.removesuffix(OPEN)))
    except FileNotFoundError:
        files.sync_directory(path.parent)


def discard(path: Path) -> None:
    """Remove an open file in which no frame was durable; durable when this returns. Raises OSError."""
    files.remove(path)
    files.sync_directory(path.parent)


def _close_left(path: Path, aside: Path) -> list[Path]:
    """Set aside what is no frame, cut it off where it stands at the end, close the file."""
    data = path.read_bytes()
    _frames, gaps = frames_in(data)
    set_aside = []
    for gap in gaps:
        to = aside / f"{path.name[:DIGITS]}-{gap.offset}"
        files.put(to, data[gap.offset : gap.offset + gap.length])
        set_aside.append(to)
    end = gaps[-1].offset if gaps and gaps[-1].offset + gaps[-1].length == len(data) else len(data)
    files.cut(path, end)  # its sync makes durable what a killed collector had written and not synced
    if end:
        close_file(path)
    else:
        discard(path)
    return set_aside


def _next_number(spool: Path) -> int:
    """Behind all frames; read from the last file alone, for the numbers rise with the names.

    Where that is damaged, no fewer numbers are left free than frames can have stood in the damaged bytes.
    """
    closed = closed_files(spool)
    if not closed:
        return 0
    frames, gaps = read_file(closed[-1])
    return (frames[-1].number + 1 if frames else int(closed[-1].name)) + sum(gap.length for gap in gaps)


def _listed(folder: Path) -> list[Path]:
    return [path for path in folder.iterdir() if path.name[:DIGITS].isdigit()]
