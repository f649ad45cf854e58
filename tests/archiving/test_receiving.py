"""What the firewalls sent: the page adds up, silence is shown, and the ledger is kept from the collector's counts."""

from __future__ import annotations

import json
import time
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from sekisho.archive import files
from sekisho.archiving.receiving import FIRST_DAY, counted_now, periods, places
from sekisho.duties.events import event_days
from sekisho.intake.collect.spool import Head, Kind, Transport, frame_bytes
from sekisho.intake.collect.spool_files import file_name
from sekisho.intake.collect.status import Hindrance, put_hindrance
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


def test_a_source_that_never_sent_anything_is_shown(town: Town) -> None:
    came()
    (places().folder.parent / "collect.toml").write_text(
        '[[sources]]\nname = "庁内FW"\nnetworks = ["192.0.2.1"]\n'
        '[[sources]]\nname = "支所ルータ"\nnetworks = ["192.0.2.2"]\n'
    )

    page = seen(signed_in(town.welfare))

    assert "支所ルータからは、まだ一度も届いていません" in page
    assert "庁内FWからは、まだ一度も" not in page


def test_counts_that_cannot_be_read_are_said_so(town: Town) -> None:
    came()
    places().counts.write_text("{")

    answer = signed_in(town.welfare).get("/receiving/")

    assert answer.status_code == 409
    assert "受信の件数を読めません" in answer.content.decode()


def test_a_spool_that_cannot_be_read_is_said_so(town: Town) -> None:
    came()
    places().spool.write_bytes(b"")

    assert signed_in(town.welfare).get("/receiving/").status_code == 409


def test_a_get_keeps_nothing(town: Town) -> None:
    came()

    assert signed_in(town.welfare).get("/receiving/keep/").status_code == 405


def many(names: list[str]) -> None:
    """Two days of each of these sources."""
    now = time.time_ns() // 1000
    counted = Counted()
    for name in names:
        for moment in (now - 2 * DAY, now - DAY):
            day = (moment + 9 * HOUR) // DAY
            counted.of(name).store(moment, day, brand=None, read=False, again=False)
    write_counts(places().counts, counted)


def test_three_hundred_sources_are_one_question_to_the_database(town: Town) -> None:
    many([f"192.0.2.{number % 250}/{number}" for number in range(300)])
    client = signed_in(town.welfare)
    client.post("/receiving/keep/")
    many([f"192.0.2.{number % 250}/{number}" for number in range(300)])

    with CaptureQueriesContext(connection) as asked:
        page = seen(client)

    assert len(asked) <= 20
    assert "192.0.2.49/299" in page
    assert len(page) < 1_000_000


def test_a_day_of_which_something_still_waits_in_the_spool_is_not_kept_yet(town: Town) -> None:
    came()
    files.make_directory(places().spool)
    yesterday = time.time_ns() // 1000 - DAY
    path = places().spool / file_name(0)
    path.write_bytes(frame_bytes(0, Head(Kind.MESSAGES, Transport.LF, 1, yesterday, "192.0.2.1"), b"late\n"))
    client = signed_in(town.welfare)

    answer = client.post("/receiving/keep/")

    assert answer.status_code == 409
    assert not FirewallLog._default_manager.exists()
    path.unlink()
    assert client.post("/receiving/keep/").status_code == 302


def test_an_address_that_came_once_fills_the_ledger_once(town: Town) -> None:
    many(["198.51.100.7"])
    client = signed_in(town.welfare)
    client.post("/receiving/keep/")
    FirewallLog._default_manager.get()
    counted = counted_now()

    assert list(periods(counted, before=timezone.localdate() + timedelta(days=3))) == []


def test_the_page_of_three_hundred_busy_sources_stays_below_a_megabyte(town: Town) -> None:
    now = time.time_ns() // 1000
    counted = Counted()
    for number in range(300):
        for hour in range(48):
            moment = now - hour * HOUR
            counted.of(f"fw{number}").hours[moment // HOUR] = 1 + hour * number % 997
        counted.of(f"fw{number}").refuse(now // DAY, "too_long", 1)
    write_counts(places().counts, counted)

    assert len(seen(signed_in(town.welfare))) < 1_000_000


def test_what_just_came_is_not_called_nothing(town: Town) -> None:
    files.make_directory(places().spool)
    frame = frame_bytes(
        0, Head(Kind.MESSAGES, Transport.LF, 1, time.time_ns() // 1000, "192.0.2.1"), b"new\n"
    )
    (places().spool / file_name(0)).write_bytes(frame)

    page = seen(signed_in(town.welfare))

    assert "これからアーカイブに移します" in page
    assert "まだ何も届いていません" not in page


def test_what_has_waited_in_the_spool_for_long_is_said(town: Town) -> None:
    came()
    files.make_directory(places().spool)
    received_at = time.time_ns() // 1000 - HOUR
    frame = frame_bytes(0, Head(Kind.MESSAGES, Transport.LF, 1, received_at, "192.0.2.1"), b"late\n")
    (places().spool / file_name(0)).write_bytes(frame)
    client = signed_in(town.welfare)

    assert "60分前に届いたものが、まだアーカイブに移されていません" in seen(client)
    assert "What came 60 minutes ago is not in the archive yet" in seen(signed_in(town.welfare, "en"))
    assert "移せません" not in seen(client)
    put_hindrance(places().hindrance, Hindrance("鍵がありません。", "There is no key."))
    assert "届いたものをアーカイブに移せません。受信は続いています。鍵がありません。" in seen(
        signed_in(town.welfare)
    )
    assert "receiving goes on. There is no key." in seen(signed_in(town.welfare, "en"))
    (places().spool / file_name(0)).unlink()
    assert "移せません" not in seen(signed_in(town.welfare))
    assert "まだアーカイブに移されていません" not in seen(signed_in(town.welfare))
