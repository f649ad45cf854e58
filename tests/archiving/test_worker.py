"""The journal is sealed within seconds of commit, as long as the program runs, and after it was killed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread

import pytest
from django.conf import settings
from django.db import connections

from sekisho.archiving import worker
from sekisho.archiving.drain import drain
from sekisho.archiving.refusals import JournalDisagrees
from sekisho.archiving.sealed import log_folder, waiting, window
from sekisho.archiving.worker import Pace, keep_sealing, sealing_beside
from sekisho.kernel.models import JournalEvent
from sekisho.site.commands.up import begin_archive
from tests.archiving.journals import cut_off, enter_person, sealed_numbers, verified
from tests.cast import Town
from tests.patience import wait_for

pytestmark = pytest.mark.django_db(transaction=True)

RUN = """
import sys
from functools import partial
import django
from django.conf import settings
django.setup()
settings.DATABASES["default"]["NAME"] = sys.argv[1]
settings.SEKISHO_ARCHIVE_BASE = "town.example/sekisho"
from sekisho.archiving import commands, worker
worker.LOOK_SECONDS = 0.05
commands.keep_sealing = partial(worker.keep_sealing, gather=0.05)
commands.run()
"""


@pytest.fixture
def town(folders: Path) -> Town:
    begin_archive()
    return Town()


@contextmanager
def sealing(gather: float = 0.0) -> Iterator[Thread]:
    """The loop in a thread of this process."""
    stop = Event()

    def run() -> None:
        try:
            keep_sealing(stop, gather=gather)
        finally:
            connections.close_all()

    thread = Thread(target=run)
    thread.start()
    try:
        yield thread
    finally:
        stop.set()
        thread.join(20)


def test_an_act_is_sealed_within_seconds_of_its_commit(town: Town) -> None:
    with sealing_beside():
        wait_for(lambda: waiting() == 0)
        enter_person(town, "10001")

        wait_for(lambda: waiting() == 0)

    assert sealed_numbers() == list(range(1, JournalEvent.objects.count() + 1))


def test_what_waits_at_a_stop_is_sealed_before_the_end(town: Town) -> None:
    with sealing(gather=60):
        enter_person(town, "10001")

    assert waiting() == 0


def test_what_is_done_together_is_sealed_together(town: Town) -> None:
    drain()
    pace = Pace(gather=60)

    assert not pace.is_due(waits=True)
    assert pace.seen_at is not None
    pace.gather = 0
    assert pace.is_due(waits=True)
    assert not pace.is_due(waits=False)


def test_sealing_goes_on_when_the_keys_are_back(
    town: Town, folders: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(worker, "RETRY_SECONDS", 0.1)
    monkeypatch.setattr(worker, "LOOK_SECONDS", 0.1)
    key = folders / "keys" / "signing.key"
    key.rename(folders / "envelope")

    with sealing():
        wait_for(lambda: bool(caplog.records))
        time.sleep(0.5)
        (folders / "envelope").rename(key)
        wait_for(lambda: waiting() == 0)

    assert [record.levelname for record in caplog.records] == ["WARNING"]  # said once
    assert "鍵" in caplog.records[0].getMessage()


def test_nothing_is_sealed_any_more_where_the_journal_was_put_back(
    town: Town, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    enter_person(town, "10001")
    drain()
    cut_off()
    monkeypatch.setattr(worker, "LOOK_SECONDS", 0.05)

    with pytest.raises(JournalDisagrees):
        keep_sealing(Event(), gather=0)
    with sealing_beside():
        wait_for(lambda: bool(caplog.records))

    assert "封印を止めました" in caplog.records[-1].getMessage()


def test_many_seals_leave_few_files(town: Town) -> None:
    pace = Pace()
    for place in range(20):
        enter_person(town, f"1{place:04d}")
        pace.seal()

    assert len(list((log_folder() / "parts").iterdir())) < 17
    assert verified().whole


def test_a_process_that_is_killed_again_and_again_doubles_nothing(town: Town, tmp_path: Path) -> None:
    for place in range(3):
        with running(tmp_path) as process:
            for more in range(10):
                enter_person(town, f"1{place}{more:03d}", place)
            if place:
                wait_for(lambda: waiting() < 10)
            process.kill()
    with running(tmp_path) as process:
        wait_for(lambda: waiting() == 0)
        enter_person(town, "20000", 9)
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=20) == 0

    assert sealed_numbers() == list(range(1, JournalEvent.objects.count() + 1))
    assert verified().whole


def test_a_second_process_waits_for_the_first(town: Town, tmp_path: Path) -> None:
    with running(tmp_path) as one, running(tmp_path) as other:
        enter_person(town, "10001")
        wait_for(lambda: waiting() == 0)
        for process in (one, other):
            process.send_signal(signal.SIGTERM)
            assert process.wait(timeout=20) == 0

    assert sealed_numbers() == list(range(1, JournalEvent.objects.count() + 1))
    assert window() is not None


@contextmanager
def running(folder: Path) -> Iterator[subprocess.Popen[bytes]]:
    """`sekisho archive run` as a process of its own, on this test's database."""
    file = folder / "run.py"
    file.write_text(RUN, encoding="utf-8")
    environment = {
        **os.environ,
        "SEKISHO_DATA": str(settings.DATA),
        "SEKISHO_ARCHIVE": str(settings.SEKISHO_ARCHIVE),
        "SEKISHO_KEYS": str(settings.SEKISHO_KEYS),
        "PYTHONPATH": os.pathsep.join(sys.path),
        "DJANGO_SETTINGS_MODULE": "sekisho.site.settings",
    }
    database = str(connections["default"].settings_dict["NAME"])
    command = [sys.executable, "-P", str(file), database]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE) as process:
        try:
            assert process.stdout is not None
            assert process.stdout.readline()  # it says that it has begun
            yield process
        finally:
            process.kill()
