"""What a witness has cosigned: one file a log, with the last checkpoint, under the signatures it was stored with.

The one thing a witness must never do is forget. A file that cannot be believed stops the witness for that log; who
loses the state makes a new key, under which the witness has not said anything yet.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock
from typing import Final
from urllib.parse import quote

from sekisho.archive import files
from sekisho.archive.notes import NoteRefused
from sekisho.archive.witness import AddCheckpoint, Answer, LastCosigned, WitnessPolicy, answer, open_stored

SUFFIX: Final = ".checkpoint"
_NAME_BYTES_MAX: Final = 240  # of 255, so that `.new` fits behind it


class StateBroken(Exception):
    """A file of the state is no checkpoint that this witness stored. Nothing is cosigned for that log."""


class OriginTooLong(ValueError):
    """No file can have the name of this log."""


class WitnessState:
    """The last checkpoints of the logs of a policy; made by `holding`. Can be used by several threads."""

    def __init__(self, folder: Path, policy: WitnessPolicy) -> None:
        self._paths = {origin: folder / _file_name(origin) for origin in policy.logs}
        self._locks = {origin: Lock() for origin in policy.logs}
        self._policy = policy

    @property
    def policy(self) -> WitnessPolicy:
        """Who is known, and who signs."""
        return self._policy

    def last(self, origin: str) -> LastCosigned | None:
        """What was cosigned last for a log of the policy; None: nothing yet. Raises StateBroken, OSError."""
        try:
            data = self._paths[origin].read_bytes()
        except FileNotFoundError:
            return None
        try:
            return open_stored(data, self._policy, origin)
        except NoteRefused as reason:
            raise StateBroken(f"{self._paths[origin].name}: {reason}") from reason

    def add(self, request: AddCheckpoint, *, now: int) -> Answer:
        """Cosign or refuse; a cosignature is durable before this returns. `now` in POSIX seconds.

        If we crash before the new file has its name, nobody has seen the cosignature; after it, asking
        again for the same checkpoint gives one again. Raises StateBroken, OSError: then nothing was said.
        """
        origin = request.checkpoint.origin
        if origin not in self._locks:
            return answer(request, policy=self._policy, last=None, now=now)
        with self._locks[origin]:
            said = answer(request, policy=self._policy, last=self.last(origin), now=now)
            if said.to_store is not None:
                files.put(self._paths[origin], said.to_store)
        return said


@contextmanager
def holding(folder: Path, policy: WitnessPolicy) -> Iterator[WitnessState]:
    """The state in `folder`, held by this process alone as long as the block lasts; every file has been read.

    Raises files.Locked, StateBroken, OriginTooLong, OSError.
    """
    files.make_directory(folder)
    with files.lock(folder / "lock"):
        state = WitnessState(folder, policy)
        for origin in policy.logs:
            state.last(origin)
        yield state


def has_state(folder: Path) -> bool:
    """Whether a witness has stored anything here."""
    return folder.is_dir() and any(folder.glob(f"*{SUFFIX}"))


def _file_name(origin: str) -> str:
    """The origin with everything but letters, digits and `_.-~` as %XX, so that it stays within the folder."""
    name = quote(origin, safe="") + SUFFIX
    if len(name) > _NAME_BYTES_MAX:
        raise OriginTooLong(f"The origin {origin} is too long for the name of a file.")
    return name
