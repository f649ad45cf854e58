"""Another town's regulation runs as it is: other numbers, other posts, other rules. Nothing of Katsuragi is in the code."""

from __future__ import annotations

import io
import re
import tokenize
from datetime import date, time
from pathlib import Path

import pytest
from django.test import Client
from pytest_django import Settings

import sekisho
from sekisho.duties.board import posture_at
from sekisho.kernel.acts import Moment
from sekisho.kernel.permissions import NotPermitted
from sekisho.kernel.town import pack
from sekisho.kernel.verbs import enter
from sekisho.ledgers.daily_checks import DAILY_CHECKS
from sekisho.offices.accounts import Account
from sekisho.offices.acting import act_for, founding_act
from sekisho.offices.appointments import APPOINTMENTS
from sekisho.offices.persons import PERSONS
from sekisho.rules.states import State
from tests.cast import at
from tests.site.test_every_page import POST_ONLY, every_page

DAY = date(2026, 4, 10)
SOURCE = Path(sekisho.__file__).parent


@pytest.fixture
def hokushin(db: None, settings: Settings) -> dict[str, Account]:
    """The fictitious town with one person in each post of one seat."""
    settings.SEKISHO_PACK = "hokushin"
    founding = founding_act(at("2026-04-01", 0, 1))
    accounts = {}
    for place, post in enumerate(pack().posts):
        number = f"{place:04d}"
        person = enter(
            PERSONS, {"staff_number": number, "name": f"北辰 {place}", "reading": "ほくしん"}, act=founding
        )
        facts = {
            "person": person.line,
            "post": post.id,
            "since": date(2026, 4, 1),
            "order_number": f"第{place}号",
        }
        enter(APPOINTMENTS, facts, act=founding)
        accounts[post.id] = Account.objects.create_account(number, person.line, None)
    return accounts


def test_its_daily_check_is_kept_by_its_own_section_under_its_own_clause(
    hokushin: dict[str, Account],
) -> None:
    bound = next(ledger for ledger in pack().ledgers if ledger.slug == "daily_checks")
    keeper = next(post.id for post in pack().posts if post.section == bound.keeper)
    person = hokushin[keeper].person
    act = act_for(str(person.pk), post=keeper, at=at(DAY, 8, 40))
    facts = {"checked_on": DAY, "checked_at": time(8, 40), "checker": person}

    entry = enter(DAILY_CHECKS, facts, act=act)

    assert entry.event.clause == bound.clause
    found = posture_at(Moment(on=DAY, known_at=at(DAY, 23), live=False)).of(bound.clause)
    assert found is not None
    assert found.state is State.MET


def test_its_other_sections_may_not(hokushin: dict[str, Account]) -> None:
    bound = next(ledger for ledger in pack().ledgers if ledger.slug == "daily_checks")
    other = next(post.id for post in pack().posts if post.section not in (bound.keeper, None))
    act = act_for(str(hokushin[other].person.pk), post=other, at=at(DAY))

    with pytest.raises(NotPermitted):
        enter(
            DAILY_CHECKS,
            {"checked_on": DAY, "checked_at": time(8), "checker": hokushin[other].person},
            act=act,
        )


@pytest.mark.parametrize(
    "page", ["/", "/today/", "/ledgers/", "/organisation/", "/ledgers/appointments/", "/clauses/p4.i1/"]
)
def test_its_pages_speak_of_it_and_not_of_another_town(hokushin: dict[str, Account], page: str) -> None:
    client = Client()
    client.force_login(hokushin[pack().roles[0].holders[0]])

    response = client.get(page)

    html = response.content.decode()
    assert response.status_code == 200
    assert pack().name.ja in html
    for foreign in ("かつらぎ", "住民福祉課", "管財情報課", "第5条第1号"):
        assert foreign not in html


def test_its_local_words_are_its_own(hokushin: dict[str, Account]) -> None:
    client = Client()
    client.force_login(hokushin[pack().roles[0].holders[0]])

    assert "総括責任者" in client.get("/organisation/").content.decode()


def code_without_comments(path: Path) -> str:
    """The program text of a module: no comments and no docstrings."""
    kept = []
    previous = tokenize.INDENT
    for token in tokenize.generate_tokens(io.StringIO(path.read_text(encoding="utf-8")).readline):
        is_docstring = token.type == tokenize.STRING and previous in (
            tokenize.INDENT, tokenize.NEWLINE, tokenize.NL, tokenize.ENCODING, tokenize.DEDENT, tokenize.COMMENT,
        )  # fmt: skip
        if token.type != tokenize.COMMENT and not is_docstring:
            kept.append(token.string)
        if token.type != tokenize.COMMENT:
            previous = token.type
    return " ".join(kept)


def test_no_module_outside_the_demo_town_names_katsuragi_its_sections_or_its_clauses() -> None:
    """The one exception is the setting that says which pack is the default."""
    foreign = re.compile(
        r"katsuragi|かつらぎ|住民福祉|管財情報|resident_affairs|property_information|\ba5\.i\d"
    )
    named = {
        str(path.relative_to(SOURCE))
        for path in SOURCE.rglob("*.py")
        if "demo" not in path.parts and foreign.search(code_without_comments(path))
    }

    assert named == {"site/settings.py"}


def test_all_its_pages_answer_the_one_in_charge(hokushin: dict[str, Account]) -> None:
    """No page takes it for granted that the body has a section, a method, a council or a ledger of its own."""
    client = Client(raise_request_exception=True)
    client.force_login(hokushin[pack().roles[0].holders[0]])
    for name, address in every_page():
        if name not in POST_ONLY:
            assert client.get(address).status_code in (200, 302, 403, 404, 409), address
