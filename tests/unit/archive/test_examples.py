"""The examples of docs/archive.md run, one after another, in an empty directory."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

DOCUMENT = Path(__file__).resolve().parents[3] / "docs" / "archive.md"
EXAMPLES = re.findall(
    r"^```python\n(.*?)^```", DOCUMENT.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL
)


def test_the_examples_of_the_library_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    names: dict[str, object] = {}

    for number, example in enumerate(EXAMPLES, 1):
        exec(compile(example, f"docs/archive.md, example {number}", "exec"), names)  # our own document

    assert len(EXAMPLES) > 5
