"""委託業者の保守点検: the firms, their visits, and what the chief is told of them (第5条第1号ク)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial

from sekisho.demo.chance import chance
from sekisho.demo.mistakes import Mistake, made_on
from sekisho.demo.reports import CHIEF, duty_of, to_be_read
from sekisho.demo.rhythm import Turns, in_turn
from sekisho.demo.room import Errand, plan_errand
from sekisho.demo.stage import Stage, moment
from sekisho.kernel.models import Entry, Line
from sekisho.kernel.queries import standing
from sekisho.kernel.town import open_days
from sekisho.kernel.verbs import amend, enter, submit
from sekisho.ledgers.contractors import CONTRACTORS, Contractor
from sekisho.ledgers.maintenance_reports import MAINTENANCE_REPORTS, MaintenanceReport
from sekisho.rules.due import occurrence_of
from sekisho.rules.fiscal import fiscal_year, fiscal_year_label, fiscal_year_span
from sekisho.rules.wareki import wareki

SECTION, SUPERVISOR = "resident_affairs", "resident_affairs_supervisor"
EVERY, FIRST_BACK = 68, 31  # days between two visits, and from the latest to the last day
NEXT_VISIT = timedelta(days=EVERY)
MINUTES = 95
SURVEYED, APPROVED = timedelta(days=40), timedelta(days=12)  # before the contract


@dataclass(frozen=True, slots=True)
class Firm:
    """A firm of the town's own invention, with what it does and who comes."""

    name: str
    work: str
    worker: str
    place: str
    certificate: str = ""
    subcontractors: str = ""


SERVERS = Firm("みはま野電算サービス", "サーバ・統合端末の保守", "保田 圭介", "サーバ室・窓口", "ISMS認証")
NETWORK = Firm(
    "ひいらぎ谷通信工業",
    "ネットワーク・ファイアウォールの保守",
    "根来 真司",
    "サーバ室",
    "プライバシーマーク",
    "夜間の監視(ひいらぎ谷テクノ)",
)
COOLING = Firm("くすの木坂空調設備", "サーバ室の空調・無停電電源の保守", "東条 良太", "サーバ室")
RECYCLING = Firm("わかば丘情報リサイクル", "記憶媒体の破砕", "", "庁舎 搬入口")
FIRMS = (SERVERS, NETWORK, COOLING, RECYCLING)

VISITS = (
    (SERVERS, "コミュニケーションサーバの定期点検。ファン清掃、ログ容量の確認。異常なし。"),
    (SERVERS, "統合端末の保守点検。静脈読取装置の清掃と読取試験。サーバ室の集線装置も確かめた。異常なし。"),
    (NETWORK, "ファイアウォールの保守点検。設定の控えを取り、更新を適用。再起動後の通信を確認。"),
    (SERVERS, "バックアップ装置の保守点検。読取部の清掃。読み戻し試験に合格。"),
    (COOLING, "空調機と無停電電源装置の定期点検。フィルタ清掃、電池の電圧の測定。異常なし。"),
)


def plan_firms(stage: Stage) -> None:
    """The contracts that run when the records begin, and each April those of the new fiscal year."""
    first, until = fiscal_year_span(fiscal_year(stage.since))
    in_turn(stage, moment(stage.since, 14, 31), _contracts(stage, first, until))
    for year in range(fiscal_year(stage.since) + 1, fiscal_year(stage.until) + 1):
        first, until = fiscal_year_span(year)
        if first < stage.until:
            in_turn(stage, moment(stage.next_open(first), 13, 15), _contracts(stage, first, until))
            in_turn(stage, moment(stage.open_after(first, 20), 10, 5), _certificates(stage, first))


def plan_visits(stage: Stage) -> None:
    """A visit every other month, and one that nobody told the chief of."""
    unentered = made_on(stage, Mistake.UNENTERED_VISIT)
    for back in range(FIRST_BACK, (stage.until - stage.since).days - 7, EVERY):
        visited_on = stage.next_open(stage.until - timedelta(days=back))
        plan_visit(stage, visited_on, read_after=back % 3, entered=visited_on != unentered)
    unreported = made_on(stage, Mistake.UNREPORTED_VISIT)
    if unreported is not None:
        plan_visit(stage, unreported, reported=False)


def plan_visit(
    stage: Stage, visited_on: date, *, read_after: int = 0, entered: bool = True, reported: bool = True
) -> None:
    """A contractor's visit: into the room and out, the sheet, and the report to the chief the next open day.

    Not `reported` is Mistake.UNREPORTED_VISIT, not `entered` Mistake.UNENTERED_VISIT.
    """
    while visited_on in stage.visits:
        visited_on = stage.open_after(visited_on, 1)  # two firms never come on one day
    stage.visits.add(visited_on)
    firm, work = chance(stage.seed, "maintenance", visited_on).choice(VISITS)
    begins_at = moment(visited_on, 13, 30) + timedelta(
        minutes=chance(stage.seed, "visit", visited_on).randrange(20)
    )
    errand = Errand(
        begins_at,
        MINUTES,
        "保守点検",
        visitor=firm.worker,
        organisation=firm.name,
        brought_in="保守用の端末と工具",
    )
    if entered:
        plan_errand(stage, errand)
    done_at = errand.left_at + timedelta(minutes=14)
    stage.put(
        done_at, lambda at: _write_down(stage, errand, work, at, read_after=read_after, reported=reported)
    )


def _write_down(
    stage: Stage, errand: Errand, work: str, at: datetime, *, read_after: int, reported: bool
) -> None:
    act = stage.act_in_section(SECTION, at, "visit")
    facts = {
        "contractor": _contract(errand.organisation, act.on, at),
        "workers": errand.visitor,
        "kind": MaintenanceReport.Kind.REGULAR,
        "visited_on": act.on,
        "began_at": errand.began_at.time(),
        "ended_at": errand.left_at.time(),
        "work": work,
        "witness_id": int(act.person),
        "document": "作業報告書 保守点検綴",
        "next_on": stage.next_open(act.on + NEXT_VISIT),
    }
    row = enter(MAINTENANCE_REPORTS, facts, act=act)
    if reported and stage.text_held(act.on):
        made_on_day = stage.open_after(act.on, 1)
        stage.put(stage.in_hours(made_on_day, "maintenance"), partial(_report, stage, row, read_after))


def _report(stage: Stage, row: Entry, read_after: int, at: datetime) -> None:
    assert isinstance(row, MaintenanceReport)
    visited_on = row.visited_on
    rule = duty_of("maintenance-report")
    report = submit(
        rule,
        title=f"保守点検の報告({wareki(visited_on)}実施)",
        statement=f"{row.work}立会い: 住民福祉課。業者の作業報告書は保守点検綴に保管。",
        act=stage.act_in_section(SECTION, at, "maintenance"),
        about_line=row.line,
        occurrence=occurrence_of(rule, visited_on, open_days(), occurred_on=[visited_on]),
    )
    to_be_read(stage, report, CHIEF, at, after=read_after, remark="")


# --- contracts ----------------------------------------------------------------------


def _contract(name: str, on: date, at: datetime) -> Line:
    """The line of the firm's contract of that day."""
    found = standing(Contractor, at).filter(name=name, contract_from__lte=on, contract_until__gt=on)
    return found.select_related("line").get().line


def _contracts(stage: Stage, first: date, until: date) -> Turns:
    for firm in FIRMS:
        at = yield
        facts = {
            "name": firm.name,
            "work": firm.work,
            "contract_from": first,
            "contract_until": until,
            "surveyed_on": first - SURVEYED,
            "approved_on": first - APPROVED,
            "subcontracting": "allowed" if firm.subcontractors else "none",
            "subcontractors": firm.subcontractors,
            "workers": f"従事者名簿({fiscal_year_label(fiscal_year(first))}) 保守点検綴",
            "place": firm.place,
            "certificate": firm.certificate,
            "certificate_until": until.replace(month=9, day=1) if firm.certificate else None,
        }
        enter(CONTRACTORS, facts, act=stage.act_in_post(SUPERVISOR, at))


def _certificates(stage: Stage, ended_on: date) -> Turns:
    """After the end of a contract: how things stood was confirmed, and what was lent came back."""
    for firm in FIRMS:
        at = yield
        row = standing(Contractor, at).get(name=firm.name, contract_until=ended_on)
        act = stage.act_in_post(SUPERVISOR, at)
        facts = {"confirmed_on": act.on, "returned_on": act.on}
        amend(CONTRACTORS, row, facts, reason="契約の終了に伴う返還・廃棄の証明書を受け取った", act=act)
