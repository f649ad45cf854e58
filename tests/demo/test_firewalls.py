"""The two firewalls of the demo town, over real sockets: all of it counted, all but two lines each read."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pytest_django import Settings

from sekisho.archive.archive import Archive
from sekisho.archive.keys import PUBLIC_FILE, read_public_keys
from sekisho.demo import firewalls
from sekisho.demo.chance import chance
from sekisho.demo.firewall_lines import SILENT, fortigate_lines, yamaha_lines
from sekisho.demo.firewalls import BRANCH_NAME, HALL_NAME, NotReceived, receive_firewalls
from sekisho.intake.brands import BY_BRAND
from sekisho.intake.collect.settings import FILE
from sekisho.intake.collect.settings_file import load_settings
from sekisho.intake.collect.spool_files import Places
from sekisho.intake.counting import Counted, read_counts
from sekisho.intake.silence import silent_for
from sekisho.site.commands.up import begin_archive

NOW = datetime(2026, 10, 27, 1, 30, tzinfo=UTC)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folders(settings: Settings, tmp_path: Path) -> Path:
    """Data, archive and keys in a temporary folder, the archive begun."""
    settings.DATA = tmp_path / "data"
    settings.SEKISHO_ARCHIVE = tmp_path / "data" / "archive"
    settings.SEKISHO_KEYS = tmp_path / "keys"
    begin_archive()
    return tmp_path


@pytest.fixture
def archive(folders: Path) -> Archive:
    return Archive(folders / "data" / "archive")


def counted(folders: Path) -> Counted:
    return read_counts(Places(folders / "data" / "collect").counts)


def test_every_message_is_counted_for_its_firewall_and_all_but_two_are_read(folders: Path) -> None:
    count = receive_firewalls(seed=1, now=datetime.now(UTC))
    sources = counted(folders).sources

    assert count == sum(source.total.stored for source in sources.values())
    assert {name: source.brands.keys() for name, source in sources.items()} == {
        HALL_NAME: {"fortigate"},
        BRANCH_NAME: {"yamaha"},
    }
    for source in sources.values():
        assert source.total.stored > 300
        assert source.total.stored - source.total.read == SILENT
        assert source.total.received == source.total.stored


def test_nobody_is_silent_and_no_clock_is_wrong(folders: Path) -> None:
    receive_firewalls(seed=1, now=datetime.now(UTC))

    for source in counted(folders).sources.values():
        assert silent_for(source, now=time.time_ns() // 1000) is None
        assert source.skew is not None
        assert abs(source.skew) < 60_000_000


def test_denies_an_attack_and_ipv6_are_in_the_archive_which_verifies(archive: Archive, folders: Path) -> None:
    receive_firewalls(seed=1, now=datetime.now(UTC))
    asked = archive.ask(
        "SELECT source, count(*) FILTER (action = 'deny') AS denied,"
        " count(*) FILTER (source_address = '203.0.113.66') AS attack,"
        " count(*) FILTER (source_address LIKE '2001:db8:%') AS six FROM network"
        " WHERE kind = 'record' GROUP BY source ORDER BY source"
    )

    for row in asked.read_all().to_pylist():
        assert row["denied"] > row["attack"] > 50
        assert row["six"] > 5
    assert archive.verify(read_public_keys(folders / "keys" / PUBLIC_FILE)).whole


def test_what_they_send_is_the_same_for_the_same_seed_and_hour() -> None:
    for lines in (fortigate_lines, yamaha_lines):
        assert lines(NOW, chance(1, "x")) == lines(NOW, chance(1, "x"))
        assert lines(NOW, chance(1, "x")) != lines(NOW, chance(2, "x"))


def test_the_configuration_is_left_for_those_who_serve_and_one_that_is_there_stays(folders: Path) -> None:
    receive_firewalls(seed=1, now=NOW)
    path = folders / "data" / FILE
    wanted = load_settings(path, brands=frozenset(BY_BRAND))

    assert {(each.transport, each.host, each.port) for each in wanted.listeners} == {
        ("udp", "127.0.0.1", 5514),
        ("tcp", "127.0.0.1", 5514),
    }
    assert [source.name for source in wanted.sources] == [HALL_NAME, BRANCH_NAME]

    path.write_text('[[sources]]\nname = "ours"\nnetworks = ["127.0.0.0/8"]\n', encoding="utf-8")
    receive_firewalls(seed=1, now=NOW)

    assert "ours" in path.read_text(encoding="utf-8")
    assert "ours" in counted(folders).sources


def test_a_machine_without_those_addresses_has_its_town_without_them(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(firewalls, "HALL", "192.0.2.1")  # is nobody's

    with pytest.raises(NotReceived, match="受信を省きました"):
        receive_firewalls(seed=1, now=NOW)
