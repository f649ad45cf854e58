"""カード: received by the box, handed out one by one, counted at the end of each month (第5条第1号ス)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from random import Random

from sekisho.demo.chance import chance
from sekisho.demo.mistakes import Mistake, made_among
from sekisho.demo.rhythm import SETTLING, months, nth
from sekisho.demo.stage import Stage, moment
from sekisho.kernel.acts import Act
from sekisho.kernel.verbs import amend, enter
from sekisho.ledgers.card_counts import CARD_COUNTS, CardCount
from sekisho.ledgers.cards import CARDS, CardMovement

STAFF, SUPERVISOR = "resident_affairs_staff", "resident_affairs_supervisor"
BOX = 40  # cards that come at a time
MY_NUMBER, RESIDENT = CardMovement.Kind.MY_NUMBER, CardMovement.Kind.RESIDENT
FOUND_BACK = 160  # days before the last one on which an old card was found in a drawer


@dataclass(slots=True)
class Safe:
    """What lies in the safe: `unissued` cards, and `spent` ones (returned or spoiled) until they are destroyed."""

    unissued: int
    spent: int = 0

    @property
    def balance(self) -> int:
        """All of them: the balance of the ledger."""
        return self.unissued + self.spent


def plan_cards(stage: Stage) -> None:
    """Movements on most days; on the last day of each month what is spent is destroyed and the rest counted."""
    safe = Safe(30 + chance(stage.seed, "cards").randrange(20))
    stage.put(moment(stage.since, 15, 12), partial(_begin, stage, safe))
    for days in months(stage):
        for day in days:
            if day > stage.since and (day == days[-1] or chance(stage.seed, "card day", day).randrange(4)):
                last = day == days[-1]
                stage.put(moment(day, 16, 45), partial(_move, stage, safe, last))
        short = made_among(stage, Mistake.SHORT_COUNT, days)
        if days[-1] > stage.since:
            stage.put(moment(days[-1], 17, 2), partial(_count, stage, safe, short))
    found_on = stage.next_open(stage.until - timedelta(days=FOUND_BACK))
    if found_on > stage.since + SETTLING:
        stage.put(moment(found_on, 11, 5), partial(_old_card, stage))


def _begin(stage: Stage, safe: Safe, at: datetime) -> None:
    facts = {"carried": safe.balance, "balance": safe.balance, "remarks": "紙の受払簿から繰り越した"}
    _enter(stage, MY_NUMBER, facts, stage.act_in_post(STAFF, at, "cards"))


def _move(stage: Stage, safe: Safe, is_last: bool, at: datetime) -> None:
    act = stage.act_in_post(STAFF, at, "cards")
    dice = chance(stage.seed, "cards", act.on)
    facts = {"carried": safe.balance, **_day(dice, safe), "balance": 0}
    if is_last and safe.spent:
        facts |= {"destroyed": safe.spent, "destruction": CardMovement.Destruction.CHIP}
        safe.spent = 0
    facts["balance"] = safe.balance
    _enter(stage, MY_NUMBER, facts, act)


def _day(dice: Random, safe: Safe) -> dict[str, object]:
    """The cards that came and went on one day; `safe` holds afterwards what is left."""
    received = BOX if safe.unissued < BOX // 2 else 0
    issued = min(dice.randrange(1, 5), safe.unissued + received)
    returned, spoiled = int(dice.randrange(5) == 0), int(dice.randrange(30) == 0)
    spoiled = min(spoiled, safe.unissued + received - issued)
    safe.unissued += received - issued - spoiled
    safe.spent += returned + spoiled
    return {"received": received, "issued": issued, "returned": returned, "spoiled": spoiled}


def _enter(stage: Stage, kind: CardMovement.Kind, facts: dict[str, object], act: Act) -> None:
    checker = next(one for one in stage.holders(STAFF, act.on) if one != act.person)
    common = {"moved_on": act.on, "kind": kind, "checker_id": int(checker)}
    enter(CARDS, {**common, **facts}, act=act)


def _count(stage: Stage, safe: Safe, short: bool, at: datetime) -> None:
    act = stage.act_in_post(STAFF, at, "count")
    [supervisor, *_more] = stage.holders(SUPERVISOR, act.on)
    facts = {
        "counted_on": act.on,
        "kind": MY_NUMBER,
        "in_ledger": safe.balance,
        "found": safe.balance,
        "outcome": CardCount.Outcome.AGREES,
        "counter_id": int(act.person),
        "witness_id": int(supervisor),
    }
    if short:  # Mistake.SHORT_COUNT
        facts |= {
            "found": safe.balance - 1,
            "outcome": CardCount.Outcome.DIFFERS,
            "explanation": "1枚足りない。交付の控えと受払簿を照らし、置き場所を探している。",
        }
    row = enter(CARD_COUNTS, facts, act=act)
    if short:
        _plan_explanation(stage, row, act.on)


def _plan_explanation(stage: Stage, row: object, counted_on: date) -> None:
    assert isinstance(row, CardCount)

    def explain(at: datetime) -> None:
        explanation = (
            "1枚足りなかった。翌月、交付窓口の引出しの封筒から見つかり、金庫に戻した。"
            "受払簿に誤りはない。封筒を使うのをやめた。"
        )
        act = stage.act_in_post(SUPERVISOR, at)
        amend(CARD_COUNTS, row, {"explanation": explanation}, reason="足りなかった1枚が見つかった", act=act)

    following = next(days for days in months(stage) if days[0] > counted_on)
    stage.put(moment(nth(following, 12), 14, 40), explain)


def _old_card(stage: Stage, at: datetime) -> None:
    """A resident card comes to light: found and destroyed on the same day, in two lines."""
    act = stage.act_in_post(STAFF, at, "old card")
    remarks = "保存文書の間から見つかった、失効した住基カード"
    _enter(stage, RESIDENT, {"carried": 0, "returned": 1, "balance": 1, "remarks": remarks}, act)

    def destroy(then: datetime) -> None:
        again = stage.act_in_post(STAFF, then, "old card")
        facts = {"carried": 1, "destroyed": 1, "balance": 0, "destruction": CardMovement.Destruction.CHIP}
        _enter(stage, RESIDENT, facts, again)
        none = {"counted_on": again.on, "kind": RESIDENT, "in_ledger": 0, "found": 0}
        counted = none | {"outcome": CardCount.Outcome.AGREES, "counter_id": int(again.person)}
        enter(CARD_COUNTS, counted, act=again)

    stage.put(at + timedelta(minutes=50), destroy)
