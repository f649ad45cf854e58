"""`sekisho backup`: what the command line asks for, said in the words of the screen.

Exit codes: 0 well, 1 damaged or not restorable, 3 not judged for want of a public key. What is refused ends as for
every command.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from rich.console import Console

from sekisho.archive.keys import PUBLIC_FILE
from sekisho.backups.drill import NoPublicKeys, drill, public_keys
from sekisho.backups.entries import LEDGERS, keep, require_medium, waiting
from sekisho.backups.makers import Maker
from sekisho.backups.restic import Restic
from sekisho.backups.running import Keeping, look, newest, put_back, take
from sekisho.backups.runs import Kind, Run, undisturbed
from sekisho.backups.targets import existing_at, maker_at, target_of
from sekisho.kernel.acts import Act
from sekisho.kernel.permissions import permit
from sekisho.kernel.town import pack
from sekisho.kernel.verbs import about
from sekisho.kernel.wording import counted
from sekisho.offices.acting import act_of_staff
from sekisho.rules.model import Verb

WELL, NOT_WELL, NOT_JUDGED = 0, 1, 3
MIB = 1 << 20
console = Console(highlight=False, markup=False, emoji=False, soft_wrap=True)


def run(
    *,
    target: Path | None,
    generations: int,
    maker: str,
    place: str,
    medium: str,
    off_site: bool,
    staff_number: str | None,
    post: str | None,
) -> None:
    """Take a backup; with a staff number enter it into its ledger by that person."""
    _may_enter(Kind.BACKUP, staff_number, post)
    if medium:
        require_medium(medium)
    folder = target_of(target)
    taken = take(
        lambda: maker_at(folder, maker), folder, keep=generations, keeping=Keeping(place, medium, off_site)
    )
    done = taken.run
    _say(
        _("世代%(generation)sを%(target)sに採取しました(%(maker)s)。%(files)d個のファイル、%(mib)s MiB")
        % {
            "generation": done.generation,
            "target": done.target,
            "maker": done.maker,
            "files": done.files,
            "mib": f"{done.bytes / MIB:.1f}",
        }
    )
    if taken.forgotten:
        _say(_("古い世代を消しました: %(names)s") % {"names": _("、").join(taken.forgotten)})
    if taken.same_disk:
        _say(_("注意: バックアップ先がデータと同じディスクです。ディスクが壊れると両方とも失われます。"))
    if taken.is_first and isinstance(taken.maker, Restic):
        _say(
            _(
                "パスワードを%(path)sにつくりました。なければ戻せません。控えを鍵の控えとともに保管してください。"
            )
            % {"path": taken.maker.password}
        )
    _enter(done, staff_number, post)


def check(*, target: Path | None, generation: str | None, as_json: bool) -> int:
    """Hold every file against what was backed up."""
    folder = target_of(target)
    with undisturbed():
        looked = look(existing_at(folder), folder, generation)
    if as_json:
        damages = [{**asdict(damage), "sentence": str(damage)} for damage in looked.damages]
        data = {**looked._asdict(), "well": not damages, "damages": damages}
        print(json.dumps(data, ensure_ascii=False, indent=1))
    else:
        for damage in looked.damages:
            _say(str(damage))
        _say(
            counted("%(n)d個のファイルが採取したときと違います。", len(looked.damages))
            if looked.damages
            else _("%(n)d世代のすべてのファイルが、採取したときと同じです: %(names)s")
            % {"n": len(looked.generations), "names": _("、").join(looked.generations)}
        )
    return NOT_WELL if looked.damages else WELL


def restore(generation: str, *, target: Path | None, to: Path) -> None:
    """Put a generation into an empty directory."""
    folder = target_of(target)
    to = to.resolve()
    with undisturbed():
        manifest = put_back(existing_at(folder), generation, to)
    _say(
        _("世代%(generation)sの%(n)d個のファイルを%(to)sに戻しました。すべて採取したときと同じです。")
        % {"generation": generation, "n": len(manifest.files), "to": to}
    )
    _say(_("次に: SEKISHO_DATA=%(to)s sekisho doctor") % {"to": to})


def try_out(
    *,
    target: Path | None,
    generation: str | None,
    keys: Sequence[Path] | None,
    work: Path | None,
    staff_number: str | None,
    post: str | None,
    as_json: bool,
) -> int:
    """Restore into an empty directory, look at everything there; with a staff number enter it into its ledger."""
    _may_enter(Kind.RESTORE_TEST, staff_number, post)
    try:
        trusted = public_keys(keys or [Path(settings.SEKISHO_KEYS) / PUBLIC_FILE])
    except NoPublicKeys as refusal:
        _say(_("判断できません。%(why)s") % {"why": refusal.sentence})
        return NOT_JUDGED
    folder = target_of(target)
    maker: Maker = existing_at(folder)
    wanted = generation or newest(maker, folder)
    done = drill(maker, folder, wanted, trusted, work=work)
    if as_json:
        steps = [asdict(step) for step in done.steps]
        print(
            json.dumps(
                {"generation": wanted, "well": done.well, "steps": steps}, ensure_ascii=False, indent=1
            )
        )
    else:
        for step in done.steps:
            _say(f"{'○' if step.well else '×'} {step.what}: {step.seen}")
        _say(
            _("世代%(generation)sは戻せます。") % {"generation": wanted}
            if done.well
            else _("世代%(generation)sは頼れません。") % {"generation": wanted}
        )
    assert done.run is not None, "every drill is put on record"
    _enter(done.run, staff_number, post, quietly=as_json)
    return WELL if done.well else NOT_WELL


def _may_enter(kind: Kind, staff_number: str | None, post: str | None) -> None:
    """Refuse at once who could not enter it in the end."""
    if staff_number is not None:
        permit(pack(), Verb.ENTER, _act(staff_number, post).capability, about(LEDGERS[kind]))


def _enter(run: Run, staff_number: str | None, post: str | None, *, quietly: bool = False) -> None:
    """Enter the run, and with a test the backup that it was about, if nobody has confirmed that one yet."""
    if staff_number is None:
        if not quietly:
            _say(
                _(
                    "簿冊への記載は、バックアップの画面で確かめた人が行います(--staff-numberを付ければその職員の名で記載します)。"
                )
            )
        return
    tested = [each for each in waiting([Kind.BACKUP]) if each.well and _place_of(each) == _place_of(run)]
    for each in dict.fromkeys([*tested, run]):
        entry = keep(each, _act(staff_number, post), by_hand=each == run)
        if not quietly:
            ledger = LEDGERS[Kind(each.kind)]
            _say(
                _("%(ledger)sの%(number)d番に記載しました。")
                % {"ledger": ledger, "number": entry.line.number}
            )


def _place_of(run: Run) -> tuple[str, str]:
    return run.target, run.generation


def _act(staff_number: str, post: str | None) -> Act:
    return act_of_staff(staff_number, post=post, at=timezone.now())


def _say(sentence: str) -> None:
    console.print(sentence, markup=False)
