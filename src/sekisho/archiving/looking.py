"""取り込む前の確認: what a file holds by a profile, everything that is wrong with it, and its first rows without persons."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from sekisho.archive.archive import Archive
from sekisho.archive.clock import now_by_system
from sekisho.archive.keys import load_sealing_keys
from sekisho.archive.notes import KeyRefused
from sekisho.archiving.refusals import asking
from sekisho.intake.importing import foreseen
from sekisho.intake.operations import NAME as OPERATIONS
from sekisho.intake.operations import Judged, judged
from sekisho.intake.saved_profiles import FOLDER, saved
from sekisho.intake.tables.encodings import loosely
from sekisho.intake.tables.findings import Finding, Weight, Words, refuses_file
from sekisho.intake.tables.personal_numbers import OF_PERSONS
from sekisho.intake.tables.profiles import Profile, built_in
from sekisho.intake.tables.reading import Opened, Read, open_table, read_table
from sekisho.intake.tables.registry import KINDS
from sekisho.intake.tables.rows import RowReader
from sekisho.intake.tables.splitting import Malformed
from sekisho.intake.tables.twelve_digits import masked
from sekisho.intake.tables.values import BLANKS
from sekisho.kernel.refusals import Refusal

ROWS_MAX = 1_000_000  # each can have findings, which take memory and time
FINDINGS_SHOWN = 100
PREVIEW_ROWS = 5
CELL_SHOWN = 60


class TooManyRows(Refusal):
    """A file that a page would take too long over, though it is not too large."""


@dataclass(frozen=True, slots=True)
class Preview:
    """The first rows as they stand in the file; None is a cell that is not shown, for it may be about a person."""

    labels: tuple[str, ...]
    rows: tuple[tuple[str | None, ...], ...]


@dataclass(frozen=True, slots=True)
class Look:
    """A file, read whole and nothing stored: `rows` = `good` + `refused`. One of `judged` and `read` is there."""

    profile: Profile
    rows: int
    good: int
    findings: tuple[Finding, ...]
    encoding: str
    preview: Preview
    judged: Judged | None = None
    read: Read | None = None

    @property
    def refused(self) -> int:
        """Rows that cannot be taken."""
        return self.rows - self.good

    @property
    def whole(self) -> bool:
        """Whether all of it can be taken, and there is something to take."""
        return not self.refused and self.good > 0 and not self.refuses_file

    @property
    def refuses_file(self) -> bool:
        """Whether nothing of it can be taken."""
        return refuses_file(list(self.findings))

    @property
    def partly(self) -> bool:
        """Whether some rows can be taken and others not."""
        return self.good > 0 and self.refused > 0 and not self.refuses_file

    @property
    def shown(self) -> list[Finding]:
        """The first findings, those that refuse before those that only tell."""
        return sorted(self.findings, key=lambda each: each.weight is Weight.TOLD)[:FINDINGS_SHOWN]

    @property
    def more(self) -> int:
        """How many findings are not shown."""
        return max(len(self.findings) - FINDINGS_SHOWN, 0)


def look_at(data: bytes, profile: Profile) -> Look:
    """Read a file whole, whatever the bytes. Raises TooManyRows; for operations what `asking` raises of the archive."""
    opened = open_table(data, profile)
    if opened.row_count > ROWS_MAX:
        raise TooManyRows(
            _(
                "行が%(n)dあります。この画面で扱えるのは%(most)d行までです。分けるか、コマンドで取り込んでください。"
            )
            % {"n": opened.row_count, "most": ROWS_MAX}
        )
    preview = preview_of(opened, profile)
    if profile.kind.name == OPERATIONS:
        found = judged(data, profile)
        findings = (*found.findings, *_foreseen(found))
        good = found.batch.num_rows
        return Look(profile, found.row_count, good, findings, found.encoding, preview, judged=found)
    read = read_table(profile.kind.name, data, profile)
    return Look(profile, read.row_count, len(read.rows), read.findings, read.encoding, preview, read=read)


def sealing_keys() -> Mapping[str, bytes] | None:
    """The keys by which rows that other files brought are known. None: they are not at hand, and it is told what they would tell."""
    try:
        return load_sealing_keys(Path(settings.SEKISHO_KEYS), archive=Path(settings.SEKISHO_ARCHIVE))
    except (KeyRefused, OSError):
        return None


def _foreseen(found: Judged) -> tuple[Finding, ...]:
    """What the archive, as it is now, and the clock have to say of the rows. Raises a refusal of the archive."""
    archive = Archive(Path(settings.SEKISHO_ARCHIVE))
    with asking():
        return foreseen(archive, found, now=now_by_system(), sealing_keys=sealing_keys()).findings


def preview_of(opened: Opened, profile: Profile) -> Preview:
    """The first rows. Columns about persons, and those that the profile does not know, are not shown."""
    if opened.layout is None:
        return Preview((), ())
    layout = opened.layout
    reader = RowReader(profile, layout, opened.encoding)
    shown = {place for field, place in layout.places.items() if field not in OF_PERSONS}
    rows: list[tuple[str | None, ...]] = []
    for place in islice(range(opened.first, len(opened.rows)), PREVIEW_ROWS):
        try:
            cells = reader.cut(loosely(opened.rows.raw(place), opened.encoding)[0])
        except Malformed:
            continue
        cells = (cells + [""] * len(layout.labels))[: len(layout.labels)]
        rows.append(tuple(_shown(cell, here in shown) for here, cell in enumerate(cells)))
    return Preview(tuple(layout.label(place) for place in range(len(layout.labels))), tuple(rows))


def profiles() -> Mapping[str, Profile]:
    """The profiles to choose from, by name: built in, then those that the town saved."""
    return {**{name: built_in(name) for name in KINDS}, **saved(profiles_folder())}


def profiles_folder() -> Path:
    """Where the town's own profiles stand."""
    return Path(settings.DATA) / FOLDER


def said(words: Words) -> str:
    """The one of the two that the screen speaks."""
    return words.en if (get_language() or "ja").startswith("en") else words.ja


def _shown(cell: str, may: bool) -> str | None:
    cell = cell.strip(BLANKS)
    if not cell:
        return ""
    if not may:
        return None
    cell = masked(cell)
    return cell if len(cell) <= CELL_SHOWN else f"{cell[:CELL_SHOWN]}…"
