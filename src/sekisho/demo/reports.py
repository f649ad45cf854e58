"""Reports and what follows: anomalies, a loss; read by the chief or by whoever acts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from sekisho.demo.stage import Stage, moment
from sekisho.kernel.acts import Act
from sekisho.kernel.models import Report
from sekisho.kernel.town import duty, open_days
from sekisho.kernel.verbs import acknowledge, submit
from sekisho.ledgers.credentials import Credential
from sekisho.ledgers.daily_checks import DailyCheck
from sekisho.rules.due import occurrence_of
from sekisho.rules.model import Duty
from sekisho.rules.wareki import wareki

SECTION = "resident_affairs"
CHIEF, MAYOR = "chief", "principal"


@dataclass(frozen=True, slots=True)
class Anomaly:
    """What a daily check can find: the item, what was seen of it, and what was done."""

    item: str
    seen: str
    action: str


ANOMALIES = (
    Anomaly(
        "terminals", "統合端末1が起動しない", "電源ケーブルの緩みを直し、起動と業務アプリの接続を確かめた。"
    ),
    Anomaly(
        "backup_last_night",
        "前夜のバックアップが媒体の不良で終わっていない",
        "媒体を新しいものに替え、9時10分に取り直して結果を確かめた。不良の媒体は金庫に保管している。",
    ),
    Anomaly(
        "network",
        "通信が断続的に切れる",
        "集線装置の差込口を替えて回復した。10分ほど窓口の処理を紙の受付票で行った。",
    ),
    Anomaly(
        "virus_definitions",
        "統合端末3のウイルス定義が3日前のまま",
        "手で更新し、全体の検査をして異常のないことを確かめた。",
    ),
)
WAITING = Anomaly(
    "warning_lamps",
    "無停電電源装置の電池交換ランプが点灯している",
    "業者に連絡し、電池の納期を確かめている。電源は商用のまま正常。",
)


@dataclass(frozen=True, slots=True)
class Pace:
    """How fast a report goes: open days until it is made, then until it is read."""

    made_after: int = 0
    read_after: int = 0


def report_anomaly(stage: Stage, check: DailyCheck, anomaly: Anomaly, at: datetime, pace: Pace) -> None:
    """The joint report on what the daily check found; it discharges the occurrence of that day."""
    on = timezone.localdate(at)
    made_at = at + timedelta(minutes=25)
    if pace.made_after:
        made_at = moment(stage.open_after(on, pace.made_after), 9, 40)

    def make(then: datetime) -> None:
        joint = duty_of("joint-report")
        statement = (
            f"{wareki(on)} {check.checked_at:%H時%M分}、日次点検で発見: {anomaly.seen}。"
            f"処置: {anomaly.action}管財情報課長とともに報告する。"
        )
        report = submit(
            joint,
            title=f"{anomaly.seen}件",
            statement=statement,
            act=stage.act_in_section(SECTION, then, "report"),
            about_line=check.line,
            occurrence=occurrence_of(joint, on, open_days(), occurred_on=[on]),
        )
        to_be_read(
            stage,
            report,
            CHIEF,
            then,
            after=pace.read_after,
            remark="確認した。再発のときは直ちに連絡すること。",
        )

    if stage.text_held(on):
        stage.put(made_at, make)


def report_loss(stage: Stage, credential: Credential, at: datetime) -> None:
    """The loss of a credential: to the chief at once, and by the chief to the mayor."""

    def make(then: datetime) -> None:
        report = submit(
            duty_of("joint-report"),
            title="操作者照合暗証番号の通知書の紛失",
            statement=(
                f"{credential.serial}の通知書を職員が紛失した。直ちに失効させ、失効までの使用がないことを"
                "操作履歴で確かめた。管財情報課長とともに報告する。"
            ),
            act=stage.act_in_section(SECTION, then, "loss"),
            about_line=credential.line,
        )
        to_be_read(
            stage, report, CHIEF, then, remark="町長に報告する。通知書の保管を全員に確かめさせること。"
        )
        tomorrow = moment(stage.open_after(timezone.localdate(then), 1), 13, 30)
        stage.once_filled(CHIEF, tomorrow, lambda act: _tell_the_mayor(stage, act, credential))

    if stage.text_held(timezone.localdate(at)):
        stage.put(at, make)


def _tell_the_mayor(stage: Stage, act: Act, credential: Credential) -> None:
    report = submit(
        duty_of("incident-report-to-mayor"),
        title="認証情報の紛失について",
        statement=f"{credential.serial}の通知書の紛失があった。失効させ、不正な使用のないことを確かめた。",
        act=act,
        about_line=credential.line,
    )
    to_be_read(stage, report, MAYOR, act.at, remark="了承。会議で再発防止を確かめること。")


def to_be_read(stage: Stage, report: Report, role: str, at: datetime, *, remark: str, after: int = 0) -> None:
    """Whoever fills the role reads it: the same afternoon, or `after` open days later."""
    made_on = timezone.localdate(at)
    read_at = at + timedelta(minutes=35 + at.minute)
    if after or read_at > moment(made_on, 17, 10):
        read_at = moment(stage.open_after(made_on, max(after, 1)), 8, 50, at.second)
    stage.once_filled(role, read_at, lambda act: acknowledge(report, act=act, remark=remark))


def duty_of(identifier: str) -> Duty:
    """The pack's duty of that id."""
    found = duty(identifier)
    assert found is not None, f"the rule pack has no duty {identifier}"
    return found
