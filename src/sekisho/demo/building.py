"""庁舎の見回り: once a month, with what the guards say (第5条第3号ア)."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial

from sekisho.demo.rhythm import SETTLING, months, nth
from sekisho.demo.stage import Stage, moment
from sekisho.kernel.checklists import Finding
from sekisho.kernel.verbs import enter
from sekisho.ledgers.building import BUILDING, BuildingRound

SECTION = "general_affairs"
NTH = 5
WINDOW_BACK = 140  # days before the last one on which a window was found open


def plan_building_rounds(stage: Stage) -> None:
    """Before the offices open; once a window stood open all night."""
    open_on = stage.until - timedelta(days=WINDOW_BACK)
    for days in months(stage):
        day = nth(days, NTH)
        finds = days[0] <= open_on <= days[-1] and days[0] > stage.since + SETTLING
        if day > stage.since:
            stage.put(moment(day, 8, 36), partial(_look, stage, finds))


def _look(stage: Stage, finds: bool, at: datetime) -> None:
    act = stage.act_in_section(SECTION, at, "building")
    facts: dict[str, object] = {
        "checked_on": act.on,
        "period": BuildingRound.Period.BEFORE,
        "checker_id": int(act.person),
        "guards_report": "夜間の巡回4回。異常なし。",
    }
    if finds:
        facts |= {
            "windows": Finding.ANOMALY,
            "guards_report": "2階北側の窓が開いているのを3時に発見し、閉めた。",
            "action_taken": "2階の会議室の窓。閉庁時に確かめる者を決めた。書類に異状はない。",
            "touches_server_room": BuildingRound.Touches.NO,
        }
    enter(BUILDING, facts, act=act)
