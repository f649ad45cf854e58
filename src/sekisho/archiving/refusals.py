"""What keeps the journal from being sealed: each reason in one sentence, for the console and the doctor."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.utils.translation import gettext as _

from sekisho.archive.engines import Refused
from sekisho.archive.files import Locked
from sekisho.archive.handovers import HandoverRefused
from sekisho.archive.keys import BadBase, KeyExposed, KeyMissing, OutsideBase
from sekisho.archive.manifest import MalformedManifest
from sekisho.archive.notes import KeyRefused, NoteRefused
from sekisho.archive.parts import UnreadablePart
from sekisho.archive.reading import NoSuchLog
from sekisho.archive.store import EvidenceBroken
from sekisho.archive.writer import OtherSchema, Stopped
from sekisho.kernel.refusals import Refusal


class KeysUnfit(Refusal):
    """The keys are not there, not private, or not those of this archive. Nothing is signed without them."""


class ArchiveBusy(Refusal):
    """Another process writes to the log."""


class ArchiveAway(Refusal):
    """The log is not there: the archive was never begun, or its disk is not mounted."""


class ArchiveSick(Refusal):
    """The disk does not take what is written, or does not give back what was."""


class ArchiveBroken(Refusal):
    """The archive contradicts what was signed. Nothing more is written to it."""


class JournalDisagrees(Refusal):
    """The journal in the database is not the one that was sealed. Nothing more is added to the seals."""


@contextmanager
def refusing() -> Iterator[None]:
    """Let what the archive raises be one of the refusals above."""
    try:
        with _refusing_keys():
            yield
    except Locked as error:
        raise ArchiveBusy(_("ほかの処理が記録のアーカイブに書き込んでいます。")) from error
    except NoSuchLog as error:
        raise away() from error
    except PermissionError as error:
        raise ArchiveSick(
            _("%(file)sを読み書きする権限がありません。関所を動かす利用者として実行してください。")
            % {"file": error.filename or settings.SEKISHO_ARCHIVE}
        ) from error
    except (Stopped, OSError, UnreadablePart) as error:
        raise ArchiveSick(_("記録のアーカイブを読み書きできません。(%(why)s)") % {"why": error}) from error
    except (EvidenceBroken, OtherSchema, NoteRefused, MalformedManifest, HandoverRefused) as error:
        raise ArchiveBroken(
            _("記録のアーカイブが署名と合いません。監査人に知らせてください。(%(why)s)") % {"why": error}
        ) from error


@contextmanager
def _refusing_keys() -> Iterator[None]:
    try:
        yield
    except KeyMissing as error:
        raise KeysUnfit(
            _("封印の鍵が%(folder)sにありません。控えから戻すか、置き場所の設定を確かめてください。")
            % {"folder": settings.SEKISHO_KEYS}
        ) from error
    except KeyExposed as error:
        raise KeysUnfit(
            _("封印の鍵にほかの利用者の手が届きます。%(folder)sは0700、中の鍵は0600にしてください。")
            % {"folder": settings.SEKISHO_KEYS}
        ) from error
    except BadBase as error:
        raise KeysUnfit(
            _("SEKISHO_ARCHIVE_BASEは、%(example)sのように、スキームを付けずに書いてください。")
            % {"example": "town.example/sekisho"}
        ) from error
    except OutsideBase as error:
        raise KeysUnfit(
            _("封印の鍵は別のアーカイブのものです。SEKISHO_ARCHIVE_BASEを確かめてください。")
        ) from error
    except KeyRefused as error:
        raise KeysUnfit(_("封印の鍵を使えません。(%(why)s)") % {"why": error}) from error


@contextmanager
def asking() -> Iterator[None]:
    """As `refusing`, and for what a question to the archive is refused for."""
    try:
        with refusing():
            yield
    except Refused as error:
        raise ArchiveSick(
            _("記録のアーカイブへの問い合わせが終わりませんでした。(%(why)s)") % {"why": error}
        ) from error


def away() -> ArchiveAway:
    """The log is not where it should be."""
    return ArchiveAway(
        _(
            "記録のアーカイブが%(folder)sにありません。ディスクの接続を確かめてください。まだ始めていなければ"
            "sekisho archive sealで始めてください。"
        )
        % {"folder": settings.SEKISHO_ARCHIVE}
    )
