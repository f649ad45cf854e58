"""The rules of law rest on nothing but Python itself."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

RULES = Path(__file__).resolve().parents[2] / "src" / "sekisho" / "rules"


def imported_by(file: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield str(node.module)


@pytest.mark.parametrize("file", sorted(RULES.rglob("*.py")), ids=lambda file: str(file.relative_to(RULES)))
def test_rules_import_only_the_standard_library_and_each_other(file: Path) -> None:
    foreign = {
        name
        for name in imported_by(file)
        if name.split(".")[0] not in sys.stdlib_module_names and not name.startswith("sekisho.rules")
    }

    assert foreign == set()
