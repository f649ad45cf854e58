"""災害: the procedure, the net, the yearly drill, and what was done when the typhoons came (第5条第4号ア)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from functools import partial

from django.utils import timezone

from sekisho.demo.rhythm import SETTLING, Turns, each_year, in_turn, last_before, months, nth
from sekisho.demo.stage import Stage, moment
from sekisho.kernel.models import Entry
from sekisho.kernel.queries import standing
from sekisho.kernel.verbs import amend, enter
from sekisho.ledgers.contacts import CONTACTS, Contact
from sekisho.ledgers.disaster import DISASTER, DisasterResponse
from sekisho.ledgers.disaster_drills import DISASTER_DRILLS
from sekisho.ledgers.disaster_plans import DISASTER_PLANS, DisasterPlan
from sekisho.ledgers.emergency_binders import EMERGENCY_BINDERS

SECTION, HEAD = "crisis_management", "crisis_management_head"
TITLE = "災害時の住基ネット対応手順"
REVIEWED, TRIED, DRILLED = (6, 11), (6, 5), (11, 5)
LIST_PLACE = "危機管理課 書棚1 赤い綴"
BINDER_DAY, BINDER_PLACES = 4, "危機管理課 書棚1、住民福祉課 窓口、副町長室、宿直室"
PAPERS = "危機管理課 書棚1、住民福祉課 窓口、支所 窓口"
# Post of the town, or who else; role when disaster strikes; by which means.
NET = (
    ("mayor", "災害対策本部長", Contact.Means.MOBILE),
    ("vice_mayor", "停止の決定の準備", Contact.Means.MOBILE),
    ("crisis_management_head", "連絡の取りまとめ", Contact.Means.MOBILE),
    ("resident_affairs_head", "窓口の継続", Contact.Means.MOBILE),
    ("property_information_head", "サーバの停止と再開", Contact.Means.MOBILE),
    ("general_affairs_head", "庁舎の管理", Contact.Means.MOBILE),
    ("resident_affairs_supervisor", "認証情報と端末", Contact.Means.HOME),
)
OUTSIDE = (("住基ネット担当", "県", "県への報告"), ("当番", "みはま野電算サービス", "サーバの保守"))


def plan_disasters(stage: Stage) -> None:
    """Procedure and net on the fourth day; each June both are looked at, each November they are tried."""
    in_turn(stage, moment(stage.open_after(stage.since, 3), 10, 35), _first(stage))
    for days in months(stage):
        if len(days) > BINDER_DAY:
            stage.put(moment(nth(days, BINDER_DAY), 11, 20), partial(_print_binder, stage))
    for day in each_year(stage, *TRIED):
        in_turn(stage, moment(stage.next_open(day), 9, 42), _try_net(stage))
    for day in each_year(stage, *REVIEWED):
        stage.put(moment(stage.next_open(day), 14, 55), partial(_review, stage))
    for day in each_year(stage, *DRILLED):
        if day > stage.since + SETTLING:
            stage.put(moment(stage.next_open(day), 16, 10), partial(_drill, stage))


def _print_binder(stage: Stage, at: datetime) -> None:
    facts = {"printed_on": timezone.localdate(at), "places": BINDER_PLACES}
    enter(EMERGENCY_BINDERS, facts, act=stage.act_in_section(SECTION, at, "binder"))


def plan_response(stage: Stage, day: date) -> None:
    """A typhoon on which the offices stay shut: only the section that meets it is there, from the morning on."""
    stage.put(moment(day, 6, 40), partial(_respond, stage))


def _first(stage: Stage) -> Turns:
    reviewed_on, tried_on = last_before(stage, *REVIEWED), last_before(stage, *TRIED)
    at = yield
    facts = {
        "version": "第3版",
        "title": TITLE,
        "changes": "停電のときの統合端末の止め方を加えた。",
        "reviewed_on": reviewed_on,
        "approved_on": reviewed_on,
        "decision_number": stage.document_number(reviewed_on),
        "paper_places": PAPERS,
        "next_review_on": reviewed_on.replace(year=reviewed_on.year + 1),
    }
    enter(DISASTER_PLANS, facts, act=stage.act_in_section(SECTION, at, "disaster"))
    for facts in _net(stage):
        at = yield
        tried = {"tried_on": tried_on, "result": Contact.Result.REACHED, "reached_on": tried_on}
        enter(CONTACTS, facts | tried, act=stage.act_in_section(SECTION, at, "net"))


def _net(stage: Stage) -> Iterator[dict[str, object]]:
    for position, (post, role, means) in enumerate(NET, 1):
        [holder, *_more] = stage.holders(post, stage.since)
        facts = {"person_id": int(holder), "organisation": "町", "role": role, "means": means}
        yield {"position": position, "list_place": LIST_PLACE, **facts}
    for position, (name, organisation, role) in enumerate(OUTSIDE, len(NET) + 1):
        facts = {"name": name, "organisation": organisation, "role": role, "means": Contact.Means.DESK}
        yield {"position": position, "list_place": LIST_PLACE, **facts}


def _try_net(stage: Stage) -> Turns:
    """Everybody is called, and whoever has changed is put right; a post that is empty is left as it is."""
    for position in range(1, len(NET) + len(OUTSIDE) + 1):
        at = yield
        act = stage.act_in_section(SECTION, at, "net")
        facts = {"tried_on": act.on, "result": Contact.Result.REACHED, "reached_on": act.on}
        post = NET[position - 1][0] if position <= len(NET) else ""
        if holders := stage.holders(post, act.on):
            facts |= {"person_id": int(holders[0])}
        row = standing(Contact, at).get(position=position)
        amend(CONTACTS, row, facts, reason="年に一度の連絡の試し", act=act)


def _plan_in_use(at: datetime) -> DisasterPlan:
    found = standing(DisasterPlan, at).select_related("line").order_by("reviewed_on", "line").last()
    assert found is not None, "the procedure was entered when the records began"
    return found


def _review(stage: Stage, at: datetime) -> None:
    """Mistake.UNHEEDED_LESSON: what the last drill asked for is not in it."""
    act = stage.act_in_section(SECTION, at, "disaster")
    facts = {"reviewed_on": act.on, "next_review_on": act.on.replace(year=act.on.year + 1)}
    amend(DISASTER_PLANS, _plan_in_use(at), facts, reason="年次の見直し。変更なし", act=act)


def _drill(stage: Stage, at: datetime) -> None:
    act = stage.act_in_section(SECTION, at, "drill")
    facts = {
        "drilled_on": act.on,
        "scenario": "勤務時間中に停電し、1時間たっても復旧しない。",
        "participants": "危機管理課、住民福祉課、管財情報課の11名と支所の2名",
        "plan": _plan_in_use(at).line,
        "minutes": 85,
        "not_done": "支所の統合端末を手順どおりに止められなかった。支所の紙の手順が一つ前の版だった。",
        "to_mend": "支所の紙の手順を差し替え、手順に支所の端末の止め方を加える。",
        "responsible_id": int(stage.holders(HEAD, act.on)[0]),
    }
    enter(DISASTER_DRILLS, facts, act=act)


def _respond(stage: Stage, at: datetime) -> None:
    act = stage.act_in_section(SECTION, at, "disaster")
    facts = {
        "began_at": moment(act.on, 5, 40),
        "kind": DisasterResponse.Kind.STORM,
        "course": "5時40分に臨時閉庁を決めた。6時30分に連絡網で全員に知らせた。",
        "effect": "端末とサーバに影響はない。",
        "juki_net": DisasterResponse.JukiNet.RUNNING,
    }
    row = enter(DISASTER, facts, act=act)
    stage.put(moment(act.on, 16, 40), partial(_end, stage, row, facts["course"]))


def _end(stage: Stage, row: Entry, course: object, at: datetime) -> None:
    act = stage.act_in_section(SECTION, at, "disaster")
    facts = {
        "course": f"{course}16時10分に警報が解け、サーバ室と窓口を見て回った。",
        "effect": "端末とサーバに影響はない。無停電電源の切替えが2回記録された。",
        "ended_on": act.on,
        "lessons": "連絡は1時間で全員に届いた。",
    }
    amend(DISASTER, row, facts, reason="対応を終えた", act=act)
