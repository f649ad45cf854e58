"""The commands around the archive on the command line: what is typed is bounded, and what cannot be done is one sentence."""

from __future__ import annotations

import json
import re
import shutil
import sys
import time
from pathlib import Path

import pytest

from sekisho.archive.archive import Archive
from sekisho.archive.keys import make_keys
from sekisho.archive.notes import Ed25519Signer
from sekisho.cli import archive_work
from tests.commands.runs import Runner, one_sentence
from tests.patience import PATIENCE_SECONDS
from tests.unit.archive.logs import BASE, OPERATIONS, SIGNING_KEY, Place, operations

HANDOVER_KEY = Ed25519Signer(f"{BASE}/handover", SIGNING_KEY).verifier_key


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Place:
    """Thirty operations under one checkpoint."""
    place = Place(tmp_path_factory.mktemp("archive"))
    with place.writing() as log:
        log.append(operations(30, clock=place.clock))
        log.seal()
    return place


def test_a_question_is_answered(run: Runner, place: Place) -> None:
    sql = "SELECT count(*) AS n FROM operations WHERE kind = 'record'"

    done = run("ask", sql, "--archive", place.archive, "--memory", 16, "--json")

    assert (done.code, json.loads(done.out)) == (0, {"n": 30})


@pytest.mark.skipif(sys.platform != "linux", reason="the system has no limit for the memory of a process")
def test_a_question_keeps_to_its_limits_whatever_it_asks(run: Runner, place: Place) -> None:
    begin = time.monotonic()

    words = ("--archive", place.archive, "--memory", 100, "--seconds", 5)
    done = run("ask", "SELECT length(repeat('x', 2000000000))", *words)

    assert one_sentence(done)
    assert time.monotonic() - begin < PATIENCE_SECONDS


@pytest.mark.parametrize("memory", ["-5", "0", "1", "99999999999999999999"])
def test_memory_that_is_no_limit_is_refused(run: Runner, place: Place, memory: str) -> None:
    done = run("ask", "SELECT 1", "--archive", place.archive, "--memory", memory)

    assert "--memory" in one_sentence(done)


@pytest.mark.parametrize("seconds", ["0", "-1", "inf", "nan", "1e300"])
def test_seconds_that_are_no_limit_are_refused(run: Runner, place: Place, seconds: str) -> None:
    done = run("ask", "SELECT 1", "--archive", place.archive, "--seconds", seconds)

    assert "--seconds" in one_sentence(done)


@pytest.mark.parametrize("stored", ["[/red]", "[bold]x[/bold]", ":smile:", "\\[x]", "髙﨑　太郎"])
def test_what_is_stored_is_shown_as_it_is_stored(run: Runner, place: Place, stored: str) -> None:
    done = run("ask", f"SELECT '{stored}' AS \"{stored}\"", "--archive", place.archive)

    assert [line.strip() for line in done.out.splitlines()] == [stored, stored, "1行"]


@pytest.mark.parametrize("form", [(), ("--json",)])
def test_what_would_steer_the_terminal_is_shown_as_an_escape(
    run: Runner, place: Place, form: tuple[str, ...]
) -> None:
    done = run(
        "ask", "SELECT chr(27) || '[2J' || chr(8238) || chr(155) AS x", "--archive", place.archive, *form
    )

    assert done.code == 0
    assert not {"\x1b", "\u202e", "\x9b"} & set(done.out)
    assert "u202e" in done.out


def test_a_table_says_where_it_stops(run: Runner, place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive_work, "MOST_ROWS", 3)

    done = run("ask", "SELECT i FROM range(5) t(i)", "--archive", place.archive)

    assert "--json" in done.out.splitlines()[-1]
    assert "3行" in done.out


QUESTIONS = (
    ("ask", "SELECT count(*) FROM envelope"),
    ("archive", "status"),
    ("archive", "export", "operations", "elsewhere"),
    ("prove", "operations", 5),
    ("archive", "open", "operations", 5, "--field", "subject", "--by", "監査人", "--reason", "監査"),
    ("archive", "find", "operations", "subject", "00000000005", "--by", "監査人", "--reason", "監査"),
)


@pytest.fixture
def copy(place: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An archive to do harm to, and a folder of one's own to stand in."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SEKISHO_KEYS", str(tmp_path / "keys"))
    return Path(shutil.copytree(place.archive, tmp_path / "copy"))


@pytest.mark.parametrize("words", QUESTIONS)
@pytest.mark.parametrize("there", ["nothing", "a file", "an empty folder", "below a file"])
def test_an_archive_that_is_not_there_is_no_empty_archive(
    run: Runner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, there: str, words: tuple[object, ...]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a file").write_bytes(b"")
    (tmp_path / "an empty folder").mkdir()
    where = tmp_path / ("a file/below" if there == "below a file" else there)

    done = run(*words, "--archive", where)

    assert str(where) in one_sentence(done)


@pytest.mark.parametrize("words", QUESTIONS)
@pytest.mark.parametrize("junk", [b"", b"junk\n", b"\xff\x00" * 99])
def test_junk_for_a_manifest_is_one_sentence(
    run: Runner, copy: Path, words: tuple[object, ...], junk: bytes
) -> None:
    (copy / "operations" / "manifest").write_bytes(junk)

    assert "verify" in one_sentence(run(*words, "--archive", copy))


@pytest.mark.parametrize("log", ["../copy/operations", "operations/../operations", "nothing", "", ".."])
def test_a_log_is_named_by_its_short_name(run: Runner, copy: Path, log: str) -> None:
    assert one_sentence(run("prove", log, 5, "--archive", copy))


@pytest.mark.parametrize("to", ["nowhere/x", ".", "/dev/full", "copy/operations/manifest/x", "x" * 999])
def test_a_proof_that_cannot_be_written_is_one_sentence(run: Runner, copy: Path, to: str) -> None:
    if to == "/dev/full" and not Path(to).exists():
        pytest.skip("there is no such device")

    assert "--out" in one_sentence(run("prove", "operations", 5, "--archive", copy, "--out", to))


@pytest.mark.parametrize("where", ["a file", "a file/below", "/proc/x"])
def test_keys_that_cannot_be_made_are_one_sentence(
    run: Runner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    (tmp_path / "a file").write_bytes(b"")
    monkeypatch.setenv("SEKISHO_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("SEKISHO_KEYS", str(tmp_path / where))

    assert "SEKISHO_KEYS" in one_sentence(run("keys", "init", "--base", "town.example/sekisho"))


@pytest.mark.parametrize(
    "sql",
    [
        *(
            "ATTACH 'x'",
            "COPY operations TO 'x'",
            "PRAGMA version",
            "DROP VIEW operations",
            "EXPLAIN SELECT 1",
        ),
        *("SELECT 1; SELECT 2", "", "SELEC 1", "SELECT nope FROM operations", "FROM nope", "SELECT 'x'::INT"),
        *("FROM read_text('/etc/passwd')", "FROM '/etc/passwd'", "SELECT getenv('HOME')", "SHOW ALL TABLES"),
        *(f"SELECT {'(' * 200}1{')' * 200}", f"SELECT '{'x' * 30_000}'", "WITH pg_x AS (SELECT 1) FROM pg_x"),
        *("WITH a AS (COPY (SELECT 1) TO 'x') FROM a", "SELECT repeat('x', 999999999)"),
    ],
)
def test_a_question_that_is_refused_is_told_why_in_japanese(run: Runner, place: Place, sql: str) -> None:
    said = one_sentence(run("ask", sql, "--archive", place.archive, "--memory", 32))

    own_words, _bracket, _the_engines = said.removeprefix("sekisho: ").partition("(")
    assert own_words.startswith("できません。")
    assert not re.search(r"[a-z]{4,} [a-z]{2,} [a-z]{2,}", own_words)
    assert said.endswith("。")


@pytest.mark.parametrize("sql", ["ATTACH 'x'", "FROM nope"])
def test_in_english_it_is_told_in_english(
    run: Runner, place: Place, monkeypatch: pytest.MonkeyPatch, sql: str
) -> None:
    monkeypatch.setenv("SEKISHO_LANG", "en")

    assert one_sentence(run("ask", sql, "--archive", place.archive)).isascii()


@pytest.mark.parametrize(
    ("begin", "end", "why"),
    [
        (b"c2sp", b"what", "証明ファイルの形ではありません"),
        (b"\n\n", b"\n", "証明ファイルの形ではありません"),
        (b"index 5", b"index 6", "書き換えられています"),
        (b"extra ", b"extra AAAA", "ファイルに記録が入っていません"),
    ],
)
def test_a_proof_that_proves_nothing_says_why_in_japanese(
    run: Runner, place: Place, copy: Path, begin: bytes, end: bytes, why: str
) -> None:
    (copy / "key").write_text(f"{place.signer.verifier_key}\n{HANDOVER_KEY}\n", encoding="utf-8")
    run("prove", "operations", 5, "--archive", copy, "--out", "proof")
    proof = Path("proof")
    proof.write_bytes(proof.read_bytes().replace(begin, end, 1))

    done = run("verify-proof", proof, "--key", copy / "key")

    assert done.code == 1
    assert done.out.startswith("証明されません。")
    assert why in done.out


def test_a_missing_key_is_said_in_japanese(run: Runner, copy: Path) -> None:
    words = ("--field", "subject", "--by", "監査人", "--reason", "監査", "--archive", copy)

    said = one_sentence(run("archive", "open", "operations", 5, *words))

    assert str(copy.parent / "keys") in said
    assert "sekisho keys init" in said
    assert "There is" not in said
    assert "鍵が" in one_sentence(run("keys", "rotate", "--archive", copy))


def test_long_and_many_values_are_shown_whole(run: Runner, place: Place) -> None:
    columns = ", ".join(f"repeat('{letter}', 300) AS {letter}" for letter in "abcdefgh")

    done = run("ask", f"SELECT {columns}", "--archive", place.archive)

    assert all(letter * 300 in done.out for letter in "abcdefgh")


@pytest.mark.parametrize("form", [(), ("--json",)])
def test_moments_beyond_all_calendars_and_names_given_twice_are_shown(
    run: Runner, place: Place, form: tuple[str, ...]
) -> None:
    sql = "SELECT TIMESTAMP 'infinity' AS a, DATE '290000-01-01' AS a, 17 AS a, 4711 AS \"a:2\""

    done = run("ask", sql, "--archive", place.archive, *form)

    assert done.code == 0
    assert str(2**63 - 1) in done.out
    assert "17" in done.out
    assert "4711" in done.out


def test_a_tile_of_another_length_stops_writing_in_one_sentence(
    run: Runner, copy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive, keys = copy.parent / "own", copy.parent / "own-keys"
    monkeypatch.setenv("SEKISHO_KEYS", str(keys))
    make_keys(keys, BASE, ["operations"])
    with Archive(archive).writing(OPERATIONS, keys=keys) as log:
        log.append(operations(300))
        log.seal()
    (archive / "operations" / "tile" / "1" / "000.p" / "1").write_bytes(b"junk")
    words = ("--field", "subject", "--by", "監査人", "--reason", "監査", "--archive", archive)

    assert "verify" in one_sentence(run("archive", "open", "operations", 5, *words))


@pytest.mark.parametrize("words", [("prove", "operations", 5), ("archive", "export", "operations", "out")])
@pytest.mark.parametrize("junk", [b"", b"junk\n", None])
def test_a_checkpoint_that_is_gone_does_not_mean_that_nothing_was_sealed(
    run: Runner, copy: Path, words: tuple[object, ...], junk: bytes | None
) -> None:
    (month,) = (copy / "operations" / "checkpoints").iterdir()
    month.unlink()
    if junk is not None:
        month.write_bytes(junk)

    assert "verify" in one_sentence(run(*words, "--archive", copy))
