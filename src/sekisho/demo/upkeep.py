"""サーバ室の点検と、その費用: the monthly rounds of the section that keeps the servers (第5条第2号ア・ウ・エ・オ)."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import partial

from sekisho.demo.chance import chance
from sekisho.demo.mistakes import Mistake, made_among
from sekisho.demo.rhythm import SETTLING, months, nth
from sekisho.demo.room import SECTION, STAFF, Errand, plan_errand
from sekisho.demo.stage import Stage, moment
from sekisho.kernel.acts import Act
from sekisho.kernel.checklists import Finding
from sekisho.kernel.models import Entry
from sekisho.kernel.verbs import amend, enter
from sekisho.ledgers.environment import ENVIRONMENT
from sekisho.ledgers.recovery_funds import RECOVERY_FUNDS, RecoveryFund
from sekisho.ledgers.server_room import SERVER_ROOM
from sekisho.ledgers.special_matters import SPECIAL_MATTERS

NTH = 9  # open day of the month on which the rounds are made
ROUND_MINUTES = 35
HOT_MONTHS = range(6, 10)
BATTERY_AGE, BATTERY_LIFE = (
    timedelta(days=900),
    timedelta(days=4 * 365),
)  # when the records began; by its maker
LEAK_BACK, SPECIAL_BACK = 290, 205  # days before the last one
ESTIMATE_YEN = 187_000


def plan_upkeep(stage: Stage) -> None:
    """The rounds of each month, a repair that cost money, and a matter that no other clause fits."""
    leaks_on, special_on = _rare_day(stage, LEAK_BACK), _rare_day(stage, SPECIAL_BACK)
    for days in months(stage):
        if days[-1] == stage.since:
            continue  # the records began on the last day of a month
        noticed_at = None
        if made_among(stage, Mistake.FORGOTTEN_EXIT, days):
            noticed_at = moment(stage.open_after(_round_on(stage, days), 1), 8, 52)
        leaks = leaks_on is not None and days[0] <= leaks_on <= days[-1]
        _plan_round(stage, _round_on(stage, days), leaks=leaks, noticed_at=noticed_at)
    if special_on is not None:
        stage.put(moment(special_on, 15, 5), partial(_special, stage))


def _round_on(stage: Stage, days: list[date]) -> date:
    return max(nth(days, NTH), stage.open_after(stage.since, 1))


def _rare_day(stage: Stage, back: int) -> date | None:
    day = stage.next_open(stage.until - timedelta(days=back))
    return day if day > stage.since + SETTLING else None


def _plan_round(stage: Stage, day: date, *, leaks: bool, noticed_at: datetime | None) -> None:
    """One of the staff goes in and looks at everything; the two sheets are written afterwards."""
    begins_at = moment(day, 10, chance(stage.seed, "round", day).randrange(5, 40))
    person = chance(stage.seed, "rounds", day).choice(stage.holders(STAFF, stage.since))
    plan_errand(stage, Errand(begins_at, ROUND_MINUTES, "月例点検", person, noticed_at=noticed_at))
    written_at = begins_at + timedelta(minutes=ROUND_MINUTES + 25)
    stage.put(written_at, lambda at: _server_room(stage.act(person, STAFF, at)))
    stage.put(
        written_at + timedelta(minutes=4),
        lambda at: _environment(stage, stage.act(person, STAFF, at), leaks=leaks),
    )


def _server_room(act: Act) -> None:
    enter(SERVER_ROOM, {"checked_on": act.on, "checker_id": int(act.person)}, act=act)


def _environment(stage: Stage, act: Act, *, leaks: bool) -> None:
    dice = chance(stage.seed, "environment", act.on)
    changed_on = stage.until - BATTERY_AGE
    while changed_on > act.on:
        changed_on -= BATTERY_LIFE
    facts = {
        "checked_on": act.on,
        "checker_id": int(act.person),
        "room_celsius": Decimal(208 + 14 * (act.on.month in HOT_MONTHS) + dice.randrange(15)).scaleb(-1),
        "humidity_percent": 38 + 12 * (act.on.month in HOT_MONTHS) + dice.randrange(9),
        "battery_replaced_on": changed_on,
        "battery_expires_on": changed_on + BATTERY_LIFE,
    }
    if leaks:
        facts |= {
            "air_conditioning": Finding.ANOMALY,
            "action_taken": "空調機の排水管の継手から水がにじむ。受け皿を置き、業者に修理を依頼した。",
        }
    row = enter(ENVIRONMENT, facts, act=act)
    if leaks:
        stage.put(act.at + timedelta(minutes=40), partial(_ask_for_money, stage, row))


def _ask_for_money(stage: Stage, check: Entry, at: datetime) -> None:
    """The repair costs money, and it is hot in there: the decision is made the same day."""
    act = stage.act_in_section(SECTION, at, "funds")
    facts = {
        "failed_on": act.on,
        "incident_reference": f"稼働環境点検簿 {check.line.number}番",
        "work": "サーバ室の空調機の排水管の継手を取り替える。",
    }
    fund = enter(RECOVERY_FUNDS, facts, act=act)

    def settle(then: datetime) -> None:
        decided = {
            "estimate_yen": ESTIMATE_YEN,
            "source": RecoveryFund.Source.BUDGETED,
            "contract": RecoveryFund.Contract.DIRECT,
            "direct_because": "少額であり、機器の保守業者のほかに部品を持つ者がいないため",
            "decision_number": stage.document_number(act.on),
            "decided_on": act.on,
        }
        again = stage.act_in_section(SECTION, then, "settled")
        amend(RECOVERY_FUNDS, fund, decided, reason="決裁を受けた", act=again)

    stage.put(moment(act.on, 15, 25), settle)


def _special(stage: Stage, at: datetime) -> None:
    act = stage.act_in_section(SECTION, at, "special")
    facts = {
        "arose_on": act.on,
        "statement": "庁舎の耐震補強工事の図面に、サーバ室の壁の配線の経路を示すよう求められた。",
        "no_other_clause_because": "入室も点検も伴わず、図面の開示の可否だけを決めるもので、どの条項にも当たらない。",
        "action_taken": "経路を伏せた図面を作り、工事の担当だけに渡した。",
        "done_on": act.on,
    }
    enter(SPECIAL_MATTERS, facts, act=act)
