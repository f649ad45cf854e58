"""A switch that is none: an SSH server that talks as one of a common make does, and misbehaves when asked to."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from enum import Enum, auto
from pathlib import Path
from typing import Final

import paramiko

PASSWORD: Final = "correct horse"
PORT: Final = "GigabitEthernet1/0/24"


class Mood(Enum):
    """How the switch behaves."""

    WELL = auto()
    SILENT = auto()  # takes the connection and says nothing, not even SSH's first line
    HANGS_AT_LOGIN = auto()
    HANGS_IN_CONFIGURATION = auto()
    HANGS_AFTER_THE_CHANGE = auto()
    BREAKS_OFF_AFTER_THE_CHANGE = auto()
    GARBAGE = auto()
    TAKES_NO_SHUTDOWN = auto()


@dataclass(slots=True)
class Switch:
    """Its one port, what it was told, and where it listens."""

    mood: Mood = Mood.WELL
    is_shut: bool = False
    saved: bool = False
    told: list[str] = field(default_factory=list)
    port: int = 0

    def answer(self, line: str) -> str:
        """What it prints to a command outside of configuration."""
        if line.startswith("show interfaces"):
            return f"Port      Name   Status       Vlan\r\nGi1/0/24  CS     {'disabled ' if self.is_shut else 'connected'}    20\r\n"
        if line == "write memory":
            self.saved = True
            return "Building configuration...\r\n[OK]\r\n"
        return ""

    def configure(self, line: str) -> str:
        """What it prints to a command in configuration mode."""
        if line.endswith("shutdown") and self.mood is Mood.TAKES_NO_SHUTDOWN:
            return "           ^\r\n% Invalid input detected at '^' marker.\r\n"
        if line in ("shutdown", "no shutdown"):
            self.is_shut = line == "shutdown"
        return ""


class _Login(paramiko.ServerInterface):  # type: ignore[misc]  # paramiko carries no types
    def __init__(self) -> None:
        self.wants_a_shell = threading.Event()

    def check_auth_password(self, username: str, password: str) -> int:
        return int(paramiko.AUTH_SUCCESSFUL if password == PASSWORD else paramiko.AUTH_FAILED)

    def get_allowed_auths(self, username: str) -> str:
        return "password"

    def check_channel_request(self, kind: str, chanid: int) -> int:
        return int(paramiko.OPEN_SUCCEEDED)

    def check_channel_pty_request(self, *_arguments: object) -> bool:
        return True

    def check_channel_shell_request(self, channel: paramiko.Channel) -> bool:
        self.wants_a_shell.set()
        return True


@contextmanager
def switch(folder: Path) -> Iterator[Switch]:
    """A switch on this machine; its host key is in `known_hosts` of `folder`."""
    key = paramiko.ECDSAKey.generate()
    made, ends = Switch(), threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as door:
        made.port = door.getsockname()[1]
        (folder / "known_hosts").write_text(f"[127.0.0.1]:{made.port} {key.get_name()} {key.get_base64()}\n")
        door.settimeout(0.1)
        opens = threading.Thread(target=_receive, args=(door, made, key, ends))
        opens.start()
        try:
            yield made
        finally:
            ends.set()
            opens.join()


def _receive(door: socket.socket, made: Switch, key: paramiko.PKey, ends: threading.Event) -> None:
    guests: list[threading.Thread] = []
    while not ends.is_set():
        with suppress(TimeoutError):
            guest, _address = door.accept()
            guests.append(threading.Thread(target=_serve, args=(guest, made, key, ends)))
            guests[-1].start()
    for each in guests:
        each.join()


def _serve(guest: socket.socket, made: Switch, key: paramiko.PKey, ends: threading.Event) -> None:
    with guest, suppress(EOFError, OSError, paramiko.SSHException):
        if made.mood is Mood.SILENT:
            ends.wait(20)
            return
        transport = paramiko.Transport(guest)
        try:
            transport.add_server_key(key)
            login = _Login()
            transport.start_server(server=login)
            channel = transport.accept(5)
            if channel is not None and login.wants_a_shell.wait(5):
                _Talk(made, channel, ends).go()
        finally:
            transport.close()


class _Talk:
    """One session: it echoes, answers and prompts."""

    def __init__(self, made: Switch, channel: paramiko.Channel, ends: threading.Event) -> None:
        self._switch = made
        self._channel = channel
        self._ends = ends
        self._configuring = False

    def go(self) -> None:
        if self._switch.mood is Mood.HANGS_AT_LOGIN:
            self._hang()
            return
        self._say("")
        for line in self._lines():
            if not self._take(line):
                return

    def _take(self, line: str) -> bool:
        """Whether the session goes on."""
        mood = self._switch.mood
        if line:
            self._switch.told.append(line)
        if mood is Mood.GARBAGE:
            self._channel.sendall(b"\x1b[2J\xff\xfe" + line.encode()[::-1] + b"\r\n?? \x00\r\nsw1#")
            return True
        if line == "configure terminal":
            if mood is Mood.HANGS_IN_CONFIGURATION:
                return self._hang()
            self._configuring = True
        elif line == "end":
            self._configuring = False
        elif self._configuring:
            said = self._switch.configure(line)
            if line.endswith("shutdown") and mood is Mood.HANGS_AFTER_THE_CHANGE:
                return self._hang()
            if line.endswith("shutdown") and mood is Mood.BREAKS_OFF_AFTER_THE_CHANGE:
                return False
            self._say(f"{line}\r\n{said}")
            return True
        self._say(f"{line}\r\n{self._switch.answer(line)}")
        return True

    def _say(self, text: str) -> None:
        self._channel.sendall(f"{text}{'sw1(config)#' if self._configuring else 'sw1#'}".encode())

    def _hang(self) -> bool:
        while (
            not self._ends.is_set() and not self._channel.closed and self._channel.get_transport().is_active()
        ):
            self._ends.wait(0.1)
        return False

    def _lines(self) -> Iterator[str]:
        waiting = ""
        self._channel.settimeout(0.2)
        while not self._ends.is_set():
            with suppress(TimeoutError):
                piece = self._channel.recv(4096).decode(errors="replace")
                if not piece:
                    return
                waiting += piece.replace("\r", "\n")
                while "\n" in waiting:
                    line, waiting = waiting.split("\n", 1)
                    yield line.strip()
