"""`sekisho import staff|…`: the town's own papers are kept whole, known again, and listed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from sekisho.archive.archive import Archive
from sekisho.archive.keys import load_sealing_keys
from sekisho.cli.archive_keys import rewrap
from sekisho.intake.papers import papers, rows_of
from tests.commands import test_import as imports
from tests.commands.test_import import STAFF, Runner
from tests.unit.intake.tables.samples import csv

run = imports.run
town = imports.town
GOOD = ("0001", "関 所", "せき しょ", "住民福祉課", "主事", "令和8年4月1日", "", "")
BAD = ("0002", "", "", "税務課", "主査", "4月1日", "", "")


def staff(path: Path, *rows: tuple[str, ...]) -> Path:
    path.write_bytes(csv(STAFF, *rows).encode("cp932"))
    return path


def names(tmp_path: Path, town: Archive) -> list[str]:
    keys = load_sealing_keys(tmp_path / "keys", archive=town.folder)
    return [row.value.name for row in rows_of(tmp_path / "data" / "papers", keys, "staff")]


def test_a_list_of_staff_is_kept_acknowledged_and_added_up(
    run: Runner, town: Archive, tmp_path: Path
) -> None:
    path = staff(tmp_path / "staff.csv", GOOD)

    done = run("staff", path)

    assert (done.code, done.err) == (0, "")
    assert done.out.splitlines()[0] == "ACK 1"
    assert done.out.splitlines()[-1] == f"{path}: 1行 = 取込1 + 不可0 + 取込済0"
    assert names(tmp_path, town) == ["関 所"]


def test_the_same_file_is_known_again(run: Runner, town: Archive, tmp_path: Path) -> None:
    path = staff(tmp_path / "staff.csv", GOOD)
    run("staff", path)

    done = run("staff", path, "--json")

    answer = json.loads(done.out)
    assert (done.code, answer["stored"], answer["already_there"]) == (0, 0, 1)
    assert "資料1番" in answer["files"][0]["findings"][0]["ja"]
    assert done.err == "ACK 1\n"


def test_all_or_nothing_unless_the_good_rows_are_asked_for(
    run: Runner, town: Archive, tmp_path: Path
) -> None:
    path = staff(tmp_path / "staff.csv", GOOD, BAD)

    whole, nothing = run("staff", path), papers(tmp_path / "data" / "papers")
    partial = run("staff", path, "--partial")

    assert (whole.code, nothing, partial.code) == (1, [], 1)
    assert "ACK" not in whole.out
    assert whole.out.splitlines()[-1].endswith("2行 = 取込0 + 不可2 + 取込済0")
    assert partial.out.splitlines()[-1].endswith("2行 = 取込1 + 不可1 + 取込済0")
    assert names(tmp_path, town) == ["関 所"]


def test_papers_are_listed_with_their_counts(run: Runner, town: Archive, tmp_path: Path) -> None:
    run("staff", staff(tmp_path / "staff.csv", GOOD))

    listed, told = run("list", "--json"), run("list")

    (paper,) = json.loads(listed.out)
    assert (paper["kind"], paper["file"], paper["rows"], paper["stored"]) == ("staff", "staff.csv", 1, 1)
    assert "職員" in told.out.splitlines()[0]
    assert told.out.splitlines()[-1] == "資料 1件、1行"


def test_a_damaged_index_is_said_in_a_sentence(run: Runner, town: Archive, tmp_path: Path) -> None:
    run("staff", staff(tmp_path / "staff.csv", GOOD))
    (tmp_path / "data" / "papers" / "000001.json").write_text("{")

    done = run("list")

    assert done.code == 1
    assert "控えから戻してください。" in done.err


def test_without_keys_nothing_is_kept(
    run: Runner, town: Archive, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SEKISHO_KEYS", str(tmp_path / "none"))

    done = run("staff", staff(tmp_path / "staff.csv", GOOD))

    assert (done.code, papers(tmp_path / "data" / "papers")) == (1, [])
    assert "鍵を使えません" in done.err


def test_after_a_new_sealing_key_papers_open_without_the_old_one(
    run: Runner, town: Archive, tmp_path: Path
) -> None:
    run("staff", staff(tmp_path / "staff.csv", GOOD))

    rewrap(folder=None, new=True)
    for path in (tmp_path / "keys").glob("sealing-*.key"):
        path.unlink()

    assert names(tmp_path, town) == ["関 所"]
