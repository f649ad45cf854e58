"""What every ledger does, tested through its screens. A ledger's own test names its facts, about ten lines.

class TestTerminals(LedgerConformance):
    ledger = TERMINALS
    keeper, stranger = "welfare", "general"
    facts = {"number": "統合端末1", ...}
    change = {"place": "2番窓口"}
    broken = {"owner": "nobody"}
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any, ClassVar

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.utils import timezone

from sekisho.kernel.ledger import Ledger
from sekisho.kernel.models import Entry, JournalEvent, Line
from sekisho.kernel.records import canonical, fields_of
from sekisho.rules.model import Verb
from tests.cast import Member, Town, at

Facts = dict[str, Any]


class LedgerConformance:
    """Subclass it and name the ledger and its facts; `a_line(town)` may enter what they refer to."""

    ledger: ClassVar[Ledger]
    keeper: ClassVar[str]  # of the cast: may enter, amend and retire
    outsider: ClassVar[str] = "auditor"  # may look and may not write
    facts: ClassVar[Mapping[str, Any]]
    change: ClassVar[Mapping[str, Any]]
    broken: ClassVar[Mapping[str, Any]]  # facts that do not hold together

    @pytest.fixture
    def town(self, db: None) -> Town:
        return Town()

    @pytest.fixture
    def who(self, town: Town, client: Client) -> Member:
        member: Member = getattr(town, self.keeper)
        client.force_login(member.account)
        return member

    def facts_in(self, town: Town) -> Facts:
        """The facts as the verb takes them; override where they refer to other lines."""
        return dict(self.facts)

    def entered(self, town: Town) -> Entry:
        member: Member = getattr(town, self.keeper)
        return member.enters(self.ledger, at("2026-04-10"), **self.facts_in(town))

    def page(self, number: int | None = None, act: str = "") -> str:
        parts = ["/ledgers", self.ledger.slug, *([str(number)] if number else []), *([act] if act else [])]
        return "/".join(parts) + "/"

    def test_an_entry_is_made_through_its_form(self, town: Town, who: Member, client: Client) -> None:
        response = client.post(self.page(act="enter"), posted(self.ledger, self.facts_in(town)))

        entry = self.ledger.model._default_manager.get()
        assert response.status_code == 302, response.context["form"].errors
        assert response.headers["Location"] == self.page(entry.line.number)
        event = entry.event
        assert (event.verb, event.person, event.post) == (Verb.ENTER, who.person, who.post)
        assert json.loads(event.body) == json.loads(canonical(fields_of(entry)))

    def test_facts_that_do_not_hold_together_come_back_with_a_sentence(
        self, town: Town, who: Member, client: Client
    ) -> None:
        facts = posted(self.ledger, self.facts_in(town) | dict(self.broken))
        before = JournalEvent.objects.count()

        response = client.post(self.page(act="enter"), facts)

        assert response.status_code == 422
        assert response.context["form"].errors
        assert not self.ledger.model._default_manager.exists()
        assert (JournalEvent.objects.count(), Line.objects.filter(ledger=self.ledger.slug).count()) == (
            before,
            0,
        )

    def test_the_list_finds_it_and_the_entry_page_shows_it(
        self, town: Town, who: Member, client: Client
    ) -> None:
        entry = self.entered(town)

        listed = client.get(self.page())
        shown = client.get(self.page(entry.line.number))

        assert [row.number for row in listed.context["rows"]] == [entry.line.number]
        assert [revision.entry for revision in shown.context["revisions"]] == [entry]

    def test_an_amendment_is_a_successor_with_its_reason_in_the_history(
        self, town: Town, who: Member, client: Client
    ) -> None:
        entry = self.entered(town)
        new = posted(self.ledger, self.facts_in(town) | dict(self.change))

        refused = client.post(self.page(entry.line.number, "amend"), new | {"revision": 1, "reason": ""})
        amended = client.post(
            self.page(entry.line.number, "amend"), new | {"revision": 1, "reason": "記載の誤り"}
        )

        assert (refused.status_code, amended.status_code) == (422, 302)
        newest, first = client.get(self.page(entry.line.number)).context["revisions"]
        assert (newest.entry.reason, first.entry) == ("記載の誤り", entry)
        assert {cell.name for cell, _before in newest.changed} == set(self.change)

    def test_who_amends_an_old_revision_is_told_who_came_first(
        self, town: Town, who: Member, client: Client
    ) -> None:
        entry = self.entered(town)
        new = posted(self.ledger, self.facts_in(town) | dict(self.change)) | {
            "revision": 1,
            "reason": "一人目",
        }
        client.post(self.page(entry.line.number, "amend"), new)

        late = client.post(self.page(entry.line.number, "amend"), new | {"reason": "二人目"})

        assert late.status_code == 422
        assert who.name in str(late.context["reason"].errors)
        assert self.ledger.model._default_manager.count() == 2

    def test_a_struck_out_line_leaves_the_list_and_stays_readable(
        self, town: Town, who: Member, client: Client
    ) -> None:
        entry = self.entered(town)

        client.post(
            self.page(entry.line.number, "retire"),
            {"revision": 1, "retired_on": timezone.localdate().isoformat(), "reason": "二重記載"},
        )

        assert client.get(self.page()).context["rows"] == []
        assert len(client.get(self.page() + "?struck=1").context["rows"]) == 1
        assert client.get(self.page(entry.line.number)).context["entry"].retired_on == timezone.localdate()

    def test_who_may_not_write_is_refused_with_a_sentence_and_nothing_is_written(
        self, town: Town, client: Client
    ) -> None:
        entry = self.entered(town)
        client.force_login(getattr(town, self.outsider).account)
        before = JournalEvent.objects.count()

        answers = [
            client.post(self.page(act="enter"), posted(self.ledger, self.facts_in(town))),
            client.post(self.page(entry.line.number, "amend"), {"revision": 1, "reason": "試み"}),
            client.post(self.page(entry.line.number, "retire"), {"revision": 1, "reason": "試み"}),
        ]

        assert [answer.status_code for answer in answers] == [403, 403, 403]
        assert all("できません" in answer.content.decode() for answer in answers)
        assert JournalEvent.objects.count() == before

    def test_an_earlier_day_shows_what_was_known_then(self, town: Town, who: Member, client: Client) -> None:
        entry = self.entered(town)

        assert client.get(self.page() + "?as_of=2026-04-09").context["rows"] == []
        assert client.get(self.page() + "?as_of=2026-04-10").context["rows"][0].entry == entry
        assert (
            client.post(self.page(act="enter"), posted(self.ledger, self.facts_in(town))).status_code == 409
        )

    @pytest.mark.parametrize("act", ["UPDATE {table} SET revision = 9", "DELETE FROM {table}"])
    def test_the_database_refuses_to_change_it(self, town: Town, act: str) -> None:
        self.entered(town)

        with (
            pytest.raises(DatabaseError, match="append-only"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(act.format(table=self.ledger.model._meta.db_table))


def posted(ledger: Ledger, facts: Mapping[str, Any]) -> dict[str, str]:
    """The facts as a browser sends them."""
    return {name: text for name, value in facts.items() if (text := as_text(value)) is not None}


def as_text(value: object) -> str | None:
    match value:
        case None | False:
            return None
        case True:
            return "on"
        case Line():
            return str(value.pk)
        case datetime():
            return f"{timezone.localtime(value):%Y-%m-%dT%H:%M}"
        case date() | time():
            return value.isoformat()
        case _:
            return str(value)
