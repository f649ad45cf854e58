"""`sekisho archive run` and `sekisho archive seal`: sealing the journal alone, without the web pages."""

from __future__ import annotations

import signal
from threading import Event
from types import FrameType

from django.utils.translation import gettext as _
from rich.console import Console

from sekisho.archiving.drain import drain
from sekisho.archiving.sealed import window
from sekisho.archiving.worker import keep_sealing

console = Console(highlight=False, markup=False, emoji=False)


def run() -> None:
    """Seal what is committed until Ctrl+C or SIGTERM, and once more then."""
    stop = Event()

    def end(_number: int, _frame: FrameType | None) -> None:
        stop.set()

    before = {number: signal.signal(number, end) for number in (signal.SIGINT, signal.SIGTERM)}
    console.print(_("記録を封印しています。(Ctrl+Cで止まります)"))
    try:
        keep_sealing(stop)
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def seal() -> None:
    """Seal once and print the checkpoint in the form to be printed; begin the log where there is none."""
    taken = drain(begin=True, roll=True)
    console.print(_("%(n)d件を封印しました。") % {"n": taken})
    now = window()
    if now is not None and now.size:
        console.print(now.short_form, soft_wrap=True)
