"""職員簿, 辞令簿, 不在簿, 職務代理決定簿."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from sekisho.kernel.refusals import Invalid
from sekisho.offices.absences import ABSENCES
from sekisho.offices.acting_decisions import ACTING_DECISIONS
from sekisho.offices.appointments import APPOINTMENTS
from sekisho.offices.persons import PERSONS
from tests.cast import Town, at
from tests.conformance import LedgerConformance


class TestAbsences(LedgerConformance):
    ledger = ABSENCES
    keeper = "general"
    facts = {
        "condition": "absent",
        "since_at": at("2026-04-13", 13, 0),
        "until_at": at("2026-04-14", 9, 0),
        "cause": "出張",
    }
    change = {"cause": "休暇"}
    broken = {"until_at": at("2026-04-13", 13, 0)}

    def facts_in(self, town: Town) -> dict[str, Any]:
        return {**self.facts, "person": town.vice_mayor.line}


class TestActingDecisions(LedgerConformance):
    ledger = ACTING_DECISIONS
    keeper = "mayor"
    facts = {
        "acts_for": "chief",
        "post": "general_affairs_head",
        "since_at": at("2026-04-13", 9, 0),
        "document_number": "か総第10号",
        "grounds": "副町長が欠員であり、規程に定めがないため",
    }
    change = {"document_number": "か総第11号"}
    broken = {"post": "no_such_post"}

    def facts_in(self, town: Town) -> dict[str, Any]:
        return {**self.facts, "person": town.general.line}


def test_a_post_with_one_seat_is_held_by_one_person_at_a_time(db: None) -> None:
    town = Town()
    facts = {
        "person": town.stranger.line,
        "post": "vice_mayor",
        "since": date(2026, 4, 1),
        "order_number": "第1号",
    }

    with pytest.raises(Invalid, match="先に前任者"):
        town.general.enters(APPOINTMENTS, at("2026-04-01"), **facts)


def test_a_staff_number_belongs_to_one_person(db: None) -> None:
    town = Town()

    with pytest.raises(Invalid, match="別の職員"):
        town.general.enters(
            PERSONS, at("2026-04-01"), name="新 人", reading="あたら ひと", staff_number="00001"
        )


@pytest.mark.parametrize("reading", ["タロウ", "taro", "漢字", ""])
def test_a_reading_is_in_hiragana(db: None, reading: str) -> None:
    town = Town()

    with pytest.raises(Invalid, match="ふりがな"):
        town.general.enters(PERSONS, at("2026-04-01"), name="新 人", reading=reading, staff_number="99")


@pytest.mark.parametrize("name", ["髙橋 﨑子", "𠮷田 一", "辻󠄀 花"])
def test_rare_characters_are_kept_as_they_are(db: None, name: str) -> None:
    town = Town()

    person = town.general.enters(PERSONS, at("2026-04-01"), name=name, reading="よし だ", staff_number="0099")

    assert PERSONS.model._default_manager.get(pk=person.pk).name == name  # type: ignore[attr-defined]  # the ledger says which model it is
    assert person.event.body.count(name) == 1
