"""`sekisho import staff|credentials|…` and `sekisho import list`: the town's own papers, kept as they came."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from sekisho.archive.keys import load_sealing_keys
from sekisho.archive.places import archive_folder, data_folder, keys_folder
from sekisho.archive.schema import at
from sekisho.cli.archive_work import refusals
from sekisho.cli.import_report import Outcome
from sekisho.cli.words import Sentence, said
from sekisho.intake.papers import FOLDER, DamagedPaper, Paper, keep, papers
from sekisho.intake.plain import json_visible, one_line
from sekisho.intake.tables.findings import Finding, Weight, Words, refuses_file
from sekisho.intake.tables.profiles import Profile, profile_text
from sekisho.intake.tables.reading import Read
from sekisho.intake.tables.registry import KINDS

SHOWN_DIGEST = 12


@dataclass
class Keeper:
    """Keeps files of one kind. `acknowledge` is told how many rows of all files so far are durable."""

    profile: Profile
    partial: bool
    acknowledge: Callable[[int], None]
    _durable: int = 0
    _keys: Mapping[str, bytes] = field(default_factory=dict)

    def take(self, path: Path, data: bytes, read: Read) -> Outcome:
        """Keep a file all of whose rows are good, with `partial` one that has some; the same file twice is known."""
        with _sentences():
            known = _known(data)
            if known is None and self._may(read):
                self._keys = self._keys or _sealing_keys()
                kept = keep(
                    _folder(),
                    self._keys,
                    self.profile.kind.name,
                    data,
                    file_name=path.name,
                    profile_text=profile_text(self.profile),
                    profile_name=self.profile.name,
                    now=time.time_ns() // 1000,
                    read=read,
                )
                if isinstance(kept, Paper):
                    self._tell(kept.stored)
                    return _outcome(path, read, stored=kept.stored)
                known = kept.paper
        if known is None:
            return _outcome(path, read)
        self._tell(len(read.rows))
        return _outcome(path, read, already=len(read.rows), told=(_already(known),))

    def _may(self, read: Read) -> bool:
        """Whether anything of the file is kept."""
        if refuses_file(list(read.findings)):
            return False
        return not read.refused or (self.partial and bool(read.rows))

    def _tell(self, rows: int) -> None:
        self._durable += rows
        self.acknowledge(self._durable)


def looked_at(path: Path, data: bytes, read: Read) -> Outcome:
    """What would become of a file."""
    count = len(read.rows)
    with _sentences():
        known = _known(data)
    if known is None:
        return replace(_outcome(path, read, stored=count), dry=True)
    return replace(_outcome(path, read, already=count, told=(_already(known),)), dry=True)


def listing(*, as_json: bool) -> None:
    """Print what was kept, in order."""
    with _sentences():
        found = papers(_folder())
    if as_json:
        rows = [
            {
                "number": paper.number,
                "kind": paper.kind,
                "file": paper.file_name,
                "source": f"file/{paper.digest}",
                "profile": paper.profile_name,
                "taken_at": at(paper.taken_at).isoformat(),
                "rows": paper.rows,
                "stored": paper.stored,
                "refused": paper.refused,
            }
            for paper in found
        ]
        print(json_visible(json.dumps(rows, ensure_ascii=False, indent=1)))
        return
    for paper in found:
        taken = f"{at(paper.taken_at).astimezone():%Y-%m-%d %H:%M}"
        title = said(*KINDS[paper.kind].title)
        counts = said(
            f"{paper.rows:,}行 = 取込{paper.stored:,} + 不可{paper.refused:,}",
            f"{paper.rows:,} rows = {paper.stored:,} stored + {paper.refused:,} refused",
        )
        print(
            f"{paper.number:>6}  {taken}  {title}  {one_line(paper.file_name)}  {paper.digest[:SHOWN_DIGEST]}  {counts}"
        )
    rows_ = sum(paper.stored for paper in found)
    print(said(f"資料 {len(found):,}件、{rows_:,}行", f"{len(found):,} papers, {rows_:,} rows"))


@contextmanager
def _sentences() -> Iterator[None]:
    """What cannot be kept or read, in one sentence."""
    try:
        with refusals():
            yield
    except DamagedPaper as error:
        raise Sentence(*error.words) from error
    except OSError as error:
        raise Sentence(
            f"{_folder()}を読み書きできません({error.strerror})。",
            f"{_folder()} cannot be read or written: {error.strerror}.",
        ) from error


def _known(data: bytes) -> Paper | None:
    digest = hashlib.sha256(data).hexdigest()
    return next((paper for paper in papers(_folder()) if paper.digest == digest), None)


def _folder() -> Path:
    return data_folder() / FOLDER


def _sealing_keys() -> Mapping[str, bytes]:
    return load_sealing_keys(keys_folder(), archive=archive_folder())


def _outcome(
    path: Path, read: Read, *, stored: int = 0, already: int = 0, told: tuple[Finding, ...] = ()
) -> Outcome:
    return Outcome(
        path,
        read.row_count,
        stored,
        read.row_count - stored - already,
        already,
        (*told, *read.findings),
        read.encoding,
    )


def _already(paper: Paper) -> Finding:
    title = KINDS[paper.kind].title
    words = Words(
        f"同じファイルは、資料{paper.number}番({title.ja})としてもう保管されています。二重には保管しません。",
        f"The same file is kept already as paper {paper.number} ({title.en}), and was not kept twice.",
    )
    return Finding(None, None, words, Weight.TOLD)
