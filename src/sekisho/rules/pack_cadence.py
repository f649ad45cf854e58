"""One inline table → a cadence and its basis: how a pack says when a duty falls due."""

from __future__ import annotations

from sekisho.rules.cadences import (
    Cadence,
    EachOpenDay,
    Monthly,
    Promptly,
    Shift,
    Standing,
    Weekly,
    Within,
    Yearly,
)
from sekisho.rules.model import Basis
from sekisho.rules.pack_fields import Table

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
EACH = ("open_day", "week", "month", "fiscal_year")
EVENTS = (
    "anomaly",  # 異常・事故の発見
    "incident",  # 事故
    "unsafe_finding",  # 個人情報の保護が適切でないと認めたとき
    "disconnection",  # 切離し
    "instruction",  # 指示を受けたとき
    "meeting",
    "meeting_called",  # 会議
    "maintenance_visit",  # 業者の保守点検
    "personnel_change",  # 異動
    "credential_change",  # 認証情報の交付・返納・失効
    "terminal_change",  # 端末の設置・移動・撤去
    "asset_change",  # 情報資産の増減
    "printout",  # 帳票の出力
    "card_movement",  # カードの受入・交付・廃棄
    "room_entry",  # 入室
    "recovery_cost",  # 財政支出を伴う障害復旧
    "special_matter",  # その他特別な事項
    "disaster",  # 災害
)
MONTHS_APART = (1, 2, 3, 4, 6)  # what divides a fiscal year


def cadence(table: Table) -> tuple[Cadence, Basis]:
    """`{ each = … }`, `{ on = … }` or `{ standing = true }`, each with its `basis`."""
    basis = table.choice("basis", Basis)
    if table.has("each"):
        return _each(table), basis
    if table.has("on"):
        return _on_event(table), basis
    if not (table.has("standing") and table.flag("standing")):
        table.report(
            "each",
            "周期がありません。each(定期)、on(出来事があったとき)、standing = true(常時)のどれかを書いてください。",
            "No cadence. Write one of: each (regular), on (when something happens), standing = true (always).",
        )
    return Standing(), basis


def _each(table: Table) -> Cadence:
    match table.word_of("each", EACH):
        case "open_day":
            return EachOpenDay()
        case "week":
            return Weekly(
                weekday=WEEKDAYS.index(table.word_of("weekday", WEEKDAYS, "friday")), shift=_shift(table)
            )
        case "month":
            return Monthly(
                day=table.integer("day", 1, 31, 31), every=_months_apart(table), shift=_shift(table)
            )
        case _:
            return Yearly(
                month=table.integer("month", 1, 12, 3),
                day=table.integer("day", 1, 31, 31),
                every=table.integer("every", 1, 10, 1),
                shift=_shift(table),
            )


def _shift(table: Table) -> Shift:
    return table.choice("shift", Shift, Shift.PREVIOUS)


def _months_apart(table: Table) -> int:
    every = table.integer("every", 1, 6, 1)
    if every in MONTHS_APART:
        return every
    table.report(
        "every",
        f"{every}か月ごとでは年度を等分できません。{'、'.join(map(str, MONTHS_APART))} のどれかにしてください。",
        f"{every} months do not divide a fiscal year. Take one of {', '.join(map(str, MONTHS_APART))}.",
    )
    return 1


def _on_event(table: Table) -> Cadence:
    event = table.word_of("on", EVENTS)
    if table.has("within_days"):
        return Within(event, table.integer("within_days", 0, 366), table.flag("open_days", default=False))
    return Promptly(event, table.optional_integer("target_minutes", 1, 43_200))
