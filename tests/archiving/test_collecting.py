"""Syslog is received beside the web server, where the town has said from whom; and it ends with it."""

from __future__ import annotations

import socket
from pathlib import Path

from django.conf import settings

from sekisho.archive.reading import reader_of
from sekisho.archiving.collecting import collecting_beside
from sekisho.archiving.receiving import counted_now, places
from sekisho.intake.collect.status import read_live
from sekisho.site.commands.up import begin_archive
from tests.patience import wait_for


def test_what_is_sent_while_pages_are_served_is_in_the_archive_when_they_stop(
    folders: Path, db: None
) -> None:
    settings.DATA.mkdir()
    (settings.DATA / "collect.toml").write_text(
        '[[listeners]]\ntransport = "tcp"\nhost = "127.0.0.1"\nport = 0\n'
    )
    begin_archive()

    with collecting_beside():
        port = _port()
        with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
            connection.sendall(b"<134>one\n<134>two\n")
        _until_stored(2)

    assert counted_now().sources["127.0.0.1"].total.stored == 2
    assert reader_of(settings.SEKISHO_ARCHIVE / "network").manifest.size >= 2


def test_without_a_configuration_nothing_is_received(folders: Path) -> None:
    with collecting_beside():
        assert not places().live.exists()


def _port() -> int:
    live = wait_for(lambda: read_live(places().live))
    return int(live["listeners"][0]["name"].rpartition(":")[2])


def _until_stored(count: int) -> None:
    wait_for(lambda: (read_live(places().live) or {})["peers"].get("127.0.0.1", {}).get("stored") == count)
