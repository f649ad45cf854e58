"""What keeps backups, behind one small protocol; `registry` has them all."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Protocol

from django.utils.translation import gettext as _

from sekisho.backups.manifest import Malformed, Manifest, parse
from sekisho.kernel.refusals import Refusal


class What(StrEnum):
    """What is wrong with a file of a backup."""

    DIFFERS = "differs"
    """It is not what was backed up."""
    MISSING = "missing"
    """It is not there."""


@dataclass(frozen=True, slots=True)
class Damage:
    """One file that cannot be put back as it was. `generation` is empty where all are concerned.

    `path` is below the data directory, or `in_backup` says which file of the backup itself is damaged.
    """

    generation: str
    path: str
    what: What
    in_backup: bool = False

    def __str__(self) -> str:
        said = {
            (What.DIFFERS, False): _("世代%(generation)sの%(path)sが、採取したときと違います。"),
            (What.MISSING, False): _("世代%(generation)sの%(path)sがありません。"),
            (What.DIFFERS, True): _("バックアップのファイル%(path)sが壊れているか、書き換えられています。"),
            (What.MISSING, True): _("バックアップのファイル%(path)sがありません。"),
        }[self.what, self.in_backup]
        return said % {"generation": self.generation, "path": self.path}


class NoSuchGeneration(Refusal):
    """The backup has no generation of that name."""


class TargetUnfit(Refusal):
    """Backups cannot be kept there: it is full, read only, somebody else's, or not mounted."""


class BackupDamaged(Refusal):
    """What would be put back is not what was backed up. Nothing was put back."""

    def __init__(self, damages: Sequence[Damage]) -> None:
        self.damages = tuple(damages)
        more = len(self.damages) - 1
        first = str(self.damages[0])
        super().__init__(_("%(first)s(ほか%(more)d件)") % {"first": first, "more": more} if more else first)


def manifest_in(data: bytes, generation: str, damage: Damage) -> Manifest:
    """The manifest of that generation in these bytes. Raises BackupDamaged: it is none, or another's."""
    try:
        manifest = parse(data)
    except Malformed as error:
        raise BackupDamaged([damage]) from error
    if manifest.generation != generation:
        raise BackupDamaged([damage])
    return manifest


class Maker(Protocol):
    """Keeps generations in a directory, and gives them back."""

    @property
    def name(self) -> str:
        """`restic` or `plain`."""

    def generations(self) -> list[str]:
        """The names of all generations, oldest first. Raises TargetUnfit."""

    def manifest(self, generation: str) -> Manifest:
        """What a generation holds. Raises NoSuchGeneration, BackupDamaged, TargetUnfit."""

    def keep(self, snapshot: Path, manifest: Manifest) -> None:
        """Keep the files of a folder as a new generation; durable when this returns. Raises TargetUnfit.

        If we crash before, the generation is not there, and the older ones are as they were.
        """

    def forget(self, keep: int) -> list[str]:
        """Let go of the oldest generations until so many are left; returns which. Raises TargetUnfit."""

    def damages(self, generations: Sequence[str]) -> Iterator[Damage]:
        """Every file of these generations that could not be put back as it was. Raises TargetUnfit."""

    def put_back(self, generation: str, to: Path) -> None:
        """Put the files into an empty directory. Raises BackupDamaged, TargetUnfit, NoSuchGeneration.

        Whoever calls has looked for damages before and looks at what was put back again.
        """


def no_such(generation: str, there: Sequence[str]) -> NoSuchGeneration:
    """The refusal of a generation that is not there."""
    return NoSuchGeneration(
        _("世代%(generation)sのバックアップはありません。ある世代: %(there)s")
        % {"generation": generation, "there": _("、").join(there) or _("なし")}
    )
