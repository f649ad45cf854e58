"""record(): one act, one row, one event; or nothing at all."""

from __future__ import annotations

import json
import threading
from datetime import UTC, date, time, timedelta
from decimal import Decimal

import pytest
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.utils import timezone

from sekisho.kernel.models import JournalEvent, Line
from sekisho.kernel.permissions import NotPermitted
from sekisho.kernel.records import ActBackDated, ActInFuture, FoundingOver, canonical, fields_of
from sekisho.kernel.refusals import Invalid
from sekisho.kernel.verbs import (
    AlreadyRetired,
    AmendedMeanwhile,
    NoReason,
    StillReferredTo,
    amend,
    decide,
    enter,
    instruct,
    retire,
)
from sekisho.ledgers.credentials import CREDENTIALS
from sekisho.ledgers.daily_checks import DAILY_CHECKS
from sekisho.ledgers.grants import GRANTS
from sekisho.ledgers.terminals import TERMINALS, Terminal
from sekisho.offices.absences import ABSENCES
from sekisho.offices.acting import NotInPost, founding_act
from sekisho.offices.persons import PERSONS
from tests.cast import Town, at

FACTS = {
    "number": "統合端末1",
    "place": "住民福祉課 1番窓口",
    "owner": "town",
    "installed_on": date(2026, 4, 1),
}
MORNING = at("2026-04-10")


@pytest.fixture
def town(db: None) -> Town:
    return Town()


def written() -> tuple[int, int]:
    """How many events and terminals there are."""
    return JournalEvent.objects.count(), Terminal.objects.count()


def test_an_entry_leaves_one_event_with_who_in_which_post_on_what_basis(town: Town) -> None:
    entry = town.welfare.enters(TERMINALS, MORNING, **FACTS)

    event = entry.event
    assert (event.verb, event.subject, event.line_number) == ("enter", "terminals", 1)
    assert (event.person_name, event.post, event.capacity) == ("住福 三枝", "resident_affairs_head", "own")
    assert event.basis == "令和7年第3号"
    assert event.clause == "a5.i1.s9"
    assert event.recorded_at == MORNING


def test_the_journal_body_is_canonical_json_of_the_row(town: Town) -> None:
    body = town.welfare.enters(TERMINALS, MORNING, **FACTS).event.body

    facts = json.loads(body)
    assert facts["number"] == "統合端末1"
    assert facts["installed_on"] == "2026-04-01"
    assert facts["revision"] == 1
    assert body == json.dumps(facts, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


@pytest.mark.parametrize("celsius", ["20", "2E1", "-0", "24.5", None])
def test_a_row_read_back_is_the_one_in_the_journal(
    each_database: BaseDatabaseWrapper, celsius: str | None
) -> None:
    town = Town()
    facts = {
        "checked_on": MORNING.date(),
        "checked_at": time(8, 40, 1),
        "checker": town.clerk.line,
        "network": "ng",
    }
    typed = None if celsius is None else Decimal(celsius)
    check = town.clerk.enters(DAILY_CHECKS, MORNING, room_celsius=typed, action_taken="換気\r\nした", **facts)
    away = {"person": town.clerk.line, "condition": "absent", "cause": "出張"}
    absence = town.general.enters(ABSENCES, MORNING, since_at=MORNING.astimezone(UTC), **away)

    for row in (check, absence):
        kept = type(row)._default_manager.select_related("event").get(pk=row.pk)
        assert kept.event.body == canonical(fields_of(kept))


def test_event_numbers_have_no_holes_even_after_a_refusal(town: Town) -> None:
    town.welfare.enters(TERMINALS, MORNING, **FACTS)
    with pytest.raises(Invalid):
        town.welfare.enters(TERMINALS, MORNING, **FACTS | {"owner": "nobody"})
    town.welfare.enters(TERMINALS, MORNING, **FACTS | {"number": "統合端末2"})

    numbers = list(JournalEvent.objects.order_by("number").values_list("number", flat=True))
    assert numbers == list(range(1, len(numbers) + 1))
    assert list(Line.objects.filter(ledger="terminals").values_list("number", flat=True)) == [1, 2]


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"owner": "nobody"}, "所有者"),
        ({"number": ""}, "端末番号"),
        ({"installed_on": None}, "設置日"),
        ({"removed_on": date(2026, 3, 1)}, "終わりの日が始まりの日より前"),
        ({"installed_on": date(2026, 4, 11)}, "「設置日」が未来です"),
    ],
)
def test_facts_that_do_not_hold_together_are_refused_and_nothing_is_written(
    town: Town, facts: dict[str, object], said: str
) -> None:
    before = written()

    with pytest.raises(Invalid) as refusal:
        town.welfare.enters(TERMINALS, MORNING, **FACTS | facts)

    assert said in refusal.value.sentence
    assert written() == before


def test_all_faults_of_an_entry_are_said_at_once(town: Town) -> None:
    with pytest.raises(Invalid) as refusal:
        town.welfare.enters(TERMINALS, MORNING, **FACTS | {"number": "", "owner": "nobody"})

    assert set(refusal.value.findings) == {"number", "owner"}


def test_a_line_is_of_the_right_ledger_whether_it_is_at_hand_or_only_its_key(town: Town) -> None:
    terminal = town.welfare.enters(TERMINALS, MORNING, **FACTS)
    palm = {"kind": "palm", "serial": "V0001", "issued_on": date(2026, 4, 1)}

    for wrong in ({"holder": terminal.line}, {"holder_id": terminal.line_id}):
        with pytest.raises(Invalid, match="選べない行"):
            town.welfare.enters(CREDENTIALS, MORNING, **palm, **wrong)
    for nobody in ({"holder": Line(pk=999_999, ledger="persons", number=99)}, {"holder_id": 999_999}):
        with pytest.raises(Invalid, match="有効な選択肢ではありません"):
            town.welfare.enters(CREDENTIALS, MORNING, **palm, **nobody)


def test_only_the_section_that_keeps_the_ledger_enters(town: Town) -> None:
    before = written()

    with pytest.raises(NotPermitted) as refusal:
        town.general.enters(TERMINALS, MORNING, **FACTS)

    assert "総務課長としては「統合端末台帳」の記載はできません" in refusal.value.sentence
    assert "住民福祉課" in refusal.value.sentence
    assert written() == before


def test_nobody_acts_in_a_post_that_they_do_not_hold(town: Town) -> None:
    with pytest.raises(NotInPost) as refusal:
        town.clerk.act(MORNING, post="resident_affairs_head")

    assert "窓口 四郎さんは、その時点で「住民福祉課長」の職にありません" in refusal.value.sentence


def test_nobody_acts_before_the_appointment_began(town: Town) -> None:
    with pytest.raises(NotInPost):
        town.welfare.act(at("2025-03-31", 23, 59))


def test_an_act_in_the_future_is_refused(town: Town) -> None:
    with pytest.raises(ActInFuture):
        town.welfare.enters(TERMINALS, timezone.now() + timedelta(days=1), **FACTS)


def test_an_act_is_not_slipped_in_before_the_last_one(town: Town) -> None:
    town.welfare.enters(TERMINALS, at("2026-05-01"), **FACTS)
    before = written()

    with pytest.raises(ActBackDated):
        town.welfare.enters(TERMINALS, at("2026-04-30"), **FACTS)

    assert written() == before


def test_founding_lays_the_ground_and_no_evidence(db: None) -> None:
    with pytest.raises(FoundingOver, match="初期設定では記録できません"):
        enter(TERMINALS, FACTS, act=founding_act(MORNING))

    assert written() == (0, 0)


def test_a_line_that_another_refers_to_is_not_struck_out(town: Town) -> None:
    terminal = town.welfare.enters(TERMINALS, MORNING, **FACTS)
    palm = {"holder": town.clerk.line, "kind": "palm", "serial": "V1", "issued_on": MORNING.date()}
    credential = town.welfare.enters(CREDENTIALS, MORNING, **palm)
    facts = {
        "operator_id": "OP1",
        "business": "転入",
        "valid_from": MORNING.date(),
        "terminal": terminal.line,
    }
    grant = town.welfare.enters(GRANTS, MORNING, credential=credential.line, **facts)
    act = town.welfare.act(at("2026-05-01"))

    with pytest.raises(StillReferredTo, match="権限付与簿の1番"):
        retire(TERMINALS, terminal, on=date(2026, 5, 1), reason="二重記載", act=act)

    retire(GRANTS, grant, on=date(2026, 5, 1), reason="二重記載", act=act)
    retire(TERMINALS, terminal, on=date(2026, 5, 1), reason="二重記載", act=act)

    assert Terminal.objects.filter(retired_on__isnull=False).count() == 1


def test_who_holds_a_post_is_not_struck_out_of_the_ledger_of_persons(town: Town) -> None:
    [person] = PERSONS.model._default_manager.filter(line=town.clerk.line)

    with pytest.raises(StillReferredTo, match="辞令簿"):
        retire(PERSONS, person, on=MORNING.date(), reason="退職", act=town.general.act(MORNING))


def test_a_document_number_is_taken_once_and_the_refusal_says_so(town: Town) -> None:
    facts = {"clause": "a4.p2", "document_number": "か総第1号", "statement": "様子を見る。"}
    decide(title="一件目", **facts, act=town.mayor.act(MORNING))

    with pytest.raises(Invalid, match="文書番号"):
        decide(title="二件目", **facts, act=town.mayor.act(MORNING))


def test_two_requests_may_cross_by_seconds_and_a_clock_that_was_put_right_stops_nobody(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = at("2026-05-01", 9, 0)
    town.welfare.enters(TERMINALS, first, **FACTS)
    town.welfare.enters(TERMINALS, first - timedelta(seconds=30), **FACTS)

    monkeypatch.setattr(timezone, "now", lambda: MORNING)
    town.welfare.enters(TERMINALS, MORNING, **FACTS)

    assert Terminal.objects.count() == 3


def test_founding_ends_with_the_first_act_in_a_post(town: Town) -> None:
    town.welfare.enters(TERMINALS, MORNING, **FACTS)

    with pytest.raises(FoundingOver):
        enter(
            PERSONS,
            {"name": "後 出", "reading": "あと で", "staff_number": "99999"},
            act=founding_act(MORNING),
        )


def test_an_amendment_is_a_successor_and_the_first_revision_stays(town: Town) -> None:
    first = town.welfare.enters(TERMINALS, MORNING, **FACTS)

    second = amend(
        TERMINALS, first, {"place": "2番窓口"}, reason="席替え", act=town.welfare.act(at("2026-05-01"))
    )

    assert [t.place for t in Terminal.objects.order_by("revision")] == ["住民福祉課 1番窓口", "2番窓口"]
    assert (second.line, second.revision, second.reason) == (first.line, 2, "席替え")


@pytest.mark.parametrize("fact", ["plase", "revision", "retired_on", "line"])
def test_an_amendment_of_something_that_is_no_fact_of_the_ledger_is_our_mistake(
    town: Town, fact: str
) -> None:
    entry = town.welfare.enters(TERMINALS, MORNING, **FACTS)

    with pytest.raises(AssertionError, match="no such fact"):
        amend(TERMINALS, entry, {fact: 9}, reason="誤り", act=town.welfare.act(at("2026-05-01")))


def test_an_instruction_is_not_due_before_it_is_given(town: Town) -> None:
    decision = decide(
        clause="a4.p2", document_number="1", title="確認", statement="確認する。", act=town.mayor.act(MORNING)
    )
    told = {
        "to_section": "general_affairs",
        "statement": "報告すること。",
        "act": town.vice_mayor.act(MORNING),
    }

    with pytest.raises(Invalid, match="今日より前"):
        instruct(decision, due_on=date(2026, 4, 9), **told)  # type: ignore[arg-type]  # values of several types

    assert instruct(decision, due_on=MORNING.date(), **told).due_on == MORNING.date()  # type: ignore[arg-type]  # as above


@pytest.mark.parametrize("reason", ["", "  ", "\n"])
def test_an_amendment_without_a_reason_is_refused(town: Town, reason: str) -> None:
    entry = town.welfare.enters(TERMINALS, MORNING, **FACTS)
    before = written()

    with pytest.raises(NoReason) as refusal:
        amend(TERMINALS, entry, {"place": "2番窓口"}, reason=reason, act=town.welfare.act(at("2026-05-01")))

    assert "理由がありません" in refusal.value.sentence
    assert written() == before


def test_who_amends_what_somebody_else_has_amended_meanwhile_is_told_so(town: Town) -> None:
    read = town.welfare.enters(TERMINALS, MORNING, **FACTS)
    amend(TERMINALS, read, {"place": "2番窓口"}, reason="席替え", act=town.clerk.act(at("2026-05-01")))

    with pytest.raises(AmendedMeanwhile) as refusal:
        amend(TERMINALS, read, {"place": "3番窓口"}, reason="席替え", act=town.welfare.act(at("2026-05-01")))

    assert "窓口 四郎さん" in refusal.value.sentence
    assert Terminal.objects.count() == 2


def test_who_came_first_is_named_even_where_two_clocks_cross(town: Town) -> None:
    read = town.welfare.enters(TERMINALS, MORNING, **FACTS)
    slow = town.welfare.act(at("2026-05-01", 9, 0))
    amend(TERMINALS, read, {"place": "2番窓口"}, reason="席替え", act=town.clerk.act(at("2026-05-01", 9, 1)))

    with pytest.raises(AmendedMeanwhile, match="窓口 四郎さん"):
        amend(TERMINALS, read, {"place": "3番窓口"}, reason="席替え", act=slow)


def test_a_line_is_struck_out_once(town: Town) -> None:
    entry = town.welfare.enters(TERMINALS, MORNING, **FACTS)
    act = town.welfare.act(at("2026-05-01"))
    struck = retire(TERMINALS, entry, on=date(2026, 5, 1), reason="二重記載", act=act)

    with pytest.raises(AlreadyRetired):
        retire(TERMINALS, struck, on=date(2026, 5, 1), reason="もう一度", act=act)


def test_of_two_who_amend_at_once_one_is_refused(each_database: BaseDatabaseWrapper) -> None:
    town = Town()
    read = town.welfare.enters(TERMINALS, MORNING, **FACTS)
    acts = [member.act(at("2026-05-01")) for member in (town.welfare, town.clerk)]
    gate, refused, amended = threading.Barrier(2), [], []

    def amend_at_once(place: int) -> None:
        gate.wait()
        try:
            amended.append(
                amend(TERMINALS, read, {"place": f"{place}番窓口"}, reason="席替え", act=acts[place])
            )
        except AmendedMeanwhile as refusal:
            refused.append(refusal)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=amend_at_once, args=(place,)) for place in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert (len(amended), len(refused)) == (1, 1)
    numbers = list(JournalEvent.objects.order_by("number").values_list("number", flat=True))
    assert numbers == list(range(1, len(numbers) + 1))
