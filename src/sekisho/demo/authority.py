"""権限の照合: each month the operations of the month before, held against who might do what (第5条第1号ウ)."""

from __future__ import annotations

from datetime import date, datetime
from functools import partial

from django.db.models import Sum
from django.utils import timezone

from sekisho.demo.chance import chance
from sekisho.demo.rhythm import months, nth
from sekisho.demo.stage import ONE_DAY, Stage
from sekisho.kernel.queries import standing
from sekisho.kernel.verbs import enter
from sekisho.ledgers.authority_checks import AUTHORITY_CHECKS
from sekisho.ledgers.operation_histories import OperationHistory

SUPERVISOR, HEAD = "resident_affairs_supervisor", "resident_affairs_head"
NTH, SAMPLE = 7, 20
FINDINGS = (
    "時間外の照会。窓口の延長日であり、受付簿と合う。",
    "事由の空いた照会。申請書があり、入力の漏れと分かった。本人に注意した。",
    "続けて20件を超える照会。年金の現況届の確認であり、係長の指示による。",
)


def plan_authority_checks(stage: Stage) -> None:
    """From the second month on; of the first the section had matched on paper what came before the records."""
    for days in months(stage):
        day = nth(days, NTH)
        if day > stage.since:
            stage.put(stage.in_hours(day, "authority"), partial(_check, stage))


def _check(stage: Stage, at: datetime) -> None:
    """Every operation of the last month; a doubt or two, each looked into at once."""
    on = timezone.localdate(at)
    last_on = on.replace(day=1) - ONE_DAY
    first_on = last_on.replace(day=1)
    dice = chance(stage.seed, "doubts", first_on)
    operations, doubtful = _operations(stage, first_on, last_on, at), dice.randrange(3)
    facts = {
        "first_on": first_on,
        "last_on": last_on,
        "checked_on": on,
        "operations": operations,
        "matched": operations - doubtful,
        "doubtful": doubtful,
        "decided": doubtful,
        "sampled": min(SAMPLE, operations),
        "findings": "".join(dice.sample(FINDINGS, doubtful)),
        "settled_on": on,
        "approver_id": int(stage.holders(HEAD, on)[0]),
    }
    act = stage.act_in_post(SUPERVISOR, at)
    enter(AUTHORITY_CHECKS, facts | {"checker_id": int(act.person)}, act=act)


def _operations(stage: Stage, first_on: date, last_on: date, at: datetime) -> int:
    """As many as were taken in; where none were, as many as the section says."""
    taken = standing(OperationHistory, at).filter(first_on__gte=first_on, last_on__lte=last_on)
    counted: int | None = taken.aggregate(n=Sum("stored"))["n"]
    return counted or 900 + chance(stage.seed, "operations", first_on).randrange(500)
