"""What an attempt to connect says: an answer, silence, or that it was no attempt."""

from __future__ import annotations

import errno
import socket
from typing import NoReturn

import pytest

from sekisho.isolation.commands import Host, Ran, TimedOut
from sekisho.isolation.model import Answer, StepFailed
from sekisho.isolation.probes import Probe, ProbeKind
from sekisho.rules.model import Words

TCP = """
0    -                                                  answered
1    bash: connect: Connection refused                  answered
124  -                                                  silent
1    bash: connect: No route to host                    silent
1    bash: connect: Connection timed out                silent
1    bash: connect: Network is unreachable              not tried
126  timeout: failed to run command 'bash'              not tried
127  env: 'timeout': No such file or directory          not tried
"""
ICMP = """
0    -                                                  answered
1    -                                                  silent
2    ping: socket: Operation not permitted              not tried
127  env: 'ping': No such file or directory             not tried
"""
ROWS = [
    (kind, row)
    for kind, rows in ((ProbeKind.TCP, TCP), (ProbeKind.ICMP, ICMP))
    for row in rows.strip().splitlines()
]


@pytest.mark.parametrize(("kind", "row"), ROWS)
def test_what_the_tools_say_is_read_narrowly(
    kind: ProbeKind, row: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    code, error, answer = int(row[:5]), row[5:56].strip("- "), row[56:].strip()

    def said(self: Host, *words: str) -> Ran:
        return Ran(code, "", error)

    monkeypatch.setattr(Host, "run", said)

    probed = Probe(kind, Host("terminal", namespace="x"), "192.0.2.1", 443).run()

    assert probed.answer is Answer(answer)


def test_a_host_that_cannot_be_reached_tries_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def late(self: Host, *words: str) -> Ran:
        raise TimedOut(Words("遅い", "late"))

    monkeypatch.setattr(Host, "run", late)

    probed = Probe(ProbeKind.TCP, Host("terminal", address="192.0.2.9"), "192.0.2.1", 443).run()

    assert probed.answer is Answer.NOT_TRIED
    assert "late" in probed.fact.en


def test_this_machine_tries_for_itself() -> None:
    with socket.create_server(("127.0.0.1", 0)) as door:
        port = door.getsockname()[1]
        assert Probe(ProbeKind.TCP, Host("here"), "127.0.0.1", port).run().answer is Answer.ANSWERED
    assert Probe(ProbeKind.TCP, Host("here"), "127.0.0.1", port).run().answer is Answer.ANSWERED  # refused


@pytest.mark.parametrize(
    ("error", "answer"),
    [
        (TimeoutError(), Answer.SILENT),
        (OSError(errno.EHOSTUNREACH, "No route to host"), Answer.SILENT),
        (OSError(errno.ENETUNREACH, "Network is unreachable"), Answer.NOT_TRIED),
        (socket.gaierror(-2, "Name or service not known"), Answer.NOT_TRIED),
    ],
)
def test_only_silence_is_silence_from_this_machine_too(
    error: OSError, answer: Answer, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_arguments: object, **_options: object) -> NoReturn:
        raise error

    monkeypatch.setattr(socket, "create_connection", fail)

    assert Probe(ProbeKind.TCP, Host("here"), "cs.example.jp", 443).run().answer is answer


def test_a_command_that_is_not_there_or_takes_too_long_is_told() -> None:
    assert Host("here").run("no-such-command").code == 127
    with pytest.raises(TimedOut):
        Host("here", timeout_seconds=0.2).run("sleep", "5")
    with pytest.raises(StepFailed, match="exit code 1"):
        Host("here").must("false")


def test_over_ssh_every_word_is_quoted_for_the_shell_over_there() -> None:
    words = Host("gateway", address="192.0.2.1", user="root").command("nft", "add table x; reboot $(id)")

    assert words[-3:-1] == ("--", "192.0.2.1")
    assert words[-1].endswith("nft 'add table x; reboot $(id)'")
    assert "BatchMode=yes" in words
    assert "StrictHostKeyChecking=yes" in words
