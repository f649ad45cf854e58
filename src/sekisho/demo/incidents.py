"""事故: one that was over without a disconnection, and one drill that went all the way to the report to the governor.

Each step lays the next one on the agenda, so that nothing comes before what it answers, whoever is away.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from django.utils import timezone

from sekisho.demo.reports import CHIEF, MAYOR, SECTION
from sekisho.demo.rhythm import SETTLING
from sekisho.demo.stage import Stage, moment
from sekisho.incidents.carrying_out import confirm, execute
from sekisho.incidents.case import Case, case_of
from sekisho.incidents.deciding import give_order, lay_sheet
from sekisho.incidents.isolators import plan_for
from sekisho.incidents.reporting import instruct_on, report_first, report_to_head, unread
from sekisho.incidents.telling import draft_for_governor, report_to_governor, tell
from sekisho.isolation.model import Way
from sekisho.kernel.acts import Act
from sekisho.kernel.verbs import acknowledge, amend
from sekisho.ledgers.incidents import INCIDENTS

OVER_BACK, DRILL_BACK = 205, 132  # days before the last one
EXECUTOR, SECOND = "property_information_head", "crisis_management_head"

OVER = {
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
DRILL = {
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


def plan_incidents(stage: Stage) -> None:
    """Both begin on a morning of their own."""
    for back, begin in ((OVER_BACK, _over), (DRILL_BACK, _drill)):
        day = stage.next_open(stage.until - timedelta(days=back))
        if day > stage.since + SETTLING and stage.text_held(day):
            begin(stage, moment(day, 9, 12))


def _over(stage: Stage, at: datetime) -> None:
    def begin(then: datetime) -> None:
        number = _first_report(stage, then, dict(OVER))
        stage.once_filled(CHIEF, then + timedelta(minutes=9), lambda act: instruct(act, number))

    def instruct(act: Act, number: int) -> None:
        instruct_on(case_of(number, act.at), "2台を使わず、原因が分かるまで触らないこと。", act=act)
        stage.put(act.at + timedelta(minutes=31), lambda then: contain(then, number))
        tomorrow = moment(stage.open_after(timezone.localdate(act.at), 1), 9, 34)
        stage.put(tomorrow, lambda then: explain(then, number))

    def contain(then: datetime, number: int) -> None:
        facts = {"carried_out_at": then, "contained_at": then, "containment": CONTAINED}
        _add(stage, number, facts, "指示を済ませた", then)

    def explain(then: datetime, number: int) -> None:
        on = timezone.localdate(then)
        _add(stage, number, {"cause_found_on": on, "cause": CAUSE}, "原因が分かった", then)
        stage.once_filled(CHIEF, then + timedelta(minutes=50), lambda act: tell_mayor(act, number))

    def tell_mayor(act: Act, number: int) -> None:
        report_to_head(case_of(number, act.at), f"原因: {CAUSE}\n再発防止: {PREVENTION}", act=act)
        stage.once_filled(MAYOR, act.at + timedelta(minutes=43), lambda then: receive(then, number))

    def receive(act: Act, number: int) -> None:
        for report in unread(case_of(number, act.at), MAYOR):
            acknowledge(report, act=act, remark="了承。")
        later = moment(stage.open_after(timezone.localdate(act.at), 4), 15, 26)
        stage.put(later, lambda then: close(then, number))

    def close(then: datetime, number: int) -> None:
        on = timezone.localdate(then)
        _add(stage, number, {"prevented_on": on, "prevention": PREVENTION, "closed_on": on}, "完結", then)

    stage.put(at, begin)


def _drill(stage: Stage, at: datetime) -> None:
    Step = Callable[[Case, Act], object]  # noqa: N806 -- a name for a type

    def in_post(
        post: str, number: int, minutes: int, do: Step, then_do: Callable[[datetime], None] | None
    ) -> Callable[[datetime], None]:
        def happen(then: datetime) -> None:
            act = (
                stage.act_in_section(post, then, "drill")
                if post == SECTION
                else stage.act_in_post(post, then)
            )
            do(case_of(number, then), act)
            if then_do is not None:
                stage.put(then + timedelta(minutes=minutes), then_do)

        return happen

    def by_role(
        role: str, number: int, do: Step, then_do: Callable[[datetime], None] | None
    ) -> Callable[[datetime], None]:
        def deed(act: Act) -> None:
            do(case_of(number, act.at), act)
            if then_do is not None:
                stage.put(act.at + timedelta(minutes=4), then_do)

        return lambda then: stage.once_filled(role, then, deed)

    def begin(then: datetime) -> None:
        number = _first_report(stage, then, dict(DRILL))
        governor = by_role(MAYOR, number, lambda case, act: _to_governor(stage, case, act), None)
        reconnect = by_role(
            MAYOR,
            number,
            lambda case, act: give_order(case, kind="reconnect", because="条件が満たされた(想定)。", act=act),
            governor,
        )
        told = in_post(SECTION, number, 18, _tell, reconnect)
        confirmed = in_post(SECOND, number, 3, _confirm, told)
        executed = in_post(EXECUTOR, number, 2, _execute, confirmed)
        ordered = by_role(
            MAYOR,
            number,
            lambda case, act: give_order(
                case,
                kind="cut",
                option="cs-lan",
                because=BECAUSE,
                number=stage.document_number(act.on),
                act=act,
            ),
            executed,
        )
        laid = in_post(SECTION, number, 4, lambda case, act: lay_sheet(case, dict(SHEET), act=act), ordered)
        instructed = by_role(
            CHIEF,
            number,
            lambda case, act: instruct_on(case, "判断票を町長に示すこと(訓練)。", act=act),
            laid,
        )
        stage.put(then + timedelta(minutes=5), instructed)

    stage.put(at, begin)


def _first_report(stage: Stage, then: datetime, facts: dict[str, object]) -> int:
    known_at = then - timedelta(minutes=7)
    [joint, *_others] = stage.holders(EXECUTOR, timezone.localdate(then)) or ("",)
    act = stage.act_in_section(SECTION, then, "incident")
    people = stage.known(then).persons
    with_whom = {"reported_with": people[joint].line} if joint in people else {}
    incident = report_first({**facts, **with_whom, "known_at": known_at, "reported_at": then}, act=act)
    return incident.line.number


def _add(stage: Stage, number: int, facts: dict[str, object], reason: str, then: datetime) -> None:
    case = case_of(number, then)
    amend(INCIDENTS, case.incident, facts, reason=reason, act=stage.act_in_section(SECTION, then, "incident"))


def _execute(case: Case, act: Act) -> object:
    assert case.option is not None
    return execute(case, plan_for(case.option, Way.CUT).digest, act=act)


def _confirm(case: Case, act: Act) -> object:
    return confirm(case, act=act, seen="cut", facts="統合端末1から接続を試し、届かないことを見た(想定)。")


def _tell(case: Case, act: Act) -> object:
    return tell(case, ["governor", "jlis"], "訓練。住基ネットを切り離した想定。", told_at=act.at, act=act)


def _to_governor(stage: Stage, case: Case, act: Act) -> None:
    facts = {
        "statement": draft_for_governor(case),
        "number": stage.document_number(act.on),
        "means": "ファクシミリ(訓練用の宛先)",
        "sent_at": act.at,
        "received_at": act.at,
        "received_by": "訓練の県役(危機管理課)",
    }
    report_to_governor(case, facts, act=act)
