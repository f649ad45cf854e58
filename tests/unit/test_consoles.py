"""What is printed is evidence, or what somebody typed: nothing in it is taken for markup or an emoji."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from sekisho.intake.plain import json_visible, one_line, visible

SOURCE = Path(__file__).parents[2] / "src" / "sekisho"


def consoles() -> list[tuple[str, ast.Call]]:
    """Every console that is made in the source."""
    return [
        (f"{path.relative_to(SOURCE)}:{node.lineno}", node)
        for path in sorted(SOURCE.rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Console"
    ]


def test_no_console_reads_markup_or_emoji_in_what_it_prints() -> None:
    off = {"markup", "emoji"}
    assert [
        where
        for where, call in consoles()
        if off
        - {
            word.arg
            for word in call.keywords
            if isinstance(word.value, ast.Constant) and word.value.value is False
        }
    ] == []
    assert consoles()


def test_nothing_turns_it_on_again() -> None:
    for path in SOURCE.rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        assert "markup=True" not in text, path
        assert "from rich import print" not in text, path
        assert "rich.markup" not in text, path


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b[31m赤", "\\x1b[31m赤"),
        ("a\u202egpj.exe", "a\\u202egpj.exe"),
        ("a\nb\tc", "a\\nb\\tc"),
        ("\x9b2J\x7f", "\\x9b2J\\x7f"),
        ("髙﨑①〜", "髙﨑①〜"),
    ],
)
def test_a_name_stands_on_one_line_and_steers_nothing(text: str, shown: str) -> None:
    assert one_line(text) == shown


def test_a_text_keeps_its_lines() -> None:
    assert visible("a\n\tb\x1b") == "a\n\tb\\x1b"
    assert json_visible('"a\u202e"') == '"a\\u202e"'
