"""復元試験: a generation is put back into an empty directory, and is looked at as an auditor would.

Nothing of the running installation is touched, and nothing of it is asked but the public keys.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from django.utils import timezone
from django.utils.translation import gettext as _

from sekisho.archive.archive import Archive
from sekisho.archive.keys import read_public_keys
from sekisho.archive.notes import KeyRefused, VerifierKey
from sekisho.archive.short_form import parse_short_form
from sekisho.archive.verify import Options
from sekisho.archiving.agreement import disagreements
from sekisho.archiving.journal_log import NAME as JOURNAL
from sekisho.archiving.refusals import refusing
from sekisho.backups.database import Facts, facts_of, opened
from sekisho.backups.makers import Maker, no_such
from sekisho.backups.manifest import Manifest, digest_of
from sekisho.backups.running import put_back
from sekisho.backups.runs import Kind, Run, add, alone
from sekisho.backups.snapshot import ARCHIVE, Unreadable
from sekisho.kernel.documents import FOLDER as DOCUMENTS
from sekisho.kernel.models import Document
from sekisho.kernel.refusals import Refusal
from sekisho.kernel.wording import counted

NAMED = 5


class NoPublicKeys(Refusal):
    """There are no public keys to verify by."""


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that was looked at, whether it is well, and what was seen."""

    what: str
    well: bool
    seen: str


@dataclass(slots=True)
class Drill:
    """A restore test: what was looked at, the rows that the restored database has, and the run that is kept of it."""

    generation: str
    steps: list[Step] = field(default_factory=list)
    rows: int = 0
    run: Run | None = None

    @property
    def well(self) -> bool:
        """Whether the backup can be relied on."""
        return bool(self.steps) and all(step.well for step in self.steps)

    @property
    def why(self) -> str:
        """What was not well, in one sentence; empty where all was."""
        return " ".join(f"{step.what}: {step.seen}" for step in self.steps if not step.well)


def drill(
    maker: Maker, target: Path, generation: str, keys: Sequence[VerifierKey], *, work: Path | None
) -> Drill:
    """Restore a generation into an empty directory below `work`, look at it, and put the run on record.

    Raises a Refusal only for what says nothing about the backup.
    """
    if generation not in maker.generations():
        raise no_such(generation, maker.generations())
    done, started_at = Drill(generation), timezone.now()
    with alone():
        folder = _empty_directory(work)
        try:
            manifest = _look(done, maker, folder / "data", keys)
        finally:
            shutil.rmtree(folder, ignore_errors=True)
        done.run = Run(
            kind=Kind.RESTORE_TEST,
            started_at=started_at.isoformat(),
            ended_at=timezone.now().isoformat(),
            generation=generation,
            maker=maker.name,
            target=str(target),
            files=len(manifest.files) if manifest else 0,
            bytes=manifest.bytes if manifest else 0,
            rows=sum(manifest.state.tables.values()) if manifest else 0,
            manifest=digest_of(manifest) if manifest else "",
            why=done.why,
            found=done.rows,
            restored_to=str(folder),
        )
        add(done.run)
    return done


def public_keys(paths: Sequence[Path]) -> list[VerifierKey]:
    """The keys in these files. Raises NoPublicKeys."""
    found: list[VerifierKey] = []
    for path in paths:
        try:
            found += read_public_keys(path)
        except (KeyRefused, OSError) as error:
            raise NoPublicKeys(
                _("公開鍵のファイル%(path)sを読めません(%(why)s)。") % {"path": path, "why": error}
            ) from error
    return list(dict.fromkeys(found))


def _look(done: Drill, maker: Maker, folder: Path, keys: Sequence[VerifierKey]) -> Manifest | None:
    try:
        manifest = put_back(maker, done.generation, folder)
    except Refusal as refusal:
        done.steps.append(Step(_("空のフォルダに戻す"), False, refusal.sentence))
        return None
    seen = _("%(n)d個のファイル、すべて採取したときと同じ") % {"n": len(manifest.files)}
    done.steps.append(Step(_("空のフォルダに戻す"), True, seen))
    done.steps.append(_archive_verified(folder / ARCHIVE, manifest, keys))
    _compare_database(done, folder, manifest)
    return manifest


def _archive_verified(archive: Path, manifest: Manifest, keys: Sequence[VerifierKey]) -> Step:
    what = _("アーカイブを公開鍵で検証する")
    given = tuple(parse_short_form(text) for text in manifest.state.checkpoints.values())
    report = Archive(archive).verify(keys, Options(given, jobs=1))
    if report.whole:
        rows = sum(log.rows for log in report.logs)
        return Step(what, True, _("改変なし、計算し直した記録%(n)d件") % {"n": rows})
    faults = [f"{fault.where}" for fault in report.faults[:NAMED]] or [_("鍵がなく判断できない")]
    return Step(what, False, _("、").join(faults))


def _compare_database(done: Drill, folder: Path, manifest: Manifest) -> None:
    what = _("データベースを開いて数える")
    try:
        with opened(manifest.state.database, folder) as alias:
            facts = facts_of(alias)
            done.rows = sum(facts.tables.values())
            done.steps.append(_counted(what, facts, manifest))
            done.steps += [_agreed(folder, alias), _documents_there(alias, manifest)]
    except Refusal as refusal:
        done.steps.append(Step(what, False, refusal.sentence))


def _counted(what: str, facts: Facts, manifest: Manifest) -> Step:
    state = manifest.state
    wrong = sorted(
        name for name in {*facts.tables, *state.tables} if facts.tables.get(name) != state.tables.get(name)
    )
    if wrong:
        return Step(what, False, _("行数が違う表: %(tables)s") % {"tables": _("、").join(wrong[:NAMED])})
    if (facts.journal_number, facts.journal_digest) != (state.journal_number, state.journal_digest):
        return Step(what, False, _("最後の記録%(n)dが採取したときと違う") % {"n": state.journal_number})
    seen = _("%(tables)d表%(rows)d行、最後の記録%(n)d、すべて採取したときと同じ")
    return Step(
        what,
        True,
        seen % {"tables": len(facts.tables), "rows": sum(facts.tables.values()), "n": state.journal_number},
    )


def _agreed(folder: Path, alias: str) -> Step:
    what = _("封印された記録とデータベースを突き合わせる")
    with refusing():
        wrong = disagreements(folder / ARCHIVE / JOURNAL, using=alias)
    if wrong:
        return Step(what, False, _("、").join(str(each) for each in wrong[:NAMED]))
    return Step(what, True, _("すべて一致"))


def _documents_there(alias: str, manifest: Manifest) -> Step:
    """Whether each document that an entry names came back. Its place is made of its digest, and was compared."""
    what = _("添付された文書がそろっているか確かめる")
    there = {
        file.path for file in manifest.files if file.path == f"{DOCUMENTS}/{file.sha256[:2]}/{file.sha256}"
    }
    wanted = dict(Document.objects.using(alias).order_by("event").values_list("sha256", "name"))
    lost = [name for sha256, name in wanted.items() if f"{DOCUMENTS}/{sha256[:2]}/{sha256}" not in there]
    if lost:
        return Step(what, False, _("ない文書: %(names)s") % {"names": _("、").join(lost[:NAMED])})
    return Step(what, True, counted("%(n)d件の文書", len(wanted)))


def _empty_directory(work: Path | None) -> Path:
    try:
        return Path(tempfile.mkdtemp(prefix="sekisho-restore-", dir=work))
    except OSError as error:
        raise Unreadable(
            _("試すためのフォルダを%(folder)sにつくれません(%(why)s)。--workで別の場所を指定してください。")
            % {"folder": work or tempfile.gettempdir(), "why": error.strerror or error}
        ) from error
