"""`verify` on the command line: what a monitor reads from its exit code, and an official from its last line."""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path

import pytest

from sekisho.archive.archive import Archive
from sekisho.archive.keys import PUBLIC_FILE, make_keys
from sekisho.cli import main
from tests.unit.archive.logs import BASE, BEGIN, OPERATIONS, Clock, operations

RECORDS = 30


class Town:
    """Thirty operations under one checkpoint, their keys, and `verify` as it is typed."""

    def __init__(
        self, folder: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        self.archive, self.keys = folder / "archive", folder / "keys"
        self.public = self.keys / PUBLIC_FILE
        self.checkpoint = folder / "checkpoint"
        self._capfd, self._monkeypatch = capfd, monkeypatch

    def verify(self, *words: object) -> tuple[int, str, str]:
        """Exit code, what was printed and what was complained of."""
        self._monkeypatch.setattr(sys, "argv", ["sekisho", "verify", str(self.archive), *map(str, words)])
        with pytest.raises(SystemExit) as end:
            main()
        assert isinstance(end.value.code, int)
        return (end.value.code, *self._capfd.readouterr())


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("town")
    make_keys(folder / "keys", BASE, ["operations"], at=BEGIN)
    archive = Archive(folder / "archive")
    with archive.writing(OPERATIONS, keys=folder / "keys", clock=Clock()) as log:
        log.append(operations(RECORDS))
        log.seal()
    (folder / "checkpoint").write_bytes(archive.log("operations").checkpoint_note())
    return folder


@pytest.fixture
def town(
    made: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Town:
    monkeypatch.setenv("COLUMNS", "200")
    shutil.copytree(made, tmp_path, dirs_exist_ok=True)
    return Town(tmp_path, capfd, monkeypatch)


def test_a_whole_archive_ends_with_0_and_the_form_to_print(town: Town) -> None:
    code, out, _err = town.verify("--key", town.public, "--checkpoint", town.checkpoint)

    assert code == 0
    assert "operations-31-" in out
    assert out.splitlines()[-1] == "改変は見つかりませんでした。"


@pytest.mark.parametrize(
    ("sample", "last"),
    [
        ((), "Nothing was found."),
        (("--sample", 1), "In the sample nothing was found. There are records that were not looked at."),
    ],
)
def test_nothing_is_said_in_english_that_could_not_be_known(
    town: Town, monkeypatch: pytest.MonkeyPatch, sample: tuple[object, ...], last: str
) -> None:
    monkeypatch.setenv("SEKISHO_LANG", "en")

    _code, out, _err = town.verify("--key", town.public, *sample)

    assert out.splitlines()[-1] == last


@pytest.mark.parametrize("as_json", [False, True])
@pytest.mark.parametrize(
    "words",
    [
        ("--key", "nosuch"),
        ("--key", "keys/signing.key"),
        ("--key", "random"),
        ("--key", "keys/public.txt", "--checkpoint", "mk.py"),
        ("--checkpoint", "mk.py"),
        ("--key", "keys/public.txt", "--checkpoint", "operations-31-AAAA"),
        ("--key", "keys/public.txt", "--checkpoint", "x" * 3_000),
        ("--key", "keys/public.txt", "--tsa-roots", "keys/public.txt"),
        ("--key", "keys/public.txt", "--tsa-roots", "nosuch"),
    ],
    ids=" ".join,
)
def test_a_wrong_word_ends_with_2_and_no_word_of_a_fault(
    town: Town, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], as_json: bool
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("mk.py").write_text("print('no note')\n")
    Path("random").write_bytes(bytes(range(256)))

    code, out, err = town.verify(*words, *(["--json"] if as_json else []))

    assert code == 2
    if as_json:
        answer = json.loads(out)
        assert (answer["verdict"], answer["exit_code"], answer["whole"]) == ("wrong_word", 2, False)
        assert answer["sentence"]
    else:
        assert len(err.splitlines()) == 1
        assert not out


@pytest.mark.parametrize("as_json", [False, True])
def test_a_checkpoint_without_any_key_is_not_judged(town: Town, as_json: bool) -> None:
    code, out, _err = town.verify("--checkpoint", town.checkpoint, *(["--json"] if as_json else []))

    assert code == 3
    if as_json:
        assert json.loads(out)["verdict"] == "not_judged"


def test_a_broken_handover_does_not_keep_a_checkpoint_from_being_compared(town: Town) -> None:
    (town.archive / "handovers").mkdir()
    (town.archive / "handovers" / "0001").write_bytes(b"\0" * 99)

    code, out, _err = town.verify("--key", town.public, "--checkpoint", town.checkpoint, "--json")

    answer = json.loads(out)
    assert code == 1
    assert {"handover", "given_agrees"} <= {each["what"] for each in answer["findings"]}
    assert answer["logs"][0]["looked_at"] == RECORDS + 1


def test_a_faulty_log_has_no_form_to_print_and_its_files_are_named_whole(town: Town) -> None:
    (town.archive / "operations" / "new\nline\x1b[2J").write_bytes(b"")

    code, out, _err = town.verify("--key", town.public)

    assert code == 1
    assert "operations-31-" not in out
    assert r"operations new\x0aline\x1b[2J" in out
