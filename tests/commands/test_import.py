"""`sekisho import`: what somebody who takes files in sees, and what is there after a kill."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from sekisho.archive.archive import Archive
from sekisho.archive.keys import PUBLIC_FILE, make_keys, read_public_keys
from sekisho.cli import main
from sekisho.intake.plain import one_line
from sekisho.intake.saved_profiles import save
from sekisho.intake.tables.profiles import built_in, parse_profile
from sekisho.kernel.bounds import UNSHOWN
from tests.unit.intake.tables.samples import csv, operations, personal_number

STAFF = ("職員番号", "氏名", "ふりがな", "所属", "職", "発令日", "解除日", "辞令番号")


class Run:
    """One run of the command: its exit code and what it printed."""

    def __init__(
        self, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, *words: object
    ) -> None:
        monkeypatch.setattr(sys, "argv", ["sekisho", "import", *map(str, words)])
        with pytest.raises(SystemExit) as end:
            main()
        self.code = end.value.code or 0
        self.out, self.err = capsys.readouterr()


Runner = Callable[..., Run]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Runner:
    return lambda *words: Run(capsys, monkeypatch, *words)


@pytest.fixture
def town(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Archive:
    """A town with keys and an archive, and the environment that says where."""
    monkeypatch.setenv("SEKISHO_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("SEKISHO_KEYS", str(tmp_path / "keys"))
    monkeypatch.setenv("SEKISHO_LANG", "ja")
    make_keys(tmp_path / "keys", "town.example/sekisho", ["operations", "network", "journal"])
    return Archive(tmp_path / "data" / "archive")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "R8-09.csv"
    path.write_bytes(operations({}, {}, {}))
    return path


def test_a_month_is_taken_acknowledged_and_added_up(run: Runner, town: Archive, file: Path) -> None:
    done = run("operations", file)

    assert done.code == 0, done.err
    assert done.out.splitlines()[0] == "ACK 3"
    assert done.out.splitlines()[-1] == f"{file}: 3行 = 取込3 + 不可0 + 取込済0"
    assert town.log("operations").manifest.size == 4  # and the declaration


def test_several_files_are_acknowledged_together(
    run: Runner, town: Archive, file: Path, tmp_path: Path
) -> None:
    other = tmp_path / "R8-10.csv"
    other.write_bytes(operations({"操作日時": "2026-10-01 09:00"}))

    done = run("operations", file, other, file)

    assert [line for line in done.out.splitlines() if line.startswith("ACK")] == ["ACK 3", "ACK 4", "ACK 7"]
    assert done.out.splitlines()[-1] == "計 3ファイル: 7行 = 取込4 + 不可0 + 取込済3"


def test_for_a_machine_there_is_json_and_nothing_else(run: Runner, town: Archive, file: Path) -> None:
    done = run("operations", file, "--json")

    answer = json.loads(done.out)
    assert (answer["rows"], answer["stored"], answer["refused"], answer["already_there"]) == (3, 3, 0, 0)
    assert answer["files"][0]["source"].startswith("file/")
    assert done.err.splitlines()[0] == "ACK 3"


def test_a_dry_run_lists_everything_and_stores_nothing(run: Runner, town: Archive, tmp_path: Path) -> None:
    path = tmp_path / "bad.csv"
    path.write_bytes(operations({"操作日時": "いつか", "件数": "多数"}, {}, {"対象範囲": "県外"}))

    done = run("operations", path, "--dry-run")

    assert done.code == 1
    for place in (f"{path}:2: 操作日時: ", f"{path}:2: 件数: ", f"{path}:4: 対象範囲: "):
        assert place in done.out
    assert done.out.splitlines()[-1].endswith("3行 = 取込可1 + 不可2 + 取込済0")
    assert town.logs == []


def test_a_refused_file_stores_nothing_and_its_good_rows_can_be_had(
    run: Runner, town: Archive, tmp_path: Path
) -> None:
    path = tmp_path / "bad.csv"
    path.write_bytes(operations({"操作日時": "いつか"}, {}, {}))

    whole, partial = run("operations", path), run("operations", path, "--partial")

    assert (whole.code, partial.code) == (1, 1)
    assert whole.out.splitlines()[-1].endswith("3行 = 取込0 + 不可3 + 取込済0")
    assert partial.out.splitlines()[-1].endswith("3行 = 取込2 + 不可1 + 取込済0")


def test_a_personal_number_is_refused_and_not_repeated(run: Runner, town: Archive, tmp_path: Path) -> None:
    number = personal_number("12345678901")
    path = tmp_path / "bad.csv"
    path.write_bytes(
        csv(("操作日時", "操作者ID", "個人番号"), ("2026-09-30 10:00", "U1", number)).encode("cp932")
    )

    done = run("operations", path, "--partial")

    assert done.code == 1
    assert "個人番号は取り込みません" in done.out
    assert number not in done.out + done.err


def test_another_layout_is_read_by_its_profile(run: Runner, town: Archive, tmp_path: Path) -> None:
    profile, path = tmp_path / "cs.toml", tmp_path / "cs.txt"
    profile.write_text(
        'kind = "operations"\nheader = false\ndelimiter = "|"\n[columns]\noperator_id = 1\noccurred_at = 2\n',
        encoding="utf-8",
    )
    path.write_bytes("髙﨑|令和8年9月30日 14時05分\r\n".encode("cp932"))

    done = run("operations", path, "--profile", profile)

    assert done.code == 0, done.err
    rows = town.ask("SELECT operator_id FROM operations WHERE kind = 'record'").read_all().to_pylist()
    assert rows == [{"operator_id": "髙﨑"}]


def test_a_profile_that_was_saved_on_the_page_goes_by_its_name(
    run: Runner, town: Archive, tmp_path: Path
) -> None:
    path = tmp_path / "cs.csv"
    path.write_bytes("職員,日時刻\r\nU1,2026-09-30 10:00\r\n".encode("cp932"))
    columns: dict[str, tuple[str | int, ...]] = {"operator_id": ("職員",), "occurred_at": ("日時刻",)}
    for _time in range(2):
        save(tmp_path / "data" / "profiles", replace(built_in("operations"), name="CS_R8", columns=columns))

    done = run("operations", path, "--profile", "CS_R8_2")

    assert (done.code, done.err) == (0, "")
    assert done.out.splitlines()[-1].endswith("1行 = 取込1 + 不可0 + 取込済0")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["operations", "nowhere.csv"], "nowhere.csv"),
        (["operations", "{file}", "--profile", "nowhere"], "nowhere"),
        (["operations", "{file}", "--profile", "{file}"], "TOML"),
        (["operations", "{file}", "--profile", "staff"], "職員"),
        (["watch", "nowhere"], "nowhere"),
        (["profile", "{file}", "--kind", "nothing"], "nothing"),
    ],
)
def test_what_cannot_be_done_is_said_in_a_sentence(
    run: Runner, town: Archive, file: Path, words: list[str], said: str
) -> None:
    done = run(*(word.format(file=file) for word in words))

    assert done.code == 1
    assert said in done.err
    assert "Traceback" not in done.err
    assert town.logs == []


def test_without_keys_nothing_is_begun(
    run: Runner, town: Archive, file: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("SEKISHO_KEYS", str(tmp_path / "none"))

    done = run("operations", file)

    assert (done.code, town.logs) == (1, [])
    assert "鍵" in done.err


def test_an_archive_whose_disk_is_not_mounted_is_not_begun_anew(
    run: Runner, town: Archive, file: Path, tmp_path: Path
) -> None:
    assert run("operations", file).code == 0
    away = town.folder.rename(tmp_path / "away")

    refused = run("operations", file)

    assert refused.code == 1
    assert "ディスクの接続を確かめてください" in refused.err
    assert not town.folder.exists()
    away.rename(town.folder)
    assert run("operations", file).code == 0


def test_a_list_of_staff_is_looked_at(run: Runner, tmp_path: Path) -> None:
    path = tmp_path / "staff.csv"
    good = ("0001", "関 所", "せき しょ", "住民福祉課", "主事", "令和8年4月1日", "", "")
    path.write_bytes(csv(STAFF, good, ("0002", "", "", "税務課", "主査", "4月1日", "", "")).encode("cp932"))

    done = run("staff", path, "--dry-run")

    assert done.code == 1
    assert f"{path}:3: 氏名: 空です。" in done.out
    assert f"{path}:3: 発令日: " in done.out
    assert done.out.splitlines()[-1].endswith("2行 = 取込可1 + 不可1 + 取込済0")


def test_a_proposed_profile_can_be_used_as_it_is(run: Runner, file: Path) -> None:
    done = run("profile", file)

    assert done.code == 0
    assert parse_profile(done.out.encode(), name="x").columns["occurred_at"] == ("操作日時",)


def test_what_is_dropped_into_a_folder_is_taken_or_set_aside(
    run: Runner, town: Archive, tmp_path: Path, file: Path
) -> None:
    place = tmp_path / "incoming"
    place.mkdir()
    file.rename(place / "good.csv")
    (place / "bad.csv").write_bytes(operations({"操作日時": "いつか"}))

    done = run("watch", place, "--once")

    assert done.code == 1
    assert {path.name for path in (place / "done").iterdir()} == {"good.csv", "good.csv.findings.json"}
    found = json.loads((place / "refused" / "bad.csv.findings.json").read_text(encoding="utf-8"))
    assert found["files"][0]["findings"][-1]["column"] == "操作日時"
    assert town.log("operations").manifest.size == 4


IN_SMALL_PIECES = """
import sys
from sekisho.cli import main
from sekisho.intake import importing
importing.ROWS_A_FRAME = 100
sys.argv = ["sekisho", "import", *sys.argv[1:]]
main()
"""
ROWS = 1_000


@pytest.mark.parametrize("after", [0, 3, 10])
def test_an_import_that_was_killed_is_finished_by_the_next_one(
    town: Archive, tmp_path: Path, after: int
) -> None:
    path = tmp_path / "big.csv"
    path.write_bytes(operations(*({"連番": f"{n}", "申請書番号": f"A-{n}"} for n in range(1, ROWS + 1))))

    acknowledged = killed_after(after, "operations", path)
    done = start("operations", path)
    said, _err = done.communicate(timeout=120)

    assert done.returncode == 0
    stored, already = re.findall(r"取込([\d,]+) \+ 不可0 \+ 取込済([\d,]+)", said)[-1]
    assert int(stored.replace(",", "")) + int(already.replace(",", "")) == ROWS
    assert int(already.replace(",", "")) >= acknowledged
    lines = town.ask("SELECT \"row\" FROM operations WHERE kind = 'record' ORDER BY position").read_all()
    assert lines.column(0).to_pylist() == list(range(2, ROWS + 2))
    assert town.verify(read_public_keys(tmp_path / "keys" / PUBLIC_FILE)).whole


def test_a_watch_that_was_killed_loses_nothing(town: Archive, tmp_path: Path) -> None:
    place = tmp_path / "incoming"
    place.mkdir()
    data = operations(*({"連番": f"{n}"} for n in range(1, ROWS + 1)))
    (place / "big.csv").write_bytes(data)

    killed_after(3, "watch", place)
    assert (place / "big.csv").exists()
    done = start("watch", place, "--once")
    done.communicate(timeout=120)

    assert done.returncode == 0
    assert (place / "done" / "big.csv").read_bytes() == data
    assert {path.name for path in place.iterdir()} == {"done", "refused"}
    lines = town.ask("SELECT \"row\" FROM operations WHERE kind = 'record' ORDER BY position").read_all()
    assert lines.column(0).to_pylist() == list(range(2, ROWS + 2))


def killed_after(count: int, *words: object) -> int:
    """Kill an import when it has acknowledged so many times; how many records it had acknowledged."""
    process = start(*words)
    acknowledged = 0
    assert process.stdout is not None
    for number, line in enumerate(process.stdout, start=1):
        if line.startswith("ACK"):
            acknowledged = int(line.split()[1])
        if number > count:
            break
    process.send_signal(signal.SIGKILL)
    process.wait(timeout=20)
    process.stdout.close()
    return acknowledged


def start(*words: object) -> subprocess.Popen[str]:
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), "PYTHONUTF8": "1"}
    return subprocess.Popen(
        [sys.executable, "-P", "-c", IN_SMALL_PIECES, *map(str, words)],
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    )


TITLED = "操作履歴一覧\r\n出力日時：令和8年10月1日\r\n\r\n".encode("cp932")


def test_a_profile_proposed_from_a_sample_with_a_title_takes_it_in(
    run: Runner, town: Archive, file: Path, tmp_path: Path
) -> None:
    file.write_bytes(TITLED + file.read_bytes() + "合計 3件\r\n".encode("cp932"))
    built_in_ = run("operations", file, "--dry-run")
    profile = tmp_path / "own.toml"
    profile.write_text(run("profile", file).out)

    done = run("operations", file, "--profile", profile)

    assert f"{file}:8: 列が1あります。15のはずです。" in built_in_.out
    assert "total_lines = 1" in built_in_.out
    assert "title_lines = 3\n" in profile.read_text()
    assert "# はじめの3行は、題名などとみなしました。" in profile.read_text()
    assert (done.code, done.out.splitlines()[-1]) == (0, f"{file}: 3行 = 取込3 + 不可0 + 取込済0")
    assert f"{file}:8: 〔注意〕合計の行とみなし、取り込みません。" in done.out
    rows = town.ask("SELECT \"row\" FROM operations WHERE kind = 'record' ORDER BY position")
    assert rows.read_all().column(0).to_pylist() == [5, 6, 7]


def test_what_is_dropped_with_a_title_is_taken_in(run: Runner, town: Archive, tmp_path: Path) -> None:
    place = tmp_path / "incoming"
    place.mkdir()
    (place / "a.csv").write_bytes(TITLED + operations({}, {}))

    done = run("watch", place, "--once")

    assert (done.code, town.log("operations").manifest.size) == (0, 3)
    assert "1行目から2行目までは題名などとみなし、取り込みません。" in done.out


NAMES = ("a\x1b[31mb.csv", "a\u202egpj.csv", "a\nb: 3行.csv", "[bold]a:smile:.csv", "a\x9b2J.csv")


@pytest.mark.parametrize("name", NAMES)
def test_the_name_of_a_file_steers_nothing(run: Runner, town: Archive, tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(operations({"件数": "多数"}))
    big = tmp_path / f"no-{name}"

    runs = [
        run("operations", path),
        run("operations", path, "--dry-run", "--json"),
        run("operations", big),
        run("operations", path, "--profile", big),
        run("staff", path),
        run("profile", path, "--kind", name),
        run("watch", tmp_path / f"no-{name}"),
    ]

    for done in runs:
        assert not {"\x1b", "\u202e", "\x9b"} & set(done.out + done.err)
        assert not any(line.startswith("b: 3行.csv") for line in (done.out + done.err).splitlines())
    if name.startswith("["):
        assert "[bold]a:smile:.csv:2: 件数" in runs[0].out


def test_a_file_whose_name_is_no_text_is_watched_and_listed(
    run: Runner, town: Archive, tmp_path: Path
) -> None:
    """Folders of Windows that were unpacked elsewhere hold names in CP932."""
    place = tmp_path / "incoming"
    place.mkdir()
    name = os.fsdecode("操作.csv".encode("cp932"))
    (place / name).write_bytes(operations({}))

    watched = run("watch", place, "--once")

    assert watched.code == 0, watched.err
    assert (place / "done" / name).exists()
    assert json.loads((place / "done" / f"{name}.findings.json").read_bytes())["files"][0]["rows"] == 1


@pytest.mark.parametrize("name", [*NAMES, os.fsdecode("職員.csv".encode("cp932"))])
def test_a_paper_is_kept_under_a_name_that_a_ledger_takes(
    run: Runner, town: Archive, tmp_path: Path, name: str
) -> None:
    path = tmp_path / name
    path.write_bytes(csv(STAFF, ("1", "関 所", "せき しょ", "税務課", "主事", "2026-04-01", "", "")).encode())

    assert run("staff", path).code == 0
    (kept,) = json.loads(run("list", "--json").out)

    assert kept["file"] == one_line(name)
    assert not UNSHOWN.search(kept["file"])
    assert one_line(name) in run("list").out
