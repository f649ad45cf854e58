"""事故: one that was over without a disconnection, and one drill that went all the way to the report to the governor.

Each step lays the next one on the agenda, so that nothing comes before what it answers, whoever is away.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from django.utils import timezone

from sekisho.demo.reports import CHIEF, MAYOR, SECTION
from sekisho.demo.rhythm import SETTLING
from sekisho.demo.stage import Stage, moment
from sekisho.incidents.carrying_out import confirm, execute
from sekisho.incidents.case import Case, case_of
from sekisho.incidents.deciding import give_order, lay_sheet
from sekisho.incidents.isolators import plan_for
from sekisho.incidents.reporting import instruct_on, prevent, report_first, report_to_head, unread
from sekisho.incidents.signatures import Signature
from sekisho.incidents.telling import draft_for_governor, report_to_governor, tell
from sekisho.isolation.model import Way
from sekisho.kernel.acts import Act
from sekisho.kernel.verbs import acknowledge, amend
from sekisho.ledgers.incidents import INCIDENTS

OVER_BACK, DRILL_BACK = 205, 132  # days before the last one
EXECUTOR, SECOND = "property_information_head", "crisis_management_head"

OVER: dict[str, object] = {
    "family": "failure",
    "level": "failure-2",
    "summary": "統合端末2台で業務アプリが起動しない",
    "place": "1番窓口・2番窓口",
    "personal_data": "no",
    "improper_purpose": "no",
}
CONTAINED = "2台をLANから外し、残る1台と紙の受付票で窓口を続けた。"
CAUSE = "前夜に配られた更新が途中で止まり、2台だけ設定が欠けた。"
PREVENTION = "更新の翌朝は、開庁前に全ての統合端末で起動を確かめる。日次点検の順番を改めた。"
DRILL: dict[str, object] = {
    "family": "misuse",
    "level": "misuse-3",
    "summary": "閉庁後の統合端末から大量の照会が出たという想定",
    "place": "支所 統合端末",
    "personal_data": "yes",
    "improper_purpose": "yes",
    "is_drill": True,
}
SHEET = {
    "known": "閉庁後の30分に照会が312件。操作者はまだ分からない(想定)。",
    "at_risk": "本人確認情報(4情報と住民票コード)",
    "grounds": "操作履歴を調べた。会議は電話で開き、切離しが適当とした(想定)。",
    "counters": "広域交付と転入の特例を止め、紙の受付票で受ける。",
    "proposed": "cs-lan",
    "conditions": "操作者が分かり、その認証情報を失効させ、履歴の保全が済んだとき。",
}
BECAUSE = "判断票のとおり、保護が適切に行われていないと認める(想定)。"


@dataclass(frozen=True, slots=True)
class Scene:
    """One step: who takes it (a role, a post, or the section), what they do, and when, counted from the step before."""

    who: str
    do: Callable[[Stage, Case, Act], object]
    when: Callable[[Stage, datetime], datetime]


def plan_incidents(stage: Stage) -> None:
    """Both begin on a morning of their own."""
    for back, facts, course in ((OVER_BACK, OVER, OVER_COURSE), (DRILL_BACK, DRILL, DRILL_COURSE)):
        day = stage.next_open(stage.until - timedelta(days=back))
        if day > stage.since + SETTLING and stage.text_held(day):
            stage.put(moment(day, 9, 12), partial(_begin, stage, facts, course))


def _begin(stage: Stage, facts: dict[str, object], course: Sequence[Scene], then: datetime) -> None:
    _go_on(stage, _first_report(stage, then, dict(facts)), course, then)


def _go_on(stage: Stage, number: int, course: Sequence[Scene], since: datetime) -> None:
    """Lay the next scene on the agenda; when it is over, the one after it."""
    if not course:
        return
    scene, later = course[0], course[1:]

    def deed(act: Act) -> None:
        scene.do(stage, case_of(number, act.at), act)
        _go_on(stage, number, later, act.at)

    def happen(then: datetime) -> None:
        if scene.who in (CHIEF, MAYOR):
            stage.once_filled(scene.who, then, deed)
        elif scene.who == SECTION:
            deed(stage.act_in_section(SECTION, then, "incident"))
        else:
            deed(stage.act_in_post(scene.who, then))

    stage.put(scene.when(stage, since), happen)


def _after(minutes: int) -> Callable[[Stage, datetime], datetime]:
    return lambda _stage, since: since + timedelta(minutes=minutes)


def _on_open_day(days: int, hour: int, minute: int) -> Callable[[Stage, datetime], datetime]:
    return lambda stage, since: moment(stage.open_after(timezone.localdate(since), days), hour, minute)


def _instruct(words: str) -> Callable[[Stage, Case, Act], object]:
    return lambda _stage, case, act: instruct_on(case, words, act=act)


def _contain(_stage: Stage, case: Case, act: Act) -> object:
    facts = {"carried_out_at": act.at, "contained_at": act.at, "containment": CONTAINED}
    return amend(INCIDENTS, case.incident, facts, reason="指示を済ませた", act=act)


def _explain(_stage: Stage, case: Case, act: Act) -> object:
    facts = {"cause_found_on": act.on, "cause": CAUSE}
    return amend(INCIDENTS, case.incident, facts, reason="原因が分かった", act=act)


def _prevent(_stage: Stage, case: Case, act: Act) -> object:
    return prevent(case, cause=CAUSE, prevention=PREVENTION, act=act)


def _tell_mayor(_stage: Stage, case: Case, act: Act) -> object:
    return report_to_head(case, f"原因: {CAUSE}\n再発防止: {PREVENTION}", act=act)


def _receive(_stage: Stage, case: Case, act: Act) -> None:
    for report in unread(case, MAYOR):
        acknowledge(report, act=act, remark="了承。")


def _close(_stage: Stage, case: Case, act: Act) -> object:
    return amend(INCIDENTS, case.incident, {"closed_on": act.on}, reason="完結", act=act)


def _lay_sheet(_stage: Stage, case: Case, act: Act) -> object:
    return lay_sheet(case, dict(SHEET), act=act)


def _order(stage: Stage, case: Case, act: Act) -> object:
    number = stage.document_number(act.on)
    return give_order(case, kind="cut", option="cs-lan", because=BECAUSE, number=number, act=act)


def _execute(_stage: Stage, case: Case, act: Act) -> object:
    assert case.option is not None
    plan = plan_for(case.option, Way.CUT)
    return execute(case, plan.digest, act=act, signatures=[Signature(act.at)] * len(plan.tasks))


def _confirm(_stage: Stage, case: Case, act: Act) -> object:
    return confirm(case, act=act, seen="cut", facts="統合端末1から接続を試し、届かないことを見た(想定)。")


def _tell(_stage: Stage, case: Case, act: Act) -> object:
    return tell(case, ["governor", "jlis"], "訓練。住基ネットを切り離した想定。", told_at=act.at, act=act)


def _reconnect(_stage: Stage, case: Case, act: Act) -> object:
    return give_order(case, kind="reconnect", because="条件が満たされた(想定)。", act=act)


def _to_governor(stage: Stage, case: Case, act: Act) -> object:
    facts = {
        "statement": draft_for_governor(case),
        "number": stage.document_number(act.on),
        "means": "ファクシミリ(訓練用の宛先)",
        "sent_at": act.at,
        "received_at": act.at,
        "received_by": "訓練の県役(危機管理課)",
    }
    return report_to_governor(case, facts, act=act)


OVER_COURSE = (
    Scene(CHIEF, _instruct("2台を使わず、原因が分かるまで触らないこと。"), _after(9)),
    Scene(SECTION, _contain, _after(31)),
    Scene(SECTION, _explain, _on_open_day(1, 9, 34)),
    Scene(CHIEF, _prevent, _after(38)),
    Scene(CHIEF, _tell_mayor, _after(12)),
    Scene(MAYOR, _receive, _after(43)),
    Scene(SECTION, _close, _on_open_day(4, 15, 26)),
)
DRILL_COURSE = (
    Scene(CHIEF, _instruct("判断票を町長に示すこと(訓練)。"), _after(5)),
    Scene(SECTION, _lay_sheet, _after(4)),
    Scene(MAYOR, _order, _after(4)),
    Scene(EXECUTOR, _execute, _after(4)),
    Scene(SECOND, _confirm, _after(2)),
    Scene(SECTION, _tell, _after(3)),
    Scene(MAYOR, _reconnect, _after(18)),
    Scene(MAYOR, _to_governor, _after(4)),
)


def _first_report(stage: Stage, then: datetime, facts: dict[str, object]) -> int:
    known_at = then - timedelta(minutes=7)
    [joint, *_others] = stage.holders(EXECUTOR, timezone.localdate(then)) or ("",)
    act = stage.act_in_section(SECTION, then, "incident")
    people = stage.known(then).persons
    with_whom = {"reported_with": people[joint].line} if joint in people else {}
    incident = report_first({**facts, **with_whom, "known_at": known_at, "reported_at": then}, act=act)
    return incident.line.number
