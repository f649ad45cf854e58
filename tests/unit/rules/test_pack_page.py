"""docs/spec/rule-pack.md describes every table, key and word that the loader knows."""

from __future__ import annotations

import ast
import inspect
import re
from itertools import chain
from pathlib import Path

import pytest

from sekisho.rules import pack, pack_body, pack_cadence, pack_duties
from sekisho.rules.cadences import Shift
from sekisho.rules.model import Basis, Condition, Nature, Rank, Unit, Verb
from sekisho.rules.pack_fields import Table

PAGE = Path(__file__).parents[3] / "docs" / "spec" / "rule-pack.md"
READERS = {name for name, _method in inspect.getmembers(Table, inspect.isfunction)}


def keys_read() -> set[str]:
    """Every key that the loader asks a table for."""
    trees = [ast.parse(inspect.getsource(module)) for module in (pack, pack_body, pack_cadence, pack_duties)]
    calls = [node for node in chain(*map(ast.walk, trees)) if isinstance(node, ast.Call)]
    return {
        call.args[0].value
        for call in calls
        if isinstance(call.func, ast.Attribute)
        and call.func.attr in READERS - {"identifier", "refer", "report"}
        and call.args
        and isinstance(call.args[0], ast.Constant)
        and isinstance(call.args[0].value, str)
    }


def described() -> set[str]:
    """Every word that the page sets in code, and the parts of those with a dot."""
    in_code = " ".join(re.findall(r"`[^`]+`", PAGE.read_text(encoding="utf-8")))
    words = set(re.findall(r"[\w.:-]+", in_code))
    return words | {part for word in words for part in word.split(".")}


def test_the_page_describes_every_key() -> None:
    """項目は、全て説明の頁にある。"""
    keys = keys_read() | {"id", "slug", "ja", "en"}

    assert len(keys) > 80  # the reading of the source still finds them
    assert keys - described() == set()


def test_the_page_describes_every_table() -> None:
    text = PAGE.read_text(encoding="utf-8")

    assert [name for name in pack.ONCE if f"`[{name}]`" not in text] == []
    assert [name for name in pack.LISTED if f"`[[{name}]]`" not in text] == []


@pytest.mark.parametrize("closed", [Basis, Condition, Nature, Rank, Shift, Unit, Verb])
def test_the_page_lists_every_word_of_a_closed_set(closed: type[Basis]) -> None:
    """決まった言葉は、全て説明の頁にある。"""
    assert {word.value for word in closed} - described() == set()


@pytest.mark.parametrize(
    "words",
    [
        pack_cadence.EACH,
        pack_cadence.EVENTS,
        pack_body.HOSTING_MODES,
        pack_duties.DUTY_VERBS,
        pack_duties.COUNTED_FROM,
        pack_duties.PLAIN_WORDS,
    ],
)
def test_the_page_lists_every_word_that_a_table_takes(words: tuple[str, ...]) -> None:
    assert set(words) - described() == set()
