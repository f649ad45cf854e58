"""A device that is logged in to: where it is, who logs in, and what a session on it can do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Protocol

SHOWN: Final = 200  # characters of what a device says that are passed on


@dataclass(frozen=True, slots=True)
class Device:
    """How to log in. `kind` is netmiko's device_type. Passwords stand in files, and are read when they are needed."""

    id: str
    kind: str
    address: str
    port: int
    user: str
    known_hosts: Path
    key: Path | None = None
    password_file: Path | None = None
    secret_file: Path | None = None
    timeout_seconds: int = 10

    @property
    def place(self) -> str:
        """Where that is, for a person who reads a plan."""
        return f"{self.kind} ({self.user}@{self.address}:{self.port})"


class Session(Protocol):
    """Somebody logged in on a device. Every method raises StepFailed."""

    def ask(self, command: str) -> str:
        """What the device answers to a command that changes nothing."""

    def configure(self, commands: Sequence[str]) -> str:
        """Go through these in configuration mode."""

    def close(self) -> None:
        """Log out, and do not complain."""
