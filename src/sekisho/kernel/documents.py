"""添付文書: files that belong to a line of a ledger, each kept under its SHA-256 in the data directory.

The journal records the digest, so a file that was altered afterwards is found out and not handed out. A file
is kept once, however many lines it belongs to, and never removed: what no line names is only a copy too many.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from sekisho.archive import files
from sekisho.kernel.acts import Act
from sekisho.kernel.bounds import plain_name
from sekisho.kernel.file_kinds import KINDS, Kind, is_named_so, kind_of
from sekisho.kernel.ledger import Ledger
from sekisho.kernel.models import Document, Entry, Line
from sekisho.kernel.permissions import permit
from sekisho.kernel.records import record, writing
from sekisho.kernel.refusals import Refusal
from sekisho.kernel.town import pack
from sekisho.kernel.verbs import AlreadyRetired, about, latest_of
from sekisho.rules.model import Verb

FOLDER = "documents"
MIB = 1 << 20


class NotAttachable(Refusal):
    """The file is empty, too large, of no kind that is kept, or named as what it is not."""


class AlreadyAttached(Refusal):
    """The line has a document with the same content."""


class NotKept(Refusal):
    """The disk did not take the file."""


class DocumentLost(Refusal):
    """The kept file is gone, or is not what was attached."""


def attach(ledger: Ledger, entry: Entry, *, name: str, data: bytes, act: Act) -> Document:
    """添付: keep the file and record that it belongs to the entry's line. Who may amend the line may do so.

    Raises NotPermitted, NotAttachable, AlreadyRetired, AlreadyAttached or NotKept. The file is on the disk before the
    row is written: if we crash between the two, there is a file that no line names, and never a line without its file.
    """
    permit(pack(), Verb.AMEND, act.capability, about(ledger))
    plain = plain_name(name)
    kind = require_kind(plain, data)
    digest = keep(data)
    row = Document(line=entry.line, sha256=digest, name=plain, media_type=kind.media_type, size=len(data))
    with writing():
        if latest_of(entry).retired_on is not None:
            raise AlreadyRetired(_("この行はすでに抹消されています。"))
        if Document.objects.filter(line=entry.line, sha256=digest).exists():
            raise AlreadyAttached(_("同じ中身の文書が、この行にすでに添付されています。"))
        return record(row, Verb.AMEND, act, about(ledger))


def documents_of(line: Line, known_at: datetime) -> list[Document]:
    """The documents of the line as known at `known_at`, the first attached first."""
    found = Document.objects.filter(line=line, event__recorded_at__lte=known_at)
    return list(found.select_related("event").order_by("event"))


def require_kind(name: str, data: bytes) -> Kind:
    """What kind of file it is. Raises NotAttachable."""
    most = settings.SEKISHO_DOCUMENT_BYTES
    if not data:
        raise NotAttachable(_("「%(name)s」は空のファイルです。") % {"name": name})
    if len(data) > most:
        raise NotAttachable(
            _("「%(name)s」は大きすぎます。添付できるのは%(mib)dMiBまでです。")
            % {"name": name, "mib": most // MIB}
        )
    kind = kind_of(data)
    if kind is None:
        known = dict.fromkeys(str(kind.title) for kind in KINDS)
        raise NotAttachable(
            _("「%(name)s」は添付できない種類のファイルです。添付できるのは%(kinds)sです。")
            % {"name": name, "kinds": _("、").join(known)}
        )
    if not is_named_so(name, kind):
        raise NotAttachable(
            _(
                "「%(name)s」の名前の終わりが中身と合いません。中身は%(kind)sで、%(suffixes)sで終わる名前のはずです。"
            )
            % {"name": name, "kind": kind.title, "suffixes": _("、").join(kind.suffixes)}
        )
    return kind


def keep(data: bytes) -> str:
    """Keep the content, durably, and return its SHA-256. Raises NotKept.

    If we crash before the rename, a file with a random name counts for nothing; after it, the whole content stands
    under its digest. Two who keep the same content at once do not write into one file.
    """
    digest = hashlib.sha256(data).hexdigest()
    path = path_of(digest)
    try:
        files.make_directory(path.parent, inside=Path(settings.DATA))
        if _is_sound(path, digest):
            files.sync_directory(path.parent)  # whoever put it there may not have come so far yet
        else:
            _put(path, data)
    except OSError as error:
        raise NotKept(
            _("文書を保存できませんでした(%(error)s)。管理者に知らせてください。") % {"error": error.strerror}
        ) from error
    return digest


def content_of(document: Document) -> bytes:
    """The file as it was attached. Raises DocumentLost."""
    try:
        data = path_of(document.sha256).read_bytes()
    except OSError:
        data = b""
    if hashlib.sha256(data).hexdigest() != document.sha256:
        raise DocumentLost(
            _(
                "「%(name)s」が失われたか、添付した時の中身と違います。管理者に知らせ、バックアップから戻してください。"
            )
            % {"name": document.name}
        )
    return data


def lost_documents() -> Iterator[Document]:
    """The documents whose file is gone or altered: every file is read and hashed once."""
    sound: dict[str, bool] = {}
    for document in Document.objects.select_related("line").order_by("event").iterator():
        digest = document.sha256
        if digest not in sound:
            sound[digest] = _is_sound(path_of(digest), digest)
        if not sound[digest]:
            yield document


def path_of(digest: str) -> Path:
    """Where the content with that SHA-256 is kept."""
    return Path(settings.DATA) / FOLDER / digest[:2] / digest


def _put(path: Path, data: bytes) -> None:
    new = path.with_name(f"{path.name}.{secrets.token_hex(8)}{files.NEW}")
    descriptor = files.create(new)
    try:
        try:
            files.write(descriptor, data)
            files.sync(descriptor)
        finally:
            files.close(descriptor)
        files.rename(new, path)
    except BaseException:
        files.remove_quietly(new)
        raise


def _is_sound(path: Path, digest: str) -> bool:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest() == digest
    except OSError:
        return False
