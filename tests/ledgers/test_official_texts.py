"""規程原本簿."""

from __future__ import annotations

from sekisho.ledgers.official_texts import OFFICIAL_TEXTS, digest_of
from tests.conformance import LedgerConformance

TEXT = "セキュリティ会議の庶務は住民福祉課において処理するものとする。"


class TestOfficialTexts(LedgerConformance):
    ledger = OFFICIAL_TEXTS
    keeper = "general"
    facts = {
        "version": "v8",
        "clause": "a3.p8",
        "label": "第3条第8項",
        "text": TEXT,
        "digest": digest_of(TEXT),
    }
    change = {"label": "第三条第八項"}
    broken = {"text": TEXT + "。"}
