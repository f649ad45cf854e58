"""`sekisho collect status` and `sekisho collect move`: the counts, and the process that moves the spool into the log."""

from __future__ import annotations

import json
import os
import signal
import sys
import time
from pathlib import Path
from threading import Event, Thread
from types import FrameType

from rich.console import Console
from rich.table import Table

from sekisho.archive.archive import Archive
from sekisho.archive.places import archive_folder, data_folder, keys_folder
from sekisho.archive.schema import at
from sekisho.cli.collect_settings import settings_of
from sekisho.cli.reasons import in_japanese
from sekisho.cli.words import Sentence, said
from sekisho.intake.collect.passes import Passes, keep_moving
from sekisho.intake.collect.spool_files import Places, waiting_in
from sekisho.intake.collect.status import Hindrance, put_hindrance, read_hindrance, read_live
from sekisho.intake.counting import CountsUnreadable, read_counts
from sekisho.intake.moments import JST, SECOND
from sekisho.intake.plain import json_visible, one_line
from sekisho.intake.report import Report, as_data, report


def status(*, as_json: bool) -> None:
    """Print how receiving stands."""
    places = _places()
    try:
        counted, waiting = read_counts(places.counts), waiting_in(places.spool)
    except CountsUnreadable as error:
        raise Sentence(
            f"受信の件数を読めません。控えから戻してください。保存された通信ログには影響しません。({error})",
            f"The counts cannot be read. Restore them from a backup; what is stored is not touched by that. ({error})",
        ) from error
    except OSError as error:
        raise Sentence(
            f"受信したものを読めません({in_japanese(error)})。", f"What was received cannot be read: {error}."
        ) from error
    found = report(
        counted,
        read_live(places.live),
        now=time.time_ns() // 1000,
        waiting=waiting,
        hindrance=read_hindrance(places.hindrance),
    )
    if as_json:
        print(json_visible(json.dumps(as_data(found), ensure_ascii=False)))
    else:
        _show(found)


def move(config: Path | None) -> None:
    """Move closed files of the spool into the log until standard input ends, or a signal; and once more then."""
    stop = Event()

    def end(_number: int, _frame: FrameType | None) -> None:
        stop.set()

    # The terminal's Ctrl+C reaches this process too; the collector says when there is nothing more to come.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, end)
    Thread(target=_wait_for_end, args=(stop,), daemon=True).start()
    places = _places()
    passes = Passes(Archive(archive_folder()), keys_folder(), places, settings_of(config))
    keep_moving(passes, stop, say=lambda error: _say(places, error))


def _wait_for_end(stop: Event) -> None:
    while os.read(
        sys.stdin.fileno(), 4096
    ):  # not through sys.stdin, whose lock a thread must not hold at the end
        pass
    stop.set()


def _say(places: Places, error: Exception | None) -> None:
    """Let the log of the process and the status say what hinders it, or that nothing does."""
    hindrance = None if error is None else Hindrance(in_japanese(error), str(error))
    put_hindrance(places.hindrance, hindrance)
    if hindrance is not None:
        print(_not_moved(hindrance), file=sys.stderr, flush=True)


def _not_moved(hindrance: Hindrance) -> str:
    return said(
        f"受信したものをまだアーカイブに移せません。受信は続いています。{hindrance.ja}",
        f"What was received is not in the archive yet; receiving goes on. {hindrance.en}",
    )


def _places() -> Places:
    return Places(data_folder() / "collect")


def _show(found: Report) -> None:
    total = found.total
    print(said("受信中", "receiving") if found.live else said("受信していません", "not receiving"))
    print(
        said(
            f"受信 {total.received:,} = 保存 {total.stored:,} + 拒否 {total.refused:,} + 喪失 {total.dropped:,}",
            f"received {total.received:,} = stored {total.stored:,} + refused {total.refused:,}"
            f" + dropped {total.dropped:,}",
        )
    )
    if found.waiting is not None:
        since = _in_japan(found.waiting.since)
        print(
            said(
                f"ほかに{found.waiting.messages:,}件が保存され、アーカイブに移されるのを待っています({since}から)。",
                f"{found.waiting.messages:,} more are stored and wait to be moved into the archive (since {since}).",
            )
        )
        if found.hindrance is not None:
            print(_not_moved(found.hindrance))
    table = Table(box=None, pad_edge=False)
    for title in (
        said("発信元", "source"),
        said("受信", "received"),
        said("保存", "stored"),
        said("未読", "unread"),
        said("拒否", "refused"),
        said("喪失", "dropped"),
        said("最後", "last"),
        said("時計のずれ(秒)", "skew (s)"),
        said("機種", "brands"),
    ):
        table.add_column(title, no_wrap=True)
    for source in found.sources:
        counts = source.total
        table.add_row(
            one_line(source.name) + (said(" (沈黙)", " (silent)") if source.silent_for else ""),
            *(f"{count:,}" for count in (counts.received, counts.stored, counts.unread, counts.refused)),
            f"{counts.dropped:,}",
            _in_japan(source.last_at) if source.last_at else "",
            "" if source.skew is None else f"{source.skew / SECOND:+.0f}",
            one_line(" ".join(source.brands)),
        )
    Console(highlight=False, markup=False, emoji=False, width=160).print(table)


def _in_japan(moment: int) -> str:
    return f"{at(moment).astimezone(JST):%Y-%m-%d %H:%M:%S} JST"
