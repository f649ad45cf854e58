"""The process that moves the spool into the log, beside the collector: begun with it, begun again when it ends early."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Lock, Thread
from typing import Final

MOVE: Final = (sys.executable, "-m", "sekisho.cli", "collect", "move")
AGAIN_SECONDS: Final = 30.0


@contextmanager
def moving_beside(config: Path | None) -> Iterator[None]:
    """Run `move` in a process of its own as long as the block lasts, and let it take what is left.

    If this process is killed, the other one sees its standard input end, finishes and ends too. What it cannot move
    stays in the spool: receiving goes on without it.
    """
    mover = _Mover([*MOVE, *(["--config", str(config)] if config else [])])
    mover.start()
    try:
        yield
    finally:
        mover.end()


class _Mover(Thread):
    """Keeps the process running until `end`."""

    def __init__(self, command: list[str]) -> None:
        super().__init__(name="mover", daemon=True)
        self._command = command
        self._ending = Event()
        self._changing = Lock()  # of the process, against its end being asked for meanwhile
        self._process: subprocess.Popen[bytes] | None = None

    def run(self) -> None:
        while True:
            with self._changing:
                if self._ending.is_set():
                    return
                process = self._process = subprocess.Popen(self._command, stdin=subprocess.PIPE)  # noqa: S603 -- our own program
            process.wait()
            if self._ending.wait(AGAIN_SECONDS):
                return

    def end(self) -> None:
        """Let the process see that there is nothing more to come, and wait for it."""
        with self._changing:
            self._ending.set()
            if self._process is not None and self._process.stdin is not None:
                self._process.stdin.close()
        self.join()
