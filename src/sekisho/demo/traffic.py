"""通信ログ: what the firewalls' own screens say each morning, and who looks through it each week (第5条第1号カ).

Only on the last morning are the firewalls pointed here. Until then somebody copies their figures.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import partial

from django.utils import timezone

from sekisho.demo.chance import chance
from sekisho.demo.firewalls import HALL_NAME
from sekisho.demo.rhythm import weeks
from sekisho.demo.stage import ONE_DAY, Stage, moment
from sekisho.kernel.verbs import enter
from sekisho.ledgers.firewall_logs import FIREWALL_LOGS
from sekisho.ledgers.firewall_reviews import FIREWALL_REVIEWS

SECTION, STAFF = "resident_affairs", "resident_affairs_staff"
NOTICED = (
    ("同じ宛先への拒否が続く", "複合機の更新の確認先が変わったためと分かり、設定を改めた。"),
    ("夜間に拒否が増えた", "外からの走査であり、全て止まっている。翌週も見る。"),
)


def plan_traffic(stage: Stage) -> None:
    """Each day the figures, each week the review. Mistake.NEGLECTED_REVIEW: nobody made that of the last week."""
    for day in stage.days(stage.since, stage.until):
        at = moment(day, 9, 20) + timedelta(seconds=chance(stage.seed, "traffic", day).randrange(20 * 60))
        stage.put(at, partial(_copy, stage))
    whole = [days for days in weeks(stage) if days[-1] < stage.until]
    for days in whole[:-1]:
        stage.put(moment(days[-1], 11, 10), partial(_review, stage))


def messages(stage: Stage, day: date) -> int:
    """How many the hall's firewall wrote on that day."""
    busy = 5 if stage.is_open(day) else 1
    return busy * (6_000 + chance(stage.seed, "messages", day).randrange(2_500))


def _copy(stage: Stage, at: datetime) -> None:
    """From the last day of work on, up to yesterday."""
    on = timezone.localdate(at)
    first_on, last_on = stage.previous_open(on - ONE_DAY), on - ONE_DAY
    count = sum(messages(stage, first_on + n * ONE_DAY) for n in range((last_on - first_on).days + 1))
    facts = {
        "checked_on": on,
        "source": HALL_NAME,
        "first_on": first_on,
        "last_on": last_on,
        "received": count,
        "stored": count,
        "remarks": "装置の画面から転記。ログは装置に保存",
    }
    enter(FIREWALL_LOGS, facts, act=stage.act_in_post(STAFF, at, "traffic"))


def _review(stage: Stage, at: datetime) -> None:
    """The week up to yesterday."""
    act = stage.act_in_section(SECTION, at, "review")
    dice = chance(stage.seed, "review", act.on)
    noticed, action = dice.choice(NOTICED) if dice.randrange(9) == 0 else ("", "")
    facts = {
        "first_on": act.on - timedelta(days=7),
        "last_on": act.on - ONE_DAY,
        "reviewed_on": act.on,
        "reviewer_id": int(act.person),
        "refused": 300 + dice.randrange(900),
        "warned": dice.randrange(6),
        "noticed": noticed,
        "action_taken": action,
    }
    enter(FIREWALL_REVIEWS, facts, act=act)
