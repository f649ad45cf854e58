"""One file that two bring at the same moment comes in once, and the other is told."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest
from django.conf import settings
from django.db import connection

from sekisho.archive.archive import Archive
from sekisho.archiving.import_entries import papers_folder
from sekisho.intake.papers import papers
from sekisho.ledgers.operation_histories import OperationHistory
from sekisho.ledgers.papers import Paper
from tests.archiving.import_files import GOOD, send, signed_in, staff, take, text_of
from tests.cast import Town
from tests.unit.intake.tables.samples import operations

SEPTEMBER = operations(*({"操作日時": f"2026-09-01 09:{n:02}", "連番": str(n)} for n in range(60)))
WATCH = "from sekisho.cli import main; main()"


def records() -> int:
    rows = Archive(settings.SEKISHO_ARCHIVE).ask("SELECT count(*) AS n FROM operations WHERE kind = 'record'")
    return int(rows.read_all().to_pylist()[0]["n"])


def at_once(count: int, work: Callable[[int], Any]) -> list[Any]:  # Any: what the work gives
    """Do it several times at the same moment, each in a thread with a database connection of its own."""
    ready = Barrier(count)

    def run(number: int) -> Any:  # Any: as above
        try:
            ready.wait()
            return work(number)
        finally:
            connection.close()

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(run, range(count)))


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("kind", ["operations", "staff"])
def test_two_who_upload_one_file_and_press_at_the_same_moment_are_led_to_one_entry(
    town: Town, kind: str
) -> None:
    clients = [signed_in(town.welfare), signed_in(town.welfare)]
    data = SEPTEMBER if kind == "operations" else staff(GOOD)

    looks = at_once(2, lambda number: send(clients[number], data, kind=kind, name=f"{number}.csv"))
    answers = at_once(2, lambda number: take(clients[number], looks[number]))

    slug = "operation_histories" if kind == "operations" else "papers"
    assert [answer.request["PATH_INFO"] for answer in answers] == [f"/ledgers/{slug}/1/"] * 2
    assert sorted("もう取り込まれています" in text_of(answer) for answer in answers) == [False, True]
    assert OperationHistory.objects.count() + Paper.objects.count() == 1
    assert (records() if kind == "operations" else len(papers(papers_folder()))) == (
        60 if kind == "operations" else 1
    )


@pytest.mark.parametrize("do", ["drop", "take"])
def test_who_gives_a_file_up_takes_it_from_nobody_else(town: Town, do: str) -> None:
    one, other = signed_in(town.welfare), signed_in(town.welfare)
    looks = [send(one, SEPTEMBER), send(other, SEPTEMBER)]

    take(one, looks[0], do=do)
    done = take(other, looks[1])

    assert done.request["PATH_INFO"] == "/ledgers/operation_histories/1/"
    assert OperationHistory.objects.count() == 1
    assert not list((Path(settings.DATA) / "uploads").iterdir())


@pytest.mark.django_db(transaction=True)
def test_a_file_that_the_watched_folder_takes_at_the_same_moment_comes_in_once(
    town: Town, tmp_path: Path
) -> None:
    incoming = tmp_path / "incoming"
    incoming.mkdir()
    (incoming / "R8-09.csv").write_bytes(SEPTEMBER)
    environment = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join(sys.path),
        "SEKISHO_DATA": str(settings.DATA),
        "SEKISHO_KEYS": str(settings.SEKISHO_KEYS),
        "SEKISHO_LANG": "ja",
    }
    with subprocess.Popen(
        [sys.executable, "-P", "-c", WATCH, "import", "watch", incoming, "--once"],
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    ) as watching:
        assert watching.stdout is not None
        client = signed_in(town.welfare)
        look = send(client, SEPTEMBER)
        first = (
            watching.stdout.readline()
        )  # of the watched folder: its rows are durable, its lock is not let go yet
        done = take(client, look)
        said = first + watching.stdout.read()

    assert (watching.returncode, first) == (0, "ACK 60\n"), said
    assert records() == 60
    assert (incoming / "done" / "R8-09.csv").exists()
    assert "もう取り込まれていました" in text_of(done)
    [entry] = OperationHistory.objects.all()
    assert (entry.rows, entry.stored, entry.repeated) == (60, 0, 60)
