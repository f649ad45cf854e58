"""What the firewalls sent: the page adds up, silence is shown, and the ledger is kept from the collector's counts."""

from __future__ import annotations

import json
import time
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from sekisho.archiving.receiving import FIRST_DAY, places
from sekisho.duties.events import event_days
from sekisho.intake.counting import DAY, HOUR, Counted, write_counts
from sekisho.ledgers.firewall_logs import FirewallLog
from tests.cast import Member, Town


def came(*, silent: bool = False) -> Counted:
    """Five days of a source that speaks every hour, one message refused and two lost a day."""
    now = time.time_ns() // 1000
    end = now - 30 * HOUR if silent else now
    counted = Counted()
    source = counted.of("庁内FW")
    for hour in range(5 * 24, -1, -1):
        moment = end - hour * HOUR
        day = (moment + 9 * HOUR) // DAY
        source.store(moment, day, brand="yamaha", read=hour % 2 == 0, again=False)
    for day in list(source.days):
        source.refuse(day, "too_long", 1)
        source.drop(day, 2)
    source.was_ahead(95_000_000)
    write_counts(places().counts, counted)
    return counted


def signed_in(member: Member, language: str = "ja") -> Client:
    member.account.language = language
    member.account.save()
    client = Client()
    client.force_login(member.account)
    return client


def seen(client: Client) -> str:
    answer = client.get("/receiving/")
    assert answer.status_code == 200
    return answer.content.decode()


def test_before_anything_came_the_page_says_what_to_do(town: Town) -> None:
    page = seen(signed_in(town.welfare))

    assert "まだ何も届いていません" in page
    assert "受信のプログラムが動いていません" in page


def test_the_page_adds_up_and_shows_clock_and_brand(town: Town) -> None:
    counts = came().sources["庁内FW"].total
    places().live.write_text(
        json.dumps(
            {"said_at": time.time_ns() // 1000, "since": 0, "listeners": [{"name": "udp 192.0.2.9:514"}]}
        )
    )

    page = seen(signed_in(town.welfare))

    assert f"受信 {counts.received} = 保存 {counts.stored} + 受け取らなかったもの {counts.refused}" in page
    assert counts.received == counts.stored + counts.refused + counts.dropped
    for words in ("+95秒", "Yamaha RTX", "長すぎる", "udp 192.0.2.9:514"):
        assert words in page
    assert "沈黙" not in page


def test_the_section_keeps_the_days_up_to_yesterday_once(town: Town) -> None:
    counted = came()
    client = signed_in(town.welfare)

    assert client.post("/receiving/keep/").status_code == 302

    today = timezone.localdate()
    [entry] = FirewallLog._default_manager.all()
    assert (entry.checked_on, entry.last_on) == (today, today - timedelta(days=1))
    before = [
        counts for day, counts in counted.sources["庁内FW"].days.items() if day < (today - FIRST_DAY).days
    ]
    assert entry.received == sum(counts.received for counts in before)
    assert (entry.refused, entry.dropped) == (len(before), 2 * len(before))
    assert "まだ記載されていない期間" not in seen(client)
    assert "すべて記載されています" in client.post("/receiving/keep/").content.decode()


def test_a_source_that_is_silent_for_longer_than_its_habit_becomes_an_anomaly(town: Town) -> None:
    came(silent=True)
    client = signed_in(town.welfare)

    assert "30時間、何も届いていません" in seen(client)
    client.post("/receiving/keep/")

    assert "30時間の沈黙" in FirewallLog._default_manager.get().anomaly
    today = timezone.localdate()
    assert event_days(today, timezone.now())["anomaly"] == (today,)


@pytest.mark.parametrize("who", ["auditor", "mayor"])
def test_others_cannot_keep_it(town: Town, who: str) -> None:
    came()
    client = signed_in(getattr(town, who))

    assert client.post("/receiving/keep/").status_code == 403
    assert not FirewallLog._default_manager.exists()


def test_counts_that_cannot_be_read_are_said_so(town: Town) -> None:
    came()
    places().counts.write_text("{")

    answer = signed_in(town.welfare).get("/receiving/")

    assert answer.status_code == 409
    assert "受信の件数を読めません" in answer.content.decode()


def test_a_get_keeps_nothing(town: Town) -> None:
    came()

    assert signed_in(town.welfare).get("/receiving/keep/").status_code == 405
