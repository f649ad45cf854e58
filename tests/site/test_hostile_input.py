"""Whatever is sent: one clear sentence, nothing written, and every page stands afterwards."""

from __future__ import annotations

from datetime import date, time
from typing import Any

import pytest
from django.conf import settings
from django.db import transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.test import Client
from django.utils import timezone

from sekisho.kernel.bounds import MOST_CHARACTERS
from sekisho.kernel.models import JournalEvent
from sekisho.kernel.verbs import submit
from sekisho.ledgers.daily_checks import DAILY_CHECKS, ITEMS
from sekisho.ledgers.grants import GRANTS
from sekisho.ledgers.terminals import TERMINALS, Terminal
from sekisho.offices.absences import ABSENCES
from tests.cast import Member, Town, at
from tests.conformance import posted
from tests.duties.test_posture import the

DAY = date(2026, 4, 10)
TERMINAL = {"number": "統合端末1", "place": "1番窓口", "owner": "town", "installed_on": DAY}
NUL, ENDLESS = "あ\x00い", "あ" * (MOST_CHARACTERS + 1)


@pytest.fixture
def town(db: None) -> Town:
    return Town()


def signed_in(member: Member) -> Client:
    client = Client(raise_request_exception=True)
    client.force_login(member.account)
    return client


def written() -> int:
    return JournalEvent.objects.count()


def refused(response: Any, *, status: int = 422) -> None:  # Any: the client's own class of response
    assert response.status_code == status
    assert "Traceback" not in response.content.decode()


@pytest.mark.parametrize(
    "day", ["0001-01-01", "0026-04-01", "1850-12-31", "10000-01-01", "2026-02-29", "\x00"]
)
def test_a_day_that_nobody_can_mean_is_refused_at_its_field(town: Town, day: str) -> None:
    before = written()

    response = signed_in(town.welfare).post(
        "/ledgers/terminals/enter/", posted(TERMINALS, TERMINAL) | {"installed_on": day}
    )

    refused(response)
    assert set(response.context["form"].errors) == {"installed_on"}
    assert written() == before


@pytest.mark.parametrize("moment", ["0001-01-01T00:00", "1850-01-01T09:00", "9999-99-99T00:00"])
def test_a_moment_that_nobody_can_mean_is_refused_at_its_field(town: Town, moment: str) -> None:
    facts = {"person": town.vice_mayor.line, "condition": "absent", "cause": "出張", "since_at": at(DAY)}
    before = written()

    response = signed_in(town.general).post(
        "/ledgers/absences/enter/", posted(ABSENCES, facts) | {"since_at": moment}
    )

    refused(response)
    assert set(response.context["form"].errors) == {"since_at"}
    assert written() == before


def test_a_terminal_older_than_the_calendar_is_entered_and_owes_nothing(town: Town) -> None:
    client = signed_in(town.welfare)

    answer = client.post(
        "/ledgers/terminals/enter/", posted(TERMINALS, TERMINAL) | {"installed_on": "1985-03-04"}
    )

    assert answer.status_code == 302
    assert "S60.3.4" in client.get("/ledgers/terminals/").content.decode()


def test_the_day_of_striking_out_has_bounds_too(town: Town) -> None:
    town.welfare.enters(TERMINALS, at(DAY), **TERMINAL)
    before = written()

    response = signed_in(town.welfare).post(
        "/ledgers/terminals/1/retire/", {"revision": "1", "retired_on": "0026-04-11", "reason": "二重記載"}
    )

    refused(response)
    assert written() == before


@pytest.mark.parametrize("text", [NUL, ENDLESS])
def test_a_text_without_end_or_with_nul_is_refused(each_database: BaseDatabaseWrapper, text: str) -> None:
    town = Town()
    report = submit(
        the("joint-report"), title="回線の断", statement="復旧した。", act=town.welfare.act(at(DAY))
    )
    town.welfare.enters(TERMINALS, at(DAY), **TERMINAL)
    before = written()
    chief, welfare, mayor = signed_in(town.vice_mayor), signed_in(town.welfare), signed_in(town.mayor)
    decision = {"clause": "a4.p2", "document_number": "第1号", "title": "様子を見る", "statement": text}
    change = posted(TERMINALS, TERMINAL) | {"revision": "1", "reason": text}

    refused(chief.post(f"/reports/{report.event_id}/acknowledge/", {"remark": text}), status=409)
    refused(chief.post("/duties/daily-check/2026-04-10/excuse/", {"reason": text}))
    refused(welfare.post("/ledgers/terminals/1/amend/", change))
    refused(mayor.post("/decisions/new/", decision))

    assert written() == before


@pytest.mark.parametrize("revision", ["0", "2", "99", "01", "x", "", "１", "9" * 30])
def test_a_revision_that_nobody_read_does_not_pass_over_who_came_first(town: Town, revision: str) -> None:
    town.welfare.enters(TERMINALS, at(DAY), **TERMINAL)
    client = signed_in(town.welfare)
    change = posted(TERMINALS, TERMINAL) | {"reason": "席替え"}
    for place, read in (("2番窓口", "1"), ("3番窓口", "2")):
        client.post("/ledgers/terminals/1/amend/", change | {"place": place, "revision": read})

    amended = client.post("/ledgers/terminals/1/amend/", change | {"place": "9番窓口", "revision": revision})
    struck = client.post(
        "/ledgers/terminals/1/retire/",
        {"revision": revision, "retired_on": timezone.localdate().isoformat(), "reason": "誤り"},
    )

    refused(amended)
    refused(struck)
    assert Terminal.objects.count() == 3


@pytest.mark.parametrize("line", ["0", "-1", "x", "9" * 30, "\x00"])
def test_a_line_that_cannot_be_chosen_is_refused(town: Town, line: str) -> None:
    grant = {"operator_id": "OP1", "business": "転入", "valid_from": DAY}
    before = written()

    refused(
        signed_in(town.welfare).post("/ledgers/grants/enter/", posted(GRANTS, grant) | {"credential": line})
    )

    assert written() == before


def test_a_line_of_another_ledger_cannot_be_chosen(town: Town) -> None:
    grant = {"operator_id": "OP1", "business": "転入", "valid_from": DAY, "credential": town.clerk.line}
    before = written()

    refused(signed_in(town.welfare).post("/ledgers/grants/enter/", posted(GRANTS, grant)))

    assert written() == before


@pytest.mark.parametrize("asked", ["\x00", "あ " * 3000, "%" * 60_000, "\ufdfa" * 5000, "'", "\\"])
def test_a_search_for_anything_finds_what_there_is(each_database: BaseDatabaseWrapper, asked: str) -> None:
    client = signed_in(Town().vice_mayor)

    for page in ("/ledgers/terminals/", "/journal/"):
        for name in ("q", "verb", "subject", "owner", "page", "struck"):
            assert client.get(page, {name: asked}).status_code == 200


def test_a_search_looks_into_what_was_written_and_not_into_the_codes_of_choices(town: Town) -> None:
    facts = {"checked_on": DAY, "checked_at": time(8, 40), "checker": town.clerk.line}
    town.clerk.enters(DAILY_CHECKS, at(DAY), network="ng", action_taken="ルータを再起動した。", **facts)
    client = signed_in(town.welfare)

    def found(word: str) -> int:
        return len(client.get("/ledgers/daily_checks/", {"q": word}).context["rows"])

    assert (found("るーた"), found("ng")) == (1, 0)


@pytest.mark.parametrize("text", ["\u202e本日異常なし", "窓口\u2066四郎", "\x07"])
def test_a_text_that_would_be_shown_otherwise_than_it_is_written_is_refused(town: Town, text: str) -> None:
    before = written()

    refused(
        signed_in(town.welfare).post(
            "/ledgers/terminals/enter/", posted(TERMINALS, TERMINAL) | {"place": text}
        )
    )

    assert written() == before


def test_a_form_that_comes_back_empty_is_a_form_with_faults(town: Town) -> None:
    town.welfare.enters(TERMINALS, at(DAY), **TERMINAL)
    client = signed_in(town.welfare)

    for page in ("enter/", "1/amend/", "1/retire/"):
        refused(client.post(f"/ledgers/terminals/{page}"))
    refused(signed_in(town.vice_mayor).post("/duties/daily-check/2026-04-10/excuse/"))
    refused(signed_in(town.mayor).post("/decisions/new/"))


@pytest.mark.parametrize(
    "opens_on", ["0001-01-01", "1988-12-31", "2041-01-01", "9999-12-31", "x", "2026-99-99"]
)
def test_an_occurrence_that_cannot_be_is_not_found(town: Town, opens_on: str) -> None:
    client = signed_in(town.welfare)

    for act in ("discharge", "excuse", "report"):
        assert client.get(f"/duties/daily-check/{opens_on}/{act}/").status_code == 404


@pytest.mark.parametrize("number", ["0", str(2**31), str(2**63), "9" * 30])
def test_a_number_beyond_all_rows_is_not_found(each_database: BaseDatabaseWrapper, number: str) -> None:
    client = signed_in(Town().mayor)

    for page in (f"/journal/{number}/", f"/lines/{number}/", f"/decisions/{number}/instruct/"):
        assert client.get(page).status_code == 404, page
    for page in ("", "amend/", "retire/"):
        assert client.get(f"/ledgers/acting_decisions/{number}/{page}").status_code == 404, page
    assert client.post(f"/reports/{number}/acknowledge/").status_code == 404


@pytest.mark.parametrize("day", ["1873-01-01", "1988-12-31", "2024-02-29", "2025-12-31"])
def test_every_day_can_be_looked_at(town: Town, day: str) -> None:
    client = signed_in(town.vice_mayor)
    client.get("/", {"as_of": day})

    for page in ("/", "/today/", "/organisation/", "/ledgers/", "/journal/", "/reports/", "/decisions/"):
        assert client.get(page).status_code == 200, page


@pytest.mark.parametrize("day", ["0001-01-01", "1872-12-31", "9999-12-31"])
def test_a_day_without_a_name_is_not_looked_at(town: Town, day: str) -> None:
    response = signed_in(town.vice_mayor).get("/", {"as_of": day})

    assert response.status_code == 200
    assert response.context["moment"].live
    assert len(list(response.context["messages"])) == 1


@pytest.mark.parametrize(
    "wanted",
    ["abc", "enter", "//evil.example", "https://evil.example", "/\\evil.example", "javascript:x", "\x00", ""],
)
def test_signing_on_leads_nowhere_but_to_our_own_pages(town: Town, wanted: str) -> None:
    client = signed_in(town.welfare)

    for page in ("/post/", "/language/"):
        response = client.post(page, {"next": wanted, "language": "ja"})
        assert (response.status_code, response.headers["Location"]) == (302, "/")


@pytest.mark.parametrize("who", ["", "x", "0", "-1", "9" * 30])
def test_the_demo_town_lets_nobody_in_who_is_not_in_it(
    town: Town, monkeypatch: pytest.MonkeyPatch, who: str
) -> None:
    monkeypatch.setattr(settings, "SEKISHO_DEMO", True)

    refused(Client().post("/sign-in/", {"demo": who}))


HOSTILE = (
    NUL,
    ENDLESS,
    "\u202e",
    "<script>",
    "-1",
    "9" * 30,
    "1e400",
    "NaN",
    "0001-01-01",
    "9999-12-31T23:59",
    "%s",
)
FORMS: tuple[tuple[str, str, dict[str, str]], ...] = (
    (
        "welfare",
        "/ledgers/daily_checks/enter/",
        {
            "checked_on": "2026-04-10",
            "checked_at": "08:40",
            "checker": "clerk",
            "network": "ng",
            "action_taken": "断",
        }
        | dict.fromkeys(ITEMS, "ok")
        | {"network": "ng", "room_celsius": "24.5"},
    ),
    (
        "welfare",
        "/ledgers/credentials/enter/",
        {
            "holder": "clerk",
            "kind": "palm",
            "serial": "V1",
            "issued_on": "2026-04-10",
            "expires_on": "2027-04-10",
        }
        | {"ended_on": "2026-04-11", "ended_by": "returned", "remarks": "備考"},
    ),
    (
        "welfare",
        "/ledgers/terminals/enter/",
        posted(TERMINALS, TERMINAL) | {"remarks": "備考", "locked": "on"},
    ),
    (
        "general",
        "/ledgers/persons/enter/",
        {"staff_number": "00077", "name": "新 人", "reading": "しん じん"},
    ),
    (
        "general",
        "/ledgers/appointments/enter/",
        {"person": "stranger", "post": "resident_affairs_staff", "since": "2026-04-10", "until": "2027-04-01"}
        | {"order_number": "第1号"},
    ),
    (
        "general",
        "/ledgers/absences/enter/",
        {
            "person": "clerk",
            "condition": "absent",
            "since_at": "2026-04-10T09:00",
            "until_at": "2026-04-11T09:00",
        }
        | {"cause": "出張"},
    ),
    (
        "mayor",
        "/decisions/new/",
        {"clause": "a4.p2", "document_number": "1", "title": "題", "statement": "文"},
    ),
    ("vice_mayor", "/duties/daily-check/2026-04-10/excuse/", {"reason": "台風"}),
    ("welfare", "/duties/card-count/2026-04-01/discharge/", {"done_on": "2026-04-10", "paper": "書庫3-2"}),
)


@pytest.mark.parametrize(("who", "page", "facts"), FORMS, ids=[page for _who, page, _facts in FORMS])
def test_no_field_of_a_form_takes_what_breaks_a_page(
    town: Town, who: str, page: str, facts: dict[str, str]
) -> None:
    client = signed_in(getattr(town, who))
    lines = {name: str(getattr(town, name).line.pk) for name in ("clerk", "stranger")}
    facts = {name: lines.get(value, value) for name, value in facts.items()}

    for field in facts:
        for value in HOSTILE:
            with transaction.atomic():
                before = written()
                response = client.post(page, facts | {field: value})
                assert (response.status_code, written() > before) in ((302, True), (422, False)), (
                    field,
                    value,
                )
                if response.status_code == 302:
                    assert client.get(response.headers["Location"]).status_code == 200, (field, value)
                transaction.set_rollback(True)

    assert client.post(page, facts).status_code == 302
