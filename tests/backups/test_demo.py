"""The drill on the demo town, from the command line alone, in processes of their own."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

HEAD = "SELECT p.staff_number FROM offices_person p JOIN offices_appointment a ON a.person_id = p.line_id WHERE a.post = ?"


def sekisho(folder: Path, *words: str, data: str = "data") -> subprocess.CompletedProcess[str]:
    """Run a command in an installation below `folder`."""
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("SEKISHO_")},
        "SEKISHO_DATA": str(folder / data),
        "SEKISHO_KEYS": str(folder / "data-keys"),
        "SEKISHO_BACKUPS": str(folder / "backups"),
        "DJANGO_SETTINGS_MODULE": "sekisho.site.settings",
        "PYTHONPATH": os.pathsep.join(sys.path),
        "COLUMNS": "200",
    }
    command = [sys.executable, "-P", "-m", "sekisho.cli", *words]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)


def last_done(folder: Path) -> str | None:
    """The day on which the board says that 第5条第1号コ was last kept."""
    clauses = json.loads(sekisho(folder, "posture", "--json").stdout)["clauses"]
    [day] = [clause["last_done"] for clause in clauses if clause["id"] == "a5.i1.s10"]
    return day if day is None else str(day)


def keeper(folder: Path) -> str:
    with closing(sqlite3.connect(folder / "data" / "sekisho.sqlite3")) as database:
        return str(database.execute(HEAD, ["resident_affairs_head"]).fetchone()[0])


def test_a_drill_on_the_demo_town_succeeds_end_to_end_and_is_evidence_on_the_board(tmp_path: Path) -> None:
    """情報は定期的に採取され、戻せることが確かめられ、そのことが条項に表れる(第5条第1号コ)。"""
    made = sekisho(tmp_path, "demo", "--months", "1")
    assert made.returncode == 0, made.stderr
    before = last_done(tmp_path)

    run = sekisho(tmp_path, "backup", "run", "--maker", "plain", "--place", "耐火金庫")
    checked = sekisho(tmp_path, "backup", "check", "--json")
    tried = sekisho(tmp_path, "backup", "test", "--staff-number", keeper(tmp_path))

    assert (run.returncode, checked.returncode, tried.returncode) == (0, 0, 0), run.stderr + tried.stderr
    assert "復元試験簿" in tried.stdout
    today = json.loads(sekisho(tmp_path, "posture", "--json").stdout)["as_of"]
    assert (before != today, last_done(tmp_path)) == (True, today)
    [generation] = json.loads(checked.stdout)["generations"]
    restored = sekisho(tmp_path, "backup", "restore", generation, "--to", str(tmp_path / "戻した町"))
    assert restored.returncode == 0, restored.stderr
    looked = json.loads(sekisho(tmp_path, "doctor", "--json", data="戻した町").stdout)
    assert [one["what"] for one in looked if not one["well"]] == [
        "鍵"
    ]  # of the sessions; `up` makes a new one


@pytest.mark.parametrize("command", ["check", "restore", "test"])
def test_a_machine_that_has_nothing_yet_reads_backups_without_a_database(
    tmp_path: Path, command: str
) -> None:
    words = {"check": [], "restore": ["20261126-210000", "--to", "to"], "test": ["--key", "none"]}[command]

    done = sekisho(tmp_path, "backup", command, *words, data="none")

    assert done.returncode in {1, 3}
    assert "Traceback" not in done.stderr
