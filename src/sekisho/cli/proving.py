"""`sekisho prove` and `verify-proof`: one record in a file, for whoever has that file and the public key."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console

from sekisho.archive.archive import Archive
from sekisho.archive.handovers import HandoverRefused, Spans, key_chain
from sekisho.archive.notes import NoKnownKey
from sekisho.archive.proof_files import MAX_PROOF_FILE_BYTES
from sekisho.archive.proving import NotProven, Proven, check_proof, texts_of
from sekisho.archive.reading import NoSuchLog, NoSuchRecord
from sekisho.archive.schema import at
from sekisho.cli.archive_work import refusals, standing_archive
from sekisho.cli.reasons import os_words, reason
from sekisho.cli.showing import cell
from sekisho.cli.verifying import FAULTY, NOT_JUDGED, WHOLE, WRONG_WORDS, trusted_keys
from sekisho.cli.words import Sentence, said

PROVEN = "proven"
VERDICTS = {PROVEN: WHOLE, "not_proven": FAULTY, "wrong_word": WRONG_WORDS, "not_judged": NOT_JUDGED}
"""What `verify-proof` ends with: the same table as that of `verify`."""

out = Console(highlight=False, markup=False, emoji=False, soft_wrap=True)


@dataclass(frozen=True, slots=True)
class Judged:
    """What became of a proof file: one of VERDICTS, the proof where it holds, else why it does not, in a sentence."""

    verdict: str
    proven: Proven | None = None
    sentence: str = ""


def prove(log: str, record: int, *, folder: Path | None, out: Path | None) -> None:
    """Write the proof file of a record."""
    with refusals():
        try:
            data = standing_archive(folder).prove(log, record)
        except (NoSuchLog, NoSuchRecord) as error:
            raise Sentence(
                f"台帳{log}の記録{record}の証明をつくれません。台帳の短い名前と、封印済みの番号かを確かめてください。",
                f"There is no proof of record {record} of {log}: {error}.",
            ) from error
    path = out or Path(f"{log}-{record}.tlog-proof")
    try:
        path.write_bytes(data)
    except OSError as error:
        raise Sentence(
            f"証明を書き込めません。--outで別の場所を指定してください({os_words(error)})。",
            f"The proof cannot be written; name another place with --out. ({error})",
        ) from error
    print(path)


def verify_proof(file: Path, *, keys: Sequence[Path] | None, folder: Path | None, as_json: bool) -> int:
    """Check a proof file. Returns 0 proven, 1 not proven, 2 a wrong word, 3 not judged for want of a key."""
    judged = _judged(file, keys, folder)
    if as_json:
        print(json.dumps(_as_data(judged), ensure_ascii=False, indent=1))
    elif judged.proven is not None:
        _show_proven(judged.proven)
    elif judged.verdict == "wrong_word":
        print(f"sekisho: {judged.sentence}", file=sys.stderr)
    else:
        print(judged.sentence)
    return VERDICTS[judged.verdict]


def _judged(file: Path, keys: Sequence[Path] | None, folder: Path | None) -> Judged:
    """Where the handovers do not hold together, nobody can say which key was good when: then nothing is proven."""
    try:
        trusted, handovers, data = trusted_keys(keys), _handovers(folder), _read(file)
        if not trusted:
            raise NoKnownKey("No public key was given.")
        spans: Spans = key_chain(handovers, trusted)
        return Judged(PROVEN, check_proof(data, spans))
    except Sentence as error:
        return Judged("wrong_word", sentence=error.sentence)
    except (NoKnownKey, HandoverRefused) as error:
        sentence = said(f"判断できません。{reason(error)}", f"This cannot be judged. {error}")
        return Judged("not_judged", sentence=sentence)
    except NotProven as error:
        return Judged("not_proven", sentence=said(f"証明されません。{reason(error)}", f"Not proven. {error}"))


def _handovers(folder: Path | None) -> list[bytes]:
    """The handovers of the archive that is named, if one is. Raises a Sentence."""
    if folder is None:
        return []
    try:
        if folder.is_dir():
            return Archive(folder).handovers()
    except OSError as error:
        raise Sentence(
            f"アーカイブ{folder}の鍵の引き継ぎを読めません({os_words(error)})。",
            f"The handovers of keys in {folder} cannot be read: {error}.",
        ) from error
    raise Sentence(
        f"アーカイブのフォルダが{folder}にありません。--archiveの場所を確かめてください。",
        f"There is no folder of an archive at {folder}: look at what --archive names.",
    )


def _read(file: Path) -> bytes:
    """A proof file, or so much of a longer file that it is taken for none. Raises a Sentence."""
    try:
        with file.open("rb") as opened:
            return opened.read(MAX_PROOF_FILE_BYTES + 1)
    except OSError as error:
        raise Sentence(
            f"証明のファイルを読めません({os_words(error)})。", f"The proof file cannot be read: {error}."
        ) from error


def _as_data(judged: Judged) -> dict[str, object]:
    """As `verify` has it: the verdict with its exit code, and what was proven or why it was not."""
    said_so = {
        "proven": judged.proven is not None,
        "judged": judged.verdict in {PROVEN, "not_proven"},
        "verdict": judged.verdict,
        "exit_code": VERDICTS[judged.verdict],
    }
    if judged.proven is None:
        return {**said_so, "sentence": judged.sentence}
    proven = judged.proven
    return {
        **said_so,
        "origin": proven.checkpoint.origin,
        "size": proven.checkpoint.size,
        "root": proven.checkpoint.root.hex(),
        "index": proven.index,
        "columns": dict(texts_of(proven)),
        "column_names_proven": False,
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
        out.print(f"  source  {cell(proven.record.source)}")
        for name, value in texts_of(proven):
            out.print(f"  {name}  {cell(value)}")
        if proven.record.raw is not None:
            out.print(f"  raw  {cell(proven.record.raw)}")
        out.print(
            said(
                "証明されるのは値とその順序です。列の名前は証明ファイルの言うもので、台帳の宣言と照らし合わせてください。",
                "Proven are the values and their order. The names of the columns are those that the file gives: compare "
                "them with the declaration of the log.",
            )
        )
