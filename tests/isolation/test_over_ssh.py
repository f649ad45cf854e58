"""第4条第2項: the gateway is another machine: cut over SSH, killed or broken off midway, and what is the case is told."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any, NoReturn

import pytest

from sekisho.isolation.isolator import Isolator, UnderWay
from sekisho.isolation.model import State, Way
from sekisho.isolation.step_log import Event, Kind, StepLog
from tests.isolation.test_nftables import configured, isolate, killed, mandate, restore
from tests.isolation.town_network import TownNetwork, run, ssh_into, town_network
from tests.patience import wait_for

pytestmark = [pytest.mark.namespaces, pytest.mark.clause("a4.p2")]


@pytest.fixture(scope="module")
def network() -> Iterator[TownNetwork]:
    with town_network() as built:
        yield built


@pytest.fixture(scope="module")
def over_ssh(
    network: TownNetwork, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Isolator, Path]]:
    folder = tmp_path_factory.mktemp("ssh keys")  # with a space in its name
    with ssh_into(network, folder) as address:
        yield ssh_isolator(network, folder, address), folder


def address_of(isolator: Isolator) -> str:
    return isolator.plan(Way.CUT).steps[0].words.en.split("@")[1].split(":")[0]


def wait_for_ssh(address: str) -> None:
    """A link that was down takes a moment."""

    def is_there() -> bool:
        with suppress(OSError), socket.create_connection((address, 2222), timeout=1):
            return True
        return False

    wait_for(is_there)


def ssh_isolator(
    network: TownNetwork, folder: Path, address: str, known_hosts: str = "known_hosts"
) -> Isolator:
    return configured(
        network,
        folder,
        f"""
[[host]]
id = "gateway"
address = "{address}"
port = 2222
user = "root"
key = "client"
known_hosts = "{known_hosts}"
timeout_seconds = 3
""",
    )


def test_the_gateway_is_cut_and_restored_over_ssh(
    network: TownNetwork, over_ssh: tuple[Isolator, Path]
) -> None:
    isolator, _folder = over_ssh
    rules = network.gateway_rules()
    with network.long_lived() as passes:
        assert passes()

        assert isolate(isolator) is State.CUT

        assert not passes()
        assert not network.connects()
    assert restore(isolator) is State.CONNECTED
    assert network.gateway_rules() == rules


# Killed before a line is written, all that came before it has been done, and nothing after it.
@pytest.mark.parametrize(
    ("way", "at"), [*((Way.CUT, at) for at in range(1, 7)), *((Way.RESTORE, at) for at in range(1, 5))]
)
def test_killed_at_any_line_over_ssh_it_tells_the_truth_and_finishes(
    network: TownNetwork, over_ssh: tuple[Isolator, Path], way: Way, at: int
) -> None:
    """SSHで働く間にどの行で落ちても、本当の状態を示し、もう一度行えば最後まで済む。"""
    isolator, _folder = over_ssh
    do, wanted = (isolate, State.CUT) if way is Way.CUT else (restore, State.CONNECTED)
    if way is Way.RESTORE:
        isolate(isolator)
    try:
        assert killed(lambda: do(isolator), at=at, written=False)

        truth = State.CONNECTED if network.connects() else State.CUT
        assert isolator.verify().state is truth
        assert do(isolator) is wanted
    finally:
        restore(isolator)


@pytest.mark.parametrize("command", [1, 2])
def test_killed_while_a_command_is_on_its_way_the_next_run_waits_for_it_and_finishes(
    network: TownNetwork, over_ssh: tuple[Isolator, Path], command: int
) -> None:
    """送った命令は、こちらが落ちても終わりまで進む。その間、次の実行は始まらない。"""
    isolator, _folder = over_ssh
    child = os.fork()
    if child == 0:
        dies_with_its_command(lambda: isolate(isolator), command)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL

    def state() -> State | None:
        with suppress(UnderWay):
            return isolate(isolator)
        return None

    assert wait_for(state) is State.CUT

    assert [run.ended is None for run in isolator.log.runs()[-2:]] == [True, False]
    assert not network.connects()
    assert restore(isolator) is State.CONNECTED


def dies_with_its_command(act: Callable[[], object], command: int) -> NoReturn:
    """Kill this process as soon as it has started that one of its commands (from 1)."""
    count, really = 0, subprocess.Popen

    def start(*words: Any, **more: Any) -> object:  # Any: Popen's own
        nonlocal count
        started = really(*words, **more)
        count += 1
        if count == command:
            os.kill(os.getpid(), signal.SIGKILL)
        return started

    subprocess.Popen = start  # type: ignore[assignment, misc]  # in the child only
    try:
        act()
    finally:
        os._exit(0)


def test_when_the_way_to_the_gateway_goes_midway_the_step_is_not_called_done_and_the_next_try_finishes(
    network: TownNetwork, over_ssh: tuple[Isolator, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """途中で途切れた手順は済んだことにならない。もう一度行えば済む。"""
    isolator, _folder = over_ssh
    really = StepLog.append

    def append(log: StepLog, event: Event) -> None:
        really(log, event)
        if event.kind is Kind.ABOUT:
            run("ip", "-n", network.gateway, "link", "set", "admin", "down")

    with monkeypatch.context() as patch:
        patch.setattr(StepLog, "append", append)
        try:
            outcome = isolator.isolate(mandate(isolator, Way.CUT))
        finally:
            run("ip", "-n", network.gateway, "link", "set", "admin", "up")

    assert all(step.error is not None for step in outcome.steps)
    assert outcome.observation.state is State.CONNECTED  # by the probe, which does not go that way
    wait_for_ssh(address_of(isolator))
    assert isolate(isolator) is State.CUT
    assert restore(isolator) is State.CONNECTED


def test_a_gateway_with_another_host_key_is_not_trusted(
    network: TownNetwork, over_ssh: tuple[Isolator, Path]
) -> None:
    isolator, folder = over_ssh
    address = address_of(isolator)
    other = (folder / "client.pub").read_text(encoding="utf-8").split()[:2]
    (folder / "other_hosts").write_text(f"[{address}]:2222 {' '.join(other)}\n", encoding="utf-8")

    outcome = (stranger := ssh_isolator(network, folder, address, "other_hosts")).isolate(
        mandate(stranger, Way.CUT)
    )

    assert all(step.error is not None for step in outcome.steps)
    assert outcome.observation.state is State.CONNECTED
    assert "sekisho_cut" not in network.gateway_rules()


def test_a_gateway_that_hangs_is_given_up_and_the_state_is_told_as_far_as_it_is_known(
    network: TownNetwork, over_ssh: tuple[Isolator, Path]
) -> None:
    """時間切れのときは、分かっている状態だけを言う。"""
    isolator, _folder = over_ssh
    run("ip", "-n", network.gateway, "link", "set", "admin", "down")
    started = time.monotonic()
    try:
        outcome = isolator.isolate(mandate(isolator, Way.CUT))
    finally:
        run("ip", "-n", network.gateway, "link", "set", "admin", "up")

    assert time.monotonic() - started < 40
    assert all(step.error is not None for step in outcome.steps)
    assert outcome.observation.state is State.CONNECTED  # the terminal's probe was answered
