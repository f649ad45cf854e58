"""Commands on this machine or on another one. Each is a list of words; no shell reads a word of the configuration.

Over SSH a shell of the other machine does read the line: it gets every word quoted.
"""

from __future__ import annotations

import os
import shlex
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from sekisho.archive import files
from sekisho.isolation.model import StepFailed
from sekisho.rules.model import Words

# The same words in every language of the machine, and the tools that only root has in its path.
PLAIN: Final = ("env", "LC_ALL=C", "PATH=/usr/sbin:/usr/bin:/sbin:/bin")
SSH_FAILED: Final = 255
NOT_FOUND: Final = 127
SHOWN: Final = 300  # characters of an error that are passed on

# The lock of the run that is under way here. What it starts holds it too, so that a command that outlives a
# killed run keeps the next one away until it has ended.
_HELD: ContextVar[int | None] = ContextVar("held", default=None)


@contextmanager
def alone(path: Path) -> Iterator[None]:
    """Be the only one that carries something out, and let what is started be part of it. Raises Locked, OSError."""
    with files.lock(path) as descriptor:
        token = _HELD.set(descriptor)
        try:
            yield
        finally:
            _HELD.reset(token)


class TimedOut(StepFailed):
    """No answer in time. Whether it was carried out is not known."""


class Unreachable(StepFailed):
    """The command was not started, as far as one can tell."""


class Failed(StepFailed):
    """The command ran and said no."""


@dataclass(frozen=True, slots=True)
class Ran:
    """How a command ended."""

    code: int
    out: str
    error: str


@dataclass(frozen=True, slots=True)
class Host:
    """Where commands run: this machine, or by SSH the one at `address`; there, perhaps, in a network namespace.

    SSH takes only the key in `key` and only the host keys in `known_hosts`; it never asks for a password.
    """

    id: str
    address: str = ""
    port: int = 22
    user: str = ""
    key: Path | None = None
    known_hosts: Path | None = None
    namespace: str = ""
    sudo: bool = False
    timeout_seconds: float = 10.0

    @property
    def place(self) -> str:
        """Where that is, for a person who reads a plan."""
        return f"{self.id} ({self.user}@{self.address}:{self.port})" if self.address else self.id

    def there(self, *words: str) -> tuple[str, ...]:
        """What runs on the host, word for word; somebody who sits at it can run the same."""
        return (
            *PLAIN,
            *(("sudo", "-n") if self.sudo else ()),
            *(("ip", "netns", "exec", self.namespace) if self.namespace else ()),
            *words,
        )

    def command(self, *words: str) -> tuple[str, ...]:
        """What is really started on this machine, so that it runs on the host."""
        return (*self._ssh(), shlex.join(self.there(*words))) if self.address else self.there(*words)

    def run(self, *words: str) -> Ran:
        """Run it and wait. Raises TimedOut, Unreachable. Nothing is read from standard input.

        If we are killed here, the command goes on to its end by itself: within `timeout_seconds` over SSH, for a
        connection that hangs is given up then; it holds our lock so long.
        """
        try:
            process = subprocess.Popen(  # noqa: S603 -- a list of words, checked when the configuration is read
                self.command(*words),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                start_new_session=True,
                pass_fds=_held(),
            )
        except OSError as error:
            raise self._unreachable(f"{error.filename}: {error.strerror}") from error
        try:
            out, said = process.communicate(timeout=self.timeout_seconds)
        except subprocess.TimeoutExpired as error:
            raise self._timed_out() from error
        finally:
            _end(process)
        ran = Ran(process.returncode, out.decode(errors="replace"), said.decode(errors="replace").strip())
        if self.address and ran.code == SSH_FAILED:
            raise self._unreachable(ran.error[-SHOWN:])
        return ran

    def must(self, *words: str) -> str:
        """As `run`, and it has to succeed. Returns what it printed. Raises StepFailed."""
        ran = self.run(*words)
        if ran.code:
            why = ran.error[-SHOWN:] or f"exit code {ran.code}"
            raise Failed(
                Words(f"{self.id}: 命令が失敗しました: {why}", f"{self.id}: the command failed: {why}")
            )
        return ran.out

    def _ssh(self) -> tuple[str, ...]:
        seconds = max(1, int(self.timeout_seconds))
        options = {
            "BatchMode": "yes",
            "PreferredAuthentications": "publickey",
            "IdentitiesOnly": "yes",
            "StrictHostKeyChecking": "yes",
            "UserKnownHostsFile": f'"{self.known_hosts}"',
            "GlobalKnownHostsFile": os.devnull,
            "UpdateHostKeys": "no",
            "ControlPath": "none",
            "ClearAllForwardings": "yes",
            "ConnectTimeout": str(seconds),
            "ServerAliveInterval": str(seconds),
            "ServerAliveCountMax": "1",
        }
        return (
            *("ssh", "-F", "none", "-T", "-i", str(self.key), "-p", str(self.port), "-l", self.user),
            *(word for name, value in options.items() for word in ("-o", f"{name}={value}")),
            *("--", self.address),
        )

    def _timed_out(self) -> TimedOut:
        return TimedOut(
            Words(
                f"{self.id}: {self.timeout_seconds:g}秒待っても終わりません。実行されたかどうかは分かりません。",
                f"{self.id}: not done after {self.timeout_seconds:g} s. Whether it was carried out is not known.",
            )
        )

    def _unreachable(self, why: str) -> Unreachable:
        return Unreachable(
            Words(
                f"{self.id}: 命令を届けられません: {why}", f"{self.id}: the command did not get there: {why}"
            )
        )


def _held() -> tuple[int, ...]:
    held = _HELD.get()
    return () if held is None or sys.platform == "win32" else (held,)


def _end(process: subprocess.Popen[bytes]) -> None:
    """Leave nothing running of what was started."""
    if process.poll() is None:
        with suppress(ProcessLookupError):
            if sys.platform == "win32":
                process.kill()
            else:
                os.killpg(process.pid, signal.SIGKILL)
    process.communicate()
