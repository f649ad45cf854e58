"""Taking a backup, and looking whether it can be put back as it was."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from sekisho.backups.makers import BackupDamaged, Damage, Maker, TargetUnfit, What, no_such
from sekisho.backups.manifest import FILE, Manifest, digest_of, kept_in
from sekisho.backups.runs import Kind, Run, add, alone, runs
from sekisho.backups.snapshot import Source, snapshot
from sekisho.backups.targets import is_on_the_same_disk, require_beginning
from sekisho.kernel.refusals import Refusal

SECOND = 1.0


class NotEmptyDirectory(Refusal):
    """What is put back goes into an empty directory only, so that nothing is mixed or overwritten."""


class Keeping(NamedTuple):
    """Where a backup is kept, as the ledger asks for it; `medium` is the number of a medium."""

    place: str = ""
    medium: str = ""
    off_site: bool = False


class Taken(NamedTuple):
    """A backup that was taken, and by whom; what was let go of for it; whether it is the first of its directory, and
    whether it lies on the disk of the data.
    """

    run: Run
    maker: Maker
    forgotten: tuple[str, ...]
    is_first: bool
    same_disk: bool


class Looked(NamedTuple):
    """What `check` looked at: generations, their files and bytes, and every file that is not as it was."""

    generations: tuple[str, ...]
    files: int
    bytes: int
    damages: tuple[Damage, ...]


def take(choose: Callable[[], Maker], target: Path, *, keep: int, keeping: Keeping) -> Taken:
    """Take a backup with the maker of that directory, keep so many generations, and put the run on record.

    A run that fails is put on record with its reason, so that somebody has to look at it. Raises a Refusal.
    """
    with alone():
        now = timezone.now().isoformat()
        began = Run(Kind.BACKUP, now, now, "", "", str(target), **keeping._asdict())
        try:
            require_beginning(target)
            maker = choose()
            before = maker.generations()
            _require_known(target, before)
            run = _taken(maker, began, before)
            forgotten = tuple(maker.forget(keep))
        except Refusal as refusal:
            add(replace(began, ended_at=timezone.now().isoformat(), why=refusal.sentence))
            raise
        add(run)  # here the backup is durable; a crash before this line leaves one that nobody is told of
    return Taken(run, maker, forgotten, not before, is_on_the_same_disk(target))


def look(maker: Maker, target: Path, generation: str | None = None) -> Looked:
    """Hold every file against what was backed up, of one generation or of all. Raises a Refusal."""
    there = maker.generations()
    if generation is not None and generation not in there:
        raise no_such(generation, there)
    wanted = [generation] if generation is not None else there
    found = list(maker.damages(wanted)) + ([] if generation else list(_lost(target, there)))
    known = {run.generation: run.manifest for run in _backups_to(target)}
    files = size = 0
    for each in wanted:
        try:
            manifest = maker.manifest(each)
        except (BackupDamaged, TargetUnfit):
            continue  # said already
        files, size = files + len(manifest.files), size + manifest.bytes
        if known.get(each, digest_of(manifest)) != digest_of(manifest):
            found.append(Damage(each, FILE, What.DIFFERS))
    return Looked(tuple(wanted), files, size, tuple(dict.fromkeys(found)))


def put_back(maker: Maker, generation: str, to: Path) -> Manifest:
    """Put a generation into an empty directory, byte for byte, and look at it again.

    Raises NotEmptyDirectory, BackupDamaged, NoSuchGeneration, TargetUnfit; then the directory is empty as before.
    """
    require_empty(to)
    manifest = maker.manifest(generation)
    damages = list(maker.damages([generation]))
    if damages:
        raise BackupDamaged(damages)
    to.mkdir(0o700, parents=True, exist_ok=True)
    maker.put_back(generation, to)
    damages = differences(manifest, to)
    if damages:
        raise BackupDamaged(damages)
    return manifest


def differences(manifest: Manifest, folder: Path) -> list[Damage]:
    """The files of a folder that are not as the manifest has them, and those that it does not have."""
    wanted = {file.path: file for file in manifest.files}
    there = {file.path: file for file in kept_in(folder)}
    return [
        Damage(manifest.generation, path, What.DIFFERS if path in there else What.MISSING)
        for path in sorted({*wanted, *there})
        if wanted.get(path) != there.get(path)
    ]


def require_empty(folder: Path) -> None:
    """Raises NotEmptyDirectory unless the directory is empty or not there."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise NotEmptyDirectory(
            _("%(folder)sは空のフォルダではありません。戻す先には、空のフォルダを指定してください。")
            % {"folder": folder}
        )


def newest(maker: Maker, target: Path) -> str:
    """The newest generation. Raises TargetUnfit where there is none."""
    there = maker.generations()
    if not there:
        raise TargetUnfit(_("%(target)sには、まだバックアップがありません。") % {"target": target})
    return there[-1]


def _taken(maker: Maker, began: Run, before: Sequence[str]) -> Run:
    source = Source(Path(settings.DATA), Path(settings.SEKISHO_ARCHIVE))
    generation, now = _next_name(before)
    with snapshot(source, generation, now) as (folder, manifest):
        maker.keep(folder, manifest)
    digest = digest_of(maker.manifest(generation))
    if digest != digest_of(manifest):
        raise BackupDamaged([Damage(generation, FILE, What.DIFFERS)])
    return replace(
        began,
        maker=maker.name,
        ended_at=timezone.now().isoformat(),
        generation=generation,
        files=len(manifest.files),
        bytes=manifest.bytes,
        rows=sum(manifest.state.tables.values()),
        manifest=digest,
    )


def _next_name(there: Sequence[str]) -> tuple[str, datetime]:
    """A name that no generation has yet, and its moment."""
    while True:
        now = timezone.localtime()
        name = f"{now:%Y%m%d-%H%M%S}"
        if name not in there:
            return name, now
        time.sleep(SECOND)


def _require_known(target: Path, there: Sequence[str]) -> None:
    """Raises TargetUnfit where there were backups before and are none now: the disk may not be mounted."""
    if _backups_to(target) and not there:
        raise TargetUnfit(
            _(
                "%(target)sにあったバックアップがありません。ディスクが接続されているか確かめてください。新しく始めるには、別のフォルダを指定してください。"
            )
            % {"target": target}
        )


def _lost(target: Path, there: Sequence[str]) -> Iterator[Damage]:
    """The newest generation of which this installation knows, where it is gone."""
    before = _backups_to(target)
    if before and before[-1].generation not in there:
        yield Damage(before[-1].generation, FILE, What.MISSING)


def _backups_to(target: Path) -> list[Run]:
    """The backups that this installation took to that directory, oldest first."""
    return [run for run in runs() if run.well and run.kind == Kind.BACKUP and run.target == str(target)]
