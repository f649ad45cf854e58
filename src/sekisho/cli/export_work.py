"""`sekisho export`: sealed records as JSON lines on standard output."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path

from sekisho.archive.archive import Archive
from sekisho.archive.keys import load_sealing_keys
from sekisho.archive.opening import open_range
from sekisho.archive.places import archive_folder, keys_folder
from sekisho.archive.reading import LogReader
from sekisho.archive.records import Kept
from sekisho.archive.sealing import Opened
from sekisho.cli.archive_work import refusals, writing
from sekisho.cli.collect_settings import settings_of
from sekisho.cli.words import Sentence
from sekisho.intake.exporting import Object, network_objects, operation_objects, since_and_until
from sekisho.intake.moments import JST


def network(since: str | None, until: str | None, folder: Path | None) -> None:
    """Print the messages that arrived in that time."""
    begin, end = since_and_until(_moment(since), _moment(until))
    settings = settings_of(None)
    with refusals():
        log = Archive(folder or archive_folder()).log("network")
        _print(network_objects(_all(log), log.schema, settings, since=begin, until=end))


def operations(since: str | None, until: str | None, folder: Path | None, *, by: str, reason: str) -> None:
    """Print the operations of that time; opened if somebody says who opens them and why."""
    begin, end = since_and_until(_moment(since), _moment(until))
    archive = Archive(folder or archive_folder())
    with refusals():
        log = archive.log("operations")
        if not (by or reason):
            shut: Iterator[tuple[Kept, Opened | None]] = ((record, None) for record in _all(log))
            _print(operation_objects(shut, log.schema, since=begin, until=end))
            return
    with writing("operations", folder) as writer, refusals():
        opened = open_range(
            log,
            log.manifest.first,
            log.manifest.size,
            by=by,
            reason=reason,
            sealing_keys=load_sealing_keys(keys_folder(), archive=archive.folder),
            tell=writer.state,
        )
        _print(operation_objects(opened, log.schema, since=begin, until=end))


def _all(log: LogReader) -> Iterator[Kept]:
    return log.records(log.manifest.first, log.manifest.size)


def _print(objects: Iterable[Object]) -> None:
    for each in objects:
        print(json.dumps(each, ensure_ascii=False))


def _moment(text: str | None) -> datetime | None:
    """A day or a moment; without an offset in Japan."""
    if text is None:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise Sentence(
            f"「{text}」は日時として読めません。2026-09-30 か 2026-09-30T14:05 の形で書いてください。",
            f"{text!r} is no time. Write it as 2026-09-30 or 2026-09-30T14:05.",
        ) from error
    return moment if moment.tzinfo else moment.replace(tzinfo=JST)
