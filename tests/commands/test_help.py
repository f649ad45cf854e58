"""`--help` speaks one language, and every text of every command is there in both."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import Any

import pytest
import typer
from rich.cells import cell_len
from typer import rich_utils

from sekisho.cli import app
from tests.commands.runs import Runner


def every(command: Any, *words: str) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Each command below this one, with the words that lead to it."""
    yield words, command
    for name, below in getattr(command, "commands", {}).items():
        yield from every(below, *words, name)


COMMANDS = dict(every(typer.main.get_command(app)))


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_every_text_is_there_in_both_languages(words: tuple[str, ...]) -> None:
    command = COMMANDS[words]
    prompts = [prompt for parameter in command.params if (prompt := getattr(parameter, "prompt", None))]
    helps = [parameter.help for parameter in command.params if not getattr(parameter, "prompt", None)]
    for text in (command.help, *helps, *prompts):
        english, between, japanese = text.partition(" / ")
        assert between, text
        assert english.isascii(), text
        assert not japanese.isascii(), text


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
@pytest.mark.parametrize("language", ["ja", "en"])
def test_help_speaks_the_language_that_is_asked_for(
    run: Runner, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], language: str
) -> None:
    monkeypatch.setenv("SEKISHO_LANG", language)
    monkeypatch.setenv("TERMINAL_WIDTH", "300")

    done = run(*words, "--help")

    assert done.code == 0
    english, _between, japanese = COMMANDS[words].help.partition(" / ")
    assert (japanese in done.out, english in done.out) == (language == "ja", language == "en")
    headings = {"ja": ("使い方: ", "オプション", "この説明を表示"), "en": ("Usage: ", "Options", "Show this")}
    for told, heading in headings.items():
        assert all((word in done.out) == (told == language) for word in heading)


def test_a_prompt_is_in_japanese(run: Runner, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SEKISHO_LANG", raising=False)
    monkeypatch.setattr("sys.stdin", io.StringIO())
    assert run("found").out.startswith("職員番号:")


@pytest.mark.parametrize("columns", [60, 80])
def test_a_line_without_spaces_is_folded_and_not_cut_off(
    run: Runner, monkeypatch: pytest.MonkeyPatch, columns: int
) -> None:
    monkeypatch.delenv("SEKISHO_LANG", raising=False)
    monkeypatch.setattr(rich_utils, "MAX_WIDTH", columns)
    out = run("verify", "--help").out
    assert "…" not in out
    assert max(map(cell_len, out.splitlines())) <= columns
    told = "".join(re.findall(r"[ぁ-んァ-ヶー一-龠。]", out))
    assert "よそにあるチェックポイント。ファイルか印刷された短い形。" in told
