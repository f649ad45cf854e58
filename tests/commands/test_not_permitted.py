"""Whoever may not read a file is told so in one sentence: nothing is called damaged, absent or empty for that."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from sekisho.archive.archive import Archive
from sekisho.archive.keys import PUBLIC_FILE, make_keys
from sekisho.archive.rotation import rotate
from tests import machine
from tests.unit.archive.logs import BASE, OPERATIONS, operations

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="a mode says nothing about who may read")

Command = tuple[str, ...]
Done = subprocess.CompletedProcess[str]
Runner = Callable[..., Done]

VERIFY = ("verify", "archive", "--key", "public.txt")
VERIFY_PROOF = ("verify-proof", "5.tlog-proof", "--key", "public.txt", "--archive", "archive")
IN = ("--archive", "archive")
PROVE, STATUS = ("prove", "operations", "5", *IN), ("archive", "status", *IN)
EXPORT = ("archive", "export", "operations", "elsewhere", *IN)
ASK = ("ask", "SELECT count(*) FROM operations", *IN)
ROTATE, HOLD = ("keys", "rotate", *IN), ("archive", "hold", "operations", "suit", "--reason", "x", *IN)
SHOW = ("keys", "show")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("town")
    archive, keys = Archive(folder / "archive"), folder / "keys"
    make_keys(keys, BASE, ["operations"])
    with archive.writing(OPERATIONS, keys=keys) as log:
        log.append(operations(30))
        log.seal()
    rotate(archive, keys)
    (folder / "5.tlog-proof").write_bytes(archive.prove("operations", 5))
    shutil.copy(keys / PUBLIC_FILE, folder)
    return folder


@pytest.fixture
def town(made: Path, tmp_path: Path) -> Iterator[Path]:
    folder = Path(shutil.copytree(made, tmp_path / "town"))
    yield folder
    for path in folder.rglob("*"):  # so that the folder can be removed
        path.chmod(0o700 if path.is_dir() else 0o600)


@pytest.fixture
def run(town: Path) -> Runner:
    """The command in a process that may do no more than the modes of the files say, also where we are root."""
    before: list[str] = []
    if os.geteuid() == 0:
        setpriv = shutil.which("setpriv") or machine.missing("setpriv, to read as somebody else than root")
        before = [setpriv, "--bounding-set", "-dac_override,-dac_read_search"]

    def typed(*words: str) -> Done:
        command = [*before, sys.executable, "-m", "sekisho.cli", *words]
        env = {**os.environ, "SEKISHO_KEYS": str(town / "keys"), "SEKISHO_DATA": str(town / "data")}
        return subprocess.run(
            command, cwd=town, env=env, capture_output=True, text=True, check=False, timeout=60
        )

    return typed


def close(path: Path) -> None:
    path.chmod(0)


@pytest.mark.parametrize(
    ("closed", "words", "code"),
    [
        *((".", words, 1) for words in (PROVE, ASK, EXPORT)),
        *((".", words, 2) for words in (VERIFY, VERIFY_PROOF)),
        *(("handovers", words, code) for words, code in ((VERIFY_PROOF, 2), (HOLD, 1))),
        ("operations", STATUS, 1),
        *(("operations/parts", words, 1) for words in (PROVE, ASK)),
        ("operations/secrets", EXPORT, 1),
        ("operations/checkpoints", PROVE, 1),
        *(("../keys", words, 1) for words in (ROTATE, SHOW)),
        ("../keys/signing.key", HOLD, 1),
        ("../public.txt", VERIFY, 2),
        ("../5.tlog-proof", VERIFY_PROOF, 2),
    ],
    ids=lambda each: " ".join(each[:2]) if isinstance(each, tuple) else str(each),
)
def test_what_may_not_be_read_is_said_in_one_sentence(
    run: Runner, town: Path, closed: str, words: Command, code: int
) -> None:
    close(town / "archive" / closed)

    done = run(*words)

    (line,) = done.stderr.strip().splitlines()
    assert (done.returncode, done.stdout) == (code, "")
    assert "権限" in line
    assert "壊れて" not in line


@pytest.mark.parametrize("closed", ["handovers", "operations/parts"])
def test_an_archive_of_which_a_part_may_not_be_read_is_not_called_whole(
    run: Runner, town: Path, closed: str
) -> None:
    close(town / "archive" / closed)

    done = run(*VERIFY)

    assert (done.returncode, done.stderr) == (1, "")
    assert "Permission denied" in done.stdout


def test_a_log_into_which_nobody_may_look_is_not_called_absent(run: Runner, town: Path) -> None:
    close(town / "archive" / "operations")

    done = run(*VERIFY)

    assert (done.returncode, done.stderr) == (1, "")
    assert "Permission denied" in done.stdout
    assert "目録がありません" not in done.stdout


@pytest.mark.parametrize("words", [PROVE, ASK], ids=lambda words: words[0])
def test_handovers_that_may_not_be_read_keep_nobody_from_the_logs(
    run: Runner, town: Path, words: Command
) -> None:
    close(town / "archive" / "handovers")

    assert run(*words).returncode == 0


def test_a_file_to_import_that_may_not_be_read_is_a_wrong_word_in_japanese(run: Runner, town: Path) -> None:
    close(town / "public.txt")

    done = run("import", "operations", "public.txt")

    assert (done.returncode, done.stdout) == (2, "")
    assert "public.txtを読む権限がありません。" in done.stderr.splitlines()[0]
