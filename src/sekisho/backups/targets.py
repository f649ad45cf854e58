"""Where backups go, and which maker keeps them there."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Final

from django.conf import settings
from django.utils.translation import gettext as _

from sekisho.backups import plain, restic
from sekisho.backups.makers import Maker, TargetUnfit
from sekisho.backups.plain import Plain
from sekisho.backups.restic import Restic
from sekisho.kernel.refusals import Refusal

PASSWORD_FILE: Final = "backup.password"  # noqa: S105 -- the name of a file
AUTO: Final = "auto"
MAKERS: Final = (restic.PROGRAM, Plain.name)


class NoTarget(Refusal):
    """Nobody said where backups go."""


class OtherMaker(Refusal):
    """The directory holds backups of another maker than was asked for, or something else."""


def target_of(given: Path | None) -> Path:
    """The directory of the backups, as given or as SEKISHO_BACKUPS says. Raises NoTarget, TargetUnfit.

    It is neither inside the data directory nor beside the keys: who takes the backup must not have the keys.
    """
    wanted: Path | None = given or settings.SEKISHO_BACKUPS
    if wanted is None:
        raise NoTarget(
            _("バックアップ先が決まっていません。--targetかSEKISHO_BACKUPSでフォルダを指定してください。")
        )
    target = wanted.resolve()
    for taken in (settings.DATA, settings.SEKISHO_ARCHIVE, settings.SEKISHO_KEYS):
        if target.is_relative_to(Path(taken).resolve()):
            raise TargetUnfit(
                _(
                    "バックアップ先%(target)sは%(taken)sの中です。データや鍵とは別のディスクのフォルダを指定してください。"
                )
                % {"target": target, "taken": taken}
            )
    return target


def maker_at(target: Path, wanted: str = AUTO) -> Maker:
    """Who keeps the backups there; for a new directory restic where it is installed. Raises OtherMaker, TargetUnfit."""
    there = _kept_by(target)
    if there is not None and wanted not in {AUTO, there}:
        raise OtherMaker(
            _(
                "%(target)sには%(there)sのバックアップがあります。同じ方法で続けるか、別のフォルダを指定してください。"
            )
            % {"target": target, "there": there}
        )
    name = there or wanted
    if name == AUTO:
        name = restic.PROGRAM if shutil.which(restic.PROGRAM) else Plain.name
    return Plain(target) if name == Plain.name else Restic(target, password_file())


def existing_at(target: Path) -> Maker:
    """Who keeps the backups there, where there are some. Raises NoTarget, TargetUnfit."""
    if _kept_by(target) is None:
        raise NoTarget(
            _("%(target)sにバックアップがありません。ディスクが接続されているか確かめてください。")
            % {"target": target}
        )
    return maker_at(target)


def require_beginning(target: Path) -> None:
    """Raises TargetUnfit unless backups may begin in that directory: it is empty, or its folder is there."""
    if not target.parent.is_dir():
        raise TargetUnfit(
            _("バックアップ先の%(folder)sがありません。ディスクが接続されているか確かめてください。")
            % {"folder": target.parent}
        )


def is_on_the_same_disk(target: Path) -> bool:
    """Whether the backups lie on the disk of the data, and would go with it."""
    try:
        return target.stat().st_dev == Path(settings.DATA).stat().st_dev
    except OSError:
        return False


def password_file() -> Path:
    """Where the password of restic's repository stands."""
    return Path(settings.SEKISHO_KEYS) / PASSWORD_FILE


def _kept_by(target: Path) -> str | None:
    """The name of the maker that keeps something there; None for a new directory. Raises OtherMaker, TargetUnfit."""
    try:
        names = {path.name for path in target.iterdir()} if target.exists() else set[str]()
    except OSError as error:
        raise TargetUnfit(
            _("バックアップ先%(target)sを読めません(%(why)s)。") % {"target": target, "why": error.strerror}
        ) from error
    if names & {plain.MARK, plain.OBJECTS, plain.GENERATIONS}:
        return Plain.name
    if restic.is_repository(target):
        return restic.PROGRAM
    if names - {"lost+found", "lock"}:
        raise OtherMaker(
            _("%(target)sにはバックアップでないものがあります。空のフォルダを指定してください。")
            % {"target": target}
        )
    return None
