"""The profile builder: a file of another system, from the first look to a saved profile and an imported month."""

from __future__ import annotations

import html
import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from sekisho.archive.archive import Archive
from sekisho.archive.keys import load_sealing_keys
from sekisho.intake.saved_profiles import saved
from sekisho.ledgers.operation_histories import OperationHistory
from tests.archiving.import_files import another_layout, send, signed_in, take, text_of
from tests.cast import Town
from tests.unit.intake.tables.samples import csv, personal_number

CHOICES = {
    "column-0": "process",
    "codes-0": "01=検索\n02＝印刷",
    "column-1": "occurred_at",
    "column-2": "terminal_id",
    "column-3": "reason",
    "column-4": "operator_id",
    "column-5": "scope",
    "column-6": "subject",
    "encoding": "cp932",
    "constants": "業務=本人確認情報の照会",
    "valid_from": "2026-04-01",
    "valid_until": "2027-04-01",
}


def sample(
    client: Client, data: bytes, kind: str = "operations"
) -> Any:  # Any: the client's own class of response
    file = SimpleUploadedFile("cs.csv", data)
    return client.post("/imports/profile/", {"kind": kind, "file": file}, follow=True)


def sent(page: Any, do: str, **changed: str) -> dict[str, str]:  # Any: as above
    """The form as it was answered, with the choices of a person."""
    hidden = dict(re.findall(r'<input type="hidden" name="(kind|sample)" value="([^"]*)"', text_of(page)))
    return {**hidden, **CHOICES, "do": do, **changed}


def chosen(page: Any) -> dict[str, str]:  # Any: as above
    """Which field each column has."""
    found = re.findall(r'<select name="(column-\d+)".*?</select>', text_of(page), re.DOTALL)
    selects = re.findall(r'<select name="column-\d+".*?</select>', text_of(page), re.DOTALL)
    values = [re.findall(r'value="(\w*)" selected', select) for select in selects]
    return {name: value[0] if value else "" for name, value in zip(found, values, strict=True)}


def profiles() -> dict[str, Any]:  # Any: profiles
    return dict(saved(Path(settings.DATA) / "profiles"))


def test_what_a_sample_suggests_is_shown_with_its_first_values_and_why(town: Town) -> None:
    page = sample(signed_in(town.welfare), another_layout())

    text = text_of(page)
    assert page.status_code == 200
    assert "CP932とみなしました" in text
    assert "見出しの行があります" in text
    assert "区切りはコンマです" in text
    for value in ("髙田1", "U﨑01", "①9時～10時"):  # 0x8160 of CP932 comes back as ～
        assert value in text
    assert chosen(page)["column-1"] == "occurred_at"
    assert "値の形から" in text
    assert "要る項目" in text  # nothing says which column is the operator


def test_a_file_of_another_system_is_previewed_saved_and_taken_in(town: Town) -> None:
    client = signed_in(town.welfare)
    page = sample(client, another_layout())

    preview = client.post("/imports/profile/", sent(page, "preview"))
    kept = client.post("/imports/profile/", sent(page, "save", name="CS_R8"), follow=True)
    done = take(client, kept)

    assert "2 = 取り込める行 2 + 取り込めない行 0" in text_of(preview)
    assert "文字にならない所が1あります(0x80)" in text_of(preview)
    assert profiles().keys() == {"CS_R8"}
    assert profiles()["CS_R8"].valid_until == date(2027, 4, 1)
    assert "様式「CS_R8」を保存しました。" in text_of(kept)
    assert "2行すべてを取り込めます" in text_of(kept)
    assert "操作履歴2行を保存し" in text_of(done)
    rows = Archive(settings.SEKISHO_ARCHIVE).ask(
        "SELECT operator_id, terminal_id, process, business, scope, reason FROM operations"
        " WHERE kind = 'record' ORDER BY position"
    )
    assert [list(row.values()) for row in rows.read_all().to_pylist()] == [
        ["U﨑01", "髙田1", "検索", "本人確認情報の照会", "nationwide", "①9時～10時"],
        ["U﨑02", "髙田2", "印刷", "本人確認情報の照会", "prefecture", "代\ufffd"],
    ]
    assert OperationHistory._default_manager.get().profile == "CS_R8"


def test_the_raw_lines_keep_every_byte_also_the_broken_one(town: Town) -> None:
    client = signed_in(town.welfare)
    page = sample(client, another_layout())
    take(client, client.post("/imports/profile/", sent(page, "save", name="CS"), follow=True))

    archive = Archive(settings.SEKISHO_ARCHIVE)
    positions = archive.ask("SELECT position FROM operations WHERE kind = 'record' ORDER BY position")
    seen = archive.open_fields(
        "operations",
        positions.read_all().column(0).to_pylist(),
        ["raw"],
        by="監査",
        reason="試験",
        sealing_keys=load_sealing_keys(settings.SEKISHO_KEYS, archive=archive.folder),
        tell=lambda _statement: None,
    )

    assert [each.fields["raw"] for each in seen] == another_layout().split(b"\r\n")[1:3]


def test_a_saved_profile_can_be_chosen_and_only_for_its_kind(town: Town) -> None:
    client = signed_in(town.welfare)
    client.post("/imports/profile/", sent(sample(client, another_layout()), "save", name="CS_R8"))

    assert "CS_R8" in text_of(client.get("/imports/"))
    look = send(client, another_layout(), profile="CS_R8")
    other = send(client, another_layout(), kind="staff", profile="CS_R8")

    assert "2行すべてを取り込めます" in text_of(look)
    assert other.status_code == 422
    assert "選んだ種類のものではありません" in text_of(other)


def test_nothing_is_overwritten(town: Town) -> None:
    client = signed_in(town.welfare)
    page = sample(client, another_layout())

    for _time in range(2):
        client.post("/imports/profile/", sent(page, "save", name="CS_R8"))

    assert profiles().keys() == {"CS_R8", "CS_R8_2"}


@pytest.mark.parametrize("name", ["", "../../x", "x\0y", "あ" * 500, "operations", "a/b", "1", "a b"])
def test_a_hostile_name_is_refused_and_what_was_chosen_stays(town: Town, name: str) -> None:
    client = signed_in(town.welfare)

    answer = client.post("/imports/profile/", sent(sample(client, another_layout()), "save", name=name))

    assert answer.status_code == 422
    assert "様式には、" in text_of(answer)
    assert chosen(answer)["column-4"] == "operator_id"
    assert profiles() == {}
    assert not (Path(settings.DATA).parent / "x").exists()


def test_a_column_of_personal_numbers_is_hidden_and_cannot_be_chosen(town: Town) -> None:
    client = signed_in(town.welfare)
    numbers = [personal_number(f"1234567890{n}") for n in range(5)]
    rows = [(f"2026-09-0{n + 1} 10:00", "U1", number) for n, number in enumerate(numbers)]
    page = sample(client, csv(("操作日時", "操作者ID", "番号A"), *rows).encode())

    forced = {
        **sent(page, "preview", encoding="utf-8", constants=""),
        "column-2": "subject",
        "column-1": "operator_id",
    }
    forced = {
        **forced,
        "column-0": "occurred_at",
        "codes-0": "",
        "column-4": "",
        "column-5": "",
        "column-6": "",
    }
    answer = client.post("/imports/profile/", forced)

    for text in (text_of(page), text_of(answer)):
        assert "個人番号と思われる列です" in text
        assert 'name="column-2"' not in text
        assert not any(number in text for number in numbers)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"column-0": "occurred_at"}, "ほかの列にもあります"),
        ({"column-4": ""}, "操作者ID: "),
        ({"column-0": "nothing"}, "この種類のファイルにない項目です"),
        ({"codes-0": "01"}, "=がないか"),
        ({"constants": "知らない=1"}, "という項目はありません"),
        ({"constants": "端末=T1"}, "この項目には列もあります"),
        ({"valid_from": "いつか"}, "日付として読めません"),
        ({"valid_until": "2026-04-01"}, "より後の日"),
        ({"column-5": "scope", "codes-5": "1=県外"}, "「県外」は使えません"),
    ],
)
def test_what_is_wrong_is_said_where_it_is_and_nothing_is_saved(
    town: Town, changed: dict[str, str], said: str
) -> None:
    client = signed_in(town.welfare)

    answer = client.post(
        "/imports/profile/", sent(sample(client, another_layout()), "save", name="x", **changed)
    )

    assert answer.status_code == 422
    assert said in re.sub("<[^>]+>", "", html.unescape(text_of(answer)))
    assert profiles() == {}


def test_a_file_without_header_is_mapped_by_number(town: Town) -> None:
    client = signed_in(town.welfare)
    page = sample(client, b"U1;2026-09-01 10:00\r\nU2;2026-09-02 10:00\r\n")

    choices = dict.fromkeys(CHOICES, "") | {"column-0": "operator_id", "column-1": "occurred_at"}
    kept = client.post("/imports/profile/", sent(page, "save", name="numbers", **choices), follow=True)

    assert "見出しの行はありません" in text_of(page)
    assert "2行すべてを取り込めます" in text_of(kept)


def titled() -> bytes:
    """A file as a system prints it: with a title, an empty line and a total."""
    return (
        "操作履歴一覧\r\n\r\n出力日：,令和8年10月1日\r\n".encode("cp932")
        + another_layout()
        + "合計,2件\r\n".encode("cp932")
    )


def test_lines_of_title_and_of_totals_are_shown_kept_in_the_profile_and_not_taken_in(town: Town) -> None:
    client = signed_in(town.welfare)
    page = sample(client, titled())

    for said in ("データとして読まない行", "1行目", "操作履歴一覧", "合計,2件", "題名の行数"):
        assert said in text_of(page)
    assert re.search(r'name="title_lines" value="3"', text_of(page))
    assert re.search(r'name="total_lines" value="1"', text_of(page))
    lines = {"title_lines": "3", "asked_title_lines": "3", "total_lines": "1"}
    preview = client.post("/imports/profile/", sent(page, "preview", **lines))
    kept = client.post("/imports/profile/", sent(page, "save", name="CS_R8", **lines), follow=True)
    done = take(client, kept)

    assert "2 = 取り込める行 2 + 取り込めない行 0" in text_of(preview)
    assert "1行目から3行目までは題名などとみなし、取り込みません。" in text_of(preview)
    assert (profiles()["CS_R8"].title_lines, profiles()["CS_R8"].total_lines) == (3, 1)
    assert "操作履歴2行を保存し" in text_of(done)
    rows = Archive(settings.SEKISHO_ARCHIVE).ask(
        "SELECT \"row\" FROM operations WHERE kind = 'record' ORDER BY position"
    )
    assert rows.read_all().column(0).to_pylist() == [5, 6]


def test_another_number_of_title_lines_asks_about_other_columns(town: Town) -> None:
    client = signed_in(town.welfare)
    page = sample(client, "甲,乙\r\n丙,丁\r\nU1,2026-09-01 10:00\r\n".encode("cp932"))

    answer = client.post("/imports/profile/", sent(page, "save", name="x", title_lines="1"))

    assert answer.status_code == 200
    assert re.findall(r'id="c\d+">([^<]+)<', text_of(answer)) == ["丙", "丁"]
    assert re.search(r'name="asked_title_lines" value="1"', text_of(answer))
    assert profiles() == {}


@pytest.mark.parametrize("lines", ["-1", "101", "三", "9" * 30])
def test_a_number_of_lines_that_is_none_is_said(town: Town, lines: str) -> None:
    client = signed_in(town.welfare)
    page = sample(client, another_layout())

    for name in ("title_lines", "total_lines"):
        answer = client.post("/imports/profile/", sent(page, "save", name="x", **{name: lines}))
        assert answer.status_code == 422
        assert "0から100までの数" in text_of(answer)


def test_a_file_just_looked_at_is_the_sample(town: Town) -> None:
    client = signed_in(town.welfare)
    look = send(client, another_layout())

    link = re.search(r'href="(/imports/profile/\?[^"]+)"', text_of(look))
    assert link
    assert "髙田1" in text_of(client.get(html.unescape(link[1])))


@pytest.mark.parametrize(
    "data", [b"\0" * 40, b'"' * 999, b"\xff\xfe\x00", b"\r\n", b"a" * 70_000, b"," * 900]
)
def test_whatever_the_sample_there_is_a_page(town: Town, data: bytes) -> None:
    client = signed_in(town.welfare)

    page = sample(client, data)

    assert page.status_code in (200, 409)
    if page.status_code == 200:
        assert client.post("/imports/profile/", sent(page, "preview")).status_code in (200, 422)


def test_in_english_the_fields_have_english_names(town: Town) -> None:
    page = sample(signed_in(town.welfare, "en"), another_layout())

    assert "verification id" in text_of(page)
