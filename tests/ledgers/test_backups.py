"""バックアップ記録簿."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest

from sekisho.kernel.models import Entry
from sekisho.kernel.refusals import Invalid
from sekisho.ledgers.backups import BACKUPS
from sekisho.ledgers.media import MEDIA
from tests.cast import Town, at
from tests.conformance import LedgerConformance
from tests.ledgers.test_media import FACTS as MEDIUM

THURSDAY, FRIDAY = date(2026, 4, 9), date(2026, 4, 10)
FACTS = {"taken_on": THURSDAY, "target": "cs", "way": "full", "generation": "第1世代"}
SUCCESS = {"result": "success", "completed_on": THURSDAY, "destination": "NAS1", "place": "サーバ室"}
FAILURE = {"result": "failure", "remedy": "媒体を交換して翌日にやり直す"}


class TestBackups(LedgerConformance):
    ledger = BACKUPS
    keeper = "welfare"
    facts = FACTS | {"result": "success", "completed_on": THURSDAY, "place": "耐火金庫"}
    change = {"generation": "第2世代", "digest": "0f" * 32}
    broken = {"result": "failure"}  # and yet completed

    def facts_in(self, town: Town) -> dict[str, Any]:
        return dict(self.facts) | {"medium": a_medium(town).line, "maker": town.clerk.line}


@pytest.fixture
def town(db: None) -> Town:
    return Town()


def a_medium(town: Town, **facts: object) -> Entry:
    found = MEDIA.model._default_manager.first()
    return found or town.welfare.enters(
        MEDIA, at("2026-04-09"), **{**MEDIUM, "started_on": date(2026, 4, 1), **facts}
    )


def entered(town: Town, **facts: object) -> Entry:
    return town.welfare.enters(BACKUPS, at(FRIDAY), **{**FACTS, **facts})


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({"result": "success", "destination": "NAS1", "place": "サーバ室"}, "終えた日"),
        (FAILURE | {"completed_on": THURSDAY}, "終えた日"),
        (SUCCESS | {"destination": ""}, "媒体または保存先"),
        (SUCCESS | {"place": ""}, "保管場所"),
        (SUCCESS | {"completed_on": date(2026, 4, 8)}, "始まりの日より前"),
        (SUCCESS | {"digest": "abc"}, "SHA-256"),
        (SUCCESS | {"started_at": at("2026-04-08", 23, 30)}, "違う日"),
        (SUCCESS | {"started_at": at(THURSDAY, 9), "ended_at": at(THURSDAY, 8)}, "開始より前"),
    ],
)
def test_what_does_not_hold_together_is_refused(town: Town, facts: dict[str, object], sentence: str) -> None:
    with pytest.raises(Invalid, match=sentence):
        entered(town, **facts)


def test_a_failure_stands_on_record_with_nothing_stored(town: Town) -> None:
    assert isinstance(entered(town, **FAILURE).event.recorded_at, datetime)


def test_a_backup_that_runs_over_midnight_is_completed_the_next_day(town: Town) -> None:
    times = {"started_at": at(THURSDAY, 22), "ended_at": at(FRIDAY, 1), "completed_on": FRIDAY}

    assert entered(town, **SUCCESS | times).revision == 1
