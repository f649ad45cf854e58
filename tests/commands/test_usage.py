"""A wrong word on the command line is told in the language that is asked for, and nothing in it steers the terminal."""

from __future__ import annotations

import pytest

from tests.commands.runs import Runner

WRONG = [
    ("import operations", "FILE...を書いてください。"),
    ("import nothing", "nothingというコマンドはありません。"),
    ("impart", "impartというコマンドはありません。'import'のことですか。"),
    ("import operation", "operationというコマンドはありません。'operations'のことですか。"),
    (
        "import operations --profil x",
        "--profilというオプションはありません。--partial・--profileのことですか。",
    ),
    ("demo --months x", "--months: 整数を書いてください。"),
    ("demo --months 0", "--months: 1以上の値を書いてください。"),
    ("demo --months 85", "--months: 84以下の値を書いてください。"),
    ("doctor extra", "余分な語があります(extra)。"),
    ("import operations --profile", "--profileの後に値を書いてください。"),
    ("import operations --json=3 x", "--jsonに値は付きません。"),
    ("collect -x", "-xというオプションはありません。"),
    ("test", "検査はソースのフォルダで ./sekisho test と実行してください。"),
]


@pytest.mark.parametrize(("words", "sentence"), WRONG)
def test_a_wrong_word_is_told_in_japanese(
    run: Runner, monkeypatch: pytest.MonkeyPatch, words: str, sentence: str
) -> None:
    monkeypatch.delenv("SEKISHO_LANG", raising=False)

    done = run(*words.split())

    assert done.code == 2
    assert done.out == ""
    assert done.err.splitlines()[0] == f"sekisho: {sentence}"


def test_how_it_is_written_is_told_too(run: Runner, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SEKISHO_LANG", "ja")
    done = run("import", "operations")
    assert done.err.splitlines()[1:] == [
        "使い方: sekisho import operations [オプション] {FILE...}...",
        "説明は sekisho import operations --help で見られます。",
    ]


def test_in_english_it_is_english(run: Runner, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SEKISHO_LANG", "en")
    done = run("import", "operations")
    assert done.code == 2
    assert done.err.isascii()
    assert done.err.startswith("sekisho: Missing argument 'FILE...'.\nUsage: sekisho import operations")


@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize("word", ["--\x1b[31mx", "\x1b]0;x\x07", "\u202ex", "[bold]x:smile:"])
def test_what_was_typed_is_shown_and_not_obeyed(
    run: Runner, monkeypatch: pytest.MonkeyPatch, language: str, word: str
) -> None:
    monkeypatch.setenv("SEKISHO_LANG", language)
    done = run("import", "operations" if word.startswith("--") else word, word)
    assert done.code == 2
    assert not {"\x1b", "\x07", "\u202e"} & set(done.err)
    assert "[bold]" not in word or "[bold]x:smile:" in done.err


def test_help_alone_is_no_error(run: Runner) -> None:
    done = run("import")
    assert (done.code, done.err) == (2, "")
    assert "operations" in done.out
    assert run("import", "--help").code == 0
