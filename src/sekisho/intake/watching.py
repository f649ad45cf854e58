"""A folder into which files are dropped: each is taken in once it no longer changes, and moved to `done` or `refused`.

What holds if we crash: a file stays where it was dropped until the archive holds its rows durably, or until its
findings are on the disk. Taken in and not moved yet, it is met again: its rows are known where it has not grown, and it
is moved then. A file is moved without replacing another: a name that is taken gets a number. What is written to it
after that is seen: see looking_again.
"""

from __future__ import annotations

import json
import stat
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from threading import Event
from typing import Any, Final, NamedTuple

from sekisho.archive import files
from sekisho.intake.looking_again import FINDINGS, BeginningOf, LookingAgain, Mark, Tell
from sekisho.intake.open_files import being_written
from sekisho.intake.plain import json_visible
from sekisho.intake.tables.findings import Words

SECONDS_STILL: Final = 2.0
SECONDS_BETWEEN: Final = 0.5
DONE, REFUSED = "done", "refused"
_PASSED_OVER: Final = (".tmp", ".part", ".crdownload", ".partial", FINDINGS, files.NEW)

SECONDS_PUT_OFF: Final = 10.0

State = tuple[int, int, int]


class Found(NamedTuple):
    """What became of a file: whether all is well, what was found, and of what bytes; "" where none were read."""

    well: bool
    said: dict[str, Any]  # Any: JSON
    size: int = 0
    sha256: str = ""


Take = Callable[[Path], Found | None]


@dataclass
class Watch:
    """Looks at `place`.

    `take` takes a file in, durably, and says what became of it; None: not at the moment, the archive may be locked.
    Then the file stays and is tried again later. `beginning` says what stands before the rows of a file. `tell` is told what a person
    should know of a file beside what was found in it.
    """

    place: Path
    take: Take
    beginning: BeginningOf
    seconds_still: float = SECONDS_STILL
    clock: Callable[[], float] = time.monotonic
    tell: Tell = lambda _path, _words: None
    now: Callable[[], float] = time.time
    _open: set[Path] = field(default_factory=set)
    _seen: dict[Path, tuple[State, float]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.again = LookingAgain(self.place, self.place / DONE, self.tell, self.beginning, now=self.now)

    def run(self, stop: Event, *, once: bool = False) -> int:
        """Look until `stop` is set; with `once` until what was there was tried. Returns how many were not taken."""
        for name in (DONE, REFUSED):
            files.make_directory(self.place / name)
        self.again.begin()
        failed: set[Path] = set()
        refused = 0
        while not stop.is_set():
            changing = self.again.look()
            for path in self.ready():
                if stop.is_set() or (once and path in failed):
                    continue
                well = self.deal_with(path)
                refused += well is False
                if well is None:
                    failed.add(path)
            failed |= self._open
            if once and self._seen.keys() <= failed:
                return refused + len(failed) + changing
            stop.wait(SECONDS_BETWEEN)
        return refused

    def ready(self) -> list[Path]:
        """The files that have not changed for so long and that nobody is known to write to, oldest first."""
        there = {path: state for path in self.place.iterdir() if (state := _state(path)) is not None}
        now = self.clock()
        self._seen = {
            path: seen if (seen := self._seen.get(path)) and seen[0] == state else (state, now)
            for path, state in there.items()
        }
        still = [path for path, (_state_, since) in self._seen.items() if now - since >= self.seconds_still]
        held = being_written(still)
        for path in held:
            self._seen[path] = self._seen[path][0], now
            if path not in self._open:
                self.tell(path, _held_open())
        self._open = held | (self._open & self._seen.keys() - set(still))
        still = [path for path in still if path not in held]
        return sorted(still, key=lambda path: (there[path][1], path.name))

    def deal_with(self, path: Path) -> bool | None:
        """Take a file in and move it; whether all of it was taken. None: it stays for later."""
        state = _state(path)
        found = self.take(path)
        if found is None or (_state(path) != state and not (found.well and _begins(path, found))):
            # What came meanwhile is another file, to be taken in too; unless it goes on from what was taken in.
            self._seen[path] = (self._seen[path][0], self.clock() + SECONDS_PUT_OFF)
            return None
        folder = self.place / (DONE if found.well else REFUSED)
        target = _free(folder, path.name)
        # First what was found, then the file: a crash between leaves the file to be met again.
        mark = Mark(found.size, state[1] if state else 0, found.sha256)
        said = found.said | ({"taken": asdict(mark)} if found.well else {})
        files.put(
            folder / (target.name + FINDINGS),
            json_visible(json.dumps(said, ensure_ascii=False, indent=1)).encode(),
        )
        files.rename(path, target)
        self._seen.pop(path, None)
        if found.well:
            self.again.remember(target, mark)
        return found.well


def _begins(path: Path, found: Found) -> bool:
    """Whether the file is as it was taken in, and perhaps longer."""
    try:
        return Mark(found.size, 0, found.sha256).begins(path.read_bytes())
    except OSError:
        return False


def _held_open() -> Words:
    return Words(
        "ほかのプログラムがまだ書き込み用に開いています。閉じられてから取り込みます。",
        "A program still has it open for writing. It is taken in once that has closed it.",
    )


def _state(path: Path) -> State | None:
    """Size, time of change and inode of a file to be taken; None: it is none, hidden, or still being written."""
    if path.name.startswith((".", "~")) or path.name.endswith(_PASSED_OVER):
        return None
    try:
        found = path.lstat()
    except FileNotFoundError:
        return None
    return (found.st_size, found.st_mtime_ns, found.st_ino) if stat.S_ISREG(found.st_mode) else None


def _free(folder: Path, name: str) -> Path:
    """A name in the folder that nobody has."""
    stem, suffix = Path(name).stem, Path(name).suffix
    number, path = 1, folder / name
    while path.exists():  # what was found of a file that was not moved yet is written anew
        number += 1
        path = folder / f"{stem}-{number}{suffix}"
    return path
