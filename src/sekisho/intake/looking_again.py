"""Files that were taken in, looked at again: who goes on writing to one writes rows that the log does not hold.

A file's records are known by its SHA-256. Put in once more, the longer file would be another one and its first rows
doubled; so what was added becomes a file of its own, with the header and what stands before it, and is taken in as any other.

What holds if we crash: the added part stands in the watched folder before the mark in the findings is moved past it,
and is not taken in before. In between, the next start writes it anew under the same name, which says the line at
which it begins.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Final, NamedTuple

from sekisho.archive import files
from sekisho.intake.plain import json_visible
from sekisho.intake.tables.beginnings import Beginning
from sekisho.intake.tables.findings import Words

FINDINGS: Final = ".findings.json"
SECONDS_STILL_AFTER: Final = 60.0  # whoever has paused once may do so again: fewer and longer parts
SECONDS_LOOKED_AT: Final = 24 * 60 * 60.0
BYTES_MAX: Final = 2**30
NAME_BYTES_MAX: Final = 200
_LINE_ENDS: Final = {b"\n": re.compile(rb"\r?\n"), b"\r": re.compile(rb"\r")}

BeginningOf = Callable[[bytes], Beginning | None]
Tell = Callable[[Path, Words], None]


@dataclass(frozen=True, slots=True)
class Mark:
    """How far a file was taken in: its first `size` bytes, whose SHA-256 it is; `mtime_ns` of the file then."""

    size: int
    mtime_ns: int
    sha256: str

    def begins(self, data: bytes) -> bool:
        """Whether these are the bytes that were taken in, and perhaps more."""
        return hashlib.sha256(memoryview(data)[: self.size]).hexdigest() == self.sha256


class Part(NamedTuple):
    """What was added to a file, as a file of its own. `line` is where it begins; `cut`: that line was taken in half."""

    data: bytes
    line: int
    cut: bool


@dataclass
class LookingAgain:
    """Looks at the files in `done`, for a day and at every start, and puts what was added to one into `place`.

    `beginning` says what every part of a file needs before its rows.
    """

    place: Path
    done: Path
    tell: Tell
    beginning: BeginningOf
    now: Callable[[], float] = time.time
    _known: dict[Path, tuple[Mark, float]] = field(default_factory=dict)
    _told: set[Path] = field(default_factory=set)

    def begin(self) -> None:
        """Remember what was taken in before this start, however long ago: nobody has looked meanwhile."""
        for path in self.done.glob(f"*{FINDINGS}"):
            try:
                self.remember(path.with_name(path.name.removesuffix(FINDINGS)), Mark(**_read(path)["taken"]))
            except (OSError, ValueError, TypeError, KeyError):  # of a time that kept no mark
                continue

    def remember(self, path: Path, mark: Mark) -> None:
        """Look at that file in `done` from now on."""
        self._known[path] = mark, self.now()

    def look(self) -> int:
        """Look at each once; how many have rows that are not taken in yet."""
        changing = 0
        for path, (mark, since) in list(self._known.items()):
            try:
                found = path.lstat()
                if (found.st_size, found.st_mtime_ns) != (mark.size, mark.mtime_ns):
                    if self._is_still(found):
                        self._deal_with(path, mark, found)
                    else:
                        self._tell_once(path, _goes_on())
                        changing += 1
                elif self.now() - since > SECONDS_LOOKED_AT:
                    del self._known[path]
            except FileNotFoundError:  # somebody has put it away
                del self._known[path]
            except OSError as error:  # the disk is full, or will not read: tried again at the next look
                self._tell_once(path, _unreadable(error))
                changing += 1
        return changing

    def _is_still(self, found: os.stat_result) -> bool:
        """By the clock of the disk, which may be another's and ahead of ours."""
        return abs(self.now() - found.st_mtime_ns / 1e9) >= SECONDS_STILL_AFTER

    def _deal_with(self, path: Path, mark: Mark, found: os.stat_result) -> None:
        whole = found.st_size <= BYTES_MAX
        data = path.read_bytes()[: found.st_size] if whole else b""
        new = Mark(found.st_size, found.st_mtime_ns, hashlib.sha256(data).hexdigest())
        part = added(data, mark, self.beginning) if whole and mark.begins(data) else None
        if part is not None and not part.data:  # only the date has changed, or a line end was added
            self.remember(path, new)
            return
        findings = path.with_name(path.name + FINDINGS)
        target = None if part is None else self._name(path, part)
        words = _changed() if part is None or target is None else _went_on(target.name, part)
        said = _read(findings)
        said["taken"] = asdict(new)
        said.setdefault("afterwards", []).append({"ja": words.ja, "en": words.en})
        if part is not None and target is not None:
            files.put(target, part.data)
        try:
            files.put(findings, json_visible(json.dumps(said, ensure_ascii=False, indent=1)).encode())
        except OSError:
            if target is not None:  # not to be taken in as long as the mark stands before it
                files.remove_quietly(target)
            raise
        self.remember(path, new)
        self._told.discard(path)
        self.tell(path, words)

    def _name(self, path: Path, part: Part) -> Path:
        """The same at every try. What somebody else has put there under it stays."""
        stem, end = path.stem, f" (続き・{part.line}行目から)"
        while len(os.fsencode(stem + end + path.suffix)) > NAME_BYTES_MAX and stem:
            stem = stem[:-1]
        number, target = 1, self.place / f"{stem}{end}{path.suffix}"
        while target.exists() and not part.data.startswith(target.read_bytes()):
            number += 1
            target = self.place / f"{stem}{end}-{number}{path.suffix}"
        return target

    def _tell_once(self, path: Path, words: Words) -> None:
        if path not in self._told:
            self._told.add(path)
            self.tell(path, words)


def added(data: bytes, mark: Mark, beginning: BeginningOf) -> Part | None:
    """What stands in `data` behind the mark, with its beginning before it; None: it cannot be told where lines begin."""
    head = beginning(data[: mark.size])
    if head is None or (head.line_end == b"\r" and b"\n" in data):
        return None
    start, cut = mark.size, False
    if start and data[start - 1 : start] != head.line_end:
        end = _LINE_ENDS[head.line_end].match(data, start)
        cut = end is None and bool(data[start:].strip())
        start = end.end() if end else data.rfind(head.line_end, 0, start) + 1 if cut else start
    if not data[start:].strip():
        return Part(b"", 0, cut=False)
    return Part(head.data + data[start:], data.count(head.line_end, 0, start) + 1, cut)


def _read(path: Path) -> dict[str, Any]:  # Any: JSON
    found = json.loads(path.read_bytes())
    if not isinstance(found, dict):
        raise ValueError(path)
    return found


def _goes_on() -> Words:
    return Words(
        "取り込んだ後も書き込まれています。続きの行はまだ記録にありません。書き込みが1分止まったら、続きを"
        "別のファイルにして取り込みます(--onceでは次に見たときに)。書き終えてからフォルダに置くよう、出力側を改めてください。",
        "It is still being written to after it was taken in. Its further rows are not in the log yet: once it has"
        " been still for a minute, they are taken in as a file of their own (with --once, by the next look). Let the files be put into the folder"
        " when they are finished.",
    )


def _went_on(name: str, part: Part) -> Words:
    cut_ja = f"{part.line}行目は途中まで取り込まれていたので、続きに初めから入れました。" if part.cut else ""
    cut_en = f" Line {part.line} had been taken in half; it stands whole in that file." if part.cut else ""
    return Words(
        f"取り込んだ後に行が書き足されました。{part.line}行目からを「{name}」としてフォルダに置き、続けて取り込みます。"
        f"{cut_ja}全体を置き直すと初めの行が二重になるので、置き直さないでください。",
        f"Rows were added after it was taken in. Those from line {part.line} on are put into the folder as {name}, to"
        f" be taken in.{cut_en} Do not put the whole file in once more: its first rows would be doubled.",
    )


def _changed() -> Words:
    return Words(
        "取り込んだ後に書き換えられました。記録にあるのは取り込んだときの行だけです。中身を確かめ、記録にない行だけを、"
        "見出しを付けた別のファイルにしてフォルダに置いてください。全体を置き直すと、前の行が二重になります。",
        "It was changed after it was taken in. The log holds the rows of that time only. Look at it, and put the rows"
        " that the log lacks into the folder as a file of their own, with the header; the whole file would double"
        " the others.",
    )


def _unreadable(error: OSError) -> Words:
    return Words(
        f"取り込んだ後に変わりましたが、続きを確かめられません({error.strerror})。ディスクと権限を確かめてください。",
        f"It has changed after it was taken in, and what was added cannot be dealt with: {error.strerror}. Look at the"
        " disk and at the permissions.",
    )
