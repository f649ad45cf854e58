"""Senders that are not ours: logger of util-linux, and rsyslog as a relay."""

from __future__ import annotations

import os
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from shutil import which

import pytest

from sekisho.intake.collect.sender import UdpSender
from sekisho.intake.collect.settings import Listener
from sekisho.intake.collect.spool import Transport
from tests import machine
from tests.patience import wait_for
from tests.unit.intake.collect.certificates import Authority
from tests.unit.intake.collect.collectors import TCP, UDP, numbered, running, spool_in


@pytest.mark.parametrize(
    "options", [["--udp"], ["--tcp"], ["--tcp", "--octet-count"]], ids=["udp", "lf", "octets"]
)
@pytest.mark.parametrize("form", ["--rfc3164", "--rfc5424"])
def test_the_logger_of_util_linux_delivers(tmp_path: Path, options: list[str], form: str) -> None:
    logger = which("logger")
    if logger is None:
        machine.missing("no logger of util-linux on this machine")
    with running(tmp_path) as collector:
        host, port = collector.addresses[0 if "--udp" in options else 1]
        command = [logger, "--server", host, "--port", str(port), *options, form, "--tag", "t"]
        for word in ("最初", "second"):
            subprocess.run([*command, word], check=True)
        wait_for(lambda: collector.connections() == 0)

    first, second = spool_in(tmp_path).messages
    assert first.startswith(b"<13>")
    assert (first.endswith("最初".encode()), second.endswith(b"second")) == (True, True)


@pytest.mark.parametrize(
    ("listener", "action", "transport"),
    [
        (UDP, 'protocol="udp"', Transport.UDP),
        (TCP, 'protocol="tcp"', Transport.LF),
        (TCP, 'protocol="tcp" tcp_framing="octet-counted"', Transport.OCTETS),
    ],
    ids=["udp", "lf", "octets"],
)
def test_rsyslog_relays(tmp_path: Path, listener: Listener, action: str, transport: Transport) -> None:
    relay(tmp_path, listener, action, transport)


def test_rsyslog_relays_over_tls(tmp_path: Path) -> None:
    if not any(Path("/usr/lib").glob("*/rsyslog/lmnsd_gtls.so")):
        machine.missing("rsyslog has no TLS on this machine")
    authority = Authority(tmp_path)
    driver = (
        'protocol="tcp" tcp_framing="octet-counted" streamDriver="gtls" streamDriverMode="1" '
        f'streamDriverAuthMode="x509/certvalid" streamDriver.CAFile="{authority.file}"'
    )
    listener = Listener("tls", "127.0.0.1", 0, certificate=authority.issue("collector"))

    relay(tmp_path, listener, driver, Transport.TLS_OCTETS)


def relay(folder: Path, listener: Listener, action: str, transport: Transport) -> None:
    """Let rsyslog pass on a thousand messages by this action: all arrive, in order, by this transport."""
    sent = numbered(1_000)
    with (
        running(folder / "c", listener) as collector,
        rsyslog(folder, collector.address, action) as address,
    ):
        sender = UdpSender(address)
        sender.send(sent)
        sender.close()
        wait_for(
            lambda: (
                sum(path.stat().st_size for path in (folder / "c" / "spool").iterdir()) >= sum(map(len, sent))
            )
        )
        time.sleep(0.2)

    spool = spool_in(folder / "c")
    assert spool.messages == sent
    assert {frame.head.transport for frame in spool.frames} == {transport}


@contextmanager
def rsyslog(folder: Path, to: tuple[str, int], action: str) -> Iterator[tuple[str, int]]:
    """An rsyslog that passes on what comes to its UDP port, whose address is given, as it came."""
    program = which("rsyslogd") or which("rsyslogd", path="/usr/sbin")
    if program is None:
        machine.missing("no rsyslogd on this machine")
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as taken:
        taken.bind(("127.0.0.1", 0))
        own: tuple[str, int] = taken.getsockname()
    config = folder / "rsyslog.conf"
    config.write_text(
        f"""
        module(load="imudp")
        input(type="imudp" address="{own[0]}" port="{own[1]}" rcvbufSize="4m")
        template(name="raw" type="string" string="%rawmsg%")
        action(type="omfwd" target="{to[0]}" port="{to[1]}" {action} template="raw")
        """,
        encoding="utf-8",
    )
    command = [program, "-n", "-f", os.fspath(config), "-i", os.fspath(folder / "pid")]
    with subprocess.Popen(command, stderr=subprocess.DEVNULL) as process:
        try:
            wait_for(lambda: f":{own[1]:04X} " in Path("/proc/net/udp").read_text(encoding="ascii"))
            yield own
        finally:
            process.terminate()
