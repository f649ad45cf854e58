"""Every kind of table by its built-in profile: what a row becomes, and what is refused."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from sekisho.intake.tables.findings import Weight
from sekisho.intake.tables.profiles import built_in, built_in_names
from sekisho.intake.tables.reading import OtherKind, Read, read_table
from sekisho.intake.tables.registry import KINDS
from sekisho.intake.tables.values import Unfit, flag, number, several
from sekisho.intake.tables.values import moment as moment_of
from tests.unit.intake.tables.samples import LABELS, csv, moment, row, where


def read(kind: str, text: str) -> Read:
    return read_table(kind, text.encode("cp932"), built_in(kind))


def only(kind: str, text: str) -> Any:  # Any: each kind has its own dataclass
    found = read(kind, text)
    assert where(found.findings) == []
    (value,) = found.values
    return value


def test_there_is_a_profile_for_every_kind() -> None:
    assert set(built_in_names()) == set(KINDS)
    for name in KINDS:
        assert {field.name for field in KINDS[name].fields} == set(built_in(name).columns)


def test_an_operation() -> None:
    value = only("operations", csv(LABELS, row()))
    assert (value.line, value.occurred_at) == (2, moment("2026-09-30T14:05:33+09:00"))
    assert (value.scope, value.hit_count, value.printed, value.sequence) == ("nationwide", 1, True, 1)
    assert (value.verification_id, value.operator_id, value.terminal_id) == ("V0001", "U0001", "T01")


def test_columns_stand_in_any_order_and_go_by_label_or_name() -> None:
    value = only(
        "operations",
        csv(("operator_id", "ＯＣＣＵＲＲＥＤ_at", "terminal"), ("U1", "2026/09/30 14:05", "T1")),
    )
    assert (value.operator_id, value.terminal_id) == ("U1", "T1")


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("自市町村", "municipality"),
        ("県内", "prefecture"),
        ("全国", "nationwide"),
        ("nationwide", "nationwide"),
    ],
)
def test_a_scope_has_one_of_three_values(written: str, meant: str) -> None:
    assert only("operations", csv(LABELS, row(対象範囲=written))).scope == meant


def test_an_operation_by_nobody_is_kept_and_told() -> None:
    found = read("operations", csv(LABELS, row(操作者ID="", 照合ID="")))
    assert len(found.rows) == 1
    assert [each.column for each in found.findings if each.line == 2] == ["操作者ID"]


def test_the_last_day_of_an_appointment_is_one_of_it() -> None:
    head = ("職員番号", "氏名", "ふりがな", "所属", "職", "発令日", "解除日", "辞令番号", "対象")
    value = only(
        "staff",
        csv(
            head,
            ("0012", "関 所", "せき しょ", "住民福祉課", "主事", "令和8年4月1日", "2027/3/31", "第3号", ""),
        ),
    )
    assert (value.staff_number, value.appointed_on, value.last_on) == (
        "0012",
        date(2026, 4, 1),
        date(2027, 3, 31),
    )
    assert (value.until, value.subject) == (date(2027, 4, 1), None)


CREDENTIALS = (
    "職員番号",
    "照合ID",
    "操作者ID",
    "種別",
    "業務",
    "端末",
    "付与日時",
    "終了日時",
    "状態",
    "理由",
    "所属",
)


def test_a_credential_names_several_businesses_or_all() -> None:
    value = only(
        "credentials",
        csv(
            CREDENTIALS,
            (
                "1",
                "V1",
                "U1",
                "カード",
                "転入;転出； 照会",
                "*",
                "2026-04-01 08:30",
                "",
                "有効",
                "",
                "税務課",
            ),
        ),
    )
    assert (value.businesses, value.terminals, value.kind) == (("転入", "転出", "照会"), ("*",), "card")
    assert (value.valid_from, value.valid_until) == (moment("2026-04-01T08:30+09:00"), None)
    assert (value.state, value.section) == ("active", "税務課")


@pytest.mark.parametrize(
    ("written", "meant"),
    [("有効", "active"), ("停止", "suspended"), ("紛失", "lost"), ("返納", "returned"), ("失効", "revoked")],
)
def test_a_state_is_one_of_five(written: str, meant: str) -> None:
    cells = ("1", "V1", "U1", "", "*", "*", "2026-04-01 08:30", "2026-05-01 00:00", written, "", "")
    assert only("credentials", csv(CREDENTIALS, cells)).state == meant


@pytest.mark.parametrize(
    ("changed", "column"),
    [
        ({6: "2026-05-01 00:00"}, "終了日時"),
        ({6: "2026-06-01 00:00"}, "終了日時"),
        ({8: "有効かも"}, "状態"),
        ({8: ""}, "状態"),
        ({4: "転入;*"}, "業務"),
        ({1: "", 2: ""}, "照合ID"),
        ({6: "2026-04-01"}, "付与日時"),
    ],
)
def test_a_credential_that_cannot_be_is_refused(changed: dict[int, str], column: str) -> None:
    cells = ["1", "V1", "U1", "", "*", "*", "2026-04-01 08:30", "2026-05-01 00:00", "有効", "", ""]
    for place, cell in changed.items():
        cells[place] = cell
    assert where(read("credentials", csv(CREDENTIALS, cells)).findings) == [(2, column)]


def test_a_terminal() -> None:
    value = only(
        "terminals",
        csv(
            ("端末", "設置場所", "所属", "使用開始", "使用終了"),
            ("T1", "1階窓口", "住民福祉課", "2020-04-01", "2026-03-31"),
        ),
    )
    assert (value.terminal_id, value.until) == ("T1", date(2026, 4, 1))


@pytest.mark.parametrize(
    ("begins", "ends", "until"),
    [
        ("2026-08-10", "2026-08-12", "2026-08-13T00:00+09:00"),
        ("2026-08-10", "2026-08-10", "2026-08-11T00:00+09:00"),
        ("2026-08-10 00:00", "2026-08-10 12:00", "2026-08-10T12:00+09:00"),
    ],
)
def test_leave_is_days_or_moments(begins: str, ends: str, until: str) -> None:
    value = only("leave", csv(("職員番号", "開始", "終了", "種別"), ("1", begins, ends, "出張")))
    assert (value.begins_at, value.until_at) == (moment("2026-08-10T00:00+09:00"), moment(until))
    assert value.kind == "trip"


def test_an_application_names_several_subjects() -> None:
    head = ("受付番号", "受付日時", "記録日時", "種別", "対象", "担当", "経路")
    value = only(
        "counter",
        csv(
            head,
            ("R8-1", "2026-09-30 09:00", "2026-09-30 09:10", "住民票の写し", "1;2；3", "0012", "公用請求"),
        ),
    )
    assert (value.subjects, value.business, value.staff_number, value.route) == (
        ("1", "2", "3"),
        "住民票の写し",
        "0012",
        "official",
    )


def test_a_resident() -> None:
    value = only(
        "residents",
        csv(("対象", "姓", "世帯", "町丁", "区分"), ("10000000001", "髙﨑", "H1", "妙寺", "日本人")),
    )
    assert (value.subject, value.family_name, value.household) == ("10000000001", "髙﨑", "H1")


def test_an_opening_ends_past_midnight() -> None:
    value = only(
        "openings",
        csv(("日付", "開始", "終了", "種別"), ("令和8年3月29日", "17:15", "26:00", "異動期の延長")),
    )
    assert value.until_at == moment("2026-03-30T02:00+09:00")
    assert where(
        read("openings", csv(("日付", "開始", "終了", "種別"), ("2026-03-29", "17:15", "2:00", ""))).findings
    ) == [(2, "終了")]


def test_a_job() -> None:
    value = only(
        "jobs",
        csv(
            ("業務", "開始", "終了", "承認日", "承認者", "説明"),
            ("一括", "2026-06-01", "2026-06-02", "2026-05-20", "課長", "年次の突合"),
        ),
    )
    assert (value.until_at, value.approved_on) == (moment("2026-06-03T00:00+09:00"), date(2026, 5, 20))


def test_all_that_is_wrong_is_listed_and_not_only_the_first() -> None:
    head = ("職員番号", "開始", "終了", "種別")
    found = read(
        "leave",
        csv(
            head,
            ("", "あす", "2026-13-01", "さぼり"),
            ("1", "2026-01-02", "2026-01-01", "休暇"),
            ("1", "2026-01-01", "2026-01-01", "休暇"),
        ),
    )
    assert where(found.findings) == [(2, "職員番号"), (2, "開始"), (2, "終了"), (2, "種別"), (3, "終了")]
    assert (found.row_count, found.refused, len(found.rows)) == (3, 2, 1)


def test_unknown_columns_are_told() -> None:
    found = read("leave", csv(("職員番号", "社員番号", "開始", "終了", "種別")))
    assert [(each.column, each.weight) for each in found.findings if each.line == 1] == [
        ("社員番号", Weight.TOLD)
    ]


def test_missing_and_double_columns_are_refused_and_of_unknown_ones_nothing_is_said() -> None:
    found = read("leave", csv(("職員番号", "社員番号", "終了", "終了"), ("1", "2", "3", "4")))
    assert [(each.column, each.weight) for each in found.findings if each.line == 1] == [
        ("終了", Weight.FILE),
        ("開始", Weight.FILE),
        ("種別", Weight.FILE),
    ]
    assert (found.rows, found.refused) == ((), 1)


def test_a_profile_reads_its_own_kind_only() -> None:
    with pytest.raises(OtherKind):
        read_table("staff", b"", built_in("leave"))


@pytest.mark.parametrize(("said", "meant"), [("1,234", 1234), ("３件", 3), ("0", 0)])
def test_numbers(said: str, meant: int) -> None:
    assert number(said) == meant


@pytest.mark.parametrize(
    ("said", "meant"),
    [("有", True), ("なし", False), ("○", True), ("×", False), ("3枚", True), ("0", False), ("TRUE", True)],
)
def test_flags(said: str, meant: bool) -> None:
    assert flag(said) is meant


@pytest.mark.parametrize("said", ["-1", "1.5", "12345678901234567890", "一", "1,23"])
def test_what_is_no_number_is_refused(said: str) -> None:
    with pytest.raises(Unfit):
        number(said)


def test_a_list_has_each_once() -> None:
    assert several("b; a;b；") == ("b", "a")


def test_codes_are_the_same_in_figures_of_either_width() -> None:
    value = only("operations", csv(LABELS, row(対象="１０００００００００１", 端末="Ｔ０１", 業務="①業務")))
    assert (value.subject, value.terminal_id, value.business) == ("10000000001", "T01", "①業務")


@pytest.mark.parametrize(
    "said", ["123456789018", "1234 5678 9018", "１２３４-５６７８-９０１８", "10000000001"]
)
def test_a_message_does_not_repeat_what_may_be_somebodys_number(said: str) -> None:
    with pytest.raises(Unfit) as refused:
        moment_of(said)
    assert said not in repr(refused.value.words)
