"""The two firewalls of the demo town, whose messages are sent over real sockets to a receiver of this process."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from threading import Thread
from typing import Final

from django.conf import settings
from django.utils.translation import gettext as _

from sekisho.archive import files
from sekisho.archive.archive import Archive
from sekisho.archiving.refusals import refusing
from sekisho.demo.chance import chance
from sekisho.demo.firewall_lines import fortigate_lines, yamaha_lines
from sekisho.intake.collect.passes import Passes
from sekisho.intake.collect.receiver import CannotListen, Receiver
from sekisho.intake.collect.running import NotStored, collecting
from sekisho.intake.collect.sender import NotTaken, UdpSender, stream
from sekisho.intake.collect.settings import FILE, Listener, Settings
from sekisho.intake.collect.settings_file import load_settings
from sekisho.intake.collect.spool_files import Places
from sekisho.kernel.refusals import Refusal

HALL, BRANCH = "127.0.0.2", "127.0.0.3"
HALL_NAME, BRANCH_NAME = "庁内FW", "支所ルータ"
SETTINGS: Final = f"""\
# デモの町の受信の設定。本物の機器なら、hostを0.0.0.0に、networksをその機器のアドレスに変える。
# How the demo town receives. For real devices let host be 0.0.0.0, and networks their addresses.

[[listeners]]
transport = "udp"
host = "127.0.0.1"
port = 5514

[[listeners]]
transport = "tcp"
host = "127.0.0.1"
port = 5514

[[sources]]
name = "{HALL_NAME}"
networks = ["{HALL}/32"]
comment = "FortiGate, TCP"

[[sources]]
name = "{BRANCH_NAME}"
networks = ["{BRANCH}/32"]
comment = "Yamaha RTX, UDP"
"""
FREE: Final = (Listener("udp", "127.0.0.1", 0), Listener("tcp", "127.0.0.1", 0))


class NotReceived(Refusal):
    """The sockets that it takes could not be opened, or did not carry everything."""


def receive_firewalls(*, seed: int, now: datetime) -> int:
    """Let a morning's messages that end `now` come in, move them into the archive and seal them. Returns how many.

    Writes the configuration with which `sekisho serve` goes on receiving. Raises NotReceived, and what
    `archiving.refusals` has. What holds if we crash: what the receiver took is durable in the spool, and the next
    collector moves it.
    """
    path: Path = settings.DATA / FILE
    if not path.exists():
        files.put(path, SETTINGS.encode())
    wanted, places = load_settings(path), Places(settings.DATA / "collect")
    try:
        _send(places, replace(wanted, listeners=FREE), seed=seed, now=now)
    except (OSError, CannotListen, NotTaken, NotStored, files.Locked) as error:
        raise NotReceived(
            _("デモのファイアウォールからの受信を省きました。(%(error)s)") % {"error": error}
        ) from error
    with refusing():
        return Passes(Archive(settings.SEKISHO_ARCHIVE), settings.SEKISHO_KEYS, places, wanted).once()


def _send(places: Places, wanted: Settings, *, seed: int, now: datetime) -> None:
    with collecting(places, wanted) as receiver, _receiving(receiver):
        udp, tcp = (("127.0.0.1", int(name.rpartition(":")[2])) for name in receiver.names)
        with stream(tcp, source=HALL) as sender:
            sender.send(fortigate_lines(now, chance(seed, HALL)))
        datagrams = UdpSender(udp, source=BRANCH)
        try:
            datagrams.send(yamaha_lines(now, chance(seed, BRANCH)))
        finally:
            datagrams.close()


@contextmanager
def _receiving(receiver: Receiver) -> Iterator[None]:
    """Receive in a thread for the block; what has arrived when it ends is taken."""
    thread = Thread(target=receiver.run, name="receiver", daemon=True)
    thread.start()
    try:
        yield
    finally:
        receiver.stop()
        thread.join()
