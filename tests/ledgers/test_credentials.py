"""認証情報管理簿 and 権限付与簿."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from sekisho.kernel.refusals import Invalid
from sekisho.ledgers.credentials import CREDENTIALS
from sekisho.ledgers.grants import GRANTS
from tests.cast import Town, at
from tests.conformance import LedgerConformance


class TestCredentials(LedgerConformance):
    ledger = CREDENTIALS
    keeper = "welfare"
    facts = {"kind": "palm", "serial": "V0001", "issued_on": date(2026, 4, 1)}
    change = {"serial": "V0002"}
    broken = {"ended_on": date(2026, 4, 2)}

    def facts_in(self, town: Town) -> dict[str, Any]:
        return {**self.facts, "holder": town.clerk.line}


class TestGrants(LedgerConformance):
    ledger = GRANTS
    keeper = "welfare"
    facts = {"operator_id": "OP01", "business": "転入・転出の特例", "valid_from": date(2026, 4, 1)}
    change = {"business": "住民票の写しの広域交付"}
    broken = {"valid_until": date(2026, 3, 31)}

    def facts_in(self, town: Town) -> dict[str, Any]:
        palm = {"holder": town.clerk.line, "kind": "palm", "serial": "V0001", "issued_on": date(2026, 4, 1)}
        found = CREDENTIALS.model._default_manager.first()
        credential = found or town.welfare.enters(CREDENTIALS, at("2026-04-01"), **palm)
        return {**self.facts, "credential": credential.line}


def test_a_credential_is_lent_to_somebody_in_the_ledger_of_persons(db: None) -> None:
    town = Town()
    palm = {"kind": "palm", "serial": "V0001", "issued_on": date(2026, 4, 1)}
    credential = town.welfare.enters(CREDENTIALS, at("2026-04-01"), holder=town.clerk.line, **palm)

    with pytest.raises(Invalid, match="選べない行"):
        town.welfare.enters(CREDENTIALS, at("2026-04-01"), holder=credential.line, **palm)
