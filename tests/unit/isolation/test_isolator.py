"""Cutting and restoring: by mandate only, on record before and after, safe to repeat after a crash at any point."""

from __future__ import annotations

import json
import os
import time
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from sekisho.archive import files
from sekisho.isolation.commands import Host, alone
from sekisho.isolation.isolator import Isolator, NotMandated, PlanChanged, UnderWay
from sekisho.isolation.model import State, Way
from sekisho.isolation.refusals import Refused
from sekisho.isolation.step_log import Kind, NotRecorded, StepLog
from tests.disks.killing import changes_made, killed, stopped
from tests.patience import wait_for
from tests.unit.isolation.fake import Fake, carry_out, isolator_of, mandate

pytestmark = pytest.mark.clause("a4.p2")


@pytest.fixture
def fake(tmp_path: Path) -> Fake:
    (tmp_path / "network").mkdir()
    return Fake(tmp_path / "network")


@pytest.fixture
def isolator(fake: Fake, tmp_path: Path) -> Isolator:
    return isolator_of(fake, tmp_path / "log")


def kinds(isolator: Isolator) -> list[str]:
    return [f"{event.kind} {event.step}".strip() for event in isolator.log.events()]


def test_every_step_is_on_record_before_and_after_it_is_done(isolator: Isolator) -> None:
    outcome = carry_out(isolator, Way.CUT)

    assert outcome.observation.state is State.CUT
    assert kinds(isolator) == ["begun", "about to one", "done one", "about to two", "done two", "ended"]
    (run,) = isolator.log.runs()
    assert run.mandate == mandate(isolator, Way.CUT)
    assert run.ended is not None
    assert run.ended.state is State.CUT
    assert [event.commands for event in run.events if event.kind is Kind.ABOUT] == [
        ("cut one first",),
        ("cut two first",),
    ]


def test_planning_and_verifying_leave_nothing_behind(isolator: Isolator, tmp_path: Path) -> None:
    isolator.plan(Way.CUT)
    isolator.plan(Way.RESTORE)

    assert isolator.verify().state is State.CONNECTED
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["network"]


@pytest.mark.parametrize(
    "lacking", [{"order": " "}, {"by": ""}, {"confirmed_by": ""}, {"confirmed_by": "管財 太郎 "}]
)
def test_without_an_order_and_two_persons_nothing_is_done(
    isolator: Isolator, fake: Fake, lacking: dict[str, str]
) -> None:
    """命令と、実行する者と、別の立会者がそろわなければ、何も行わない。"""
    with pytest.raises(NotMandated):
        isolator.isolate(replace(mandate(isolator, Way.CUT), **lacking))

    assert fake.seen == []
    assert isolator.log.events() == ()


def test_a_plan_that_has_changed_since_the_order_is_not_carried_out(isolator: Isolator, fake: Fake) -> None:
    ordered = mandate(isolator, Way.CUT)
    fake.name = "second"

    with pytest.raises(PlanChanged):
        isolator.isolate(ordered)

    assert fake.seen == []


def test_an_order_to_cut_is_none_to_restore(isolator: Isolator) -> None:
    with pytest.raises(PlanChanged):
        isolator.restore(mandate(isolator, Way.CUT))


def test_what_can_be_cut_is_cut_though_a_step_fails(isolator: Isolator, fake: Fake) -> None:
    fake.failing.add("one")

    outcome = carry_out(isolator, Way.CUT)

    assert [(step.step, step.error is None) for step in outcome.steps] == [("one", False), ("two", True)]
    assert outcome.observation.state is State.PARTLY
    assert "failed one" in kinds(isolator)


def test_restoring_ends_at_the_first_step_that_fails(isolator: Isolator, fake: Fake) -> None:
    carry_out(isolator, Way.CUT)
    fake.failing.add("one")

    outcome = carry_out(isolator, Way.RESTORE)

    assert [step.step for step in outcome.steps] == ["one"]
    assert outcome.observation.state is State.CUT


def test_what_is_not_on_record_is_not_carried_out(isolator: Isolator, fake: Fake, tmp_path: Path) -> None:
    (tmp_path / "log").mkdir()
    (tmp_path / "log" / "fake.jsonl").mkdir()

    with pytest.raises(Refused) as refusal:
        carry_out(isolator, Way.CUT)

    assert "fake.jsonl" in refusal.value.words.en
    assert fake.seen == []


def test_a_log_that_fails_in_the_middle_stops_everything(
    isolator: Isolator, fake: Fake, monkeypatch: pytest.MonkeyPatch
) -> None:
    really, written = files.append, 0

    def append(path: Path, data: bytes) -> None:
        nonlocal written
        written += 1
        if written > 3:
            raise OSError(28, "No space left on device")
        really(path, data)

    monkeypatch.setattr(files, "append", append)

    with pytest.raises(NotRecorded):
        carry_out(isolator, Way.CUT)

    assert fake.seen == ["one"]
    assert isolator.verify().state is State.PARTLY


def test_only_one_at_a_time(isolator: Isolator, fake: Fake, tmp_path: Path) -> None:
    (tmp_path / "log").mkdir()
    with files.lock(tmp_path / "log" / "fake.lock"), pytest.raises(UnderWay):
        carry_out(isolator, Way.CUT)

    assert fake.seen == []


def test_a_command_that_outlives_a_killed_run_keeps_the_next_one_away(tmp_path: Path) -> None:
    """落ちた実行が送った命令がまだ動いている間は、次の実行は始まらない。"""
    child = os.fork()
    if child == 0:
        try:
            with alone(tmp_path / "lock"):
                (tmp_path / "begun").touch()
                Host("here").run("sleep", "1.5")
        finally:
            os._exit(0)
    wait_for(lambda: (tmp_path / "begun").exists() and _sleeps(child))
    os.kill(child, 9)
    os.waitpid(child, 0)

    with pytest.raises(files.Locked), alone(tmp_path / "lock"):
        pass
    time.sleep(2)
    with alone(tmp_path / "lock"):
        pass


def _sleeps(parent: int) -> bool:
    children = Path(f"/proc/{parent}/task/{parent}/children").read_text(encoding="ascii").split()
    return any("sleep" in Path(f"/proc/{child}/comm").read_text(encoding="utf-8") for child in children)


# --- crashes ---------------------------------------------------------------------------------------


def prepared(folder: Path, way: Way) -> Isolator:
    (folder / "network").mkdir(parents=True)
    isolator = isolator_of(Fake(folder / "network"), folder / "log")
    if way is Way.RESTORE:
        carry_out(isolator, Way.CUT)
    return isolator


@pytest.mark.parametrize("torn", [False, True])
@pytest.mark.parametrize("way", Way)
def test_stopped_at_any_change_of_the_disk_it_tells_the_truth_and_finishes(
    tmp_path: Path, way: Way, torn: bool
) -> None:
    """どこで落ちても、状態は見て分かり、もう一度行えば最後まで済む。記録は切れた行を飛ばして続く。"""
    wanted = State.CUT if way is Way.CUT else State.CONNECTED
    first = prepared(tmp_path / "count", way)
    calls = changes_made(lambda: carry_out(first, way), tmp_path / "count" / "log")
    for at_call in range(calls):
        folder = tmp_path / str(at_call)
        isolator = prepared(folder, way)
        before = len(isolator.log.runs())

        with stopped(folder / "log", at_call=at_call, torn=torn):
            carry_out(isolator, way)

        there = sum((folder / "network" / name).exists() for name in ("one", "two"))
        assert isolator.verify().state is (State.CONNECTED, State.PARTLY, State.CUT)[there]
        assert all(run.ended is None for run in isolator.log.runs()[before:-1])
        assert carry_out(isolator, way).observation.state is wanted
        last = isolator.log.runs()[-1]
        assert [event.kind for event in last.events][::5] == [Kind.BEGUN, Kind.ENDED]
        assert last.under_way == ()


def test_a_process_that_was_killed_has_left_what_it_was_about_to_do(tmp_path: Path) -> None:
    isolator = prepared(tmp_path, Way.CUT)
    carry_out(isolator, Way.CUT)
    writes = changes_made(lambda: carry_out(isolator, Way.RESTORE), tmp_path / "log")

    killed(lambda _report: carry_out(isolator, Way.CUT), at_call=writes // 2, folder=tmp_path / "log")

    last = isolator.log.runs()[-1]
    assert last.way is Way.CUT
    assert last.ended is None


def test_a_torn_line_says_nothing_and_the_next_one_goes_past_it(isolator: Isolator) -> None:
    carry_out(isolator, Way.CUT)
    with isolator.log.path.open("ab") as file:
        file.write(b'{"at":"2026-04-01T00:00:0')

    carry_out(isolator, Way.RESTORE)

    assert [run.way for run in isolator.log.runs()] == [Way.CUT, Way.RESTORE]


def test_a_whole_line_that_is_none_of_ours_is_told(isolator: Isolator) -> None:
    carry_out(isolator, Way.CUT)
    with isolator.log.path.open("ab") as file:
        file.write(json.dumps({"at": "yesterday"}).encode() + b"\n")

    with pytest.raises(Refused):
        isolator.log.runs()


def test_a_step_that_was_begun_and_of_which_nothing_is_known_is_named(tmp_path: Path) -> None:
    log = StepLog(tmp_path, "fake")
    at = datetime(2026, 4, 1, tzinfo=UTC).isoformat()
    log.path.write_text(
        "".join(
            json.dumps({"at": at, "run": 1, "way": "cut", "kind": kind, "step": "one"}) + "\n"
            for kind in ("begun", "about to")
        ),
        encoding="utf-8",
    )

    (run,) = log.runs()

    assert (run.ended, run.under_way) == (None, ("one",))
