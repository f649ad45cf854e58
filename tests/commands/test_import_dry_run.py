"""`sekisho import … --dry-run` says what the import would say."""

from __future__ import annotations

from pathlib import Path

import pytest

from sekisho.archive.archive import Archive
from sekisho.archive.keys import make_keys
from tests.commands.runs import Runner
from tests.unit.intake.tables.samples import csv, operations


@pytest.fixture
def town(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Archive:
    """A town with keys, and the environment that says where."""
    monkeypatch.setenv("SEKISHO_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("SEKISHO_KEYS", str(tmp_path / "keys"))
    monkeypatch.setenv("SEKISHO_LANG", "ja")
    make_keys(tmp_path / "keys", "town.example/sekisho", ["operations"])
    return Archive(tmp_path / "data" / "archive")


def test_a_dry_run_says_of_rows_what_the_import_says(run: Runner, town: Archive, tmp_path: Path) -> None:
    first, second = tmp_path / "first.csv", tmp_path / "second.csv"
    first.write_bytes(operations({"連番": ""}))
    second.write_bytes(
        operations({"連番": ""}, {"操作日時": "2098-01-01 09:00", "連番": ""}, {"対象": "2", "連番": ""})
    )
    run("import", "operations", first)

    before = run("import", "operations", second, "--dry-run")
    after = run("import", "operations", second)
    again = run("import", "operations", second, "--dry-run")

    said = [line for line in before.out.splitlines() if "〔注意〕" in line]
    assert [line.split(": 〔注意〕")[0] for line in said[1:]] == [f"{second}:3: 操作日時", f"{second}:2"]
    assert "1行(2行目)は、" in said[2]
    assert set(said) <= set(after.out.splitlines())
    assert again.out.splitlines()[-1] == f"{second}: 3行 = 取込可0 + 不可0 + 取込済3"


def test_rows_that_are_there_are_counted_once_also_where_another_profile_would_refuse_them(
    run: Runner, town: Archive, tmp_path: Path
) -> None:
    file, profile = tmp_path / "R8-09.csv", tmp_path / "other.toml"
    file.write_bytes(operations({"事由": "1"}, {"事由": "窓口"}))
    profile.write_text(
        'kind = "operations"\n[columns]\noccurred_at = "操作日時"\noperator_id = "操作者ID"\nhit_count = "事由"\n'
    )
    run("import", "operations", file)

    done = run("import", "operations", file, "--dry-run", "--profile", profile)

    assert done.out.splitlines()[-1] == f"{file}: 2行 = 取込可0 + 不可0 + 取込済2"


def test_a_dry_run_needs_no_keys(run: Runner, town: Archive, tmp_path: Path) -> None:
    file = tmp_path / "R8-09.csv"
    file.write_bytes(operations({}))
    run("import", "operations", file)
    (tmp_path / "keys" / "sealing.key").rename(tmp_path / "sealing.key")

    assert run("import", "operations", file, "--dry-run").code == 0


def test_a_dry_run_knows_a_paper_that_is_kept(run: Runner, town: Archive, tmp_path: Path) -> None:
    file = tmp_path / "leave.csv"
    file.write_bytes(
        csv(("職員番号", "開始", "終了", "種別"), ("1", "2026-04-01", "2026-04-02", "休暇")).encode("cp932")
    )
    run("import", "leave", file)

    done = run("import", "leave", file, "--dry-run")

    assert done.out.splitlines()[-1] == f"{file}: 1行 = 取込可0 + 不可0 + 取込済1"
    assert "資料1番" in done.out
