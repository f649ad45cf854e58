"""Every page, as everybody and as a stranger: who is let in, what is said, and how many statements it takes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, time, timedelta

import pytest
from django.db import connection
from django.http import HttpResponseBase
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, reverse

from sekisho.kernel.documents import attach
from sekisho.kernel.models import Line
from sekisho.kernel.queries import history
from sekisho.kernel.registry import ledgers
from sekisho.kernel.town import open_days
from sekisho.kernel.verbs import amend, decide, submit
from sekisho.ledgers.credentials import CREDENTIALS
from sekisho.ledgers.daily_checks import DAILY_CHECKS, ITEMS
from sekisho.ledgers.disconnection_runs import DISCONNECTION_RUNS
from sekisho.ledgers.grants import GRANTS
from sekisho.ledgers.incidents import INCIDENTS
from sekisho.ledgers.terminals import TERMINALS
from sekisho.offices.absences import ABSENCES
from sekisho.offices.appointments import APPOINTMENTS
from sekisho.site.urls import urlpatterns
from tests.cast import CAST, Member, Town, at
from tests.duties.test_posture import the
from tests.ledgers.test_incidents import an_order
from tests.site.council_work import full_audit, full_council, told_outside

DAY = date(2026, 4, 10)
DOCUMENT = len(CAST) + sum(bool(post) for *_who, post in CAST) + 1  # the act that follows the town's founding

# For each page with a parameter, the addresses to visit.
ADDRESSES: dict[str, list[dict[str, object]]] = {
    "clause": [{"clause": "a3.p2"}, {"clause": "a5.i1.s2"}, {"clause": "a5"}, {"clause": "sup2015.p2"}],
    "discharge": [{"duty": "card-count", "opens_on": "2026-04-01"}],
    "report": [{"duty": "joint-report", "opens_on": "2026-04-10"}],
    "excuse": [{"duty": "daily-check", "opens_on": "2026-04-10"}],
    "review": [{"role": "chief"}],
    "ledger": [{"slug": ledger.slug} for ledger in ledgers()],
    "enter": [{"slug": ledger.slug} for ledger in ledgers()],
    "entry": [{"slug": "daily_checks", "number": 1}, {"slug": "appointments", "number": 1}],
    "amend": [{"slug": "daily_checks", "number": 1}],
    "retire": [{"slug": "daily_checks", "number": 1}],
    "attach": [{"slug": "daily_checks", "number": 1}],
    "document": [{"number": 1}, {"number": DOCUMENT}],
    "labels": [{"slug": ledger.slug} for ledger in ledgers() if ledger.labelled],
    "incident": [{"number": 1}],
    "incident_decide": [{"number": 1}],
    "incident_sheet": [{"number": 1}],
    "incident_step": [{"number": 1, "step": "execute"}],
    "keep_drill": [{"number": 1}],
    "transfer_plan": [{"number": 1}],
    "transfer_day": [{"number": 1}],
    "transfer_expire": [{"number": 1}],
    "entry_by_line": [{"line": 1}],
    "acknowledge": [{"number": 1}],
    **{
        name: [{"number": 1}]
        for name in (*("convene", "hold", "resolve", "take_minutes", "confirm_minutes", "audit"),)
    },
    **{name: [{"number": 1}, {"number": 2}] for name in ("meeting", "meeting_agenda", "carry")},
    "instruct": [{"number": 1}],
    "event": [{"number": 1}],
    "proof": [{"number": 1}],
    "import_look": [{"digest": "0" * 64}],
    "import_take": [{"digest": "0" * 64}],
}
POST_ONLY = {
    "convene",
    "confirm_minutes",
    "daily_check_in_order",
    "acknowledge",
    "sign_out",
    "choose_post",
    "choose_language",
    "keep_received",
    "keep_backups",
    "enter_imports",
    "import_take",
    "transfer_expire",
    "incident_step",
    "keep_drill",
}
FOR_STRANGERS = {"sign_in", "healthy"}

# A page takes at most so many statements, whatever the length of history; the session and the account are two.
MOST_STATEMENTS = 20


@pytest.fixture
def town(db: None) -> Town:
    """The cast, with a little of everything."""
    town = Town()
    [order] = history(APPOINTMENTS, 1, at(DAY))
    attach(APPOINTMENTS, order, name="order.txt", data=b"Order 1", act=town.general.act(at("2026-04-01", 8)))
    for day in open_days().open_days(date(2026, 4, 1), DAY + timedelta(days=1)):
        facts = {
            "checked_on": day,
            "checked_at": time(8, 40),
            "checker": town.clerk.line,
            **dict.fromkeys(ITEMS, "ok"),
        }
        if day == DAY:
            facts |= {"network": "ng", "action_taken": "回線の断。業者へ連絡。"}
        town.clerk.enters(DAILY_CHECKS, at(day, 8, 45), **facts)
    order = an_order(town)
    run = {"way": "cut", "plan": "抜く", "executed_at": at(DAY, 8, 59), "executed_by": town.property.line}
    town.property.enters(DISCONNECTION_RUNS, at(DAY, 8, 59), order=order.line, **run)
    place = {"place": "1番窓口", "owner": "town", "installed_on": date(2026, 4, 1)}
    terminal = town.welfare.enters(TERMINALS, at(DAY), number="統合端末1", **place)
    palm = {"kind": "palm", "serial": "V1", "issued_on": DAY, "holder": town.clerk.line}
    credential = town.welfare.enters(CREDENTIALS, at(DAY), **palm)
    grant = {"operator_id": "OP1", "business": "転入", "valid_from": DAY, "terminal": terminal.line}
    town.welfare.enters(GRANTS, at(DAY), credential=credential.line, **grant)
    away = {"person": town.vice_mayor.line, "condition": "absent", "cause": "出張"}
    town.general.enters(
        ABSENCES, at(DAY), since_at=at("2026-04-13", 8), until_at=at("2026-04-14", 17), **away
    )
    amend(TERMINALS, terminal, {"place": "2番窓口"}, reason="席替え", act=town.welfare.act(at(DAY, 10)))
    submit(the("joint-report"), title="回線の断", statement="復旧した。", act=town.welfare.act(at(DAY, 11)))
    decide(
        clause="a4.p2",
        document_number="か総第1号",
        title="様子を見る",
        statement="切り離さない。",
        act=town.mayor.act(at(DAY, 12)),
    )
    full_council(town, DAY)
    full_audit(town, DAY)
    told_outside(town, Line.objects.get(ledger=INCIDENTS.slug).pk, DAY)
    return town


def addresses(pattern: URLPattern) -> Iterator[str]:
    name = str(pattern.name)
    if pattern.pattern.converters and name not in ADDRESSES:
        raise AssertionError(f"the page {name} has parameters; name addresses for it in ADDRESSES")
    for kwargs in ADDRESSES.get(name, [{}]):
        yield reverse(name, kwargs=kwargs)


def every_page() -> list[tuple[str, str]]:
    return [(str(pattern.name), address) for pattern in urlpatterns for address in addresses(pattern)]


@pytest.mark.parametrize(("name", "address"), every_page())
def test_a_stranger_is_sent_to_sign_in_and_sees_nothing(
    client: Client, town: Town, name: str, address: str
) -> None:
    for response in (client.get(address), client.post(address)):
        if name in FOR_STRANGERS:
            assert response.status_code in (200, 422)
        elif name == "choose_language":
            assert response.status_code in (302, 405)
        else:
            assert response.status_code == 302
            assert response.headers["Location"].startswith("/sign-in/")


@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize("key", [key for key, *_rest in CAST])
def test_everybody_gets_a_page_or_one_clear_sentence(town: Town, key: str, language: str) -> None:
    member: Member = getattr(town, key)
    member.account.language = language
    member.account.save()
    client = Client(raise_request_exception=True)
    client.force_login(member.account)

    for name, address in every_page():
        if name in POST_ONLY:
            assert client.get(address).status_code == 405, name
            continue
        with CaptureQueriesContext(connection) as statements:
            response = client.get(address)
        assert response.status_code in (200, 302, 403, 404, 409), (name, address, response.status_code)
        assert len(statements) <= MOST_STATEMENTS, (
            address,
            len(statements),
            [q["sql"][:120] for q in statements],
        )
        assert response.headers["Content-Language"] == language
        assert_safe(response)


def test_an_earlier_day_is_shown_on_every_page(town: Town) -> None:
    client = Client()
    client.force_login(town.welfare.account)
    client.get("/?as_of=2026-04-10")

    for name, address in every_page():
        if name in POST_ONLY | FOR_STRANGERS:
            continue
        response = client.get(address)
        assert response.status_code in (200, 302, 403, 404, 409), (name, response.status_code)
        if response.status_code == 200 and response["Content-Type"].startswith("text/html"):
            assert "今日に戻る" in response.content.decode(), name


@pytest.mark.parametrize(
    "written", ["2026-99-99", "明日", "2099-01-01", "令和100年1月1日", "' OR 1=1", "\x00"]
)
def test_a_day_that_cannot_be_looked_at_gets_a_sentence(town: Town, written: str) -> None:
    client = Client()
    client.force_login(town.welfare.account)

    response = client.get("/", {"as_of": written})

    assert response.status_code == 200
    said = [str(message) for message in response.context["messages"]]
    assert len(said) == 1
    assert said[0].endswith("。")


@pytest.mark.parametrize("written", ["令和8年4月10日", "2026-04-10", "R8.4.10", "２０２６-０４-１０"])
def test_a_day_may_be_written_in_either_calendar(town: Town, written: str) -> None:
    client = Client()
    client.force_login(town.welfare.account)

    assert client.get("/", {"as_of": written}).context["moment"].on == DAY


def test_the_number_of_statements_does_not_grow_with_history(town: Town) -> None:
    client = Client()
    client.force_login(town.vice_mayor.account)
    pages = ["/", "/today/", "/clauses/a5.i1.s2/", "/ledgers/daily_checks/", "/journal/", "/organisation/"]
    before = [statements(client, page) for page in pages]

    for day in open_days().open_days(date(2026, 4, 13), date(2026, 9, 30)):
        facts = {"checked_on": day, "checked_at": time(8, 40), "checker": town.clerk.line}
        town.clerk.enters(DAILY_CHECKS, at(day, 8, 45), **facts)

    assert [statements(client, page) for page in pages] == before


def test_pages_carry_the_headers_of_a_closed_house(client: Client) -> None:
    response = client.get("/sign-in/")

    policy = response.headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Referrer-Policy"] == "same-origin"


def test_what_a_signed_in_person_sees_is_stored_nowhere(town: Town) -> None:
    client = Client()
    client.force_login(town.welfare.account)

    for page in ("/", "/today/", "/ledgers/credentials/", "/journal/", "/no/such/page/"):
        assert client.get(page).headers["Cache-Control"] == "no-store"


def statements(client: Client, page: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(page).status_code == 200
    return len(captured)


def assert_safe(response: HttpResponseBase) -> None:
    """No inline script or style, nothing from outside."""
    if "text/html" not in response.headers.get("Content-Type", ""):
        return
    html = getattr(response, "content", b"").decode()
    assert "<script>" not in html
    assert " style=" not in html
    assert "<style" not in html
    assert " onclick=" not in html
    assert 'src="http' not in html
    assert 'href="http' not in html


def test_the_navigation_offers_no_page_that_would_be_refused(town: Town) -> None:
    for member in town.members():
        client = Client()
        client.force_login(member.account)
        if not member.post:
            continue
        html = client.get("/organisation/").content.decode()
        for page in ("/incidents/", "/reports/", "/decisions/", "/journal/"):
            offered = f'href="{page}"' in html
            assert offered == (client.get(page).status_code == 200), (member.name, page)
