"""English is complete: each sentence has its translation, and no English page speaks Japanese.

What was entered in Japanese stays so: names, documents and facts are data. So do the labels of
clauses, for they are how the regulation numbers itself.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from datetime import date, timedelta
from html.parser import HTMLParser

import pytest
from django.test import Client
from django.utils import timezone, translation

from sekisho.duties.commands import posture
from sekisho.kernel.models import JournalEvent
from sekisho.kernel.town import pack
from sekisho.rules.model import Words
from sekisho.rules.pack import load, pack_directory, pack_names
from sekisho.site.commands.doctor import doctor
from tests.cast import CAST, Town
from tests.site import test_every_page as pages
from tools import messages

# Kana, kanji, and the punctuation and full-width forms that come with them.
JAPANESE = re.compile(r"[\u3001-\u30ff\u3400-\u9fff\uf900-\ufaff\uff01-\uffef]+")
ENGLISH = re.compile(r"[A-Za-z]{2,}")

WRITTEN_IN_JAPANESE = ("令和8年9月30日",)  # an example of a date that may be typed
SAME_IN_BOTH = (
    "SEKISHO_ARCHIVE_BASE",
    "SEKISHO_BACKUPS",
    "SEKISHO_DATABASE",
    "SEKISHO_DATA",
    "SEKISHO_KEYS",
    "SEKISHO_PACK",
    "sekisho archive run",
    "sekisho archive seal",
    "sekisho backup run",
    "sekisho doctor",
    "sekisho serve",
    "sekisho up",
    "sekisho verify",
    "SHA-256",
    "--target",
    "--until",
    "--work",
    "--post",
    "--staff-number",
    "PostgreSQL",
    "CREATEDB",
    "restic",
    "UTF-8",
    "CSV",
    "HDD",
    "SSD",
    "USB",
    "QR",
    "IC",
    "<code>",
    "</code>",
    "Ctrl+C",
    "NUL",
    "MiB",
    "ID",
    "id",
)
READ_BY_EYES = ("alt", "aria-label", "content", "label", "placeholder", "title", "value")
FOUNDING = "初期設定"  # stands in the journal as the basis of the first acts; a page translates it
VOID = frozenset({"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"})

town = pages.town


def test_every_sentence_has_its_translation_and_no_other_is_kept() -> None:
    assert list(messages.findings(messages.read(messages.CATALOGUE), messages.messages())) == []


def test_a_translation_is_english() -> None:
    texts = [text for entry in messages.read(messages.CATALOGUE) for text in messages.translations(entry)]

    assert [text for text in texts if JAPANESE.search(without(text, WRITTEN_IN_JAPANESE))] == []


def test_a_sentence_to_translate_is_japanese() -> None:
    sentences = [messages.PLACEHOLDER.sub("", entry.msgid) for entry in messages.read(messages.CATALOGUE)]

    assert [text for text in sentences if ENGLISH.search(without(text, SAME_IN_BOTH))] == []


@pytest.mark.parametrize("name", pack_names())
def test_the_words_of_a_rule_pack_are_english_in_english(name: str) -> None:
    found = list(words_in(load(pack_directory(name))))

    assert found
    assert [words for words in found if not words.en.strip() or JAPANESE.search(words.en)] == []


@pytest.mark.parametrize(
    ("key", "day"),
    [
        ("welfare", ""),
        ("vice_mayor", ""),
        ("mayor", "2026-04-10"),
        ("general", "2001-04-02"),
        ("stranger", ""),
    ],
)
def test_no_english_page_speaks_japanese(town: Town, key: str, day: str) -> None:
    client = english_reader(town, key)
    client.get("/", {"as_of": day})
    known = data()

    leaks = {
        f"{address}: {text}"
        for name, address in pages.every_page()
        if name not in pages.POST_ONLY
        for text in japanese_in(client.get(address).content, known)
    }

    assert leaks == set()


@pytest.mark.parametrize("key", ["welfare", "vice_mayor", "mayor", "general", "stranger"])
def test_no_english_answer_to_a_form_speaks_japanese(town: Town, key: str) -> None:
    client = english_reader(town, key)
    leaks = set()
    for name, address in pages.every_page():
        if name in pages.FOR_STRANGERS or name in ("sign_out", "choose_post", "choose_language"):
            continue
        for sent in ({}, NONSENSE):
            answer = client.post(address, sent, follow=True)
            leaks |= {f"{address}: {text}" for text in japanese_in(answer.content, data())}

    assert leaks == set()


def test_what_a_section_did_is_confirmed_in_english(town: Town) -> None:
    welfare = english_reader(town, "welfare")
    terminal = {"number": "T9", "place": "Front desk", "owner": "town", "installed_on": "2026-04-01"}

    does(welfare, "/ledgers/terminals/enter/", **terminal)
    does(welfare, "/ledgers/terminals/2/amend/", **terminal, remarks="Moved", revision="1", reason="Moved")
    struck = {"retired_on": "2026-04-10", "revision": "2", "reason": "Replaced"}
    does(welfare, "/ledgers/terminals/2/retire/", **struck)
    does(welfare, link(welfare, "/today/", "discharge"), done_on=today().isoformat(), paper="Binder 3")
    does(welfare, "/today/in-order/")

    assert (
        leaks_in(welfare, ["/ledgers/terminals/?struck=1", "/ledgers/terminals/2/", "/today/", "/journal/"])
        == []
    )


@pytest.mark.usefixtures("working_morning")  # on a closed day there is nothing to excuse
def test_what_the_chief_and_the_mayor_did_is_confirmed_in_english(town: Town) -> None:
    mayor, chief = english_reader(town, "mayor"), english_reader(town, "vice_mayor")
    decided = {"title": "Watch", "statement": "No cut.", "document_number": "No. 9", "clause": "a4.p2"}

    does(mayor, "/decisions/new/", **decided)
    does(
        chief,
        link(chief, "/decisions/", "instruct"),
        to_section="board_of_education",
        statement="Please look.",
    )
    does(chief, link(chief, "/decisions/", "instruct"), to_section="general_affairs", statement="Look.")
    does(chief, link(chief, "/reports/", "acknowledge"), remark="Seen")
    does(chief, link(chief, "/clauses/a5.i1.s2/", "excuse"), reason="Closed for repair")

    assert leaks_in(mayor, ["/decisions/", "/reports/", "/clauses/a5.i1.s2/", "/journal/"]) == []


def test_what_a_deputy_did_is_said_and_reviewed_in_english(town: Town) -> None:
    general, deputy, chief = (english_reader(town, key) for key in ("general", "property", "vice_mayor"))
    now = timezone.localtime().replace(second=0, microsecond=0, tzinfo=None)
    away = {
        "person": town.vice_mayor.person,
        "condition": "absent",
        "since_at": (now - timedelta(hours=1)).isoformat(timespec="minutes"),
        "cause": "Ill",
    }
    does(general, "/ledgers/absences/enter/", **away)
    deputy.post("/post/", {"capability": "property_information_head|chief"})
    does(deputy, link(deputy, "/reports/", "acknowledge"), remark="Seen")
    assert leaks_in(deputy, ["/", "/organisation/", "/clauses/a3.p2/", "/reports/"]) == []
    back = {"until_at": now.isoformat(timespec="minutes"), "revision": "1", "reason": "Back"}
    does(general, "/ledgers/absences/2/amend/", **away, **back)

    assert leaks_in(chief, ["/", "/review/chief/", "/journal/"]) == []
    through = re.search(r'name="through" value="(\d+)"', chief.get("/review/chief/").content.decode())
    assert through
    does(chief, "/review/chief/", through=through[1], remark="Seen")


def test_the_commands_print_english_where_it_is_asked_for(
    town: Town, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COLUMNS", "400")  # so that no label is cut short
    with translation.override("en"):
        doctor(as_json=False)
        posture(as_of="2026-04-13", known_at=None, as_json=False)

    printed = capsys.readouterr().out.splitlines()
    assert len(printed) > len(pack().clauses)
    known = data()
    assert [line for line in printed if JAPANESE.search(without(line, known))] == []


def test_the_sign_in_page_answers_in_english(client: Client, town: Town) -> None:
    client.cookies["django_language"] = "en"

    for answer in (client.get("/sign-in/"), client.post("/sign-in/", {"username": "x", "password": "y"})):
        assert answer.headers["Content-Language"] == "en"
        assert japanese_in(answer.content, data()) == []


def test_a_page_that_is_not_there_says_so_in_english(town: Town) -> None:
    client = english_reader(town, "welfare")

    for address in ("/nowhere/", "/ledgers/nowhere/", "/clauses/a99/", "/ledgers/persons/999/"):
        answer = client.get(address)
        assert answer.status_code == 404
        assert japanese_in(answer.content, data()) == []


# What no field takes: days that have not come or do not exist, and text where a number is asked.
NONSENSE = {
    "checked_on": "2099-01-01",
    "checked_at": "25:99",
    "room_celsius": "900",
    "issued_on": "2026-04-10",
    "ended_on": "2026-04-01",
    "since": "2026-04-10",
    "until": "2026-04-01",
    "since_at": "2026-04-10T09:00",
    "until_at": "2026-04-09T09:00",
    "done_on": "2099-01-01",
    "retired_on": "2099-01-01",
    "due_on": "x",
    "reading": "Latin",
    "staff_number": "00001",
    "kind": "unheard of",
    "post": "unheard of",
    "to_section": "board_of_education",
    "digest": "x",
    "paper": "x" * 300,
    "reason": "x",
    "revision": "1",
}


def english_reader(town: Town, key: str) -> Client:
    account = getattr(town, key).account
    account.language = "en"
    account.save()
    client = Client()
    client.force_login(account)
    return client


def does(client: Client, address: str, **sent: str) -> None:
    """Send a form that is accepted; what is then said is one English sentence."""
    answer = client.post(address, sent, follow=True)
    assert answer.status_code == 200, (address, answer.context["form"].errors)
    assert [message.level_tag for message in answer.context["messages"]] == ["success"], address
    assert japanese_in(answer.content, data()) == []


def link(client: Client, page: str, verb: str) -> str:
    """The first address on `page` that ends with `verb`, of a link or a form."""
    found = re.search(rf'(?:href|action)="([^"]+/{verb}/)"', client.get(page).content.decode())
    assert found, f"{page} offers no way to {verb}"
    return found[1]


def leaks_in(client: Client, addresses: list[str]) -> list[str]:
    """What is Japanese on those pages and should not be."""
    known = data()
    answers = [client.get(address) for address in addresses]
    assert [answer.status_code for answer in answers] == [200] * len(addresses)
    return [text for answer in answers for text in japanese_in(answer.content, known)]


def today() -> date:
    return timezone.localdate()


def data() -> tuple[str, ...]:
    """What is Japanese on any page: whatever was entered, and how the regulation names itself."""
    entered = {
        str(value)
        for event in JournalEvent.objects.all()
        for value in (*json.loads(event.body).values(), event.basis)
        if value != FOUNDING
    }
    labels = {label for clause in pack().clauses for label in (clause.label, clause.alias)}
    instruments = {
        spelt
        for version in pack().document.versions
        for spelt in (
            f"{version.instrument}第{version.number}号",
            f"{version.instrument} No. {version.number}",
        )
    }
    people = {text for _key, name, reading, _post in CAST for text in (name, reading)}
    known = entered | labels | instruments | people | {"関所"}
    return tuple(sorted(filter(JAPANESE.search, known), key=len, reverse=True))


def japanese_in(html: bytes, known: tuple[str, ...]) -> list[str]:
    """The texts of a page that still hold Japanese without what is `known` to be data."""
    page = Texts()
    page.feed(html.decode())
    assert page.open == [], "an element is not closed, so what is marked as Japanese cannot be told"
    japanese = [text for text in page.found if JAPANESE.search(text)]
    return [text for text in japanese if JAPANESE.search(without(text, known + WRITTEN_IN_JAPANESE))]


def without(text: str, known: tuple[str, ...]) -> str:
    """`text` without what may be Japanese in it. One character alone must be all of the text."""
    if text.strip() in known:
        return ""
    for value in known:
        if len(value) > 1:
            text = text.replace(value, "")
    return text


def words_in(value: object) -> Iterator[Words]:
    """All Words anywhere in a rule pack."""
    if isinstance(value, Words):
        yield value
    elif is_dataclass(value):
        for field in fields(value):
            yield from words_in(getattr(value, field.name))
    elif isinstance(value, tuple):
        for each in value:
            yield from words_in(each)


class Texts(HTMLParser):
    """The texts and spoken attributes of a page that are not marked lang="ja"."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.open: list[bool] = []  # for each open element, whether it is Japanese

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        inherited = bool(self.open) and self.open[-1]
        japanese = values["lang"] == "ja" if "lang" in values else inherited
        if not japanese:
            self.found += [values[name] or "" for name in READ_BY_EYES if name in values]
        if tag not in VOID:
            self.open.append(japanese)

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID and self.open:
            self.open.pop()

    def handle_data(self, data: str) -> None:
        if data.strip() and not (self.open and self.open[-1]):
            self.found.append(data.strip())
