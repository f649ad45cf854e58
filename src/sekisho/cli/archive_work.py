"""`sekisho archive` and `sekisho ask`: look, ask, export, open with a reason."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path

from rich.console import Console
from rich.table import Table

from sekisho.archive.archive import Archive
from sekisho.archive.begun import FILE as BEGUN
from sekisho.archive.begun import LogMissing
from sekisho.archive.checkpoints import Checkpoint
from sekisho.archive.engines import (
    MEMORY_MIB_MAX,
    MEMORY_MIB_MIN,
    SECONDS_MAX,
    BadLimits,
    Limits,
    Refused,
)
from sekisho.archive.exporting import InsideArchive, NotEmpty, Pruned, export_tiles
from sekisho.archive.files import Locked, in_turn
from sekisho.archive.keys import BadKeyFile, KeyExposed, KeyInsideArchive, KeyMissing, load_sealing_keys
from sekisho.archive.log_hashes import HashesMissing, RecordsGone
from sekisho.archive.manifest import MalformedManifest
from sekisho.archive.month_keys import BadSecrets, DamagedKey, KeyLost, NothingSealed, Shredded
from sekisho.archive.notes import NoteRefused
from sekisho.archive.opening import NoReason, NoSuchField
from sekisho.archive.parts import UnreadablePart
from sekisho.archive.places import archive_folder, keys_folder
from sekisho.archive.reading import NoSuchLog, NoSuchRecord
from sekisho.archive.records import BadRecord
from sekisho.archive.schema import BadDeclaration
from sekisho.archive.sealing import DamagedBox
from sekisho.archive.short_form import short_form_of
from sekisho.archive.store import EvidenceBroken
from sekisho.archive.tail import DamagedFrame
from sekisho.archive.vault import SaltKeyMissing
from sekisho.archive.writer import OtherSchema, Stopped, Writer
from sekisho.cli.reasons import causes, os_words, reason
from sekisho.cli.showing import MOST_ROWS, json_line, show, show_as_json, text_of
from sekisho.cli.words import Sentence, refusing, said

SECONDS_TO_WAIT = 20.0  # whoever seals beside the web pages holds a log for a moment only
NO_KEYS = (KeyMissing, KeyExposed, KeyInsideArchive, BadKeyFile)
SHUT = (KeyLost, Shredded, NothingSealed, DamagedBox)
DAMAGED = (
    *(NoteRefused, MalformedManifest, UnreadablePart, BadDeclaration, BadRecord, DamagedFrame),
    *(BadSecrets, DamagedKey, SaltKeyMissing, HashesMissing, RecordsGone),
)


@contextmanager
def refusals() -> Iterator[None]:
    """What an archive refuses, or is not able to do, in one sentence."""
    with _damages(), _refusals():
        yield


@contextmanager
def _refusals() -> Iterator[None]:
    try:
        yield
    except NoSuchLog as error:
        raise Sentence(f"その台帳はありません。{reason(error)}", f"There is no such log: {error}.") from error
    except LogMissing as error:
        raise Sentence(
            f"前に始めた台帳が{error.filename}にありません。ディスクの接続を確かめてください。失われたのなら控えから戻し、"
            f"初めからやり直すのなら、鍵の場所の{BEGUN}からこの行を除いてください。",
            f"The log that was begun at {error.filename} is not there. Look whether its disk is mounted. If it is lost, "
            f"restore it; to begin anew, take this line out of the file {BEGUN} beside the keys.",
        ) from error
    except NoSuchRecord as error:
        raise Sentence(
            f"その記録はありません。{reason(error)}", f"There is no such record: {error}."
        ) from error
    except NO_KEYS as error:
        raise Sentence(f"鍵を使えません。{reason(error)}", f"The keys cannot be used. {error}") from error
    except SHUT as error:
        raise Sentence(f"開けません。{reason(error)}", f"It does not open. {error}") from error
    except (NoReason, NoSuchField, Pruned, Refused) as error:
        raise Sentence(f"できません。{reason(error)}", f"Refused: {error}") from error
    except Locked as error:
        raise Sentence(
            "別の処理がこの台帳に書き続けています。終わるのを待つか、止めてから行ってください。",
            f"Another process keeps writing to this log. Wait for it, or stop it first. ({error})",
        ) from error
    except (Stopped, EvidenceBroken, OtherSchema) as error:
        raise Sentence(
            f"書き込めません。{reason(error)}sekisho verifyで調べてください。",
            f"Nothing can be written. Look with sekisho verify. {error}",
        ) from error


@contextmanager
def _damages() -> Iterator[None]:
    """What is wrong with the files, in one sentence."""
    try:
        yield
    except DAMAGED as error:
        if any(isinstance(each, PermissionError) for each in causes(error)):
            raise Sentence(
                f"アーカイブのファイルを読む権限がありません。読んでよい利用者として実行してください({error})。",
                f"A file of the archive may not be read; run this as somebody who may. ({error})",
            ) from error
        raise Sentence(
            f"アーカイブのファイルが壊れています。sekisho verifyで調べ、控えから戻してください({reason(error)})。",
            f"A file of the archive is damaged: look with sekisho verify, and restore it. ({error})",
        ) from error
    except OSError as error:
        raise Sentence(os_words(error), str(error)) from error


def standing_archive(folder: Path | None) -> Archive:
    """The archive that is asked about. Raises a Sentence where there is none: a disk may only not be mounted."""
    place = folder or archive_folder()
    archive = Archive(place)
    try:
        is_there, has_logs = place.is_dir(), bool(archive.logs)
    except OSError as error:
        raise Sentence(os_words(error), str(error)) from error
    if not is_there:
        raise Sentence(
            f"アーカイブのフォルダが{place}にありません。場所の指定と、ディスクの接続を確かめてください。",
            f"There is no folder of an archive at {place}. Look where it is, and whether its disk is mounted.",
        )
    if not has_logs:
        raise Sentence(
            f"{place}には台帳が一つもありません。場所の指定と、ディスクの接続を確かめてください。",
            f"There is no log in {place}. Look where the archive is, and whether its disk is mounted.",
        )
    return archive


@contextmanager
def writing(log: str, folder: Path | None) -> Iterator[Writer]:
    """Write to a log that exists, under the declaration it has."""
    archive = standing_archive(folder)
    with refusals(), ExitStack() as stack:
        yield in_turn(
            lambda: stack.enter_context(archive.writing(archive.log(log).schema, keys=keys_folder())),
            seconds=SECONDS_TO_WAIT,
        )


def status(*, folder: Path | None, as_json: bool) -> None:
    """Print each log with its newest checkpoint."""
    archive = standing_archive(folder)
    with refusals():
        rows = _states(archive)
    if as_json:
        print(json.dumps(rows, ensure_ascii=False, indent=1))
        return
    table = Table(box=None, pad_edge=False)
    for title in (
        said("台帳", "log"),
        said("記録", "records"),
        said("未封印", "waiting"),
        said("封印", "sealed"),
        said("チェックポイント", "checkpoint"),
    ):
        table.add_column(title, no_wrap=True)
    for row in rows:
        table.add_row(
            str(row["log"]),
            f"{row['size']:,}",
            str(row["waiting"]),
            str(row["sealed_at"] or ""),
            str(row["checkpoint"] or ""),
        )
    Console(highlight=False, markup=False, emoji=False, width=160).print(table)


def _states(archive: Archive) -> list[dict[str, object]]:
    """What `status` says of each log, and by which names."""
    rows: list[dict[str, object]] = []
    for name in archive.logs:
        log = archive.log(name)
        manifest = log.manifest
        rows.append(
            {
                "log": name,
                "size": manifest.size,
                "first": manifest.first,
                "waiting": sum(1 for _record in log.unsealed()),
                "sealed_at": manifest.sealed_at.isoformat() if manifest.size else None,
                "checkpoint": str(short_form_of(Checkpoint(manifest.origin, manifest.size, manifest.root)))
                if manifest.size
                else None,
            }
        )
    return rows


def export(log: str, to: Path, *, folder: Path | None) -> None:
    """Write the tlog-tiles directory."""
    with refusals(), _to(to):
        size = export_tiles(standing_archive(folder).log(log), to)
    print(said(f"{size:,}件を{to}に書き出しました。", f"{size:,} records are in {to}."))


@contextmanager
def _to(folder: Path) -> Iterator[None]:
    """Why a directory cannot be written there, in one sentence."""
    try:
        yield
    except InsideArchive as error:
        raise Sentence(
            f"{folder}はアーカイブの中です。アーカイブの外の、空のフォルダを指定してください。",
            f"{folder} is inside an archive. Name an empty folder outside.",
        ) from error
    except NotEmpty as error:
        raise Sentence(
            f"{folder}は空ではなく、この台帳を以前に書き出したものでもありません。空のフォルダを指定してください。",
            f"{folder} is not empty, and no earlier export of this log. Name an empty folder.",
        ) from error


def ask(sql: str, *, folder: Path | None, seconds: float, memory_mib: int, as_json: bool) -> None:
    """Print the answer to a question in SQL, batch by batch. It is worked out in a process that keeps to its limits."""
    limits = _limits(seconds, memory_mib)
    with refusals():
        reader = standing_archive(folder).ask(sql, limits=limits, apart=True)
        if as_json:
            show_as_json(reader)
        else:
            show(reader, most_rows=MOST_ROWS)


def _limits(seconds: float, memory_mib: int) -> Limits:
    """Raises a Sentence for what limits nothing, or leaves nothing to work with."""
    with refusing(
        BadLimits,
        ja=f"--secondsは、0より大きく{SECONDS_MAX}以下の秒数で指定してください。",
        en=f"--seconds is a number greater than 0 and at most {SECONDS_MAX}.",
    ):
        timed = Limits(seconds)
    with refusing(
        BadLimits,
        ja=f"--memoryは、{MEMORY_MIB_MIN}以上{MEMORY_MIB_MAX}以下のMiBで指定してください。",
        en=f"--memory is a number of MiB from {MEMORY_MIB_MIN} to {MEMORY_MIB_MAX}.",
    ):
        return replace(timed, memory_mib=memory_mib)


def open_fields(
    log: str, records: Sequence[int], *, fields: Sequence[str], by: str, reason: str, folder: Path | None
) -> None:
    """Record who opens what and why; then print it."""
    archive = standing_archive(folder)
    keys = keys_folder()
    with writing(log, folder) as writer, refusals():
        seen = archive.open_fields(
            log,
            records,
            fields,
            by=by,
            reason=reason,
            sealing_keys=load_sealing_keys(keys, archive=archive.folder),
            tell=writer.state,
        )
    for each in seen:
        shown = {name: text_of(value) for name, value in each.fields.items()}
        print(json_line({"record": each.position, **shown}))


def find(log: str, column: str, value: str, *, by: str, reason: str, folder: Path | None) -> None:
    """Record who searches and why; then print what was found."""
    archive = standing_archive(folder)
    if not by.strip() or not reason.strip():
        raise Sentence("誰が、なぜ探すのかを書いてください。", "Say who searches, and why.")
    with writing(log, folder) as writer, refusals():
        writer.state({"statement": "searched", "column": column, "by": by, "reason": reason})
        keys = load_sealing_keys(keys_folder(), archive=archive.folder)
        reader = archive.find(log, column, value, sealing_keys=keys)
        show(reader)
