"""What an engine is given, what it answers, and what it refuses.

An engine answers one question in SQL over views of the logs. It only reads, it reads nothing but the
files of its views, and it gives up after a time. Whoever asks learns which of these it was: every
refusal is a class of its own under `Refused`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Protocol

import pyarrow as pa

SECONDS_MAX: Final = 86_400
MEMORY_MIB_MIN: Final = 16
MEMORY_MIB_MAX: Final = 1 << 20
THREADS_MAX: Final = 1024


class BadLimits(ValueError):
    """Limits that limit nothing, or leave nothing to work with."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What one question may use: wall-clock seconds until its last row is read, MiB, threads. Raises BadLimits."""

    seconds: float = 30.0
    memory_mib: int = 1024
    threads: int = 2

    def __post_init__(self) -> None:
        if not 0 < self.seconds <= SECONDS_MAX:  # so that NaN is refused, too
            raise BadLimits(
                f"A question takes more than 0 and at most {SECONDS_MAX} seconds, not {self.seconds}."
            )
        if not MEMORY_MIB_MIN <= self.memory_mib <= MEMORY_MIB_MAX:
            raise BadLimits(
                f"A question takes {MEMORY_MIB_MIN} to {MEMORY_MIB_MAX} MiB of memory, not {self.memory_mib}."
            )
        if not 1 <= self.threads <= THREADS_MAX:
            raise BadLimits(f"A question takes 1 to {THREADS_MAX} threads, not {self.threads}.")


@dataclass(frozen=True, slots=True)
class View:
    """A named SELECT over exactly these files; `sql` reads them and no others.

    `quick`, where it is given, is the same but for a column that is long to plan: that one raises when it is read, and
    reads the column COSTLY of the files. An engine may take it for a question whose plan does not name that.
    """

    name: str
    files: tuple[Path, ...]
    sql: str
    quick: str = ""


COSTLY = "raw:shape"


class Engine(Protocol):
    """Answers one SELECT over the views it was made with."""

    def query(
        self, sql: str, parameters: Sequence[object] = (), *, limits: Limits = ..., views: Sequence[View] = ()
    ) -> pa.RecordBatchReader:
        """Stream the rows as Arrow; `?` takes the parameters in order.

        `views` are there for this one question; their files must be among those of the engine's own.
        Every refusal below can also come while the rows are being read.
        """
        ...


class Refused(Exception):
    """The question got no answer, or only the rows read so far."""


class NotReadOnly(Refused):
    """What was asked is anything but one statement that only reads."""


class Forbidden(Refused):
    """What was asked reaches for something other than the views."""


class BadQuery(Refused):
    """The engine does not understand the question or cannot carry it out on these values: its own first line."""


class TimedOut(Refused):
    """The rows were not all read when the time was up."""


class MemoryExceeded(Refused):
    """The question needs more memory than it may use."""


class Unreadable(Refused):
    """A file of the archive is missing or damaged, or the engine broke: the question is not at fault."""
