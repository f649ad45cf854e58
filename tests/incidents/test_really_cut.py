"""A real gateway in network namespaces: nothing is touched before the order, a process of its own cuts and restores."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.utils import timezone
from pytest_django import Settings

from sekisho.incidents import carrying_out
from sekisho.incidents.carrying_out import NothingToResume, account, confirm, execute, resume, verify
from sekisho.incidents.case import Case, case_of
from sekisho.incidents.deciding import give_order, lay_sheet
from sekisho.incidents.isolators import plan_for
from sekisho.incidents.reporting import report_first
from sekisho.isolation.model import Way
from sekisho.kernel.acts import Act
from tests.cast import Member, Town
from tests.isolation.test_nftables import local
from tests.isolation.town_network import TownNetwork, town_network
from tests.ledgers.test_incidents import SHEET

pytestmark = [pytest.mark.namespaces, pytest.mark.django_db, pytest.mark.clause("a4.p2")]

SECONDS = 20


@pytest.fixture
def network() -> Iterator[TownNetwork]:
    with town_network() as built:
        yield built


@pytest.fixture
def town(db: None, settings: Settings, tmp_path: Path, network: TownNetwork) -> Town:
    local(network, tmp_path)
    file = tmp_path / "isolators.toml"
    file.write_text(file.read_text(encoding="utf-8").replace('id = "cs"', 'id = "cs-lan"'), encoding="utf-8")
    settings.DATA = tmp_path
    return Town()


def now(member: Member) -> Act:
    return member.act(timezone.now())


def case() -> Case:
    return case_of(1, timezone.now())


def ordered(town: Town, *, drill: bool = False) -> None:
    at = timezone.now()
    facts = {
        "summary": "大量の照会",
        "family": "misuse",
        "known_at": at,
        "reported_at": at,
        "is_drill": drill,
    }
    report_first(facts, act=now(town.welfare))
    lay_sheet(case(), {name: SHEET[name] for name in SHEET if name != "laid_at"}, act=now(town.welfare))
    give_order(case(), kind="cut", option="cs-lan", because="認める", act=now(town.mayor))


def carried_out(town: Town, way: Way) -> None:
    option = case().option
    assert option is not None
    execute(case(), plan_for(option, way).digest, act=now(town.property))
    confirm(case(), act=now(town.crisis), seen="", facts="")


def until(seen: str, town: Town) -> str:
    """What is verified, as soon as it is what is waited for."""
    deadline = time.monotonic() + SECONDS
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
    found = account(case())
    assert found is not None
    assert not found.has_begun
    assert network.connects()

    resume(case(), act=now(town.property))

    assert until("cut", town) == "cut"
    assert not network.connects()
    finished()
    with pytest.raises(NothingToResume):
        resume(case(), act=now(town.property))
    assert len(case().orders) == 1


def finished() -> None:
    """Wait until the isolator's log says that it has ended."""
    deadline = time.monotonic() + SECONDS
    while (found := account(case())) is None or not found.has_ended:
        assert time.monotonic() < deadline
        time.sleep(0.2)
