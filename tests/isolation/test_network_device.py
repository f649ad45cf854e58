"""A switch is told to shut a port, and what it shows is believed; one that misbehaves is never called cut."""

from __future__ import annotations

import importlib.util
import socket
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from sekisho.isolation.isolator import Isolator
from sekisho.isolation.model import Barrier, Mandate, Outcome, State, Way
from sekisho.isolation.settings import isolators_of
from tests import machine

pytestmark = pytest.mark.clause("a4.p2")

CONFIGURATION = """
[[isolator]]
id = "port"
kind = "network-device"
title.ja = "CSの収容ポート"
title.en = "The port of the CS"
settle_seconds = 0
cut = ["interface GigabitEthernet1/0/24", "shutdown"]
restore = ["interface GigabitEthernet1/0/24", "no shutdown"]
save = ["write memory"]

[isolator.device]
type = "cisco_ios"
address = "127.0.0.1"
port = {port}
user = "sekisho"
known_hosts = "known_hosts"
password_file = "password"
timeout_seconds = 2

[[isolator.look]]
command = "show interfaces GigabitEthernet1/0/24 status"
cut = 'Gi1/0/24 .* disabled'
connected = 'Gi1/0/24 .* connected'

[[isolator.probe]]
address = "127.0.0.1"
port = {probed}
timeout_seconds = 1
"""


@pytest.fixture
def fake(tmp_path: Path) -> Iterator[Any]:  # Any: a Switch, whose module needs netmiko's paramiko
    if importlib.util.find_spec("netmiko") is None:
        machine.missing("netmiko is not installed (extra network-devices)")
    from tests.isolation.switch import PASSWORD, switch

    (tmp_path / "password").write_text(f"{PASSWORD}\n", encoding="utf-8")
    (tmp_path / "password").chmod(0o600)
    with switch(tmp_path) as made:
        yield made


@pytest.fixture
def cs() -> Iterator[socket.socket]:
    """What the probe tries: it answers as long as it listens."""
    with socket.create_server(("127.0.0.1", 0)) as door:
        yield door


@pytest.fixture
def isolator(fake: Any, cs: socket.socket, tmp_path: Path) -> Isolator:  # Any: as above
    file = tmp_path / "isolators.toml"
    file.write_text(CONFIGURATION.format(port=fake.port, probed=cs.getsockname()[1]), encoding="utf-8")
    return isolators_of(file, tmp_path / "log")["port"]


def carry_out(isolator: Isolator, way: Way) -> Outcome:
    mandate = Mandate("4住福第12号", "管財 太郎", "住民 花子", isolator.plan(way).digest)
    return (isolator.isolate if way is Way.CUT else isolator.restore)(mandate)


def in_mood(fake: Any, name: str) -> None:  # Any: as above
    fake.mood = type(fake.mood)[name]


def test_the_port_is_shut_and_opened_again_and_both_are_saved(fake: Any, isolator: Isolator) -> None:
    cut = carry_out(isolator, Way.CUT)

    assert [step.error for step in cut.steps] == [None, None]
    assert (fake.is_shut, fake.saved) == (True, True)
    assert isolator.mechanism.look().barrier is Barrier.IN_PLACE

    carry_out(isolator, Way.RESTORE)

    assert not fake.is_shut
    assert isolator.mechanism.look().barrier is Barrier.ABSENT


def test_an_answer_past_a_port_that_is_shut_is_a_connection(fake: Any, isolator: Isolator) -> None:
    assert carry_out(isolator, Way.CUT).observation.state is State.CONNECTED


def test_looking_changes_nothing(fake: Any, isolator: Isolator) -> None:
    isolator.plan(Way.CUT)
    isolator.verify()

    assert [line for line in fake.told if not line.startswith(("show", "terminal"))] == []


def test_a_command_that_the_device_does_not_take_is_a_step_that_failed(fake: Any, isolator: Isolator) -> None:
    in_mood(fake, "TAKES_NO_SHUTDOWN")

    failed = carry_out(isolator, Way.CUT).steps[0].error

    assert failed is not None
    assert "shutdown" in failed.en
    assert isolator.mechanism.look().barrier is Barrier.ABSENT


@pytest.mark.parametrize(
    "mood",
    [
        "SILENT",
        "HANGS_AT_LOGIN",
        "HANGS_IN_CONFIGURATION",
        "HANGS_AFTER_THE_CHANGE",
        "BREAKS_OFF_AFTER_THE_CHANGE",
    ],
)
def test_a_device_that_hangs_is_given_up_in_time(fake: Any, isolator: Isolator, mood: str) -> None:
    """時間切れのときは、実行されたかどうか分からないと言い、見て分かったことだけを言う。"""
    in_mood(fake, mood)
    started = time.monotonic()

    outcome = carry_out(isolator, Way.CUT)

    assert time.monotonic() - started < 40
    assert outcome.steps[0].error is not None
    assert outcome.observation.state is State.CONNECTED  # the probe was answered
    in_mood(fake, "WELL")
    assert isolator.mechanism.look().barrier is (Barrier.IN_PLACE if fake.is_shut else Barrier.ABSENT)
    assert fake.is_shut is mood.endswith("AFTER_THE_CHANGE")


def test_garbage_is_read_as_neither(fake: Any, isolator: Isolator) -> None:
    in_mood(fake, "GARBAGE")

    assert isolator.mechanism.look().barrier is Barrier.UNREADABLE


def test_a_wrong_password_and_a_wrong_host_key_do_nothing(
    fake: Any, isolator: Isolator, tmp_path: Path
) -> None:
    password, known = (tmp_path / name for name in ("password", "known_hosts"))
    right = password.read_text(encoding="utf-8"), known.read_text(encoding="utf-8")

    password.write_text("wrong", encoding="utf-8")
    assert carry_out(isolator, Way.CUT).steps[0].error is not None

    password.write_text(right[0], encoding="utf-8")
    known.write_text(right[1].replace("[127.0.0.1]", "[127.0.0.2]"), encoding="utf-8")
    assert carry_out(isolator, Way.CUT).steps[0].error is not None
    assert fake.told == []


def test_without_netmiko_it_says_what_to_install(isolator: Isolator, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "sekisho.isolation.netmiko_session", None)

    look = isolator.mechanism.look()

    assert look.barrier is Barrier.UNREADABLE
    assert "network-devices" in look.facts[0].en
