"""A witness over real HTTP: one of two forks wins, a kill forgets nothing, and hostile requests cost little."""

from __future__ import annotations

import os
import random
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from functools import partial
from http.client import HTTPConnection
from pathlib import Path

import pytest

from sekisho.archive import files, witness_server
from sekisho.archive.checkpoints import sign_checkpoint
from sekisho.archive.cosignatures import verify_cosignature
from sekisho.archive.keys import BadKeyFile, KeyExposed, KeyInsideArchive, KeyMissing
from sekisho.archive.notes import Ed25519Signer, format_note, parse_signature
from sekisho.archive.witness import AddCheckpoint, policy_for
from sekisho.archive.witness_config import (
    BadWitnessConfig,
    WitnessConfig,
    load_config,
    load_witness_key,
    make_witness_key,
)
from sekisho.archive.witness_server import WitnessServer, serving
from sekisho.archive.witness_state import OriginTooLong, StateBroken, WitnessState, holding
from tests.disks.killing import Report, changes_made, killed
from tests.disks.power_cut import states
from tests.disks.recording import recorded
from tests.patience import wait_for
from tests.unit.archive.growing import Growing
from tests.unit.archive.signers import LOG, ORIGIN, OTHER_LOG, PREFECTURE

AT = 1_795_658_400
TREE, FORK = Growing(600), Growing(600, differs_at=300)
STATE_FILE = "katsuragi.example%2Fsekisho%2Foperations.checkpoint"
CONFIG = """
listen = "127.0.0.1:0"
state = "state"
key = "keys/witness.key"
name = "witness.example/towns"
prefix = "/towns"
logs = ["{key}"]
"""


@pytest.fixture
def config(tmp_path: Path) -> WitnessConfig:
    path = tmp_path / "witness.toml"
    path.write_text(CONFIG.format(key=LOG.verifier_key), encoding="utf-8")
    return load_config(path)


@pytest.fixture
def server(config: WitnessConfig) -> Iterator[WitnessServer]:
    with serving(config, clock=lambda: AT) as running:
        yield running


def asked(size: int, *, old: int = 0, tree: Growing = TREE) -> AddCheckpoint:
    return AddCheckpoint(
        old, tree.proof(old, size), format_note(sign_checkpoint(tree.checkpoint(size), [LOG]))
    )


def posted(server: WitnessServer, request: AddCheckpoint | bytes) -> tuple[int, bytes]:
    return sent(server, "POST", "/towns/add-checkpoint", bytes(request))


def sent(server: WitnessServer, method: str, path: str, body: bytes = b"") -> tuple[int, bytes]:
    host, port = server.socket.getsockname()[:2]
    connection = HTTPConnection(host, port, timeout=10)
    try:
        connection.request(method, path, body)
        response = connection.getresponse()
        return response.status, response.read()
    finally:
        connection.close()


def raw(server: WitnessServer, *pieces: bytes) -> bytes:
    """What comes back for bytes that are no proper request; empty where the connection is only closed."""
    with socket.create_connection(server.socket.getsockname()[:2], timeout=10) as connection:
        with suppress(OSError):  # a client that is turned away may find its own end closed
            for piece in pieces:
                connection.sendall(piece)
            connection.shutdown(socket.SHUT_WR)
            return b"".join(iter(lambda: connection.recv(4096), b""))
        return b""


# --- What it says ---------------------------------------------------------------------------------


def test_it_cosigns_over_http(server: WitnessServer) -> None:
    status, body = posted(server, asked(300))

    key = server.state.policy.signer.verifier_key
    line = parse_signature(body.decode().removesuffix("\n"))
    assert (status, verify_cosignature(TREE.text(300), line, key)) == (200, AT)
    assert posted(server, asked(600, old=300))[0] == 200


def test_it_tells_its_key_and_what_it_cosigned_last(server: WitnessServer) -> None:
    key = server.state.policy.signer.verifier_key
    assert sent(server, "GET", "/towns/") == (200, f"{key}\n\n{ORIGIN} -\n".encode())

    posted(server, asked(300))

    assert sent(server, "GET", "/towns/") == (200, f"{key}\n\n{ORIGIN} 300 {AT}\n".encode())


def test_what_it_refuses_has_the_status_of_the_specification(server: WitnessServer) -> None:
    posted(server, asked(400))
    unsigned = format_note(
        sign_checkpoint(TREE.checkpoint(400), [replace(LOG, private_key=PREFECTURE.private_key)])
    )
    of_other = format_note(sign_checkpoint(replace(TREE, origin=OTHER_LOG.name).checkpoint(400), [OTHER_LOG]))
    assert posted(server, b"old 0\n")[0] == 400
    assert posted(server, AddCheckpoint(0, (), unsigned))[0] == 403
    assert posted(server, AddCheckpoint(0, (), of_other))[0] == 404
    assert posted(server, asked(600)) == (409, b"400\n")
    assert posted(server, asked(600, old=400, tree=FORK))[0] == 422


def test_the_size_of_a_conflict_has_its_media_type(server: WitnessServer) -> None:
    posted(server, asked(400))
    host, port = server.socket.getsockname()[:2]
    connection = HTTPConnection(host, port, timeout=10)
    connection.request("POST", "/towns/add-checkpoint", bytes(asked(600)))
    response = connection.getresponse()

    assert response.headers["Content-Type"] == "text/x.tlog.size"
    connection.close()


def test_other_paths_and_methods_are_refused_in_plain_text(server: WitnessServer) -> None:
    assert sent(server, "POST", "/add-checkpoint", bytes(asked(300)))[0] == 404
    assert sent(server, "GET", "/")[0] == 404
    status, body = sent(server, "PUT", "/towns/add-checkpoint", b"x")
    assert (status, b"<" in body) == (501, False)


# --- One history only -----------------------------------------------------------------------------


def test_of_two_forks_at_the_same_time_exactly_one_wins(server: WitnessServer) -> None:
    posted(server, asked(256))
    both = [asked(600, old=256), asked(600, old=256, tree=FORK)] * 8

    with ThreadPoolExecutor(16) as pool:
        answers = list(pool.map(partial(posted, server), both))

    won = {place % 2 for place, (status, _) in enumerate(answers) if status == 200}
    assert len(won) == 1
    assert sum(status == 200 for status, _ in answers) == 1
    assert {body for status, body in answers if status != 200} == {b"600\n"}


def test_after_a_restart_it_knows_what_it_cosigned(config: WitnessConfig) -> None:
    with serving(config) as server:
        posted(server, asked(400))
    with serving(config) as server:
        assert posted(server, asked(600, tree=FORK)) == (409, b"400\n")
        assert posted(server, asked(600, old=400, tree=FORK))[0] == 422
        assert posted(server, asked(600, old=400))[0] == 200


def test_two_witnesses_do_not_share_a_state(config: WitnessConfig) -> None:
    with serving(config), pytest.raises(files.Locked), serving(config):
        pass


def add_all(folder: Path, report: Report) -> None:
    with holding(folder, policy_for([LOG.verifier_key], PREFECTURE)) as state:
        for old, size in ((0, 100), (100, 300), (300, 600)):
            if state.add(asked(size, old=old), now=AT).status == 200:
                report(b"%d" % size)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system does not fork")
def test_a_kill_at_any_call_forgets_no_cosignature_that_was_given(tmp_path: Path) -> None:
    whole = tmp_path / "whole"
    calls = changes_made(lambda: add_all(whole, lambda _: None), whole)

    for call in range(calls):
        folder = tmp_path / str(call)
        said = killed(partial(add_all, folder), at_call=call, folder=folder, torn=call % 2 == 1)

        with holding(folder, policy_for([LOG.verifier_key], PREFECTURE)) as state:
            last = state.last(ORIGIN)
        assert (last.checkpoint.size if last else 0) >= int(said[-1] if said else 0)
    assert calls >= 12


def test_a_power_cut_at_any_moment_forgets_no_cosignature_that_was_given(tmp_path: Path) -> None:
    folder = tmp_path / "state"
    folder.mkdir()
    with recorded(folder) as trace:
        add_all(folder, lambda message: trace.mark(message.decode()))

    for state in states(trace, random.Random(5), 200):
        with holding(state.folder, policy_for([LOG.verifier_key], PREFECTURE)) as found:
            last = found.last(ORIGIN)
        said = int(state.acknowledged[-1]) if state.acknowledged else 0
        assert (last.checkpoint.size if last else 0) >= said, state.folder.name


def test_a_cosignature_is_not_given_where_the_disk_refuses(
    server: WitnessServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(path: Path, data: bytes) -> None:
        raise OSError(28, "No space left on device", str(path))

    monkeypatch.setattr(files, "put", full)
    status, body = posted(server, asked(300))

    assert (status, b"Traceback" in body, b"space" in body) == (500, False, False)
    assert server.state.last(ORIGIN) is None


def test_a_killed_server_starts_again_where_it_was(config: WitnessConfig, tmp_path: Path) -> None:
    code = f"from sekisho.archive.witness_server import run_witness; from pathlib import Path; run_witness(Path({str(tmp_path / 'witness.toml')!r}), say=lambda line: print(line, flush=True))"
    sizes = iter(range(1, 600))
    given = 0
    for number in (signal.SIGKILL, signal.SIGTERM):
        with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True) as process:
            assert process.stdout is not None
            url = process.stdout.readline().strip()
            address = url.removeprefix("http://").partition("/")[0]
            for size in (next(sizes) for _ in range(20)):
                connection = HTTPConnection(address, timeout=10)
                connection.request("POST", "/towns/add-checkpoint", bytes(asked(size, old=given)))
                assert connection.getresponse().status == 200
                connection.close()
                given = size
            process.send_signal(number)
            assert process.wait(10) == (0 if number == signal.SIGTERM else -number)
    with serving(config) as server:
        last = server.state.last(ORIGIN)
    assert last is not None
    assert last.checkpoint == TREE.checkpoint(given)
    assert abs(last.timestamp - time.time()) < 60


def test_a_state_that_cannot_be_believed_stops_the_witness(config: WitnessConfig) -> None:
    with serving(config) as server:
        posted(server, asked(300))
    path = config.state / STATE_FILE
    for harm in (b"", path.read_bytes().replace(b"300", b"200"), path.read_bytes()[:-40]):
        path.write_bytes(harm)
        with pytest.raises(StateBroken), serving(config):
            pass


def test_a_state_that_breaks_meanwhile_gives_no_cosignature(
    server: WitnessServer, config: WitnessConfig
) -> None:
    posted(server, asked(300))
    (config.state / STATE_FILE).write_bytes(b"nothing")

    assert posted(server, asked(600, old=300))[0] == 500
    assert sent(server, "GET", "/towns/")[0] == 500


# --- Hostile requests -----------------------------------------------------------------------------

HEAD = b"POST /towns/add-checkpoint HTTP/1.1\r\nHost: x\r\n"


@pytest.mark.parametrize(
    "head",
    [
        b"",
        b"Content-Length: -1\r\n",
        b"Content-Length: 1e3\r\n",
        "Content-Length: １０\r\n".encode(),
        b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n",
    ],
)
def test_a_request_whose_length_is_not_told_is_not_read(server: WitnessServer, head: bytes) -> None:
    assert raw(server, HEAD + head + b"\r\n", b"5\r\nhello\r\n").startswith(b"HTTP/1.0 411 ")


@pytest.mark.parametrize("length", [b"65537", b"9" * 400])
def test_a_request_too_large_is_not_read(server: WitnessServer, length: bytes) -> None:
    assert raw(server, HEAD + b"Content-Length: " + length + b"\r\n\r\n").startswith(b"HTTP/1.0 413 ")


def test_a_request_cut_short_is_malformed(server: WitnessServer) -> None:
    body = bytes(asked(300))
    head = HEAD + b"Content-Length: %d\r\n\r\n" % len(body)

    assert raw(server, head, body[:-1]).startswith(b"HTTP/1.0 400 ")


@pytest.mark.parametrize(
    "noise",
    [
        b"",
        b"\x00" * 100,
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        b"GET\r\n\r\n",
        b"GET /" + b"x" * 70_000 + b" HTTP/1.1\r\n\r\n",
        b"GET / HTTP/1.1\r\n" + b"X: y\r\n" * 200 + b"\r\n",
        b"GET / HTTP/1.1\r\nX: " + b"y" * 300_000,
    ],
)
def test_noise_is_refused_and_the_next_request_answered(server: WitnessServer, noise: bytes) -> None:
    assert b"Traceback" not in raw(server, noise)
    assert posted(server, asked(300))[0] == 200


def test_a_slow_client_is_dropped(server: WitnessServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(witness_server, "SECONDS_A_REQUEST", 0.3)
    with socket.create_connection(server.socket.getsockname()[:2], timeout=10) as connection:
        with suppress(ConnectionError):
            for byte in HEAD:
                connection.sendall(bytes([byte]))
                time.sleep(0.02)
        with suppress(ConnectionError):
            assert connection.recv(100) == b""


def test_more_clients_than_places_are_turned_away_and_the_others_answered(
    server: WitnessServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = server.socket.getsockname()[:2]
    idle = [socket.create_connection(address, timeout=10) for _ in range(witness_server.AT_ONCE)]
    try:
        turned_away = socket.create_connection(address, timeout=10)
        assert turned_away.recv(1) == b""
        turned_away.close()
    finally:
        for connection in idle:
            connection.close()

    def is_answered() -> bool:
        with suppress(OSError):
            return posted(server, asked(300))[0] == 200
        return False

    wait_for(is_answered)


def test_a_witness_needs_neither_arrow_nor_numpy() -> None:
    code = "import sys, sekisho.archive.witness_server; print({'pyarrow', 'numpy', 'duckdb'} & sys.modules.keys())"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout == "set()\n"


# --- Set-up ---------------------------------------------------------------------------------------


def test_the_key_is_made_once_and_nobody_else_can_read_it(config: WitnessConfig) -> None:
    with serving(config) as server:
        key = server.state.policy.signer.verifier_key
    with serving(config) as server:
        assert server.state.policy.signer.verifier_key == key
    assert config.key.stat().st_mode & 0o777 == 0o600
    config.key.chmod(0o640)
    with pytest.raises(KeyExposed), serving(config):
        pass


def test_a_key_that_is_gone_is_not_replaced_unasked(config: WitnessConfig) -> None:
    with serving(config) as server:
        posted(server, asked(300))
    config.key.unlink()

    with pytest.raises(KeyMissing), serving(config):
        pass


def test_a_key_of_another_name_or_use_or_place_is_refused(config: WitnessConfig, tmp_path: Path) -> None:
    make_witness_key(config.key, "other.example")
    with pytest.raises(BadWitnessConfig), serving(config):
        pass
    with pytest.raises(KeyInsideArchive):
        load_witness_key(config.key, state=config.key.parent)
    config.key.write_text(config.key.read_text().replace("witness-key", "signing-key"))
    with pytest.raises(BadKeyFile):
        load_witness_key(config.key, state=tmp_path / "state")


@pytest.mark.parametrize(
    "change",
    [
        ('"127.0.0.1:0"', '"127.0.0.1"'),
        ('"127.0.0.1:0"', '"127.0.0.1:65536"'),
        ('"127.0.0.1:0"', '"::1:80"'),
        ('"127.0.0.1:0"', "80"),
        ('name = "witness.example/towns"', 'name = "a witness"'),
        ('name = "witness.example/towns"', ""),
        ('"/towns"', '"towns"'),
        ('"/towns"', '"/to wns"'),
        ("prefix", "prefixes"),
        ("logs = [", "logs = [] #"),
        ("logs = [", 'logs = "" #'),
        ("operations+", "operations+0"),
        ("listen", "listen ="),
    ],
)
def test_a_configuration_that_cannot_be_followed_is_refused(tmp_path: Path, change: tuple[str, str]) -> None:
    path = tmp_path / "witness.toml"
    path.write_text(CONFIG.format(key=LOG.verifier_key).replace(*change), encoding="utf-8")

    with pytest.raises(BadWitnessConfig):
        load_config(path)


def test_the_configuration_in_the_document_can_be_followed(tmp_path: Path) -> None:
    document = Path(__file__).parents[3] / "docs" / "witness.md"
    (toml,) = re.findall(r"```toml\n(.*?)```", document.read_text(encoding="utf-8"), re.DOTALL)
    (tmp_path / "witness.toml").write_text(toml, encoding="utf-8")

    config = load_config(tmp_path / "witness.toml")

    assert config.logs == (LOG.verifier_key, OTHER_LOG.verifier_key)
    assert (config.host, config.port, config.key) == ("0.0.0.0", 8470, tmp_path / "keys/witness.key")


def test_an_address_of_ipv6_stands_in_brackets(tmp_path: Path) -> None:
    path = tmp_path / "witness.toml"
    path.write_text(
        CONFIG.format(key=LOG.verifier_key).replace("127.0.0.1:0", "[::1]:8470"), encoding="utf-8"
    )

    assert (load_config(path).host, load_config(path).port) == ("::1", 8470)


def test_the_name_of_a_log_stays_within_the_state(tmp_path: Path) -> None:
    odd = Ed25519Signer("../../etc/passwd", LOG.private_key)
    long = Ed25519Signer("町" * 30, LOG.private_key)
    tree = replace(TREE, origin=odd.name)
    with holding(tmp_path / "state", policy_for([odd.verifier_key], PREFECTURE)) as state:
        note = format_note(sign_checkpoint(tree.checkpoint(3), [odd]))
        assert state.add(AddCheckpoint(0, (), note), now=AT).status == 200
    assert [path.name for path in tmp_path.iterdir()] == ["state"]
    assert len(list((tmp_path / "state").iterdir())) == 2
    with pytest.raises(OriginTooLong):
        WitnessState(tmp_path, policy_for([long.verifier_key], PREFECTURE))
