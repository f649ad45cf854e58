"""A witness and a town on the command line: what the one prints, the other is given as it stands."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from sekisho.archive.archive import Archive
from sekisho.archive.cosignature_files import cosigned_sizes
from sekisho.archive.keys import PUBLIC_FILE, make_keys, read_public_keys
from sekisho.archive.notes import parse_verifier_key
from tests.commands.runs import Runner, one_sentence
from tests.unit.archive.logs import BASE, OPERATIONS, operations

CONFIG = """
listen = "127.0.0.1:0"
state = "state"
key = "witness-keys/witness.key"
name = "witness.pref.example/towns"
prefix = "{prefix}"
logs = ["{key}"]
"""


class Town:
    """An archive of one log, its keys, and a witness that knows it."""

    def __init__(self, folder: Path, prefix: str) -> None:
        self.archive, self.keys, self.config = folder / "archive", folder / "keys", folder / "witness.toml"
        self.public = make_keys(self.keys, BASE, ["operations"])
        self.write()
        text = CONFIG.format(prefix=prefix, key=self.public.logs[0])
        self.config.write_text(text, encoding="utf-8")

    def write(self) -> None:
        with Archive(self.archive).writing(OPERATIONS, keys=self.keys) as log:
            log.append(operations(300))
            log.seal()

    @contextmanager
    def witness(self) -> Iterator[tuple[str, str]]:
        """The witness in a process of its own. Yields the two lines that it prints, address and key."""
        command = [sys.executable, "-m", "sekisho.cli", "witness", "run", str(self.config)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, encoding="utf-8") as process:
            assert process.stdout is not None
            try:
                yield process.stdout.readline().strip(), process.stdout.readline().strip()
            finally:
                process.terminate()
        assert process.returncode == 0


@pytest.fixture(params=["", "/towns"], ids=["without a prefix", "with a prefix"])
def town(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Town:
    monkeypatch.setenv("SEKISHO_KEYS", str(tmp_path / "keys"))
    return Town(tmp_path, request.param)


def test_the_address_and_the_key_that_a_witness_prints_are_those_that_a_town_gives(
    run: Runner, town: Town
) -> None:
    with town.witness() as (address, key):
        for ending in ("", "/", "/add-checkpoint"):
            words = ("--url", address + ending, "--witness-key", key, "--archive", town.archive)
            done = run("witness", "cosign", "operations", *words)
            assert (done.code, done.err) == (0, "")
            assert "連署を得ました" in done.out
            town.write()
    keys = [*read_public_keys(town.keys / PUBLIC_FILE), parse_verifier_key(key)]

    report = Archive(town.archive).verify(keys)

    assert cosigned_sizes(town.archive / "operations") == [301, 601, 901]
    assert report.whole
    assert "cosigned" in {each.what for each in report.every}


def test_a_witness_that_is_away_unknown_or_another_is_told_in_one_japanese_sentence(
    run: Runner, town: Town
) -> None:
    stranger = str(town.public.logs[0])
    with town.witness() as (address, key):
        for url, witness_key, why in (
            (f"{address}/elsewhere", key, "この台帳かその鍵を知りません"),
            ("witness.pref.example", key, "番地として読めません"),
            (address, stranger, "立会人の鍵ではありません"),
            (address, "junk", "鍵として使えません"),
        ):
            words = ("--url", url, "--witness-key", witness_key, "--archive", town.archive)
            assert why in one_sentence(run("witness", "cosign", "operations", *words))

        assert "別の立会人" in one_sentence(run("witness", "run", town.config))

    words = ("--url", address, "--witness-key", key, "--archive", town.archive)
    assert "立会人が答えません" in one_sentence(run("witness", "cosign", "operations", *words))
