"""The command line: what a machine, an engineer or an auditor asks, and what a wrong word gets."""

from __future__ import annotations

import json
import os
import socket
import stat
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from urllib.request import urlopen

import pytest
from pytest_django import Settings

from sekisho.cli import main
from sekisho.duties.commands import posture
from sekisho.kernel.models import JournalEvent
from sekisho.ledgers.official_texts import OfficialText
from sekisho.offices.accounts import Account
from sekisho.rules.pack import check
from sekisho.rules.text import read_file
from sekisho.site.commands import found, up
from sekisho.site.commands.doctor import disagreements, doctor
from tests.cast import Town

REGULATION = Path(__file__).parents[1] / "fixtures" / "katsuragi.txt"


class Run:
    """One run of the command: its exit code and what it printed."""

    def __init__(
        self, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, *words: object
    ) -> None:
        monkeypatch.setattr(sys, "argv", ["sekisho", *map(str, words)])
        monkeypatch.setenv("COLUMNS", "200")
        with pytest.raises(SystemExit) as end:
            main()
        self.code = end.value.code or 0
        self.out, self.err = capsys.readouterr()


Runner = Callable[..., Run]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Runner:
    return lambda *words: Run(capsys, monkeypatch, *words)


def test_the_regulation_is_read_into_json(run: Runner) -> None:
    done = run("regulation", "read", REGULATION, "--json")

    tree = json.loads(done.out)
    assert done.code == 0
    assert len(tree["versions"]) == 8
    assert tree["doubts"]


@pytest.mark.parametrize(
    ("name", "content"), [("missing.txt", None), ("empty.txt", b""), ("binary.bin", bytes(range(256)) * 40)]
)
def test_a_file_that_cannot_be_read_gets_one_sentence(
    run: Runner, tmp_path: Path, name: str, content: bytes | None
) -> None:
    if content is not None:
        (tmp_path / name).write_bytes(content)

    done = run("regulation", "read", tmp_path / name)

    assert done.code == 1
    assert "Traceback" not in done.err
    assert name in done.err


def test_a_pack_with_mistakes_lists_them_and_exits_with_1(run: Runner, tmp_path: Path) -> None:
    (tmp_path / "body.toml").write_text('nonsense = 1\nname = "町"\n', encoding="utf-8")

    done = run("rules", "check", tmp_path, "--json")

    assert done.code == 1
    assert len(json.loads(done.out)) > 1


@pytest.mark.parametrize("language", ["ja", "en"])
def test_doubts_and_mistakes_are_told_in_one_language(
    run: Runner, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, language: str
) -> None:
    (tmp_path / "body.toml").write_text("nonsense = 1\n", encoding="utf-8")
    monkeypatch.setenv("SEKISHO_LANG", language)
    other = "en" if language == "ja" else "ja"

    mistakes = run("rules", "check", tmp_path).out
    reading = run("regulation", "read", REGULATION).out

    found = check(tmp_path)[1]
    doubts = [doubt.words for doubt in read_file(REGULATION).doubts]
    assert found
    assert doubts
    assert all(getattr(each, language) in mistakes and getattr(each, other) not in mistakes for each in found)
    assert all(getattr(each, language) in reading and getattr(each, other) not in reading for each in doubts)


def test_a_good_pack_is_said_to_be_good(run: Runner) -> None:
    done = run("rules", "check", "katsuragi")

    assert done.code == 0
    assert "誤り 0" in done.out


def test_posture_prints_one_line_a_clause(run: Runner, db: None) -> None:
    Town()

    done = run("posture", "--as-of", "2026-09-30")

    lines = [line for line in done.out.splitlines() if line.startswith(("第", "平", "令", "附"))]
    assert done.code == 0
    assert sum(line.startswith("第5条第1号") for line in lines) == 14  # the item and its 13 sub-items


def test_posture_of_2010_says_that_the_text_is_unknown(run: Runner, db: None) -> None:
    Town()

    done = run("posture", "--as-of", "2010-06-01", "--json")

    answer = json.loads(done.out)
    assert (answer["situation"], answer["version"], answer["clauses"]) == ("text_unknown", "v3", [])


def test_posture_of_20_august_2002_tells_what_applied_from_what_was_known(run: Runner, db: None) -> None:
    Town()

    then = run("posture", "--as-of", "2002-08-20")
    now = json.loads(run("posture", "--as-of", "2002-08-20", "--known-at", "2026-04-01", "--json").out)

    assert "2002-08-20までに知られていたこと" in then.out
    assert "今日知られていること" in then.out
    assert (now["version"], now["retroactive"], now["in_force"]) == ("v1", True, False)


@pytest.mark.parametrize("written", ["2099-01-01", "そのうち", "2026-13-01"])
def test_a_date_that_cannot_be_asked_for_gets_one_sentence(run: Runner, db: None, written: str) -> None:
    done = run("posture", "--as-of", written)

    assert done.code == 1
    assert len(done.err.strip().splitlines()) == 1


def test_without_a_database_there_is_one_sentence(tmp_path: Path) -> None:
    environment = {
        **os.environ,
        "SEKISHO_DATA": str(tmp_path / "none"),
        "PYTHONPATH": os.pathsep.join(sys.path),
    }
    environment["DJANGO_SETTINGS_MODULE"] = "sekisho.site.settings"

    done = subprocess.run(
        [sys.executable, "-P", "-m", "sekisho.cli", "posture"],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 1
    assert "sekisho up" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_wrong_word_is_answered_with_the_usage(run: Runner) -> None:
    assert run("postur").code == 2


def test_the_official_text_is_imported_once_and_amended_where_it_differs(
    run: Runner, db: None, tmp_path: Path
) -> None:
    Town()
    by = ["--version", "v8", "--staff-number", "00006", "--post", "general_affairs_head"]

    first = run("regulation", "import", REGULATION, *by)
    again = run("regulation", "import", REGULATION, *by)
    other = tmp_path / "other.txt"
    other.write_text(
        REGULATION.read_text(encoding="utf-8").replace("庶務は住民福祉課", "庶務は総務課"), encoding="utf-8"
    )
    changed = run("regulation", "import", other, *by)

    count = OfficialText.objects.filter(revision=1).count()
    assert first.code == again.code == changed.code == 0, first.err
    assert count > 40
    assert OfficialText.objects.filter(revision=2).values_list("clause", flat=True).get() == "a3.p8"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--version", "v99", "--staff-number", "00006", "--post", "general_affairs_head"], "v99"),
        (["--version", "v8", "--staff-number", "77777", "--post", "general_affairs_head"], "77777"),
        (["--version", "v8", "--staff-number", "00006", "--post", "mayor"], "町長"),
        (["--version", "v8", "--staff-number", "00003", "--post", "resident_affairs_head"], "規程原本簿"),
    ],
)
def test_an_import_that_may_not_be_is_refused_and_writes_nothing(
    run: Runner, db: None, words: list[str], said: str
) -> None:
    Town()
    before = JournalEvent.objects.count()

    done = run("regulation", "import", REGULATION, *words)

    assert done.code == 1
    assert said in done.err
    assert JournalEvent.objects.count() == before


def test_a_real_town_is_founded_with_a_person_a_post_and_a_password(
    db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    typed = iter(["正しい馬の電池と丈夫なホチキス", "正しい馬の電池と丈夫なホチキス"])
    monkeypatch.setattr("getpass.getpass", lambda _prompt: next(typed))

    found.found(
        staff_number="0001", name="総務 花子", reading="そうむ はなこ", post="general_affairs_head",
        order_number="令和8年第1号", since="令和8年4月1日",
    )  # fmt: skip

    assert Account.objects.get(staff_number="0001").check_password("正しい馬の電池と丈夫なホチキス")
    assert list(JournalEvent.objects.values_list("capacity", flat=True)) == ["founding", "founding"]


@pytest.mark.parametrize(
    ("first", "second"), [("短い", "短い"), ("正しい馬の電池と丈夫なホチキス", "別の言葉を入れた")]
)
def test_an_unfit_password_is_refused(
    db: None, monkeypatch: pytest.MonkeyPatch, first: str, second: str
) -> None:
    Town()
    typed = iter([first, second])
    monkeypatch.setattr("getpass.getpass", lambda _prompt: next(typed))

    with pytest.raises(found.UnfitPassword):
        found.password("00001")


def test_the_secret_key_is_readable_by_its_owner_only_and_made_once(tmp_path: Path) -> None:
    key = tmp_path / "secret.key"

    up.make_secret_key(key)
    first = key.read_text()
    up.make_secret_key(key)

    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    assert key.read_text() == first
    assert len(first) >= 50


def test_the_doctor_finds_that_every_row_is_what_its_act_recorded(
    db: None, capsys: pytest.CaptureFixture[str]
) -> None:
    Town()

    assert list(disagreements()) == []
    doctor(as_json=True)
    findings = {finding["what"]: finding["well"] for finding in json.loads(capsys.readouterr().out)}
    assert findings["簿冊と記録の一致"]
    assert findings["記録の番号"]
    assert findings["記録を守るトリガーと簿冊の記述"]


def test_a_demo_is_made_in_an_empty_installation_only(db: None, settings: Settings, tmp_path: Path) -> None:
    Town()
    settings.DATA, settings.STATIC_ROOT = tmp_path, tmp_path / "static"

    with pytest.raises(up.NotEmpty):
        up.make_demo(months=1, seed=1, until=None)


MAKE_AND_SERVE = """
import sys
from sekisho.cli.loading import django_command
up = lambda name: django_command(f"sekisho.site.commands.up:{name}")
if __name__ == "__main__":
    up("prepare")()
    (up("settings").DATA / up("MARK")).touch()
    up("serve")(host="127.0.0.1", port=int(sys.argv[1]))
"""


def test_a_town_made_by_the_same_command_is_served_as_a_demo_at_once(tmp_path: Path) -> None:
    (tmp_path / "run.py").write_text(MAKE_AND_SERVE, encoding="utf-8")
    environment = {
        **os.environ,
        "SEKISHO_DATA": str(tmp_path / "data"),
        "PYTHONPATH": os.pathsep.join(sys.path),
        "DJANGO_SETTINGS_MODULE": "sekisho.site.settings",
    }
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    server = subprocess.Popen([sys.executable, "-P", tmp_path / "run.py", str(port)], env=environment)
    try:
        page = _answer(f"http://127.0.0.1:{port}/sign-in/")
    finally:
        server.terminate()
        server.wait(timeout=20)

    assert "デモの町" in page


def _answer(address: str) -> str:
    """The page at `address`, asked for until the server is up, for 90 seconds at most: a slow machine is no finding."""
    until = time.monotonic() + 90
    while True:
        try:
            with urlopen(address, timeout=5) as answer:
                return str(answer.read().decode())
        except OSError:
            if time.monotonic() > until:
                raise
            time.sleep(0.2)


def test_posture_is_callable_without_the_command_line(db: None, capsys: pytest.CaptureFixture[str]) -> None:
    Town()

    posture(as_of="令和8年9月30日", known_at=None, as_json=True)

    assert json.loads(capsys.readouterr().out)["as_of"] == "2026-09-30"
