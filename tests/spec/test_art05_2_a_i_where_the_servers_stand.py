"""第5条第2号 ア・イ: servers and network, and who goes in; own room or data centre, and the day of the move."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from pytest_django import Settings

from sekisho.duties.posture import ClausePosture
from sekisho.kernel.models import Entry
from sekisho.kernel.verbs import amend, retire
from sekisho.ledgers.data_centre_checks import DATA_CENTRE_CHECKS
from sekisho.ledgers.data_centre_instructions import DATA_CENTRE_INSTRUCTIONS
from sekisho.ledgers.entry_exit import ENTRY_EXIT
from sekisho.ledgers.server_room import SERVER_ROOM
from sekisho.rules.pack import pack_directory
from sekisho.rules.states import State
from tests.cast import Town, at
from tests.duties.test_posture import clause
from tests.ledgers.test_data_centre_checks import TestDataCentreChecks as ACheck
from tests.ledgers.test_data_centre_instructions import TestDataCentreInstructions as AnInstruction

CARE, ENTRY = "a5.i2.s1", "a5.i2.s2"
FRIDAY, SATURDAY, MONDAY = date(2026, 4, 10), date(2026, 4, 11), date(2026, 4, 13)
MOVED_ON = date(2026, 5, 1)


@pytest.fixture
def town(db: None) -> Town:
    return Town()


def hostings(*stays: str) -> str:
    """The pack's text on where servers stand: "server mode since until" a stay."""
    tables = []
    for stay in stays:
        server, mode, since, *until = stay.split()
        end = f"until = {until[0]}\n" if until else ""
        tables.append(
            f'[[hosting]]\nserver.ja = "{server}"\nserver.en = "{server}"\nmode = "{mode}"\n'
            f'since = {since}\n{end}basis = "町の運用"\n'
        )
    return "\n".join(tables)


def run_with(settings: Settings, folder: Path, *stays: str) -> None:
    """The same town with its servers elsewhere: one table of its rule pack says so."""
    shutil.copytree(pack_directory("katsuragi"), folder / "pack")
    file = folder / "pack" / "emergency.toml"
    before, _asked, _rest = file.read_text(encoding="utf-8").partition("[[hosting]]")
    file.write_text(before + hostings(*stays), encoding="utf-8")
    settings.SEKISHO_PACK = str(folder / "pack")


def checks_room(town: Town, on: date) -> Entry:
    return town.property.enters(SERVER_ROOM, at(on), checked_on=on, checker=town.property.line)


def goes_in(town: Town, entered: str, left: str = "", on: date = FRIDAY, **facts: Any) -> Entry:
    """Somebody goes in, and comes out by `left`; hours of `on`."""
    hours = {"entered_at": at(on, *map(int, entered.split(":")))}
    if left:
        hours["left_at"] = at(on, *map(int, left.split(":")))
    given = {"visitor": "保守 一郎", "organisation": "保守業者A", "purpose": "点検"} | hours | facts
    return town.property.enters(ENTRY_EXIT, at(on, 16), **given)


def comes_out(town: Town, entry: Entry, at_time: str, recorded: date = FRIDAY, on: date = FRIDAY) -> Entry:
    left_at = at(on, *map(int, at_time.split(":")))
    act = town.property.act(at(recorded, 17))
    return amend(ENTRY_EXIT, entry, {"left_at": left_at}, reason="退室", act=act)


def variants(found: ClausePosture) -> set[str | None]:
    return {duty.variant for duty in found.duties}


@pytest.mark.clause(CARE)
def test_servers_and_network_are_looked_after_each_month(town: Town) -> None:
    """サーバ本体及びネットワークの保安に関する管理。"""
    assert clause(FRIDAY, CARE).state is State.MISSED  # March was never done

    entry = checks_room(town, FRIDAY)
    assert clause(FRIDAY, CARE).state is State.MET

    retire(SERVER_ROOM, entry, on=FRIDAY, reason="別の室の記載", act=town.property.act(at(FRIDAY, 10)))
    assert clause(FRIDAY, CARE).next_due is not None
    assert clause(date(2026, 5, 7), CARE).state is State.MISSED


@pytest.mark.clause(ENTRY)
def test_who_went_in_has_come_out(town: Town) -> None:
    """サーバ設置室への入退室管理。入った者には、出た時刻がある。"""
    assert clause(FRIDAY, ENTRY).state is State.NOT_APPLICABLE  # nobody went in

    entry = goes_in(town, "10:00")
    assert clause(FRIDAY, ENTRY).state is State.DUE

    comes_out(town, entry, "11:30")
    assert clause(FRIDAY, ENTRY).state is State.MET
    assert clause(MONDAY, ENTRY).state is State.MET


@pytest.mark.clause(ENTRY)
def test_a_day_is_not_done_while_one_of_them_is_still_inside(town: Town) -> None:
    """同じ日に入った者の一人でも出た記録がなければ、その日は終わっていない。"""
    goes_in(town, "10:00", "11:00")
    second = goes_in(town, "13:00", visitor="保守 二郎")
    assert clause(FRIDAY, ENTRY).state is State.DUE
    assert clause(MONDAY, ENTRY).state is State.LATE

    third = goes_in(town, "14:00", "15:00", visitor="保守 三郎")
    assert clause(FRIDAY, ENTRY).state is State.DUE

    comes_out(town, second, "15:30")
    assert clause(FRIDAY, ENTRY).state is State.MET

    comes_out(town, third, "15:45")  # a correction of the hour alone changes nothing
    assert clause(FRIDAY, ENTRY).state is State.MET


@pytest.mark.clause(ENTRY)
def test_a_forgotten_exit_that_is_written_down_later_stays_late(town: Town) -> None:
    """書き忘れた退室を後から書いても、遅れは遅れとして残る。"""
    goes_in(town, "10:00", "11:00")
    forgotten = goes_in(town, "13:00", visitor="保守 二郎")

    comes_out(town, forgotten, "14:00", recorded=MONDAY)

    assert clause(SATURDAY, ENTRY).state is State.LATE
    assert clause(MONDAY, ENTRY).state is State.LATE
    assert clause(MONDAY, ENTRY).waiting == ()


@pytest.mark.clause(ENTRY)
def test_an_exit_that_is_struck_out_leaves_the_day_to_the_others(town: Town) -> None:
    """抹消された行は、入室でも退室でもなくなる。"""
    entry = goes_in(town, "10:00", "11:00")
    second = goes_in(town, "13:00")
    retire(ENTRY_EXIT, second, on=FRIDAY, reason="二重記載", act=town.property.act(at(FRIDAY, 17)))
    assert clause(FRIDAY, ENTRY).state is State.MET

    retire(ENTRY_EXIT, entry, on=FRIDAY, reason="別の室の記載", act=town.property.act(at(FRIDAY, 18)))
    assert clause(FRIDAY, ENTRY).state is State.NOT_APPLICABLE


@pytest.mark.clause(CARE)
def test_a_data_centre_is_confirmed_and_not_cared_for(town: Town, settings: Settings, tmp_path: Path) -> None:
    """データセンターの場合は、委託事業者の規定等により適切に管理されていることを確認する。"""
    run_with(settings, tmp_path, "CS data_centre 2002-08-05")
    checks_room(town, FRIDAY)
    assert clause(FRIDAY, CARE).state is State.MISSED  # a round of one's own confirms nothing

    faulty = {"result": "to_mend", "remarks": "再委託先の一覧がない", "mend_by_on": MONDAY, "proper_on": None}
    facts = dict(ACheck.facts) | {"confirmed_on": FRIDAY, "checker": town.property.line}
    entry = town.property.enters(DATA_CENTRE_CHECKS, at(FRIDAY), **facts | faulty)
    assert clause(FRIDAY, CARE).state is State.MISSED  # looked at, and not found proper

    act = town.property.act(at(MONDAY))
    mended = amend(
        DATA_CENTRE_CHECKS, entry, {"result": "proper", "proper_on": MONDAY}, reason="一覧を受けた", act=act
    )
    assert clause(MONDAY, CARE).state is State.MET

    retire(DATA_CENTRE_CHECKS, mended, on=MONDAY, reason="別の業者の記載", act=act)
    assert clause(MONDAY, CARE).state is State.MISSED


@pytest.mark.clause(ENTRY)
def test_the_manager_of_a_data_centre_is_instructed_and_answers(
    town: Town, settings: Settings, tmp_path: Path
) -> None:
    """データセンターの場合は、施設の管理者に必要な措置を指示する。"""
    run_with(settings, tmp_path, "CS data_centre 2002-08-05")
    unanswered = {"answered_on": None, "answer": "", "extent": ""}
    facts = dict(AnInstruction.facts)
    entry = town.property.enters(DATA_CENTRE_INSTRUCTIONS, at(FRIDAY), **facts | unanswered)
    assert clause(FRIDAY, ENTRY).state is State.MISSED

    answer = {"answered_on": MONDAY, "answer": "毎月一覧を送る。", "extent": "part"}
    act = town.property.act(at(MONDAY))
    answered = amend(DATA_CENTRE_INSTRUCTIONS, entry, answer, reason="回答を受けた", act=act)
    assert clause(MONDAY, ENTRY).state is State.MET

    retire(DATA_CENTRE_INSTRUCTIONS, answered, on=MONDAY, reason="誤記", act=act)
    assert clause(MONDAY, ENTRY).state is State.MISSED


@pytest.mark.clause(CARE)
def test_when_the_server_moves_the_duty_changes_and_old_evidence_stays(
    town: Town, settings: Settings, tmp_path: Path
) -> None:
    """サーバがデータセンターへ移った日から、管理は確認に変わる。それまでの証拠は元の業務に残る。"""
    run_with(settings, tmp_path, f"CS own_room 2002-08-05 {MOVED_ON}", f"CS data_centre {MOVED_ON}")
    checks_room(town, FRIDAY)
    assert variants(clause(date(2026, 4, 30), CARE)) == {"own_room"}
    assert clause(date(2026, 4, 30), CARE).state is State.MET

    after = clause(date(2026, 5, 11), CARE)
    assert variants(after) == {"data_centre"}
    assert after.state is State.DUE
    stays = [(item.duty.id, item.state, item.done.ledger) for item in after.items if item.done]
    assert stays == [("server-care", State.MET, "server_room")]

    on = date(2026, 5, 11)
    facts = dict(ACheck.facts) | {"confirmed_on": on, "proper_on": on, "checker": town.property.line}
    town.property.enters(DATA_CENTRE_CHECKS, at(on), **facts)
    assert clause(on, CARE).state is State.MET
    assert {item.duty.variant for item in clause(on, CARE).items if item.done} == {"own_room", "data_centre"}


@pytest.mark.clause(ENTRY)
def test_entries_after_the_move_are_no_longer_the_towns_to_keep(
    town: Town, settings: Settings, tmp_path: Path
) -> None:
    """移った後は、入退室の記録ではなく指示と回答を求められる。"""
    run_with(settings, tmp_path, f"CS own_room 2002-08-05 {MOVED_ON}", f"CS data_centre {MOVED_ON}")
    goes_in(town, "10:00", "11:00")
    goes_in(town, "10:00", on=date(2026, 5, 11))

    found = clause(date(2026, 5, 12), ENTRY)

    assert variants(found) == {"data_centre"}
    assert [(item.duty.id, item.state) for item in found.items if item.duty.variant == "own_room"] == [
        ("room-entry", State.MET)
    ]


@pytest.mark.clause(CARE)
def test_where_servers_stand_in_both_places_both_are_owed(
    town: Town, settings: Settings, tmp_path: Path
) -> None:
    """CSはデータセンター、統合端末とスイッチは庁舎なら、点検も確認も要る。"""
    run_with(settings, tmp_path, "CS data_centre 2002-08-05", "switch own_room 2002-08-05")
    checks_room(town, FRIDAY)
    assert variants(clause(FRIDAY, CARE)) == {"own_room", "data_centre"}
    assert clause(FRIDAY, CARE).state is State.MISSED

    facts = dict(ACheck.facts) | {"checker": town.property.line}
    town.property.enters(DATA_CENTRE_CHECKS, at(FRIDAY), **facts)
    assert clause(FRIDAY, CARE).state is State.MET
    assert clause(date(2026, 6, 1), CARE).state is State.MISSED  # May's round was not made
