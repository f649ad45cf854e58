"""権限付与簿."""

from __future__ import annotations

from datetime import date
from typing import Any

from sekisho.kernel.queries import standing
from sekisho.ledgers.credentials import CREDENTIALS, Credential
from sekisho.ledgers.grants import GRANTS
from tests.cast import Town, at
from tests.conformance import LedgerConformance


class TestGrants(LedgerConformance):
    ledger = GRANTS
    keeper = "welfare"
    facts = {"operator_id": "OP1", "business": "転入", "valid_from": date(2026, 4, 10)}
    change = {"valid_until": date(2026, 10, 1)}
    broken = {"valid_until": date(2026, 4, 9)}

    def facts_in(self, town: Town) -> dict[str, Any]:
        found = standing(Credential, at("2026-04-10")).first()
        if found is None:
            palm = {"kind": "palm", "serial": "V1", "issued_on": date(2026, 4, 9), "holder": town.clerk.line}
            town.welfare.enters(CREDENTIALS, at("2026-04-09"), **palm)
            found = standing(Credential, at("2026-04-10")).get()
        return dict(self.facts) | {"credential": found.line}
