"""What an attentive reader tried on the kernel: a second event of a day, seconds that a form does not show, huge numbers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from django.db.backends.base.base import BaseDatabaseWrapper
from django.test import Client

from sekisho.duties import evidence
from sekisho.kernel.ledger import Ledger
from sekisho.kernel.refusals import Invalid
from sekisho.kernel.registry import ledgers
from sekisho.kernel.town import pack
from sekisho.kernel.verbs import amend, retire
from sekisho.ledgers.backups import BACKUPS, Backup
from sekisho.ledgers.cards import CARDS
from sekisho.ledgers.credentials import CREDENTIALS
from sekisho.ledgers.handlers import HANDLERS
from sekisho.ledgers.keys import KEYS
from sekisho.ledgers.pledges import PLEDGES
from sekisho.ledgers.special_matters import SPECIAL_MATTERS
from sekisho.rules.states import State
from tests.cast import Town, at
from tests.conformance import posted
from tests.duties.test_posture import clause, the
from tests.ledgers.test_cards import TestCards as ACard
from tests.ledgers.test_special_matters import TestSpecialMatters as AMatter

FRIDAY = date(2026, 4, 10)
MATTER = AMatter.facts | {"arose_on": FRIDAY, "done_on": FRIDAY}


@pytest.fixture
def town(db: None) -> Town:
    return Town()


@pytest.fixture
def special_matters_are(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Let the ledger of special matters say something else of itself."""

    def tell(**said: str | tuple[str, ...]) -> None:
        other: Ledger = replace(SPECIAL_MATTERS, **said)  # type: ignore[arg-type]  # each test gives what fits
        kept = tuple(other if one is SPECIAL_MATTERS else one for one in ledgers())
        monkeypatch.setattr(evidence, "ledger", {one.slug: one for one in kept}.get)

    return tell


def two_matters(town: Town, **second: object) -> None:
    town.property.enters(SPECIAL_MATTERS, at(FRIDAY), **MATTER)
    town.property.enters(SPECIAL_MATTERS, at(FRIDAY, 10), **MATTER | second)


def test_the_second_matter_of_a_day_waits_though_the_first_was_dealt_with(town: Town) -> None:
    two_matters(town, done_on=None, action_taken="")

    assert clause(FRIDAY, "a5.i2.s5").state is not State.MET


def test_an_event_about_another_matter_keeps_nobody_else_waiting(
    town: Town, special_matters_are: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    two_matters(town, done_on=None, action_taken="", statement="ほかの課のこと")
    special_matters_are(matter="statement")
    about = replace(the("special-matters"), evidence_about=str(MATTER["statement"]))
    told = replace(pack(), duties=(about,))
    monkeypatch.setattr(evidence, "pack", lambda: told)

    assert clause(FRIDAY, "a5.i2.s5").state is State.MET


def test_an_event_whose_evidence_lacks_something_still_waits(
    town: Town, special_matters_are: Callable[..., None]
) -> None:
    two_matters(town, done_on=FRIDAY, action_taken="会議に諮った。")
    special_matters_are(complete_with=("reason",))  # no first revision has one

    assert clause(FRIDAY, "a5.i2.s5").state is not State.MET


def test_a_form_that_shows_minutes_leaves_the_seconds_of_what_nobody_changed(
    town: Town, client: Client
) -> None:
    started = at(FRIDAY, 2).replace(second=31, microsecond=5)
    facts = {
        "taken_on": FRIDAY,
        "started_at": started,
        "target": "records",
        "way": "full",
        "result": "failure",
    }
    town.welfare.enters(BACKUPS, at(FRIDAY), **facts)
    client.force_login(town.welfare.account)
    sent = posted(BACKUPS, facts | {"remedy": "もう一度取った。"})

    answer = client.post("/ledgers/backups/1/amend/", sent | {"reason": "処置", "revision": "1"})

    assert answer.status_code == 302, answer.context["form"].errors
    latest = Backup.objects.order_by("-revision")[0]
    assert (latest.remedy, latest.started_at) == ("もう一度取った。", started)


@pytest.mark.parametrize(
    ("ledger", "field"), [(CREDENTIALS, "holder"), (HANDLERS, "person"), (PLEDGES, "person")]
)
def test_a_form_does_not_take_the_clerk_for_the_one_whom_the_entry_is_about(
    town: Town, client: Client, ledger: Ledger, field: str
) -> None:
    client.force_login(town.welfare.account)

    begun = client.get(f"/ledgers/{ledger.slug}/enter/").context["form"].initial

    assert field not in begun


def test_a_designation_beside_another_can_be_struck_out(town: Town) -> None:
    given = {
        "business": "本人確認情報の紙の名簿",
        "handles_from": FRIDAY,
        "designated_on": FRIDAY,
        "person": town.clerk.line,
        "designator": town.welfare.line,
    }
    first = town.welfare.enters(HANDLERS, at(FRIDAY), **given | {"released_on": FRIDAY})
    second = town.welfare.enters(HANDLERS, at(FRIDAY), **given)
    later = {"released_on": date(2026, 4, 20)}
    amend(HANDLERS, first, later, reason="解除日の誤り", act=town.welfare.act(at("2026-04-20")))

    struck = retire(
        HANDLERS, second, on=date(2026, 4, 20), reason="二重の記載", act=town.welfare.act(at("2026-04-20"))
    )

    assert struck.retired_on is not None


def test_the_code_of_a_hidden_ledger_does_not_tell_whether_there_is_such_a_line(
    town: Town, client: Client
) -> None:
    key = {"number": "K-1", "area": "サーバ室", "kind": "original", "place": "鍵箱", "used_from_on": FRIDAY}
    town.property.enters(KEYS, at(FRIDAY), custodian=town.property.line, **key)
    client.force_login(town.crisis.account)

    there, not_there = (client.get("/find/", {"q": f"SEKISHO:KEYS:{number}"}) for number in (1, 2))

    assert (there.status_code, not_there.status_code) == (403, 403)


@pytest.mark.parametrize("mark", ["\u200f", "\u200e", "\u061c", "\u2028"])
def test_marks_of_direction_are_not_taken_into_a_ledger(town: Town, mark: str) -> None:
    with pytest.raises(Invalid, match="制御文字"):
        town.property.enters(SPECIAL_MATTERS, at(FRIDAY), **MATTER | {"statement": f"写し{mark}の件"})


@pytest.mark.postgresql
def test_a_number_too_large_to_reckon_with_is_refused_in_a_sentence(
    postgresql: BaseDatabaseWrapper,
) -> None:
    town = Town()
    most = 2_147_483_647
    facts = ACard.facts | {"carried": most, "received": most, "balance": most}

    with pytest.raises(Invalid, match="大きすぎ"):
        town.welfare.enters(CARDS, at(FRIDAY), **facts, checker=town.clerk.line)
