"""`sekisho verify`, `prove` and `verify-proof`: for whoever has the directory, or one file, and the public key."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from sekisho.archive.archive import Archive
from sekisho.archive.checkpoints import open_checkpoint
from sekisho.archive.findings import Finding, Weight
from sekisho.archive.handovers import HandoverRefused, Spans, key_chain
from sekisho.archive.keys import read_public_keys
from sekisho.archive.notes import KeyRefused, NoKnownKey, NoteRefused, VerifierKey, parse_note
from sekisho.archive.places import archive_folder
from sekisho.archive.proving import NotProven, Proven, check_proof, texts_of
from sekisho.archive.reading import NoSuchLog, NoSuchRecord, logs_in, reader_of
from sekisho.archive.schema import at
from sekisho.archive.short_form import Fault, Mistyped, parse_short_form
from sekisho.archive.timestamps import Roots, TimestampRefused, read_roots
from sekisho.archive.verify import Given, Options
from sekisho.archive.verify_archive import Report, short_form
from sekisho.cli.showing import cell
from sekisho.cli.words import Sentence, said

WHOLE, FAULTY, WRONG_WORDS, NOT_JUDGED = range(4)
out = Console(highlight=False, markup=False, emoji=False, soft_wrap=True)


def verify(
    folder: Path,
    *,
    keys: Sequence[Path] | None,
    checkpoints: Sequence[str] | None,
    sample: int | None,
    deep: bool,
    jobs: int,
    roots: Path | None,
    as_json: bool,
) -> int:
    """Verify an archive. Returns 0 whole, 1 faults, 2 a mistyped checkpoint, 3 not judged for want of a key."""
    trusted = trusted_keys(keys)
    try:
        given = [_given(text, trusted, folder) for text in checkpoints or ()]
    except Mistyped as error:
        out.print(_mistyped(error), markup=False)
        return WRONG_WORDS
    archive = Archive(folder)
    with _bar(folder, shown=not as_json) as bar:
        options = Options(
            tuple(given),
            sample=sample,
            deep=deep,
            jobs=jobs,
            tsa_roots=tuple(_roots(roots)),
            progress=bar.advanced,
        )
        report = archive.verify(trusted, options)
    if as_json:
        print(json.dumps(report.as_data(), ensure_ascii=False, indent=1))
    else:
        _show(report)
    if not report.judged:
        return NOT_JUDGED
    return WHOLE if report.whole else FAULTY


def prove(log: str, record: int, *, folder: Path | None, out: Path | None) -> None:
    """Write the proof file of a record."""
    try:
        data = Archive(folder or archive_folder()).prove(log, record)
    except (NoSuchLog, NoSuchRecord) as error:
        raise Sentence(
            f"台帳{log}の記録{record}の証明をつくれません。封印済みの番号か確かめてください({error})。",
            f"There is no proof of record {record} of {log}: {error}.",
        ) from error
    path = out or Path(f"{log}-{record}.tlog-proof")
    path.write_bytes(data)
    print(path)


def verify_proof(file: Path, *, keys: Sequence[Path] | None, folder: Path | None, as_json: bool) -> int:
    """Check a proof file. Returns 0 proven, 1 not proven, 3 not judged for want of a key."""
    trusted = trusted_keys(keys)
    handovers = Archive(folder).handovers() if folder else []
    try:
        proven = check_proof(file.read_bytes(), _spans(trusted, handovers))
    except NoKnownKey as error:
        return _not_judged(error)
    except (NotProven, HandoverRefused) as error:
        print(said(f"証明されません。{error}", f"Not proven. {error}"))
        return FAULTY
    except OSError as error:
        raise Sentence(f"{file}を読めません({error})。", f"{file} cannot be read: {error}.") from error
    if as_json:
        print(json.dumps(_proven_data(proven), ensure_ascii=False, indent=1))
    else:
        _show_proven(proven)
    return WHOLE


def trusted_keys(paths: Sequence[Path] | None) -> list[VerifierKey]:
    """The keys in these files. Raises a Sentence."""
    found: list[VerifierKey] = []
    for path in paths or ():
        try:
            found += read_public_keys(path)
        except (KeyRefused, OSError) as error:
            raise Sentence(
                f"公開鍵のファイル{path}を読めません({error})。", f"{path} holds no public keys: {error}"
            ) from error
    return list(dict.fromkeys(found))


def _spans(trusted: Sequence[VerifierKey], handovers: Sequence[bytes]) -> Spans:
    if not trusted:
        raise NoKnownKey(said("公開鍵が与えられていません。", "No public key was given."))
    return key_chain(handovers, trusted)


def _given(text: str, trusted: Sequence[VerifierKey], folder: Path) -> Given:
    """A checkpoint as it was given: a file with a signed note, or the short form."""
    path = Path(text)
    if not path.is_file():
        return parse_short_form(text)
    try:
        data = path.read_bytes()
        origin = parse_note(data).text.split("\n", 1)[0]
        log = origin.rpartition("/")[2]
        known = _spans(trusted, Archive(folder).handovers()).keys(log) if trusted else ()
        return open_checkpoint(data, known, origin).checkpoint
    except (NoteRefused, HandoverRefused, OSError) as error:
        raise Sentence(
            f"チェックポイントのファイル{path}を使えません({error})。",
            f"{path} is no checkpoint to go by: {error}",
        ) from error


def _roots(path: Path | None) -> Roots:
    try:
        return read_roots(path) if path is not None else ()
    except (TimestampRefused, OSError) as error:
        raise Sentence(f"証明書を読めません({error})。", f"{error}") from error


def _mistyped(error: Mistyped) -> str:
    if error.fault is Fault.CHECK:
        return said(
            "チェックポイントの打ち間違いです。末尾の検査文字と合いません。紙を見て打ち直してください。",
            "The checkpoint is mistyped: its check characters do not fit. Compare it with the paper.",
        )
    return said(
        f"チェックポイントの形ではありません。例: operations-1234-XXXX-…-CCCC({error})",
        f"This is no checkpoint, nor a file: {error}",
    )


class _bar:  # noqa: N801 -- used as a context manager only
    """A progress bar over the records of all logs; nothing where output is for a machine."""

    def __init__(self, folder: Path, *, shown: bool) -> None:
        self._progress = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeRemainingColumn(),
            console=Console(stderr=True),
            disable=not shown,
            transient=True,
        )
        total = sum(_size(folder / log) for log in logs_in(folder))
        self._task = self._progress.add_task(said("検証中", "verifying"), total=total)

    def advanced(self, rows: int) -> None:
        """So many more records were looked at."""
        self._progress.advance(self._task, rows)

    def __enter__(self) -> _bar:
        self._progress.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._progress.stop()


def _size(log: Path) -> int:
    try:
        manifest = reader_of(log).manifest
    except Exception:  # noqa: BLE001 -- only the length of a bar; the verifier says what is wrong
        return 0
    return manifest.size - manifest.first


def _show(report: Report) -> None:
    for log in report.logs:
        form = short_form(log, report.base) or said("まだ封印なし", "nothing sealed yet")
        out.print(
            said(
                f"{log.log}: {log.size:,}件、計算し直した記録{log.looked:,}件、チェックポイント{log.checkpoints:,}個",
                f"{log.log}: {log.size:,} records, {log.looked:,} recomputed, {log.checkpoints:,} checkpoints",
            )
        )
        out.print(f"  {form}")
    for each in sorted(report.every, key=lambda one: one.weight is not Weight.FAULT):
        out.print(_line(each), markup=False)
    faults = len(report.faults)
    if report.whole:
        out.print(said("改変は見つかりませんでした。", "Nothing was altered."), style="bold")
    elif report.judged:
        out.print(said(f"異常が{faults}件あります。", f"{faults} faults."), style="bold")
    else:
        out.print(said("鍵がないので判断できません。", "Without a key nothing can be judged."), style="bold")


def _line(each: Finding) -> str:
    weight = said("異常", "FAULT") if each.weight is Weight.FAULT else said("注記", "note")
    return f"{weight}  {each.where}  {said(each.ja, each.en)}"


def _not_judged(error: Exception) -> int:
    print(said(f"判断できません。{error}", f"This cannot be judged. {error}"))
    return NOT_JUDGED


def _proven_data(proven: Proven) -> dict[str, object]:
    return {
        "origin": proven.checkpoint.origin,
        "size": proven.checkpoint.size,
        "root": proven.checkpoint.root.hex(),
        "index": proven.index,
        "columns": dict(texts_of(proven)),
        "received_at": at(proven.record.received_at).isoformat() if proven.record else None,
    }


def _show_proven(proven: Proven) -> None:
    out.print(
        said(
            f"証明されました。{proven.checkpoint.origin}の記録{proven.index}は、大きさ{proven.checkpoint.size}の"
            "チェックポイントに含まれています。",
            f"Proven. Record {proven.index} of {proven.checkpoint.origin} is part of the checkpoint of size "
            f"{proven.checkpoint.size}.",
        )
    )
    if proven.record is not None:
        out.print(f"  received_at  {at(proven.record.received_at).isoformat()}")
        out.print(f"  source  {cell(proven.record.source)}", markup=False)
        for name, value in texts_of(proven):
            out.print(f"  {name}  {cell(value)}", markup=False)
        if proven.record.raw is not None:
            out.print(f"  raw  {cell(proven.record.raw)}", markup=False)
