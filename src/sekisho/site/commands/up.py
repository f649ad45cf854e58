"""`sekisho up` and `sekisho serve`: from an empty folder to a page in the browser."""

from __future__ import annotations

import multiprocessing
import os
import sys
from datetime import date
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.core.management.utils import get_random_secret_key
from django.utils import timezone
from django.utils.translation import gettext as _
from granian import Granian
from granian.constants import Interfaces
from rich.console import Console

from sekisho.archive.reading import logs_in
from sekisho.archiving.collecting import collecting_beside
from sekisho.archiving.drain import begin_once, drain, make_keys_once
from sekisho.archiving.worker import sealing_beside
from sekisho.demo.firewalls import receive_firewalls
from sekisho.demo.histories import Histories, settle_histories
from sekisho.demo.town import make_town
from sekisho.intake.network import NAME as NETWORK
from sekisho.intake.operations import NAME as OPERATIONS
from sekisho.kernel.models import JournalEvent
from sekisho.kernel.refusals import Refusal
from sekisho.kernel.wording import said
from sekisho.rules.wareki import NotADay, parse_day

console = Console(highlight=False, markup=False, emoji=False)
MARK = "demo-town"  # a file in the data directory: the sign-in page may then let a visitor pick a person


class NotEmpty(Refusal):
    """There are records already; a demo town is made only where there are none."""


def up(*, demo: bool, host: str, port: int) -> None:
    """Prepare and serve. Each step can be repeated; nothing that exists is overwritten."""
    prepare()
    if demo and is_empty():
        make_demo(months=15, seed=1, until=None)
    serve(host=host, port=port)


def prepare() -> None:
    """Data directory, secret key, tables, static files, keys and archive; what a demo that crashed has left."""
    data: Path = settings.DATA
    data.mkdir(parents=True, exist_ok=True)
    data.chmod(0o700)
    make_secret_key(data / "secret.key")
    call_command("migrate", verbosity=0, interactive=False)
    collect_static()
    begin_archive()
    settle_histories()


def begin_archive() -> None:
    """In a new installation make the archive's keys, say where they are, and begin the archive.

    With keys that are new, so is the archive, whatever the journal holds. What is amiss keeps no page away.
    """
    try:
        if make_keys_once():
            console.print(
                _(
                    "封印の鍵を%(folder)sにつくりました。控えをデータとは別の場所に保管してください。失うと封印を続けられません。"
                )
                % {"folder": settings.SEKISHO_KEYS},
                soft_wrap=True,
            )
            drain(begin=True)
        begin_once()
    except Refusal as refusal:
        console.print(refusal.sentence, soft_wrap=True)


def collect_static() -> None:
    """Put the static files under their hashed names into the data directory."""
    settings.STATIC_ROOT.mkdir(exist_ok=True)
    call_command("collectstatic", verbosity=0, interactive=False)


def make_secret_key(path: Path) -> None:
    """The installation's key, readable by its owner only. A crash leaves no file or a whole one."""
    if path.exists():
        return
    part = path.with_suffix(".part")
    part.unlink(missing_ok=True)
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(get_random_secret_key())
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)


def is_empty() -> bool:
    """Whether nothing is on record: no act in the journal, and no record in the archive's other logs."""
    return not JournalEvent.objects.exists() and not {OPERATIONS, NETWORK} & {
        *logs_in(settings.SEKISHO_ARCHIVE)
    }


def make_demo(*, months: int, seed: int, until: str | None) -> None:
    """Fill an empty installation with the demo town. Raises NotEmpty.

    What holds if we crash: before the town is committed there is nothing, and the next attempt begins anew. After
    it there is a town, to which `prepare` adds its operation histories; its firewalls' messages may be missing.
    """
    prepare()
    if not is_empty():
        raise NotEmpty(
            _(
                "すでに記録があります。デモの町は空のデータにだけつくれます。別のフォルダをSEKISHO_DATAで指定してください。"
            )
        )
    last = _until(until)
    make_town(months=months, seed=seed, until=last, console=console, histories=_histories())
    (settings.DATA / MARK).touch()
    settle_histories()
    seal_demo()
    _receive(seed)


def _histories() -> Histories | None:
    """What takes the operation histories in; None where the archive takes nothing, of which the town is made without."""
    try:
        return Histories()
    except Refusal as refusal:
        console.print(refusal.sentence, soft_wrap=True)
        return None


def _receive(seed: int) -> None:
    """Let the demo's firewalls send. A machine without such sockets has its town without them."""
    try:
        count = receive_firewalls(seed=seed, now=timezone.localtime())
    except Refusal as refusal:
        console.print(refusal.sentence, soft_wrap=True)
        return
    console.print(
        f"二つのファイアウォールから{count:,}件を受信 / {count:,} messages received from two firewalls",
        soft_wrap=True,
    )


def seal_demo() -> None:
    """Seal the history at once, so that it is sealed also where nothing is served."""
    try:
        drain()
    except Refusal as refusal:
        console.print(refusal.sentence, soft_wrap=True)


def serve(*, host: str, port: int) -> None:
    """Serve until stopped, in a new process, and seal the journal meanwhile in this one.

    It is spawned, not forked, which Linux would do by default: settings read before `up` made the key and
    the demo town would come along, and the sign-in page would offer nobody and every restart sign all out.
    """
    if not settings.STATIC_ROOT.exists():  # a restored data directory may lack what can be made again
        collect_static()
    console.print(f"http://{host}:{port}  " + _("(Ctrl+Cで止まります)"))
    sys.stdout.flush()
    os.environ.setdefault("SEKISHO_HOSTS", ",".join(dict.fromkeys([host, *settings.ALLOWED_HOSTS])))
    multiprocessing.set_start_method("spawn", force=True)
    server = Granian(
        "sekisho.site.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        blocking_threads=4,
        log_access=False,
        log_level="warning",  # type: ignore[arg-type]  # granian takes the word as well as its enum
    )
    with sealing_beside(), collecting_beside():
        server.serve()


def _until(until: str | None) -> date:
    if not until:
        return timezone.localdate()
    try:
        return parse_day(until)
    except NotADay as error:
        raise Refusal(said(error.words)) from error
