"""A real gateway in network namespaces: nothing is touched before the order, a process of its own cuts and restores."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings

from sekisho.incidents import carrying_out, isolators
from sekisho.incidents.carrying_out import (
    NothingToResume,
    OrderedOtherwise,
    PlanWasAnother,
    account,
    confirm,
    execute,
    resume,
    verify,
)
from sekisho.incidents.deciding import give_order
from sekisho.incidents.isolators import plan_for
from sekisho.isolation.model import Way
from sekisho.isolation.step_log import StepLog
from tests.cast import Member, Town
from tests.incidents.acting import case, now, ordered
from tests.isolation.test_nftables import local
from tests.isolation.town_network import TownNetwork, town_network
from tests.patience import PATIENCE_SECONDS, wait_for

pytestmark = [pytest.mark.namespaces, pytest.mark.django_db, pytest.mark.clause("a4.p2")]

DIES = """
import os, signal, sys
from sekisho.incidents.process import main
from sekisho.isolation.step_log import StepLog
really, left = StepLog.append, int(sys.argv[1])
def append(log, event):
    global left
    really(log, event)
    left -= 1
    if not left:
        os.kill(os.getpid(), signal.SIGKILL)
StepLog.append = append
main(sys.argv[2:])
"""


@pytest.fixture(scope="module")
def built() -> Iterator[TownNetwork]:
    with town_network() as network:
        yield network


@pytest.fixture
def network(built: TownNetwork) -> Iterator[TownNetwork]:
    """Whatever a test has cut is connected again."""
    yield built
    built.on_gateway("nft", "add table inet sekisho_cut_cs-lan; delete table inet sekisho_cut_cs-lan")


@pytest.fixture
def town(db: None, settings: Settings, tmp_path: Path, network: TownNetwork) -> Town:
    local(network, tmp_path)
    file = tmp_path / "isolators.toml"
    file.write_text(file.read_text(encoding="utf-8").replace('id = "cs"', 'id = "cs-lan"'), encoding="utf-8")
    settings.DATA = tmp_path
    return Town()


def carried_out(town: Town, way: Way) -> None:
    option = case().option
    assert option is not None
    execute(case(), plan_for(option, way).digest, act=now(town.property))
    confirm(case(), act=now(town.crisis), seen="", facts="")


def until(seen: str, town: Town) -> str:
    """What is verified, as soon as it is what is waited for."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while True:
        found = verify(case(), act=now(town.crisis), seen="", facts="").seen
        if found == seen or time.monotonic() > deadline:
            return str(found)
        time.sleep(0.5)


@pytest.mark.parametrize("drill", [False, True])
def test_the_order_cuts_and_reconnects_for_real_and_a_drill_touches_nothing(
    town: Town, network: TownNetwork, drill: bool
) -> None:
    ordered(town, drill=drill)
    assert network.connects()  # an order alone moves nothing
    if drill:
        option = case().option
        assert option is not None
        execute(case(), plan_for(option, Way.CUT).digest, act=now(town.property))
        confirm(case(), act=now(town.crisis), seen="cut", facts="想定")
        time.sleep(2)
        assert network.connects()
        return

    carried_out(town, Way.CUT)
    assert until("cut", town) == "cut"
    assert not network.connects()

    give_order(case(), kind="reconnect", because="条件が満たされた", act=now(town.mayor))
    carried_out(town, Way.RESTORE)
    assert until("connected", town) == "connected"
    assert network.connects()


def test_a_web_server_that_died_before_the_machine_started_needs_no_new_order(
    town: Town, network: TownNetwork, monkeypatch: pytest.MonkeyPatch
) -> None:
    """確認の記載の直後に落ちても、同じ命令のまま、もう一度始められる。"""
    ordered(town)
    with monkeypatch.context() as patch:
        patch.setattr(carrying_out, "start", lambda *_what: None)
        carried_out(town, Way.CUT)
    assert "まだ始まっていません" in page(town)
    assert network.connects()

    presses(town.crisis, "resume")

    finished()
    assert not network.connects()
    assert until("cut", town) == "cut"
    assert "resume" not in page(town)
    with pytest.raises(NothingToResume):
        resume(case(), act=now(town.property))
    assert len(case().orders) == 1


@pytest.mark.parametrize("lines", range(1, 6))
def test_a_process_that_is_killed_between_two_steps_is_shown_as_what_it_is_and_begun_again(
    town: Town, network: TownNetwork, monkeypatch: pytest.MonkeyPatch, lines: int
) -> None:
    """途中で落ちた実行は「終わりの記録がない」と示され、本当の状態は見て分かり、もう一度押せば切れる。"""
    ordered(town)
    with monkeypatch.context() as patch:
        patch.setattr("sekisho.incidents.isolators.subprocess.Popen", dies_after(lines))
        carried_out(town, Way.CUT)
        wait_for_lines(lines)
    truth = "connected" if network.connects() else "cut"

    assert "途中で止まっています" in page(town)
    assert verify(case(), act=now(town.crisis), seen="", facts="").seen == truth
    presses(town.property, "resume")

    finished()
    assert not network.connects()
    assert until("cut", town) == "cut"


def test_what_was_ordered_otherwise_since_or_would_be_done_otherwise_is_not_begun(
    town: Town, network: TownNetwork, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """後の決定があるとき、手順が変わったときは、始めない。"""
    ordered(town)
    option = case().option
    assert option is not None
    execute(case(), plan_for(option, Way.CUT).digest, act=now(town.property))
    file = tmp_path / "isolators.toml"
    was = file.read_text(encoding="utf-8")

    file.write_text(was.replace("10.91.2.0/24", "10.91.3.0/24"), encoding="utf-8")
    with pytest.raises(PlanWasAnother):
        confirm(case(), act=now(town.crisis), seen="", facts="")
    file.write_text(was, encoding="utf-8")
    give_order(case(), kind="reconnect", because="誤報であった", act=now(town.mayor))
    with pytest.raises(OrderedOtherwise):
        confirm(case(), act=now(town.crisis), seen="", facts="")

    assert case().runs[0].confirmed_at is None
    assert network.connects()


def page(town: Town) -> str:
    client = Client()
    client.force_login(town.crisis.account)
    return client.get("/incidents/1/").content.decode()


def presses(member: Member, step: str) -> None:
    client = Client()
    client.force_login(member.account)
    assert client.post(f"/incidents/1/{step}/").status_code == 302


def dies_after(lines: int) -> Callable[..., object]:
    """A start of the same program, which is killed as soon as its log has so many lines."""
    really = subprocess.Popen

    def start(arguments: list[str], **more: Any) -> object:  # Any: Popen's own
        return really([sys.executable, "-c", DIES, str(lines), *arguments[3:]], **more)

    return start


def wait_for_lines(lines: int) -> None:
    wait_for(lambda: len(log().events()) >= lines)
    time.sleep(0.2)  # the kill follows the line


def log() -> StepLog:
    option = case().option
    assert option is not None
    return isolators.isolator_for(option).log


def finished() -> None:
    """Wait until the isolator's log says that it has ended."""
    wait_for(lambda: (found := account(case())) is not None and found.has_ended)
