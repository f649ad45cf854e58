"""監査指摘簿."""

from __future__ import annotations

from datetime import date
from typing import Any

from sekisho.kernel.models import Line
from sekisho.ledgers.audit_findings import AUDIT_FINDINGS
from sekisho.ledgers.audits import AUDITS
from tests.cast import Town, at
from tests.conformance import LedgerConformance
from tests.ledgers import test_audits


class TestAuditFindings(LedgerConformance):
    ledger = AUDIT_FINDINGS
    keeper = "general"
    outsider = "crisis"
    facts = {
        "title": "誓約書の更新漏れ",
        "statement": "2名の誓約書が前年度のままだった。",
        "found_on": date(2026, 2, 18),
        "answered_on": date(2026, 3, 11),
        "answer": "3月中に取り直す。",
        "remedy_due_on": date(2026, 3, 31),
    }
    change = {"checked_on": date(2026, 4, 9), "checked": "誓約書簿の全件"}
    broken = {"answered_on": date(2026, 2, 17)}

    def facts_in(self, town: Town) -> dict[str, Any]:
        facts = {**test_audits.TestAudits.facts, "auditor": town.auditor.line}
        found = Line.objects.filter(ledger=AUDITS.slug).first()
        return dict(self.facts) | {
            "audit": found or town.general.enters(AUDITS, at("2026-04-09"), **facts).line
        }
