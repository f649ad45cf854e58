"""緊急連絡網."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from sekisho.kernel.queries import standing
from sekisho.kernel.refusals import Invalid
from sekisho.kernel.verbs import amend, retire
from sekisho.ledgers.contacts import CONTACTS, Contact, not_reached
from tests.cast import Town, at
from tests.conformance import LedgerConformance

FRIDAY = date(2026, 4, 10)


class TestContacts(LedgerConformance):
    ledger = CONTACTS
    keeper = "crisis"
    facts = {
        "position": 1,
        "organisation": "住民福祉課",
        "role": "端末の停止",
        "means": "mobile",
        "list_place": "危機管理課の金庫、黄色の封筒",
    }
    change = {"tried_on": date(2026, 4, 9), "result": "reached", "reached_on": date(2026, 4, 9)}
    broken = {"tried_on": date(2026, 4, 9), "result": "reached"}

    def facts_in(self, town: Town) -> dict[str, Any]:
        return dict(self.facts) | {"person": town.clerk.line}

    def guard(self, **more: object) -> dict[str, Any]:
        return dict(self.facts) | {"position": 2, "name": "警備会社の当直", "organisation": "警備会社"} | more

    def test_a_place_is_taken_once_and_by_one(self, town: Town) -> None:
        self.entered(town)

        with pytest.raises(Invalid, match="この順番には"):
            town.crisis.enters(CONTACTS, at(FRIDAY), **self.guard(position=1))
        with pytest.raises(Invalid, match="どちらか一方"):
            town.crisis.enters(CONTACTS, at(FRIDAY), **self.guard(person=town.clerk.line))

    def test_nobody_is_reached_without_a_try(self, town: Town) -> None:
        with pytest.raises(Invalid, match="連絡を試した記載"):
            town.crisis.enters(CONTACTS, at(FRIDAY), **self.guard(reached_on=FRIDAY))

    @pytest.mark.parametrize("written", ["2026-04-01版の綴り", "文書番号 2026-0401-001", "令和8年 第12号"])
    def test_a_day_or_the_number_of_a_document_is_no_telephone_number(self, town: Town, written: str) -> None:
        entry = town.crisis.enters(CONTACTS, at(FRIDAY), **self.guard(list_place=written))

        assert isinstance(entry, Contact)
        assert entry.list_place == written

    @pytest.mark.parametrize(
        "written", ["当直 0745-00-0000", "（０７４５）００ー００００", "090 0000 0000", "+81 745 00 0000"]
    )
    def test_a_telephone_number_stays_on_the_paper_list(self, town: Town, written: str) -> None:
        with pytest.raises(Invalid, match="番号は紙の一覧"):
            town.crisis.enters(CONTACTS, at(FRIDAY), **self.guard(alternate=written))

    def test_whoever_was_not_reached_this_fiscal_year_is_named(self, town: Town) -> None:
        last_year = {"tried_on": date(2026, 3, 31), "result": "reached", "reached_on": date(2026, 3, 31)}
        clerk = town.crisis.enters(CONTACTS, at(FRIDAY), **self.facts_in(town) | last_year)
        failed = {"tried_on": FRIDAY, "result": "failed"}
        guard = town.crisis.enters(CONTACTS, at(FRIDAY), **self.guard(**failed))
        assert not_reached(standing(Contact, at(FRIDAY)), FRIDAY) == [clerk, guard]

        act = town.crisis.act(at(FRIDAY, 10))
        for contact in (clerk, guard):
            now = {"tried_on": FRIDAY, "result": "alternate", "reached_on": FRIDAY}
            amend(CONTACTS, contact, now, reason="再度の連絡", act=act)
        net = standing(Contact, at(FRIDAY, 10))
        assert not_reached(net, FRIDAY) == []
        assert len(not_reached(standing(Contact, at(FRIDAY, 9)), FRIDAY)) == 2
        assert len(not_reached(net, date(2027, 4, 1))) == 2

    def test_who_left_the_net_is_not_missed(self, town: Town) -> None:
        contact = self.entered(town)
        retire(CONTACTS, contact, on=FRIDAY, reason="異動", act=town.crisis.act(at(FRIDAY, 10)))

        assert not_reached(standing(Contact, at(FRIDAY, 10)), FRIDAY) == []
