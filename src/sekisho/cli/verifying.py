"""`sekisho verify`: for whoever has the directory and the public key."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from sekisho.archive.archive import Archive
from sekisho.archive.checkpoints import open_checkpoint
from sekisho.archive.findings import Finding, Weight
from sekisho.archive.handovers import HandoverRefused, Spans, key_chain, keys_without_chain
from sekisho.archive.keys import read_public_keys
from sekisho.archive.notes import KeyRefused, NoKnownKey, NoteRefused, VerifierKey, parse_note
from sekisho.archive.reading import logs_in, reader_of
from sekisho.archive.short_form import Fault, Mistyped, parse_short_form
from sekisho.archive.timestamps import Roots, TimestampRefused, read_roots
from sekisho.archive.verify import Given, LogReport, Options
from sekisho.archive.verify_archive import Report, short_form
from sekisho.cli.reasons import reason
from sekisho.cli.showing import cell
from sekisho.cli.words import Sentence, said
from sekisho.intake.plain import visible

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
    """Verify an archive. Returns 0 whole, 1 faults, 2 a wrong word, 3 not judged for want of a key."""
    try:
        _require_readable(folder)
        trusted = trusted_keys(keys)
        given = [each for text in checkpoints or () if (each := _given(text, trusted, folder)) is not None]
        tsa_roots = tuple(_roots(roots))
    except (Mistyped, Sentence) as error:
        return _wrong_words(_mistyped(error) if isinstance(error, Mistyped) else error.sentence, as_json)
    with _bar(folder, shown=not as_json) as bar:
        options = Options(
            tuple(given), sample=sample, deep=deep, jobs=jobs, tsa_roots=tsa_roots, progress=bar.advanced
        )
        report = Archive(folder).verify(trusted, options)
    if as_json:
        print(json.dumps(report.as_data(), ensure_ascii=False, indent=1))
    else:
        _show(report)
    return report.exit_code


def _require_readable(folder: Path) -> None:
    """Raises a Sentence for who may not even look into the folder: that is no fault of the archive."""
    try:
        with os.scandir(folder):
            return
    except PermissionError as error:
        raise Sentence(
            f"アーカイブを読めません。読んでよい利用者として実行してください({reason(error)})。",
            f"The archive cannot be read; run this as somebody who may. ({error})",
        ) from error
    except OSError:
        return  # the verifier says what is there instead


def _wrong_words(sentence: str, as_json: bool) -> int:
    """Nothing was looked at, and nobody may read that as a fault of the archive."""
    if as_json:
        answer = {"whole": False, "judged": False, "verdict": "wrong_word", "exit_code": WRONG_WORDS}
        print(json.dumps({**answer, "sentence": sentence, "logs": [], "findings": []}, ensure_ascii=False))
    else:
        print(f"sekisho: {sentence}", file=sys.stderr)
    return WRONG_WORDS


def trusted_keys(paths: Sequence[Path] | None) -> list[VerifierKey]:
    """The keys in these files. Raises a Sentence."""
    found: list[VerifierKey] = []
    for path in paths or ():
        try:
            found += read_public_keys(path)
        except (KeyRefused, OSError) as error:
            raise Sentence(
                f"公開鍵のファイル{path}を読めません({reason(error)})。",
                f"{path} holds no public keys: {error}",
            ) from error
    return list(dict.fromkeys(found))


def _given(text: str, trusted: Sequence[VerifierKey], folder: Path) -> Given | None:
    """A checkpoint as it was given: a file with a signed note, or the short form.

    None for a file where no key is given: nothing will be judged. Raises Mistyped, a Sentence.
    """
    path = Path(text)
    with suppress(OSError):  # what is too long for a name
        if not path.is_file():
            return parse_short_form(text)
    try:
        data = path.read_bytes()
        origin = parse_note(data).text.split("\n", 1)[0]
        if not trusted:
            return None
        known = _known(trusted, folder).keys(origin.rpartition("/")[2])
        return open_checkpoint(data, known, origin).checkpoint
    except (NoteRefused, HandoverRefused, OSError) as error:
        raise Sentence(
            f"チェックポイントのファイル{path}を使えません({reason(error)})。",
            f"{path} is no checkpoint to go by: {error}",
        ) from error


def _known(trusted: Sequence[VerifierKey], folder: Path) -> Spans:
    """The keys by which a given checkpoint is read; where the handovers are broken, the verifier says so."""
    handovers: list[bytes] = []
    with suppress(OSError):
        handovers = Archive(folder).handovers()
    try:
        return key_chain(handovers, trusted)
    except (HandoverRefused, NoKnownKey):
        return keys_without_chain(handovers, trusted)


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
            console=Console(stderr=True, highlight=False, markup=False, emoji=False),
            disable=not (shown and sys.stderr.isatty()),  # elsewhere it is an empty line
            transient=True,
        )
        self._task = self._progress.add_task(said("検証中", "verifying"), total=_records_in(folder))

    def advanced(self, rows: int) -> None:
        """So many more records were looked at."""
        self._progress.advance(self._task, rows)

    def __enter__(self) -> _bar:
        self._progress.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._progress.stop()


def _records_in(folder: Path) -> int:
    """How many records there are to look at; only the length of a bar, for the verifier says what is wrong."""
    try:
        return sum(_size(folder / log) for log in logs_in(folder))
    except OSError:
        return 0


def _size(log: Path) -> int:
    try:
        manifest = reader_of(log).manifest
    except Exception:  # noqa: BLE001 -- as above
        return 0
    return manifest.size - manifest.first


def _show(report: Report) -> None:
    for log in report.logs:
        out.print(
            said(
                f"{cell(log.log)}: {log.size:,}件、計算し直した記録{log.looked:,}件、チェックポイント{log.checkpoints:,}個",
                f"{cell(log.log)}: {log.size:,} records, {log.looked:,} recomputed, {log.checkpoints:,} checkpoints",
            )
        )
        out.print(f"  {_to_print(log, report.base)}")
    for each in sorted(report.every, key=lambda one: one.weight is not Weight.FAULT):
        out.print(_line(each), markup=False)
    out.print(_verdict(report), style="bold")


def _to_print(log: LogReport, base: str) -> str:
    """The short form, to be printed and kept: not of a log with a fault, nor of an empty one."""
    if log.faults:
        return said(
            "異常があるので、印刷するチェックポイントはありません",
            "no checkpoint to print, for there are faults",
        )
    return short_form(log, base) or said("まだ封印なし", "nothing sealed yet")


def _verdict(report: Report) -> str:
    if not report.judged:
        return said("鍵がないので判断できません。", "Without a key nothing can be judged.")
    if not report.whole:
        faults = len(report.faults)
        return said(f"異常が{faults}件あります。", f"{faults} faults.")
    if any(each.what == "sampled" for each in report.every):
        return said(
            "抜き取って見た範囲では、改変は見つかりませんでした。見ていない記録があります。",
            "In the sample nothing was found. There are records that were not looked at.",
        )
    return said("改変は見つかりませんでした。", "Nothing was found.")


def _line(each: Finding) -> str:
    weight = said("異常", "FAULT") if each.weight is Weight.FAULT else said("注記", "note")
    return visible(f"{weight}  {each.where}  {said(each.ja, each.en)}")
