"""Sixteen kinds of tampering by somebody who knows the format and has everything but the private keys.

Each case is verified twice: with the last printed checkpoints, and without. With them all is found. Without them
all is found but what cannot be known from the archive alone: that it is as it once was (an older copy, a cut back to
an earlier checkpoint), that the town's own key signed another history (a fork), that the very key to verify with was
exchanged. Then the report says that this cannot be known.
"""

from __future__ import annotations

import random
import shutil
import tempfile
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from sekisho.archive.archive import Archive
from sekisho.archive.findings import Finding
from sekisho.archive.parts import part_at
from sekisho.archive.short_form import parse_short_form
from sekisho.archive.verify import Options
from sekisho.archive.verify_archive import Report
from tests.campaigns import kinds_of_tampering as how
from tests.campaigns.archives import FULL, SMALL, Town, make
from tests.campaigns.frame import Campaign, CampaignFailure, Counts
from tests.campaigns.kinds_of_tampering import Case, Done

VARIANTS = 20
BLOCK = 256
NOWHERE = "the log or the keys"


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind. `signs` are faults of which one must be there when the archive gives it away, `anchored` those when
    only a checkpoint from elsewhere does.
    """

    name: str
    do: Callable[[Case], Done]
    signs: frozenset[str]
    anchored: frozenset[str] = field(default=frozenset({"given_differs", "shorter"}))


def prepare(folder: Path) -> Town:
    """The archive, earlier copies of it, and a branch."""
    return make(folder, FULL, backups=True)


def prepare_small(folder: Path) -> Town:
    """A smaller one, for the test suite."""
    return make(folder, SMALL, backups=True)


def run(case: int, rng: random.Random, context: Town) -> Counts:
    """Tamper in one way with a copy, and verify it twice."""
    kind = KINDS[case % len(KINDS)]
    with tempfile.TemporaryDirectory(prefix="tampering-", dir=context.archive.parent) as folder:
        archive = Path(folder) / "archive"
        shutil.copytree(context.archive, archive)
        done = kind.do(Case(context, archive, rng))
        given = tuple(parse_short_form(text) for text in context.printed.values())
        anchored = Archive(archive).verify(done.keys, Options(given=given, jobs=1))
        alone = Archive(archive).verify(done.keys, Options(jobs=1))
    counts = Counter({kind.name: 1})
    require(kind, done, anchored, kind.signs if done.knowable else kind.anchored, counts)
    counts["found given the printed checkpoint"] += 1
    if done.knowable:
        require(kind, done, alone, kind.signs, counts)
        counts["found without"] += 1
        what = "files" if done.first is None else "records"
        counts[f"{what}: located to {closest(done, alone)}"] += 1
    else:
        require_told(kind, done, alone, counts)
        counts["not to be known without, and said so"] += 1
    return counts


def require(kind: Kind, done: Done, report: Report, signs: frozenset[str], counts: Counts) -> None:
    """One of these faults is there, and of that log."""
    own = {each.what for each in report.faults if each.log in (done.log, "")}
    if report.whole or not own & signs:
        raise CampaignFailure(f"{kind.name}: none of {sorted(signs)} in {in_short(report)}", counts)
    if done.first is not None and closest(done, report) == NOWHERE:
        raise CampaignFailure(
            f"{kind.name}: nothing is said of {done.log} from {done.first}: {in_short(report)}", counts
        )


def require_told(kind: Kind, done: Done, report: Report, counts: Counts) -> None:
    """It is not found, and the report says that such a thing cannot be known."""
    notes = {each.what for each in report.every if each.log == done.log}
    if not report.whole or "no_anchor" not in notes:
        raise CampaignFailure(f"{kind.name}: expected not to be known: {in_short(report)}", counts)


def closest(done: Done, report: Report) -> str:
    """How closely a fault of the log names the place."""
    faults = [each for each in report.faults if each.log == done.log]
    if done.first is None:
        return "a file" if any(each.file for each in faults) else NOWHERE
    widths = [each.end - each.first for each in faults if _covers(each, done)]  # type: ignore[operator]  # then both are there
    if not widths:
        return "a file" if any(_names_part(each, done) for each in faults) else NOWHERE
    width = min(widths)
    return "the record" if width == 1 else "256 records" if width <= BLOCK else "a range of records"


def in_short(report: Report) -> str:
    """The findings in short."""
    return "; ".join(f"{each.weight.value} {each.what} {each.where}" for each in report.every[:12])


def _covers(fault: Finding, done: Done) -> bool:
    return (
        fault.first is not None
        and fault.end is not None
        and done.first is not None
        and fault.first <= done.first < fault.end
    )


def _names_part(fault: Finding, done: Done) -> bool:
    part = part_at(fault.file.replace("marks", "parts"))
    return part is not None and done.first is not None and part.first <= done.first < part.end


CHANGED = frozenset(
    {"records_differ", "position", "file_differs", "fork", "wrong_signature", "gap", "surplus", "unproven"}
)
CHANGED_FILES = frozenset({"missing_file", "file_differs", "wrong_signature", "unknown_key", "handed_over"})
KINDS: Sequence[Kind] = (
    Kind("delete", how.delete, CHANGED),
    Kind("insert", how.insert, CHANGED),
    Kind("swap", how.swap, CHANGED),
    Kind("replace", how.replace_record, CHANGED),
    Kind("edit time or source", how.edit_time_or_source, CHANGED),
    Kind("drop a day", how.drop_a_day, CHANGED),
    Kind("replay a day", how.replay_a_day, CHANGED),
    Kind("older backup put back", how.put_older_back, CHANGED_FILES),
    Kind("tail cut", how.cut_tail, CHANGED),
    Kind(
        "fork", how.fork, frozenset({"branch", "checkpoint_order", "checkpoints_end", "fork", "file_differs"})
    ),
    Kind("other key", how.sign_with_other_key, frozenset({"unknown_key"})),
    Kind("key file swapped", how.swap_key_file, frozenset({"unknown_key", "handover"})),
    Kind("checkpoint removed", how.remove_checkpoint, CHANGED_FILES | {"checkpoints_end"}),
    Kind("columns changed, raw not", how.change_columns, CHANGED),
    Kind("raw changed, columns not", how.change_raw, CHANGED),
    Kind("journal row back-dated", how.back_date, CHANGED),
)

TAMPERING: Campaign[Town] = Campaign(
    name="tampering",
    sentence="Sixteen kinds of thinking tampering are found, or it is said that they cannot be known.",
    cases=len(KINDS) * VARIANTS,
    sample=len(KINDS),
    prepare=prepare,
    prepare_small=prepare_small,
    run=run,
)
