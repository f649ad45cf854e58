"""Receiving syslog beside the web server, where the town has said from whom (`collect.toml` in the data directory)."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from django.conf import settings
from django.utils.translation import get_language

from sekisho.intake.collect.settings import FILE

COLLECT: Final = (sys.executable, "-m", "sekisho.cli", "collect")
STOP_SECONDS: Final = 30


@contextmanager
def collecting_beside() -> Iterator[None]:
    """Run `sekisho collect` in a process of its own as long as the block lasts; without `collect.toml` nothing.

    Were this process killed, that one goes on receiving, which is what a town wants of it; the next start then
    says that another collector is running.
    """
    if not (settings.DATA / FILE).exists():
        yield
        return
    environment = os.environ | {
        "SEKISHO_DATA": str(settings.DATA),
        "SEKISHO_ARCHIVE": str(settings.SEKISHO_ARCHIVE),
        "SEKISHO_KEYS": str(settings.SEKISHO_KEYS),
        "SEKISHO_LANG": (get_language() or "ja")[:2],
    }
    with subprocess.Popen(COLLECT, env=environment, stdin=subprocess.DEVNULL) as collector:  # noqa: S603 -- our own program
        try:
            yield
        finally:
            collector.terminate()
            try:
                collector.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                collector.kill()  # what is durable in the spool stays for the next start
