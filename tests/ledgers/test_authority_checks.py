"""権限照合簿."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from sekisho.kernel.refusals import Invalid
from sekisho.ledgers.authority_checks import AUTHORITY_CHECKS
from tests.cast import Town, at
from tests.conformance import LedgerConformance


class TestAuthorityChecks(LedgerConformance):
    ledger = AUTHORITY_CHECKS
    keeper = "welfare"
    facts = {
        "first_on": date(2026, 3, 1),
        "last_on": date(2026, 3, 31),
        "checked_on": date(2026, 4, 7),
        "operations": 412,
        "matched": 410,
        "doubtful": 2,
        "decided": 1,
        "sampled": 20,
        "findings": "1件は届出書と合った。1件は聞き取り中。",
    }
    change = {"decided": 2, "settled_on": date(2026, 4, 10), "findings": "2件とも届出書と合った。"}
    broken = {"matched": 412}

    def facts_in(self, town: Town) -> dict[str, Any]:
        return dict(self.facts) | {"checker": town.clerk.line, "approver": town.welfare.line}


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({"settled_on": date(2026, 4, 10)}, "判断のついていない疑義"),
        ({"findings": ""}, "疑義と判断の要旨"),
        ({"checked_on": date(2026, 3, 30)}, "期間が終わる前"),
        ({"sampled": 413}, "操作の件数を超えて"),
        ({"decided": 3}, "疑義の件数を"),
    ],
)
def test_what_does_not_hold_together_is_refused(db: None, facts: dict[str, Any], sentence: str) -> None:
    town = Town()
    given = {**TestAuthorityChecks.facts, "checker": town.clerk.line, **facts}

    with pytest.raises(Invalid, match=sentence):
        town.welfare.enters(AUTHORITY_CHECKS, at("2026-04-10"), **given)


def test_nobody_approves_what_they_matched_themselves(db: None) -> None:
    town = Town()
    given = {**TestAuthorityChecks.facts, "checker": town.clerk.line, "approver": town.clerk.line}

    with pytest.raises(Invalid, match="別の者が承認"):
        town.welfare.enters(AUTHORITY_CHECKS, at("2026-04-10"), **given)
