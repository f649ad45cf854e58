"""`sekisho collect` as a process: how it starts, ends, is killed, and says what went wrong."""

from __future__ import annotations

import errno
import json
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from sekisho.cli.collect_work import status
from sekisho.cli.collecting import collect
from sekisho.cli.words import Sentence
from sekisho.intake.collect import tcp
from sekisho.intake.collect.sender import StreamSender
from sekisho.intake.collect.settings import Listener
from sekisho.intake.counting import Counted, write_counts
from tests.unit.intake.collect.collectors import numbered, running, spool_in

TRIES = 80
FREE_PORTS = """
[[listeners]]
transport = "udp"
port = 0
[[listeners]]
transport = "tcp"
port = 0
"""


@contextmanager
def started(data: Path) -> Iterator[tuple[subprocess.Popen[str], tuple[str, int]]]:
    """The process, and the address of its TCP listener."""
    (data / "collect.toml").write_text(FREE_PORTS, encoding="utf-8")
    with subprocess.Popen(
        [sys.executable, "-m", "sekisho.cli", "collect"],
        env=os.environ | {"SEKISHO_DATA": str(data), "SEKISHO_LANG": "en"},
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            assert process.stdout is not None
            line = process.stdout.readline()
            found = re.fullmatch(r"Receiving: udp 127\.0\.0\.1:\d+, tcp 127\.0\.0\.1:(\d+)\n", line)
            assert found, line
            yield process, ("127.0.0.1", int(found[1]))
        finally:
            process.kill()


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SEKISHO_DATA", str(tmp_path))
    monkeypatch.setenv("SEKISHO_LANG", "en")
    return tmp_path


def test_it_ends_when_it_is_told_and_what_it_received_is_stored(tmp_path: Path) -> None:
    sent = numbered(1_000)
    with started(tmp_path) as (process, address):
        sender = StreamSender(address)
        sender.send(sent)
        process.terminate()
        assert process.wait(60) == 0
        sender.close()

    assert spool_in(tmp_path / "collect").messages == sent


def test_a_port_that_is_taken_is_said_in_one_sentence(data: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        config = data / "own.toml"
        config.write_text(
            f'[[listeners]]\ntransport = "tcp"\nport = {server.getsockname()[1]}\n', encoding="utf-8"
        )
        with pytest.raises(Sentence, match="this port is taken"):
            collect(config)


def test_a_port_of_the_administrator_is_said_in_one_sentence(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def not_permitted(listener: Listener, _kind: socket.SocketKind) -> socket.socket:
        raise PermissionError(errno.EACCES, f"port {listener.port}")

    monkeypatch.setattr(tcp, "bound", not_permitted)
    (data / "collect.toml").write_text('[[listeners]]\ntransport = "tcp"\nport = 514\n', encoding="utf-8")
    with pytest.raises(Sentence, match="no right to open this port"):
        collect(None)


def test_an_address_of_another_machine_is_said_in_one_sentence(data: Path) -> None:
    (data / "collect.toml").write_text(
        '[[listeners]]\ntransport = "udp"\nhost = "192.0.2.1"\nport = 0\n', encoding="utf-8"
    )
    with pytest.raises(Sentence, match="no such address"):
        collect(None)


def test_a_bad_certificate_is_said_in_one_sentence(data: Path) -> None:
    (data / "bad.pem").write_text("nothing", encoding="ascii")
    (data / "collect.toml").write_text(
        '[[listeners]]\ntransport = "tls"\nport = 0\ncertificate = "bad.pem"\n', encoding="utf-8"
    )
    with pytest.raises(Sentence, match="certificate or key cannot be used"):
        collect(None)


def test_mistakes_in_the_configuration_are_listed(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (data / "collect.toml").write_text('unknown = 1\nhost = "a"\n', encoding="utf-8")
    with pytest.raises(Sentence, match="2 mistakes"):
        collect(None)

    assert "collect.toml: unknown: Say take or refuse." in capsys.readouterr().err


def test_a_configuration_that_is_not_there_is_said(data: Path) -> None:
    with pytest.raises(Sentence, match="There is no configuration"):
        collect(data / "gone.toml")


def test_a_second_collector_is_refused(data: Path) -> None:
    (data / "collect.toml").write_text(FREE_PORTS, encoding="utf-8")
    with running(data / "collect"), pytest.raises(Sentence, match="Another collector is running"):
        collect(None)


def test_status_shows_names_as_they_are(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    counted = Counted()
    for name in ("(udp [fd00::1]:5514)", "fw[/bold]", "[red]fw", "fw:smile:", "fw\\[b]"):
        counted.of(name).drop(20_000, 1)
    write_counts(data / "collect" / "counts.json", counted)

    status(as_json=False)

    said = capsys.readouterr().out
    assert all(name in said for name in counted.sources)


def test_a_name_of_a_source_steers_no_terminal(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    counted = Counted()
    counted.of("fw\x1b[2J\u202e").drop(20_000, 1)
    write_counts(data / "collect" / "counts.json", counted)

    for as_json in (False, True):
        status(as_json=as_json)
        said = capsys.readouterr().out
        assert not {"\x1b", "\u202e"} & set(said)
        assert "fw\\x1b[2J\\u202e" in said or "fw\\u001b[2J\\u202e" in said


DEEP = "[" * 100_000


@pytest.mark.parametrize(
    ("name", "content"),
    [
        *(
            ("live.json", f'{{"since":1,"said_at":{moment}}}')
            for moment in ('"now"', "null", "[1]", "1e999", "NaN")
        ),
        *(("live.json", content) for content in ("", "{", "7", DEEP, '{"since":"x","said_at":1}')),
        *(
            ("hindrance.json", content)
            for content in ("{", DEEP, '{"ja":null,"en":{}}', '{"ja":"鍵がありません"}')
        ),
    ],
)
def test_what_the_collector_said_and_nobody_can_read_it_has_not_said(
    data: Path, capsys: pytest.CaptureFixture[str], name: str, content: str
) -> None:
    (data / "collect").mkdir(exist_ok=True)
    (data / "collect" / name).write_text(content, encoding="utf-8")

    status(as_json=True)

    said = json.loads(capsys.readouterr().out)
    assert (said["live"], said["hindrance"]) == (None, None)


@pytest.mark.parametrize("spool", [False, True])
def test_a_spool_or_counts_that_cannot_be_read_are_one_sentence(data: Path, *, spool: bool) -> None:
    (data / "collect").mkdir(exist_ok=True)
    if spool:
        (data / "collect" / "spool").write_bytes(b"")
    else:
        (data / "collect" / "counts.json").write_text(DEEP, encoding="utf-8")

    with pytest.raises(Sentence, match="cannot be read"):
        status(as_json=True)


def test_status_says_what_waits_and_what_hinders_it(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with started(data) as (_process, address):
        sender = StreamSender(address)
        sender.send(numbered(3))
        sender.close()
        said = _status_with("There is no key at", capsys)
        assert "received 0 = stored 0 + refused 0 + dropped 0" in said
        assert "3 more are stored and wait to be moved into the archive (since 20" in said


def _status_with(words: str, capsys: pytest.CaptureFixture[str]) -> str:
    """What the status says once it says these words."""
    for _try in range(TRIES):
        status(as_json=False)
        said = capsys.readouterr().out
        if words in said:
            return said
        time.sleep(0.5)
    pytest.fail(f"{words} was not said: {said}")
