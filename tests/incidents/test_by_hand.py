"""By hand: every step is signed with its time, in the entry and in the isolator's log; a drill touches neither."""

from __future__ import annotations

import socket
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import Settings

from sekisho.incidents.carrying_out import (
    Unsigned,
    account,
    confirm,
    execute,
    is_unfinished,
    resume,
    verify,
)
from sekisho.incidents.isolators import isolator_for, plan_for
from sekisho.incidents.signatures import Signature, read, written
from sekisho.isolation.isolator import Isolator
from sekisho.isolation.model import State, Way
from sekisho.ledgers.disconnection_runs import DisconnectionRun
from tests.cast import Town
from tests.incidents.acting import case, now, ordered

pytestmark = [pytest.mark.django_db, pytest.mark.clause("a4.p2")]

CABLE = """
[[isolator]]
id = "cs-lan"
kind = "by-hand"
title.ja = "CSのケーブル"
title.en = "The cable of the CS"

[[isolator.cut]]
id = "pull"
who = "管財情報課"
ja = "青いケーブルを抜く。"
en = "Pull the blue cable."

[[isolator.restore]]
id = "plug"
who = "管財情報課"
ja = "青いケーブルを挿す。"
en = "Plug the blue cable in."
"""


@pytest.fixture
def town(db: None, settings: Settings, tmp_path: Path) -> Town:
    settings.DATA = tmp_path
    return Town()


def done_by_hand(town: Town, *signatures: Signature, slip_place: str = "") -> DisconnectionRun:
    option = case().option
    assert option is not None
    digest = plan_for(option, Way.CUT).digest
    return execute(case(), digest, act=now(town.property), signatures=signatures, slip_place=slip_place)


def by_the_log() -> State:
    """What the isolator says by its signatures."""
    option = case().option
    assert option is not None
    return isolator_for(option).verify().state


moments = st.datetimes(datetime(2020, 1, 1), datetime(2040, 1, 1)).map(  # noqa: DTZ001 -- made aware at once
    lambda at: timezone.make_aware(at.replace(second=0, microsecond=0))
)


@given(st.lists(st.tuples(moments, st.booleans(), st.text("手順。 行ったできなかった", max_size=20))))
def test_what_is_written_is_read_again(rows: list[tuple[datetime, bool, str]]) -> None:
    signatures = [Signature(at, done) for at, done, _task in rows]

    assert read(written(signatures, [task for _at, _done, task in rows])) == signatures


@pytest.mark.parametrize("signed", [0, 1, 3, 5])
def test_every_step_wants_its_signature(town: Town, signed: int) -> None:
    """手順が四つなら、署名も四つ。"""
    ordered(town)

    with pytest.raises(Unsigned):
        done_by_hand(town, *[Signature(timezone.now())] * signed)

    assert not DisconnectionRun.objects.exists()


def test_what_was_done_and_what_could_not_be_stands_in_the_entry_with_its_time(town: Town) -> None:
    ordered(town)
    at = timezone.now().replace(second=0, microsecond=0)

    run = done_by_hand(town, Signature(at), Signature(at, done=False), Signature(at), Signature(at))

    lines = run.signatures.splitlines()
    assert [line[17:].split()[0] for line in lines] == ["行った", "できなかった", "行った", "行った"]
    assert lines[0].startswith(f"{timezone.localtime(at):%Y-%m-%d %H:%M} ")
    assert (run.executed_by_id, run.event.person_name) == (town.property.line.pk, "管財 五月")


def test_what_stands_on_paper_is_entered_with_its_true_times(town: Town) -> None:
    """紙の操作記録から書き写すときは、行った日時と紙の置き場所が残る。"""
    ordered(town)
    began = timezone.now().replace(second=0, microsecond=0) - timedelta(hours=3)
    times = [began + timedelta(minutes=minute) for minute in range(4)]

    run = done_by_hand(town, *map(Signature, times), slip_place="緊急時綴 3枚目")

    assert run.executed_at == times[-1]
    assert run.event.recorded_at - run.executed_at > timedelta(hours=2)
    assert run.slip_place == "緊急時綴 3枚目"


@pytest.mark.parametrize("drill", [False, True])
@pytest.mark.parametrize(("settings_file", "steps"), [("", 4), (CABLE, 1)], ids=["the list here", "set up"])
def test_the_step_log_takes_the_signatures_after_two_persons_and_a_drill_leaves_it_alone(
    town: Town, tmp_path: Path, settings_file: str, steps: int, drill: bool
) -> None:
    """二人がそろって初めて署名が手順の記録に入る。訓練では何も書かれない。"""
    (tmp_path / "isolators.toml").write_text(settings_file, encoding="utf-8")
    ordered(town, drill=drill)

    done_by_hand(town, *[Signature(timezone.now())] * steps)
    assert not (tmp_path / "isolation").exists()
    confirm(case(), act=now(town.crisis), seen="cut", facts="統合端末1から届かない")

    if drill:
        assert not (tmp_path / "isolation").exists()
        assert account(case()) is None
        return
    assert by_the_log() is State.CUT
    found = account(case())
    assert found is not None
    assert found.has_ended
    assert sum("署名した" in line and "管財 五月" in line for line in found.lines) == steps


def test_a_step_that_could_not_be_done_is_not_called_cut(town: Town) -> None:
    ordered(town)
    signatures = [Signature(timezone.now(), done=place != 2) for place in range(4)]

    done_by_hand(town, *signatures)
    confirm(case(), act=now(town.crisis), seen="partly", facts="線が一本、外れない")

    assert by_the_log() is State.PARTLY


@pytest.mark.parametrize("signed", range(4))
def test_a_web_server_that_died_while_it_put_the_signatures_down_puts_them_down_again(
    town: Town, monkeypatch: pytest.MonkeyPatch, signed: int
) -> None:
    ordered(town)
    done_by_hand(town, *[Signature(timezone.now())] * 4)
    really, left = Isolator.sign, signed

    def dies(isolator: Isolator, step: str, **more: Any) -> None:  # Any: what `sign` takes
        nonlocal left
        if not left:
            raise KeyboardInterrupt
        left -= 1
        really(isolator, step, **more)

    with monkeypatch.context() as patch:
        patch.setattr(Isolator, "sign", dies)
        with pytest.raises(KeyboardInterrupt):
            confirm(case(), act=now(town.crisis), seen="cut", facts="届かない")
    assert is_unfinished(case())

    resume(case(), act=now(town.crisis))

    assert not is_unfinished(case())
    assert by_the_log() is State.CUT


def test_probes_are_believed_more_than_signatures(town: Town, tmp_path: Path) -> None:
    """署名があっても、応答があればつながっている。"""
    with socket.create_server(("127.0.0.1", 0)) as door:
        probe = f'\n[[isolator.probe]]\naddress = "127.0.0.1"\nport = {door.getsockname()[1]}\n'
        head, tail = CABLE.split("[[isolator.cut]]")
        (tmp_path / "isolators.toml").write_text(f"{head}{probe}\n[[isolator.cut]]{tail}", encoding="utf-8")
        ordered(town)
        done_by_hand(town, Signature(timezone.now()))
        confirm(case(), act=now(town.crisis), seen="cut", facts="届かない")

        found = verify(case(), act=now(town.crisis), seen="", facts="")

    assert found.seen == "connected"
    assert "管財 五月" in found.facts


def test_settings_that_nobody_can_follow_leave_the_list_for_persons(town: Town, tmp_path: Path) -> None:
    """設定が壊れていても、最悪の日に画面は止まらない。"""
    (tmp_path / "isolators.toml").write_text("[[isolator]]\nid = 1\n", encoding="utf-8")
    ordered(town)
    option = case().option
    assert option is not None

    plan = plan_for(option, Way.CUT)

    assert len(plan.tasks) == 4
    assert "isolators.toml" in plan.notes[0]
    assert not plan.by_machine
