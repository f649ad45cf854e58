"""`sekisho import KIND --help` lists the columns of a file, from the declaration that reads it."""

from __future__ import annotations

import pytest

from sekisho.cli.importing import KINDS as COMMANDS
from sekisho.intake.tables.forms import form_of
from sekisho.intake.tables.profiles import built_in
from sekisho.intake.tables.registry import KINDS
from tests.commands.runs import Runner

NO_COMMAND = {"transfers"}  # a page of its own takes them


def test_every_kind_has_its_command() -> None:
    assert {*COMMANDS, "operations"} == set(KINDS) - NO_COMMAND


@pytest.mark.parametrize("kind", sorted(set(KINDS) - NO_COMMAND))
@pytest.mark.parametrize("language", ["ja", "en"])
def test_help_lists_every_column_with_its_names(
    run: Runner, monkeypatch: pytest.MonkeyPatch, kind: str, language: str
) -> None:
    monkeypatch.setenv("SEKISHO_LANG", language)
    done = run("import", kind, "--help")
    listed = {line.split()[1]: line for line in done.out.splitlines() if len(line.split()) > 2}
    for field in KINDS[kind].fields:
        line = listed[field.name]
        assert str(built_in(kind).columns[field.name][0]) in line
        assert line.endswith(getattr(form_of(field), language))
        assert ("必須" in line or "required" in line) == field.required


def test_the_columns_of_operations_say_what_is_needed(run: Runner, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SEKISHO_LANG", "ja")
    lines = [" ".join(line.split()) for line in run("import", "operations", "--help").out.splitlines()]
    assert "操作日時 occurred_at 必須・空欄不可 日時(2026-09-30 14:05:33、令和8年9月30日 14時05分)" in lines
    assert "操作者ID operator_id 必須 番号・コード" in lines
    assert "対象範囲 scope 任意 自市町村・県内・全国" in lines
