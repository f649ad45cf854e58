"""`sekisho collect`: receive until stopped, and say in one sentence what went wrong."""

from __future__ import annotations

import errno
import signal
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from sekisho.archive.files import Locked
from sekisho.archive.places import data_folder
from sekisho.cli.collect_settings import settings_of
from sekisho.cli.moving import moving_beside
from sekisho.cli.reasons import os_words
from sekisho.cli.words import Sentence, said
from sekisho.intake.collect.receiver import CannotListen, Receiver
from sekisho.intake.collect.running import NotStored, collecting
from sekisho.intake.collect.spool_files import Places
from sekisho.intake.collect.tls import BadCertificate


def collect(config: Path | None) -> None:
    """Receive until SIGTERM or SIGINT; then what was received is durable."""
    settings = settings_of(config)
    with (
        ExitStack() as afterwards,  # the mover ends last: it takes what was received to the end
        _refusing(),
        collecting(Places(data_folder() / "collect"), settings) as receiver,
        _stopped_by_signals(receiver),
    ):
        afterwards.enter_context(moving_beside(config))
        listening = ", ".join(receiver.names)
        print(said(f"受信しています: {listening}", f"Receiving: {listening}"), flush=True)
        receiver.run()


@contextmanager
def _stopped_by_signals(receiver: Receiver) -> Iterator[None]:
    before = {
        number: signal.signal(number, lambda _number, _frame: receiver.stop())
        for number in (signal.SIGINT, signal.SIGTERM)
    }
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextmanager
def _refusing() -> Iterator[None]:
    try:
        yield
    except Locked as error:
        raise Sentence("別の受信が動いています。", "Another collector is running.") from error
    except CannotListen as error:
        raise _cannot_listen(error) from error
    except NotStored as error:
        raise Sentence(
            f"受信した{error.messages}件を保存できませんでした。{error}",
            f"{error.messages} messages that were received could not be stored. {error}",
        ) from error
    except OSError as error:
        raise Sentence(f"受信できません。{os_words(error)}", f"Nothing can be received. {error}") from error


def _cannot_listen(refusal: CannotListen) -> Sentence:
    where = f"{refusal.listener.transport} {refusal.listener.host} {refusal.listener.port}"
    why = refusal.__cause__
    if isinstance(why, BadCertificate):
        return Sentence(
            f"{where}: 証明書か鍵を使えません。{why}",
            f"{where}: the certificate or key cannot be used. {why}",
        )
    match why.errno if isinstance(why, OSError) else None:
        case errno.EADDRINUSE:
            return Sentence(f"{where}: このポートは使用中です。", f"{where}: this port is taken.")
        case errno.EACCES | errno.EPERM:
            return Sentence(
                f"{where}: このポートを開く権限がありません(1024未満は管理者のもの)。",
                f"{where}: no right to open this port (those below 1024 are the administrator's).",
            )
        case errno.EADDRNOTAVAIL:
            return Sentence(
                f"{where}: このアドレスはこの機械のものではありません。",
                f"{where}: this machine has no such address.",
            )
    return Sentence(f"{where}: 開けません。{why}", f"{where}: cannot listen. {why}")
