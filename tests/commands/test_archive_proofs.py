"""`verify-proof` on the command line: it ends as `verify` does, and what cannot be used proves nothing."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from sekisho.archive.archive import Archive
from sekisho.archive.keys import PUBLIC_FILE, make_keys
from sekisho.archive.rotation import rotate
from tests.commands.runs import Run, Runner, one_sentence
from tests.unit.archive.logs import BASE, BEGIN, OPERATIONS, Clock, operations


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Proofs from before and after a new signing key took over, and both files of public keys."""
    folder = tmp_path_factory.mktemp("town")
    keys, archive, clock = folder / "keys", Archive(folder / "archive"), Clock()
    make_keys(keys, BASE, ["operations"], at=BEGIN)
    make_keys(folder / "other-keys", "other.example/sekisho", ["operations"], at=BEGIN)
    for name in ("old", "new"):
        with archive.writing(OPERATIONS, keys=keys, clock=clock) as log:
            log.append(operations(3))
            log.seal()
        (folder / f"{name}.tlog-proof").write_bytes(archive.prove("operations", 2))
        shutil.copy(keys / PUBLIC_FILE, folder / f"{name}.txt")
        if name == "old":
            rotate(archive, keys, clock=clock)
            shutil.copy(keys / PUBLIC_FILE, folder / "new.txt")
    return folder


@pytest.fixture
def town(made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    shutil.copytree(made, tmp_path, dirs_exist_ok=True)
    monkeypatch.chdir(tmp_path)
    Path("junk").write_bytes(bytes(range(256)))
    return tmp_path


def said(done: Run, *, code: int) -> str:
    """The one sentence of a verdict, or of a wrong word."""
    if code == 2:
        return one_sentence(done, code=2)
    assert done.code == code
    assert not done.err
    (line,) = done.out.strip().splitlines()
    return line


@pytest.mark.usefixtures("town")
@pytest.mark.parametrize(
    "words",
    [
        ("old.tlog-proof", "--key", "old.txt"),
        ("new.tlog-proof", "--key", "new.txt"),
        ("new.tlog-proof", "--key", "old.txt", "--archive", "archive"),
        ("old.tlog-proof", "--key", "new.txt", "--archive", "archive"),
    ],
    ids=" ".join,
)
def test_a_proof_holds_by_its_key_and_by_every_key_that_handovers_lead_to(
    run: Runner, words: tuple[str, ...]
) -> None:
    assert run("verify-proof", *words).code == 0
    answer = json.loads(run("verify-proof", *words, "--json").out)
    assert (answer["proven"], answer["judged"], answer["verdict"], answer["exit_code"]) == (
        True,
        True,
        "proven",
        0,
    )


@pytest.mark.usefixtures("town")
def test_names_of_columns_are_not_told_as_if_they_were_proven(run: Runner) -> None:
    words = ("verify-proof", "old.tlog-proof", "--key", "old.txt")

    assert "列の名前は証明ファイルの言うもの" in run(*words).out.splitlines()[-1]
    assert json.loads(run(*words, "--json").out)["column_names_proven"] is False


WRONG = (
    ("old.tlog-proof", "--key", "nosuch"),
    ("old.tlog-proof", "--key", "keys"),
    ("old.tlog-proof", "--key", "junk"),
    ("old.tlog-proof", "--key", "keys/signing.key"),
    ("old.tlog-proof", "--key", "old.txt", "--key", "nosuch"),
    ("old.tlog-proof", "--key", "old.txt", "--archive", "nosuch"),
    ("old.tlog-proof", "--key", "old.txt", "--archive", "junk"),
    ("nosuch", "--key", "old.txt"),
    ("keys", "--key", "old.txt"),
)
NOT_JUDGED = (
    ("old.tlog-proof",),
    ("new.tlog-proof", "--key", "old.txt"),
    ("old.tlog-proof", "--key", "other-keys/public.txt"),
    ("old.tlog-proof", "--key", "other-keys/public.txt", "--archive", "archive"),
)
NOT_PROVEN = (("junk", "--key", "old.txt"), ("old.txt", "--key", "old.txt"))


@pytest.mark.usefixtures("town")
@pytest.mark.parametrize("as_json", [False, True])
@pytest.mark.parametrize(
    ("code", "verdict", "words"),
    [
        *((2, "wrong_word", words) for words in WRONG),
        *((3, "not_judged", words) for words in NOT_JUDGED),
        *((1, "not_proven", words) for words in NOT_PROVEN),
    ],
    ids=lambda each: " ".join(each) if isinstance(each, tuple) else "",
)
def test_what_proves_nothing_ends_as_verify_does(
    run: Runner, code: int, verdict: str, words: tuple[str, ...], as_json: bool
) -> None:
    done = run("verify-proof", *words, *(["--json"] if as_json else []))

    if as_json:
        answer = json.loads(done.out)
        assert (done.code, answer["exit_code"], answer["verdict"]) == (code, code, verdict)
        assert (answer["proven"], answer["judged"]) == (False, code == 1)
        assert answer["sentence"].endswith("。")
    else:
        assert said(done, code=code).endswith("。")


@pytest.mark.usefixtures("town")
def test_in_english_it_is_said_in_english(run: Runner, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SEKISHO_LANG", "en")

    assert said(run("verify-proof", "old.tlog-proof", "--key", "nosuch"), code=2).isascii()
    assert said(run("verify-proof", "old.tlog-proof"), code=3).isascii()
    assert said(run("verify-proof", "junk", "--key", "old.txt"), code=1).isascii()


Harm = Callable[[Path], None]


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-9])


def changed(path: Path) -> None:
    path.write_bytes(path.read_bytes().replace(b"operations 4 ", b"operations 5 "))


def emptied(path: Path) -> None:
    path.write_bytes(b"")


@pytest.mark.parametrize("harm", [cut, changed, emptied], ids=lambda harm: harm.__name__)
@pytest.mark.parametrize(("proof", "key"), [("old", "old"), ("old", "new"), ("new", "old")])
def test_beside_broken_handovers_nothing_can_be_judged(
    run: Runner, town: Path, harm: Harm, proof: str, key: str
) -> None:
    harm(town / "archive" / "handovers" / "0001")

    done = run("verify-proof", f"{proof}.tlog-proof", "--key", f"{key}.txt", "--archive", "archive")

    assert "鍵の引き継ぎ" in said(done, code=3)


def test_handovers_that_are_no_folder_are_not_taken_for_none(run: Runner, town: Path) -> None:
    shutil.rmtree(town / "archive" / "handovers")
    (town / "archive" / "handovers").write_bytes(b"")

    done = run("verify-proof", "old.tlog-proof", "--key", "old.txt", "--archive", "archive")

    assert "鍵の引き継ぎを読めません" in said(done, code=2)
