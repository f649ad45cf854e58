"""Receivers of syslog as processes, for `receiving.py`: ours, rsyslog and syslog-ng, with the same durability."""

from __future__ import annotations

import ctypes
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from pathlib import Path
from textwrap import dedent
from typing import Protocol

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "src"))

from sekisho.intake.collect.datagrams import Header, Piece  # noqa: E402 -- after the path is known
from sekisho.intake.collect.running import collecting  # noqa: E402 -- as above
from sekisho.intake.collect.settings import Listener, Settings  # noqa: E402 -- as above
from sekisho.intake.collect.spool import Kind, messages_in, reason_in  # noqa: E402 -- as above
from sekisho.intake.collect.spool_files import Places, closed_files, read_file  # noqa: E402 -- as above

UDP_BUFFER_BYTES = 8 * 2**20  # for both
PATIENCE_SECONDS = 120.0
RSYSLOG_NAME = "rsyslog"


@dataclass(frozen=True, slots=True)
class Stored:
    """What a receiver had on its disk when it had ended: messages, the hash of all of them, what it says it lost."""

    messages: int
    digest: str
    counted: int


class Receiver(Protocol):
    """A process that receives."""

    @property
    def tcp(self) -> int:
        """Its TCP port."""

    @property
    def udp(self) -> int:
        """Its UDP port."""

    def files(self) -> list[Path]:
        """The files that it writes."""

    def end(self) -> Stored:
        """Stop it and look."""

    def kill(self) -> None:
        """End it, however it is."""


class Ours:
    """What receives in `sekisho collect`, without what reads afterwards: rsyslog does not read either."""

    def __init__(self, folder: Path) -> None:
        self._places = Places(folder / "collect")
        self._process = subprocess.Popen(
            [sys.executable, __file__, str(folder / "collect")], stdout=subprocess.PIPE, text=True
        )
        assert self._process.stdout is not None
        ports = [int(port) for port in re.findall(r"127\.0\.0\.1:(\d+)", self._process.stdout.readline())]
        self.udp, self.tcp = ports

    def files(self) -> list[Path]:
        """The spool's."""
        return sorted(self._places.spool.iterdir())

    def kill(self) -> None:
        """End it, however it is."""
        _killed(self._process)

    def end(self) -> Stored:
        """Stop it and read the spool."""
        _stopped(self._process)
        digest, messages = sha256(), 0
        counted: Counter[str] = Counter()
        for path in closed_files(self._places.spool):
            frames, gaps = read_file(path)
            assert not gaps
            for frame in frames:
                if frame.head.kind is Kind.COUNTED:
                    counted[reason_in(frame)] += frame.head.count
                    continue
                split = messages_in(frame)
                messages += len(split)
                digest.update(b"".join(message + b"\n" for message in split))
        return Stored(messages, digest.hexdigest(), counted.total())


class Peer:
    """A program of Debian's that writes the raw messages to one file, durable with every batch."""

    def __init__(self, folder: Path, name: str, config: str, options: Sequence[str]) -> None:
        self._file = folder / "all.log"
        self._file.touch()
        self.tcp, self.udp = _free_port(socket.SOCK_STREAM), _free_port(socket.SOCK_DGRAM)
        path = folder / "peer.conf"
        ports = {"TCP": str(self.tcp), "UDP": str(self.udp)}
        places = {"FILE": str(self._file), "FOLDER": str(folder), "BUFFER": str(UDP_BUFFER_BYTES)}
        path.write_text(
            re.sub(r"@([A-Z]+)@", lambda found: (ports | places)[found[1]], dedent(config).lstrip()),
            encoding="utf-8",
        )
        program = _program(name)
        assert program is not None
        self._process = subprocess.Popen(
            [program, "-f", str(path), *(option.format(folder=folder) for option in options)],
            stderr=subprocess.DEVNULL,
        )
        _wait_until_listening(self.tcp)

    def files(self) -> list[Path]:
        """Its one file."""
        return [self._file]

    def kill(self) -> None:
        """End it, however it is."""
        _killed(self._process)

    def end(self) -> Stored:
        """Stop it and read the file. It does not count what the kernel drops."""
        _stopped(self._process)
        data = self._file.read_bytes()
        return Stored(data.count(b"\n"), sha256(data).hexdigest(), 0)


RSYSLOG = """
    global(workDirectory="@FOLDER@" parser.escapeControlCharactersOnReceive="off")
    main_queue(queue.type="FixedArray" queue.size="100000" queue.dequeueBatchSize="4096")
    module(load="imptcp")
    module(load="imudp" batchSize="128")
    input(type="imptcp" address="127.0.0.1" port="@TCP@")
    input(type="imudp" address="127.0.0.1" port="@UDP@" rcvbufSize="@BUFFER@")
    template(name="raw" type="string" string="%rawmsg%\\n")
    action(type="omfile" file="@FILE@" template="raw" sync="on" IO_BUFFER)
"""
SYSLOG_NG = """
    @version: 3.38
    source s {
        network(transport("tcp") ip("127.0.0.1") port(@TCP@) flags(no-parse)
            log-fetch-limit(1000) log-iw-size(100000) max-connections(10));
        network(transport("udp") ip("127.0.0.1") port(@UDP@) flags(no-parse)
            so-rcvbuf(@BUFFER@) log-fetch-limit(1000) log-iw-size(100000));
    };
    destination d {
        file("@FILE@" template("$MSG\\n") fsync(yes) flush-lines(1000) log-fifo-size(200000));
    };
    log { source(s); destination(d); flags(flow-control); };
"""


def peers() -> dict[str, Callable[[Path], Receiver]]:
    """Ours, and those that are installed.

    rsyslog syncs whenever it writes its buffer: 4 KiB unless told otherwise, and once more with 256 KiB. Debian
    installs either rsyslog or syslog-ng; the other may be unpacked to a folder of the search path.
    """
    found: dict[str, Callable[[Path], Receiver]] = {"sekisho": Ours}
    if _program("rsyslogd"):
        options: tuple[str, ...] = ("-n", "-i", "{folder}/pid")
        for name, buffer in ((RSYSLOG_NAME, ""), (f"{RSYSLOG_NAME}, 256 KiB a write", 'ioBufferSize="256k"')):
            config = RSYSLOG.replace("IO_BUFFER", buffer)
            found[name] = partial(Peer, name="rsyslogd", config=config, options=options)
    if _program("syslog-ng"):
        files = ("{folder}/persist", "{folder}/pid", "{folder}/control")
        options = ("-F", "-R", files[0], "-p", files[1], "-c", files[2])
        found["syslog-ng"] = partial(Peer, name="syslog-ng", config=SYSLOG_NG, options=options)
    return found


def bytes_of(receiver: Receiver) -> int:
    """What it has written so far."""
    return sum(path.stat().st_size for path in receiver.files() if path.exists())


def sync(receiver: Receiver) -> None:
    """Make all that it has written durable: whatever it has not done itself yet falls into the measured time."""
    for path in receiver.files():
        try:
            descriptor = os.open(path, os.O_RDONLY)
        except FileNotFoundError:  # closed meanwhile under its last name, which is synced before
            continue
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


class Blast:
    """Sends datagrams by many a call (Linux, sendmmsg): a sender that a receiver in Python cannot outrun."""

    AT_ONCE = 64

    def __init__(self, sender: socket.socket, messages: list[bytes]) -> None:
        self._descriptor = sender.fileno()
        self._call = ctypes.CDLL(None).sendmmsg
        self._count = len(messages)
        self._kept = messages  # the headers point into them
        self._pieces = (Piece * self._count)()
        self._headers = (Header * self._count)()
        for message, piece, header in zip(messages, self._pieces, self._headers, strict=True):
            piece.base = ctypes.cast(ctypes.c_char_p(message), ctypes.c_void_p).value
            piece.length = len(message)
            header.pieces, header.pieces_count = ctypes.addressof(piece), 1

    def send(self, a_second: float | None) -> None:
        """All of them, at that rate or as fast as it goes."""
        began, sent = time.perf_counter(), 0
        size = ctypes.sizeof(Header)
        first = ctypes.addressof(self._headers)
        while sent < self._count:
            if a_second is not None:
                time.sleep(max(0.0, began + sent / a_second - time.perf_counter()))
            done = self._call(
                self._descriptor,
                ctypes.c_void_p(first + sent * size),
                min(self.AT_ONCE, self._count - sent),
                0,
            )
            if done < 0:
                raise OSError("sendmmsg failed")
            sent += done


@contextmanager
def listening(kind: Callable[[Path], Receiver], folder: Path) -> Iterator[Receiver]:
    """A receiver with a new folder of its own, which is gone afterwards."""
    folder.mkdir()
    receiver = kind(folder)
    try:
        yield receiver
    finally:
        receiver.kill()
        shutil.rmtree(folder)


def _stopped(process: subprocess.Popen[str] | subprocess.Popen[bytes]) -> None:
    process.send_signal(signal.SIGTERM)
    process.wait(PATIENCE_SECONDS)


def _killed(process: subprocess.Popen[str] | subprocess.Popen[bytes]) -> None:
    process.kill()
    process.wait()


def _program(name: str) -> str | None:
    return shutil.which(name) or shutil.which(name, path="/usr/sbin")


def _free_port(kind: socket.SocketKind) -> int:
    with socket.socket(socket.AF_INET, kind) as taken:
        taken.bind(("127.0.0.1", 0))
        port: int = taken.getsockname()[1]
        return port


def _wait_until_listening(port: int) -> None:
    until = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < until:
        try:
            socket.create_connection(("127.0.0.1", port)).close()
        except ConnectionRefusedError:
            time.sleep(0.05)
        else:
            return
    raise TimeoutError(f"nobody listens at {port}")


def receive(folder: Path) -> None:
    """Ours, as a process of its own: says where it listens, receives until SIGTERM."""
    settings = Settings(
        (
            Listener("udp", "127.0.0.1", 0, receive_buffer_bytes=UDP_BUFFER_BYTES),
            Listener("tcp", "127.0.0.1", 0),
        )
    )
    with collecting(Places(folder), settings) as receiver:
        signal.signal(signal.SIGTERM, lambda _number, _frame: receiver.stop())
        print(*receiver.names, flush=True)
        receiver.run()


if __name__ == "__main__":
    receive(Path(sys.argv[1]))
