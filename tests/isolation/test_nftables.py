"""第4条第2項: a gateway really cuts, what is seen is what is the case, and a run that is killed leaves no lie behind."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from sekisho.isolation.isolator import Isolator
from sekisho.isolation.model import Mandate, State, Way
from sekisho.isolation.settings import isolators_of
from sekisho.isolation.step_log import Event, StepLog
from tests.isolation.town_network import TownNetwork, run, town_network

pytestmark = [pytest.mark.namespaces, pytest.mark.clause("a4.p2")]

NEAR_AND_FAR = 'near.networks = ["10.91.1.0/24"]\nfar.networks = ["10.91.2.0/24"]\nfar.interfaces = ["far"]'

# How many lines a run writes.
LINES = {Way.CUT: 6, Way.RESTORE: 4}


@pytest.fixture(scope="module")
def network() -> Iterator[TownNetwork]:
    with town_network() as built:
        yield built


@pytest.fixture
def isolator(network: TownNetwork, tmp_path: Path) -> Iterator[Isolator]:
    made = local(network, tmp_path)
    yield made
    made.restore(mandate(made, Way.RESTORE))


def local(network: TownNetwork, folder: Path, sides: str = NEAR_AND_FAR) -> Isolator:
    return configured(network, folder, f'[[host]]\nid = "gateway"\nnamespace = "{network.gateway}"\n', sides)


def configured(network: TownNetwork, folder: Path, gateway: str, sides: str = NEAR_AND_FAR) -> Isolator:
    file = folder / "isolators.toml"
    file.write_text(
        f"""
{gateway}
[[host]]
id = "terminal"
namespace = "{network.terminal}"

[[isolator]]
id = "cs"
kind = "nftables"
title.ja = "CSの庁内側"
title.en = "The near side of the CS"
gateway = "gateway"
settle_seconds = 2
{sides}

[[isolator.probe]]
from = "terminal"
address = "10.91.2.2"
port = 8080
timeout_seconds = 1
""",
        encoding="utf-8",
    )
    return isolators_of(file, folder / "log")["cs"]


def mandate(isolator: Isolator, way: Way) -> Mandate:
    return Mandate("4住福第12号", "管財 太郎", "住民 花子", isolator.plan(way).digest)


def isolate(isolator: Isolator) -> State:
    return isolator.isolate(mandate(isolator, Way.CUT)).observation.state


def restore(isolator: Isolator) -> State:
    return isolator.restore(mandate(isolator, Way.RESTORE)).observation.state


def test_traffic_flows_then_nothing_flows_then_it_flows_again(
    network: TownNetwork, isolator: Isolator
) -> None:
    """切離し: 前は通信でき、後は何も通らず、確立済みの通信も止まり、つなぎ直すとまた通信できる。"""
    rules = network.gateway_rules()
    assert isolator.verify().state is State.CONNECTED
    with network.long_lived() as passes:
        assert passes()

        started = time.monotonic()
        assert isolate(isolator) is State.CUT
        assert time.monotonic() - started < 8

        assert not network.connects()
        assert not passes()
        assert isolator.verify().state is State.CUT

    assert restore(isolator) is State.CONNECTED
    assert network.connects()
    assert network.gateway_rules() == rules


@pytest.mark.parametrize(
    "sides",
    [
        'near.interfaces = ["near"]\nfar.interfaces = ["far"]',
        'near.networks = ["10.91.1.2"]\nfar.interfaces = ["far"]',
    ],
)
def test_sides_may_be_named_by_interfaces(network: TownNetwork, tmp_path: Path, sides: str) -> None:
    isolator = local(network, tmp_path, sides)
    with network.long_lived() as passes:
        assert passes()
        assert isolate(isolator) is State.CUT
        assert not passes()
    assert restore(isolator) is State.CONNECTED


def test_established_connections_die_without_conntrack(
    network: TownNetwork, isolator: Isolator, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sekisho.isolation.nftables.CONNTRACK", "no-such-tool")
    with network.long_lived() as passes:
        assert isolate(isolator) is State.CUT
        assert not passes()


def test_plan_and_verify_touch_nothing(network: TownNetwork, isolator: Isolator, tmp_path: Path) -> None:
    rules = network.gateway_rules()

    assert [step.id for step in isolator.plan(Way.CUT).steps] == ["rule", "established"]
    isolator.verify()

    assert network.gateway_rules() == rules
    assert not (tmp_path / "log").exists()


def test_the_commands_of_the_plan_do_it_by_hand_too(network: TownNetwork, isolator: Isolator) -> None:
    for step in isolator.plan(Way.CUT).steps[:1]:
        for command in step.commands:
            run("sh", "-c", command)

    assert isolator.verify().state is State.CUT


def test_cutting_twice_and_restoring_twice_is_cutting_and_restoring(
    network: TownNetwork, isolator: Isolator
) -> None:
    assert [isolate(isolator), isolate(isolator)] == [State.CUT, State.CUT]
    assert [restore(isolator), restore(isolator)] == [State.CONNECTED, State.CONNECTED]


@pytest.mark.parametrize(
    "tampering",
    [
        "add table inet sekisho_cut_cs { flags dormant; }",
        "insert rule inet sekisho_cut_cs cut accept",
        "flush chain inet sekisho_cut_cs cut",
    ],
)
def test_a_rule_that_somebody_changed_is_never_called_cut(
    network: TownNetwork, isolator: Isolator, tampering: str
) -> None:
    isolate(isolator)

    network.on_gateway("nft", tampering)

    assert network.connects()
    assert isolator.verify().state is State.PARTLY
    assert isolate(isolator) is State.CUT


def test_a_rule_that_is_gone_after_a_restart_of_the_gateway_is_seen(
    network: TownNetwork, isolator: Isolator
) -> None:
    isolate(isolator)

    network.on_gateway("nft", "delete table inet sekisho_cut_cs")

    assert isolator.verify().state is State.CONNECTED


def test_another_path_past_the_rule_is_connected(network: TownNetwork, tmp_path: Path) -> None:
    """規則があっても、応答があればつながっている。"""
    elsewhere = local(network, tmp_path, 'near.networks = ["10.99.0.0/16"]\nfar.networks = ["10.91.2.0/24"]')

    assert isolate(elsewhere) is State.CONNECTED

    restore(elsewhere)


def test_a_server_that_is_off_is_not_called_cut(network: TownNetwork, isolator: Isolator) -> None:
    run("ip", "-n", network.cs, "link", "set", "eth0", "down")
    try:
        assert isolator.verify().state is State.UNKNOWN
    finally:
        run("ip", "-n", network.cs, "link", "set", "eth0", "up")
        run("ip", "-n", network.cs, "route", "add", "default", "via", "10.91.2.1")


# --- killed ----------------------------------------------------------------------------------------


def killed(act: Callable[[], object], *, at: int, written: bool) -> bool:
    """Run `act` in a child that is killed at line number `at` of its log (from 1), before or after it is `written`.

    Returns whether it was killed; False: it wrote fewer lines.
    """
    child = os.fork()
    if child == 0:
        count, really = 0, StepLog.append

        def append(log: StepLog, event: Event) -> None:
            nonlocal count
            count += 1
            if written or count < at:
                really(log, event)
            if count == at:
                os.kill(os.getpid(), signal.SIGKILL)

        StepLog.append = append  # type: ignore[assignment, method-assign]  # in the child only
        try:
            act()
        finally:
            os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL


# Killed before a line is written, all that came before it has been done; after "about to", nothing of the step.
@pytest.mark.parametrize(
    ("way", "at", "written"),
    [
        *((Way.CUT, at, False) for at in range(1, 7)),
        *((Way.CUT, at, True) for at in (2, 4, 6)),
        *((Way.RESTORE, at, False) for at in range(1, 5)),
        *((Way.RESTORE, at, True) for at in (2, 4)),
    ],
)
def test_killed_at_any_step_it_tells_the_truth_and_finishes(
    network: TownNetwork, isolator: Isolator, way: Way, at: int, written: bool
) -> None:
    """どの手順で落ちても、再び動かせば本当の状態を示し、もう一度行えば最後まで済む。"""
    do, wanted = (isolate, State.CUT) if way is Way.CUT else (restore, State.CONNECTED)
    if way is Way.RESTORE:
        isolate(isolator)
    before = len(isolator.log.runs())

    assert killed(lambda: do(isolator), at=at, written=written)

    truth = State.CONNECTED if network.connects() else State.CUT
    assert isolator.verify().state is truth
    assert [each.ended is None for each in isolator.log.runs()[before:]] == (
        [] if at == 1 else [at < LINES[way] or not written]
    )
    assert do(isolator) is wanted


@pytest.mark.parametrize("way", Way)
def test_there_is_no_further_line_at_which_to_be_killed(isolator: Isolator, way: Way) -> None:
    assert not killed(
        lambda: (isolate if way is Way.CUT else restore)(isolator), at=LINES[way] + 1, written=True
    )
