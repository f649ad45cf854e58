"""Message ids are taken from modules and templates, and the catalogue follows them without losing a word."""

from __future__ import annotations

from pathlib import Path

import polib
import pytest

from tools import messages

MODULE = '''
"""_("not a sentence")"""
title = gettext_lazy("条項")
rank = pgettext("rank", "職員")
for name in names:
    shown = counted("%(n)d年", amount) + _("「%(name)s」はありません。") % {"name": name}
'''
TEMPLATE = """{% load i18n %}
      <h1>{% translate "条項" %}</h1>
  {# not a sentence #}<p title="{{ name|default:_("なし") }}">{% blocktranslate count n=n %}{{ n }}件{% plural %}{{ n }}件{% endblocktranslate %}
    </p>{% translate "抹消" context "state" %}
"""


@pytest.fixture
def said(tmp_path: Path) -> dict[messages.Key, messages.Message]:
    """What one module and one template say."""
    source, templates = tmp_path / "town", tmp_path / "town" / "templates"
    (source / "desk").mkdir(parents=True)
    templates.mkdir()
    (source / "desk" / "rules.py").write_text(MODULE, encoding="utf-8")
    (templates / "page.html").write_text(TEMPLATE, encoding="utf-8")
    return messages.messages(source, templates)


def test_every_way_to_say_a_sentence_is_found(said: dict[messages.Key, messages.Message]) -> None:
    assert set(said) == {
        ("", "条項"),
        ("rank", "職員"),
        ("", "%(n)d年"),
        ("", "「%(name)s」はありません。"),
        ("", "なし"),
        ("", "%(n)s件"),
        ("state", "抹消"),
    }
    assert said["", "%(n)d年"].plural == "%(n)d年"
    assert said["", "%(n)s件"].plural == "%(n)s件"


def test_a_sentence_names_its_places_without_lines(said: dict[messages.Key, messages.Message]) -> None:
    merged = messages.merge(polib.POFile(), said)

    [entry] = [entry for entry in merged if entry.msgid == "条項"]
    assert entry.occurrences == [("page.html", ""), ("town.desk.rules", "")]


def test_merging_keeps_translations_drops_what_is_no_longer_said_and_says_it_the_same_way_twice(
    said: dict[messages.Key, messages.Message],
) -> None:
    before = polib.POFile()
    before.append(polib.POEntry(msgid="条項", msgstr="Clause"))
    before.append(polib.POEntry(msgid="%(n)d年", msgid_plural="%(n)d年", msgstr_plural={0: "a", 1: "b"}))
    before.append(polib.POEntry(msgid="廃止", msgstr="Abolished"))

    merged = messages.merge(before, said)

    texts = {entry.msgid: messages.translations(entry) for entry in merged}
    assert texts["条項"] == ["Clause"]
    assert texts["%(n)d年"] == ["a", "b"]
    assert texts["職員"] == [""]
    assert "廃止" not in texts
    assert str(messages.merge(merged, said)) == str(merged)


@pytest.mark.parametrize(
    ("entry", "finding"),
    [
        (polib.POEntry(msgid="条項", msgstr=""), "missing"),
        (polib.POEntry(msgid="条項", msgstr="Clause", flags=["fuzzy"]), "missing"),
        (polib.POEntry(msgid="廃止", msgstr="Abolished"), "stale"),
        (polib.POEntry(msgid="%(n)d年", msgstr="%(n)d years"), "stale"),
        (polib.POEntry(msgid="「%(name)s」はありません。", msgstr="There is no %(nam)s."), "mismatched"),
        (polib.POEntry(msgid="「%(name)s」はありません。", msgstr="There is no such name."), "mismatched"),
    ],
)
def test_what_is_wrong_is_listed(
    said: dict[messages.Key, messages.Message], entry: polib.POEntry, finding: str
) -> None:
    catalogue = polib.POFile()
    catalogue.append(entry)

    found = [line for line in messages.findings(catalogue, said) if repr(entry.msgid) in line]

    assert [line.partition(":")[0] for line in found] == [finding]


def test_a_sentence_without_an_entry_is_missing(said: dict[messages.Key, messages.Message]) -> None:
    found = list(messages.findings(polib.POFile(), said))

    assert len(found) == len(said)
    assert "missing: '条項' (page.html, town.desk.rules)" in found


def test_checking_writes_nothing_and_fails_until_the_command_was_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    catalogue = tmp_path / "en" / "django.po"
    monkeypatch.setattr(messages, "CATALOGUE", catalogue)

    assert messages.main(["--check"]) == 1
    assert not catalogue.exists()
    messages.main([])
    assert "missing" in capsys.readouterr().out
    assert catalogue.exists()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("%(n)dか月(%(months)s)", ["%(months)s", "%(n)d"]),
        ("%s of {total}, 100%%, {}", ["%s", "{total}", "{}"]),
        ("100%%する", []),
    ],
)
def test_placeholders_are_those_that_are_filled_in(text: str, expected: list[str]) -> None:
    assert messages.placeholders(text) == expected
