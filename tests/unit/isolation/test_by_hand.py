"""By hand: what is the case follows from who signed what, and when."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from sekisho.isolation.by_hand import ByHand, Task
from sekisho.isolation.isolator import Isolator, NotAwaited
from sekisho.isolation.model import State, Way
from sekisho.isolation.step_log import StepLog
from sekisho.rules.model import Words
from tests.unit.isolation.fake import carry_out

pytestmark = pytest.mark.clause("a4.p2")

DONE_AT = datetime(2026, 4, 1, 2, 30, tzinfo=UTC)


def task(name: str) -> Task:
    return Task(name, Words(f"{name}を行う", f"do {name}"), "管財情報課")


@pytest.fixture
def isolator(tmp_path: Path) -> Isolator:
    log = StepLog(tmp_path / "log", "cable")
    mechanism = ByHand((task("pull"), task("seal")), (task("unseal"), task("plug")), log)
    return Isolator("cable", Words("ケーブル", "cable"), mechanism, (), log)


def sign(isolator: Isolator, step: str, way: Way = Way.CUT, *, done: bool = True) -> State:
    isolator.sign(step, way=way, by="管財 太郎", done_at=DONE_AT, done=done)
    return isolator.verify().state


def test_it_is_cut_when_every_step_is_signed(isolator: Isolator) -> None:
    """手で切るときは、すべての手順に署名があって初めて「切れている」。"""
    assert isolator.verify().state is State.UNKNOWN
    assert carry_out(isolator, Way.CUT).observation.state is State.UNKNOWN
    assert sign(isolator, "pull") is State.PARTLY
    assert sign(isolator, "seal") is State.CUT
    assert "2026-04-01" in isolator.verify().facts[0].en


def test_it_is_connected_when_every_step_back_is_signed(isolator: Isolator) -> None:
    carry_out(isolator, Way.CUT)
    sign(isolator, "pull")
    sign(isolator, "seal")

    assert carry_out(isolator, Way.RESTORE).observation.state is State.CUT
    assert sign(isolator, "unseal", Way.RESTORE) is State.PARTLY
    assert sign(isolator, "plug", Way.RESTORE) is State.CONNECTED


def test_cutting_again_in_the_middle_of_restoring_wants_every_signature_anew(isolator: Isolator) -> None:
    carry_out(isolator, Way.CUT)
    sign(isolator, "pull")
    sign(isolator, "seal")
    carry_out(isolator, Way.RESTORE)
    sign(isolator, "unseal", Way.RESTORE)

    carry_out(isolator, Way.CUT)

    assert sign(isolator, "pull") is State.PARTLY
    assert sign(isolator, "seal") is State.CUT


def test_a_signature_can_be_taken_back(isolator: Isolator) -> None:
    carry_out(isolator, Way.CUT)
    sign(isolator, "pull")
    sign(isolator, "seal")

    assert sign(isolator, "seal", done=False) is State.PARTLY


def test_nobody_signs_what_was_not_begun_or_is_no_step(isolator: Isolator) -> None:
    with pytest.raises(NotAwaited):
        sign(isolator, "pull")
    carry_out(isolator, Way.CUT)
    for step, way in (("plug", Way.RESTORE), ("nonsense", Way.CUT)):
        with pytest.raises(NotAwaited):
            sign(isolator, step, way)
