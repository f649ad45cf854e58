"""`sekisho collect`: receive until stopped, and say in one sentence what went wrong."""

from __future__ import annotations

import errno
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Final

from sekisho.archive.files import Locked
from sekisho.archive.places import data_folder
from sekisho.cli.words import Sentence, said
from sekisho.intake.collect.receiver import CannotListen, Receiver
from sekisho.intake.collect.running import NotStored, collecting
from sekisho.intake.collect.settings import FILE, BadSettings, Settings
from sekisho.intake.collect.settings_file import load_settings
from sekisho.intake.collect.spool_files import Places
from sekisho.intake.collect.tls import BadCertificate

MOVE: Final = (sys.executable, "-m", "sekisho.cli", "collect", "move")


def collect(config: Path | None) -> None:
    """Receive until SIGTERM or SIGINT; then what was received is durable."""
    settings = _settings(config)
    with (
        ExitStack() as afterwards,  # the mover ends last: it takes what was received to the end
        _refusing(),
        collecting(Places(data_folder() / "collect"), settings) as receiver,
        _stopped_by_signals(receiver),
    ):
        afterwards.enter_context(moving_beside())
        listening = ", ".join(receiver.names)
        print(said(f"受信しています: {listening}", f"Receiving: {listening}"), flush=True)
        receiver.run()


@contextmanager
def moving_beside() -> Iterator[None]:
    """Run `move` in a process of its own as long as the block lasts, and let it take what is left.

    If this process is killed, the other one sees its standard input end, finishes and ends too.
    """
    with subprocess.Popen(MOVE, stdin=subprocess.PIPE) as mover:  # noqa: S603 -- our own program
        try:
            yield
        finally:
            assert mover.stdin is not None
            mover.stdin.close()
            mover.wait()


def _settings(config: Path | None) -> Settings:
    path = config or data_folder() / FILE
    if config is not None and not config.exists():
        raise Sentence(f"設定ファイル{config}がありません。", f"There is no configuration {config}.")
    try:
        return load_settings(path)
    except BadSettings as refusal:
        for finding in refusal.findings:
            print(f"{finding.file}: {finding.key}: {said(finding.ja, finding.en)}", file=sys.stderr)
        raise Sentence(
            f"設定に誤りが{len(refusal.findings)}件あります。",
            f"{len(refusal.findings)} mistakes are in the configuration.",
        ) from refusal
    except OSError as error:
        raise Sentence(f"{path}を読めません。{error}", f"{path} cannot be read. {error}") from error


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
        raise Sentence(f"受信できません。{error}", f"Nothing can be received. {error}") from error


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
