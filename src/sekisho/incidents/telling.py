"""通報: who outside is told, by telephone at once and on paper afterwards; the report to the governor (第4条第2項後段)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils import timezone

from sekisho.incidents.case import Case
from sekisho.incidents.reporting import DRILL
from sekisho.kernel.acts import Act
from sekisho.kernel.records import writing
from sekisho.kernel.town import pack
from sekisho.kernel.verbs import enter
from sekisho.ledgers.disconnection_runs import DisconnectionRun
from sekisho.ledgers.emergency_notices import EMERGENCY_NOTICES, EmergencyNotice
from sekisho.rules.model import Recipient
from sekisho.rules.wareki import wareki


def recipients() -> tuple[Recipient, ...]:
    """Who is told of a disconnection, in the order of the pack."""
    rule = pack().disconnection
    named = rule.recipients if rule is not None else ()
    return tuple(one for one in pack().recipients if one.id in named)


def governor() -> Recipient | None:
    """Whom the regulation itself orders to be told: the first recipient that has a clause."""
    return next((one for one in recipients() if one.clause is not None), None)


@writing()
def tell(
    case: Case, chosen: list[str], statement: str, *, told_at: datetime, act: Act
) -> list[EmergencyNotice]:
    """Put on record that these were told by word of mouth; one entry each."""
    written = [
        enter(
            EMERGENCY_NOTICES,
            {**_about(case), "recipient": one, "told_at": told_at, "statement": statement},
            act=act,
        )
        for one in chosen
    ]
    return [one for one in written if isinstance(one, EmergencyNotice)]


def report_to_governor(
    case: Case, facts: dict[str, Any], *, act: Act
) -> EmergencyNotice:  # Any: facts of an entry
    """知事への報告: number, dispatch and receipt. It discharges the duty once it is known to have arrived."""
    addressee = governor()
    assert addressee is not None, "the page is only there where the pack names somebody"
    row = enter(EMERGENCY_NOTICES, {**_about(case), "recipient": addressee.id, **facts}, act=act)
    assert isinstance(row, EmergencyNotice)
    return row


def draft_for_governor(case: Case) -> str:
    """The text of the report, from the facts on record, for the head of the town to correct. In Japanese: it is sent."""
    incident, sheet, order = case.incident, case.sheet, case.order
    rule, addressee = pack().disconnection, governor()
    cut, back = case.run("cut"), case.reconnection
    lines = [
        f"{DRILL if incident.is_drill else ''}{addressee.name.ja if addressee else ''} 様",
        f"{pack().name.ja}長",
        "住民基本台帳ネットワークシステムの切離し等について(報告)",
        f"{_label(rule.clause) if rule else ''}により、次のとおり報告します。",
        f"1 覚知 {_moment(incident.known_at)}",
        f"2 概要 {incident.summary}",
        f"3 危険にさらされたデータ {sheet.at_risk if sheet else '調査中'}",
        f"4 措置 {_measure(case)} 決定 {_moment(order.decided_at) if order else '―'}",
        f"5 実施 {_moment(cut.executed_at) if cut else '―'} 確認 {_verified(cut)}",
        f"6 窓口への影響 {sheet.counters if sheet else '―'}",
        f"7 つなぎ直す条件 {sheet.conditions if sheet else '―'}",
        f"8 つなぎ直しの決定 {_moment(back.decided_at) if back else '未定'}",
    ]
    return "\n".join(lines)


def _about(case: Case) -> dict[str, object]:
    return {"incident": case.incident.line, "is_drill": case.incident.is_drill}


def _label(clause: str) -> str:
    return next((one.label for one in pack().clauses if one.id == clause), clause)


def _measure(case: Case) -> str:
    option = case.option
    if option is not None:
        return option.title.ja
    return case.order.because if case.order else "―"


def _verified(run: DisconnectionRun | None) -> str:
    if run is None or run.verified_at is None:
        return "―"
    return f"{_moment(run.verified_at)} {dict(DisconnectionRun.Seen.choices)[run.seen]}"


def _moment(value: datetime) -> str:
    local = timezone.localtime(value)
    return f"{wareki(local.date())} {local:%H時%M分}"
