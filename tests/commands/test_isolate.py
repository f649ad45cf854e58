"""`sekisho isolate`: looking only. Nothing can be cut from the command line."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from sekisho.cli import main
from sekisho.isolation.model import Mandate, Way
from sekisho.isolation.settings import isolators_of

SETTINGS = """
[[isolator]]
id = "cable"
kind = "by-hand"
title.ja = "回線のケーブル"
title.en = "The cable"

[[isolator.cut]]
id = "pull"
ja = "ケーブルを抜く"
en = "Pull the cable"
who = "管財情報課"

[[isolator.restore]]
id = "plug"
ja = "ケーブルを差す"
en = "Plug the cable in"
who = "管財情報課"
"""


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SEKISHO_DATA", str(tmp_path))
    monkeypatch.setenv("SEKISHO_LANG", "en")
    (tmp_path / "isolators.toml").write_text(SETTINGS, encoding="utf-8")
    return tmp_path


def run(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, *words: str
) -> tuple[object, str, str]:
    monkeypatch.setattr(sys, "argv", ["sekisho", "isolate", *words])
    with pytest.raises(SystemExit) as end:
        main()
    printed = capsys.readouterr()
    return end.value.code or 0, printed.out, printed.err


def cut_short(data: Path) -> None:
    isolator = isolators_of(data / "isolators.toml", data / "isolation")["cable"]
    isolator.isolate(Mandate("12", "Taro", "Hanako", isolator.plan(Way.CUT).digest))
    lines = isolator.log.path.read_bytes().splitlines(keepends=True)
    isolator.log.path.write_bytes(b"".join(lines[:-1]))


def test_the_plan_is_printed_and_nothing_is_written(
    data: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    code, out, _err = run(capsys, monkeypatch, "plan")

    assert code == 0
    assert "Pull the cable" in out
    assert "Plug the cable in" in out
    assert [path.name for path in data.iterdir()] == ["isolators.toml"]
    plans = json.loads(run(capsys, monkeypatch, "plan", "cable", "--json")[1])
    assert [each["way"] for each in plans] == ["cut", "restore"]


def test_verify_says_what_it_does_not_know_and_ends_with_3(
    data: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    code, out, _err = run(capsys, monkeypatch, "verify", "cable")

    assert code == 3
    assert "unknown" in out
    assert json.loads(run(capsys, monkeypatch, "verify", "--json")[1])["cable"]["state"] == "unknown"


def test_status_tells_what_was_carried_out_and_that_it_was_cut_short(
    data: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "Nothing was carried out" in run(capsys, monkeypatch, "status")[1]

    cut_short(data)

    _code, out, _err = run(capsys, monkeypatch, "status")
    assert "Taro" in out
    assert "cut short" in out
    assert json.loads(run(capsys, monkeypatch, "status", "--json")[1])["cable"][0]["kind"] == "begun"


@pytest.mark.parametrize("words", [["cut"], ["isolate"], ["restore", "cable"]])
def test_nothing_is_cut_from_the_command_line(
    data: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, words: list[str]
) -> None:
    assert run(capsys, monkeypatch, *words)[0] == 2


def test_what_is_wrong_is_told_with_its_line(
    data: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    code, _out, err = run(capsys, monkeypatch, "plan", "nothing")
    assert (code, "cable" in err) == (1, True)

    (data / "isolators.toml").write_text(SETTINGS.replace("by-hand", "by-foot"), encoding="utf-8")
    code, _out, err = run(capsys, monkeypatch, "plan")
    assert (code, "isolators.toml:4" in err) == (1, True)

    (data / "isolators.toml").unlink()
    assert "isolators.toml" in run(capsys, monkeypatch, "plan")[2]
