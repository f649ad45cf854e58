"""媒体・バックアップ・復元試験: a set of disks that go round, one of them always at the branch (第5条第1号コ)."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import partial

from django.utils import timezone

from sekisho.demo.chance import chance
from sekisho.demo.mistakes import Mistake, made_among
from sekisho.demo.rhythm import SETTLING, Turns, each_year, in_turn, weeks
from sekisho.demo.room import Errand, plan_errand
from sekisho.demo.stage import Stage, moment
from sekisho.kernel.queries import standing
from sekisho.kernel.verbs import amend, enter
from sekisho.ledgers.backups import BACKUPS, Backup
from sekisho.ledgers.media import MEDIA, Medium
from sekisho.ledgers.restore_tests import RESTORE_TESTS, RestoreTest

SECTION, STAFF = "resident_affairs", "resident_affairs_staff"
ROUND = ("M-01", "M-02", "M-03", "M-04")  # written one a week, in this order
OLD = "T-03"
SAFE, BRANCH = "本庁 耐火金庫", "支所 耐火金庫"
IN_USE_FOR, OLD_FOR = timedelta(days=640), timedelta(days=3300)  # when the records began
SCRAP_BACK = 260  # days before the last one on which the old tape was destroyed
GIGABYTE = 10**9
CHANGING = 12  # minutes that it takes to put another disk in


def plan_media(stage: Stage) -> None:
    """The media, a backup a week, the disk that goes to the branch, the yearly test, and the end of an old tape."""
    in_turn(stage, moment(stage.since, 13, 30), _first_media(stage))
    for days in weeks(stage):
        if days[0] > stage.since:
            stage.put(moment(days[0], 13, 20), partial(_go_round, stage))
        _plan_backup(stage, days)
    _plan_tests(stage)
    scrapped_on = stage.next_open(stage.until - timedelta(days=SCRAP_BACK))
    if scrapped_on > stage.since + SETTLING:
        stage.put(moment(scrapped_on, 11, 20), partial(_scrap, stage))


def _plan_tests(stage: Stage) -> None:
    """Each December; Mistake.LATE_RESTORE: the last one was forgotten and made up for in April."""
    for december in list(each_year(stage, 12, 8))[:-1]:
        stage.put(moment(stage.next_open(december), 14, 10), partial(_take_out_for_test, stage, ""))
    for april in list(each_year(stage, 4, 1))[-1:]:
        opinion = "前年度のうちに行う予定だったが、予備機の手配を忘れて4月になった。次は12月に行う。"
        stage.put(moment(stage.open_after(april, 5), 14, 10), partial(_take_out_for_test, stage, opinion))


def of_week(day: date) -> str:
    """The number of the disk that is written in the week of that day."""
    return ROUND[day.toordinal() // 7 % len(ROUND)]


def medium(number: str, at: datetime) -> Medium:
    """The medium of that number as known at that moment."""
    return standing(Medium, at).select_related("line").get(number=number)


def _first_media(stage: Stage) -> Turns:
    there = of_week(stage.since - timedelta(days=7))
    for number in (*ROUND, OLD):
        at = yield
        facts = {
            "number": number,
            "kind": Medium.Kind.DISK if number in ROUND else Medium.Kind.TAPE,
            "capacity": "2TB" if number in ROUND else "800GB",
            "use": f"週次バックアップ 第{ROUND.index(number) + 1}世代"
            if number in ROUND
            else "旧機器のバックアップ",
            "place": BRANCH if number == there else SAFE,
            "off_site": number == there,
            "started_on": stage.since - (IN_USE_FOR if number in ROUND else OLD_FOR),
        }
        enter(MEDIA, facts, act=stage.act_in_section(SECTION, at, "media"))


def _go_round(stage: Stage, at: datetime) -> None:
    """What was written last week goes to the branch, and what was there comes back."""
    fresh = of_week(timezone.localdate(at) - timedelta(days=7))
    for old in standing(Medium, at).filter(off_site=True).exclude(number=fresh).order_by("line"):
        act = stage.act_in_section(SECTION, at, "round")
        amend(MEDIA, old, {"place": SAFE, "off_site": False}, reason="支所から戻した", act=act)
    row = medium(fresh, at)
    if not row.off_site:
        act = stage.act_in_section(SECTION, at, "round")
        amend(MEDIA, row, {"place": BRANCH, "off_site": True}, reason="支所に移した", act=act)


def _plan_backup(stage: Stage, days: list[date]) -> None:
    """On the last day of the week: the disk is changed in the server room, and the backup looked at in the evening."""
    day = days[-1]
    if day >= stage.until:
        return
    begins_at = moment(day, 15, 40) + timedelta(minutes=chance(stage.seed, "backup", day).randrange(15))
    stage.put(begins_at, partial(_change, stage, made_among(stage, Mistake.KEPT_KEY, days)))
    if made_among(stage, Mistake.UNNOTICED_FAILURE, days):
        noticed_at = moment(stage.open_after(day, 1), 8, 58)
        stage.put(noticed_at, partial(_failed, stage, day))
        stage.put(noticed_at + timedelta(minutes=95), partial(_made, stage, of_week(day)))
    else:
        stage.put(begins_at + timedelta(minutes=78), partial(_made, stage, of_week(day)))


def _change(stage: Stage, keeps_key: bool, at: datetime) -> None:
    on = timezone.localdate(at)
    clerk = stage.act_in_post(STAFF, at, "backup").person
    key_back_at = moment(stage.open_after(on, 1), 8, 36) if keeps_key else None  # Mistake.KEPT_KEY
    plan_errand(stage, Errand(at, CHANGING, "バックアップ媒体の交換", clerk, key_back_at=key_back_at))


def _made(stage: Stage, number: str, at: datetime) -> None:
    """A backup that was looked at: begun more than half an hour ago, and whole."""
    act = stage.act_in_post(STAFF, at, "backup")
    dice = chance(stage.seed, "size", act.on)
    facts = {
        "taken_on": act.on,
        "started_at": at - timedelta(minutes=62),
        "ended_at": at - timedelta(minutes=dice.randrange(9, 20)),
        "target": Backup.Target.CS,
        "contents": "コミュニケーションサーバの全データ",
        "generation": f"第{ROUND.index(number) + 1}世代",
        "result": Backup.Result.SUCCESS,
        "completed_on": act.on,
        "medium": medium(number, at).line,
        "size_bytes": 212 * GIGABYTE + dice.randrange(9 * GIGABYTE),
        "place": SAFE,
        "maker_id": int(act.person),
    }
    enter(BACKUPS, facts, act=act)


def _failed(stage: Stage, day: date, at: datetime) -> None:
    """Mistake.UNNOTICED_FAILURE: nobody looked on Friday evening."""
    act = stage.act_in_post(STAFF, at, "failed")
    facts = {
        "taken_on": day,
        "started_at": moment(day, 16, 0),
        "target": Backup.Target.CS,
        "contents": "コミュニケーションサーバの全データ",
        "generation": f"第{ROUND.index(of_week(day)) + 1}世代",
        "result": Backup.Result.FAILURE,
        "medium": medium(of_week(day), at).line,
        "remedy": "接続の緩みにより途中で止まっていた。金曜日の夕方に結果を確かめず、週明けに気付いた。接続を直し、直ちに取り直す。",
    }
    enter(BACKUPS, facts, act=act)


def _take_out_for_test(stage: Stage, opinion: str, at: datetime) -> None:
    """A disk that is not at the branch goes to the contractor's test room for two days."""
    act = stage.act_in_post(STAFF, at, "test")
    here = standing(Medium, at).filter(off_site=False, disposed_on__isnull=True)
    done = standing(Backup, at).filter(result=Backup.Result.SUCCESS, medium__in=here.values("line"))
    backup = done.select_related("line").order_by("taken_on", "line").last()
    if backup is None:
        return  # a history so short that every backup of it is at the branch
    row = standing(Medium, at).select_related("line").get(line=backup.medium_id)
    out = {"taken_out_on": act.on, "taken_out_by_id": int(act.person), "taken_to": "保守業者の試験室"}
    out["back_by_on"] = stage.open_after(act.on, 3)
    row = amend(MEDIA, row, out, reason="復元試験のため持ち出した", act=act)
    stage.put(moment(stage.open_after(act.on, 2), 15, 30), partial(_tested, stage, row, backup, opinion))


def _tested(stage: Stage, row: Medium, backup: Backup, opinion: str, at: datetime) -> None:
    act = stage.act_in_post(STAFF, at, "test")
    amend(MEDIA, row, {"brought_back_on": act.on}, reason="復元試験を終えて持ち帰った", act=act)
    count = 15_200 + chance(stage.seed, "residents", act.on).randrange(300)
    facts = {
        "tested_on": act.on,
        "backup": backup.line,
        "restored_to": "保守業者の試験室の予備機",
        "verification": "件数の突合と、無作為に選んだ20件の内容の目視",
        "expected": count,
        "found": count,
        "result": RestoreTest.Result.RESTORED,
        "restored_on": act.on,
        "tester_id": int(act.person),
        "opinion": opinion,
    }
    enter(RESTORE_TESTS, facts, act=act)


def _scrap(stage: Stage, at: datetime) -> None:
    act = stage.act_in_section(SECTION, at, "scrap")
    witness = next(one for one in stage.holders(STAFF, act.on) if one != act.person)
    facts = {
        "disposed_on": act.on,
        "disposal": "destroyed",
        "witness_id": int(witness),
        "proof": "破砕の前後の写真 住民福祉課 書棚2",
    }
    amend(MEDIA, medium(OLD, at), facts, reason="旧機器の撤去により不要となった", act=act)
