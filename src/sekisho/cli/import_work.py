"""`sekisho import`: read files, say what is wrong with them, and take operation histories into the archive."""

from __future__ import annotations

import json
import signal
import sys
import threading
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Final

from sekisho.archive.archive import Archive
from sekisho.archive.begun import require_not_missing
from sekisho.archive.clock import now_by_system
from sekisho.archive.files import in_turn
from sekisho.archive.key_rotation import key_in_force
from sekisho.archive.keys import load_sealing_keys
from sekisho.archive.notes import KeyRefused
from sekisho.archive.places import archive_folder, data_folder, keys_folder
from sekisho.archive.writer import Writer
from sekisho.cli.archive_work import SECONDS_TO_WAIT, refusals
from sekisho.cli.import_report import Outcome, as_data, print_outcome, print_sum
from sekisho.cli.paper_work import Keeper, looked_at
from sekisho.cli.words import Sentence, said
from sekisho.intake.importing import FILE_BYTES_MAX, IsOpen, foreseen, take_in, weekdays
from sekisho.intake.operations import SOURCE, judged, operations_schema
from sekisho.intake.plain import json_visible, one_line, visible
from sekisho.intake.saved_profiles import FOLDER
from sekisho.intake.tables.beginnings import beginning_of
from sekisho.intake.tables.findings import Words
from sekisho.intake.tables.profiles import BadProfile, NoSuchProfile, Profile, profile_at, profile_text
from sekisho.intake.tables.proposing import proposed
from sekisho.intake.tables.reading import OtherKind, read_table
from sekisho.intake.tables.registry import KINDS
from sekisho.intake.watching import Found, Watch
from sekisho.rules.calendar import BeyondCalendar, OpenDays
from sekisho.rules.pack import load, pack_directory, pack_names
from sekisho.site.settings import SEKISHO_PACK

OPERATIONS: Final = "operations"


def operations(
    files: Sequence[Path],
    *,
    profile: str | None,
    partial: bool,
    dry_run: bool,
    as_json: bool,
    folder: Path | None,
) -> int:
    """Take files of operations in; returns the exit code. Prints `ACK n` when n records of them are durable."""
    chosen = _profile(profile, OPERATIONS)
    stream = sys.stderr if as_json else sys.stdout  # one that a machine reads holds JSON and nothing else
    outcomes: list[Outcome] = []
    with ExitStack() as stack:
        importer = (
            None if dry_run else stack.enter_context(_Importing(folder, partial, _acknowledging(stream)))
        )
        for path in files:
            data = _bytes(path)
            outcome = (
                _dry(path, data, chosen, folder) if importer is None else importer.take(path, data, chosen)
            )
            outcomes.append(outcome)
            if not as_json:
                print_outcome(outcome)
    _print_all(outcomes, as_json=as_json)
    return int(any(outcome.refused for outcome in outcomes) or any(each.is_refused for each in outcomes))


def table(
    kind: str, files: Sequence[Path], *, profile: str | None, partial: bool, dry_run: bool, as_json: bool
) -> int:
    """Keep files of one kind as they came; returns the exit code. Prints `ACK n` when n rows of them are durable."""
    chosen = _profile(profile, kind)
    stream = sys.stderr if as_json else sys.stdout
    keeper = None if dry_run else Keeper(chosen, partial, _acknowledging(stream))
    outcomes = []
    for path in files:
        data = _bytes(path)
        read = read_table(kind, data, chosen)
        outcomes.append(looked_at(path, data, read) if keeper is None else keeper.take(path, data, read))
        if not as_json:
            print_outcome(outcomes[-1])
    _print_all(outcomes, as_json=as_json)
    return int(any(outcome.is_refused for outcome in outcomes))


def _print_all(outcomes: Sequence[Outcome], *, as_json: bool) -> None:
    if as_json:
        print(json_visible(json.dumps(as_data(outcomes), ensure_ascii=False, indent=1)))
    else:
        print_sum(outcomes)


def watch(place: Path, *, profile: str | None, once: bool, folder: Path | None) -> int:
    """Take in what is dropped into a folder, until SIGTERM or Ctrl+C; returns the exit code."""
    chosen = _profile(profile, OPERATIONS)
    if not place.is_dir():
        raise Sentence(
            f"{one_line(place)}というフォルダがありません。", f"There is no folder {one_line(place)}."
        )
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda _number, _frame: stop.set())

    def take(path: Path) -> Found | None:
        try:
            data = _bytes(path)
            with _Importing(folder, False, _acknowledging(sys.stdout)) as importer:
                outcome = importer.take(path, data, chosen)
        except _TooLarge as error:
            return Found(False, {"files": [{"file": str(path), "ja": error.ja, "en": error.en}]})
        except Sentence as error:  # the archive's state, or the disk's: the file is not at fault, and stays
            print(visible(f"{one_line(path)}: {error.sentence}"), file=sys.stderr, flush=True)
            return None
        print_outcome(outcome)
        return Found(
            not outcome.is_refused, as_data([outcome]), len(data), outcome.source.removeprefix(SOURCE)
        )

    def tell(path: Path, words: Words) -> None:
        print(f"{one_line(path)}: {one_line(said(*words))}", flush=True)

    refused = Watch(place, take, lambda data: beginning_of(data, chosen), tell=tell).run(stop, once=once)
    return int(refused > 0)


def propose(file: Path, kind: str) -> None:
    """Print the profile that a sample suggests, and what is doubtful about it."""
    if kind not in KINDS:
        raise Sentence(
            f"{one_line(kind)}という種類の表はありません。", f"There is no kind of table {one_line(kind)}."
        )
    found = proposed(_bytes(file), KINDS[kind])
    for finding in found.findings:
        print(f"# {one_line(said(*finding.words))}")
    print(visible(profile_text(found.profile)), end="")


class _TooLarge(Sentence):
    """A file that is not read at once."""

    def __init__(self, path: Path) -> None:
        name = one_line(path)
        self.ja = f"{name}は大きすぎます。{FILE_BYTES_MAX >> 20} MiBまでに分けてください。"
        self.en = f"{name} is too large. Divide it; {FILE_BYTES_MAX >> 20} MiB at most."
        super().__init__(self.ja, self.en)


@dataclass
class _Importing:
    """Files of operations into the log, as long as the block lasts. The log is locked from the first file on."""

    folder: Path | None
    partial: bool
    acknowledge: Callable[[int], None]

    def __enter__(self) -> _Importing:
        self._stack = ExitStack()
        self._archive = Archive(self.folder or archive_folder())
        self._log: Writer | None = None
        self._sealing_keys: Mapping[str, bytes] | None = None
        self._durable = 0
        self._is_open = _calendar()
        return self

    def __exit__(self, *_error: object) -> None:
        self._stack.close()

    def take(self, path: Path, data: bytes, profile: Profile) -> Outcome:
        """Judge a file whole, then append it."""
        found = judged(data, profile)
        with refusals():
            if self._log is None:
                self._log = in_turn(self._begin, seconds=SECONDS_TO_WAIT)
            before = self._durable
            taken = take_in(
                self._archive,
                self._log,
                found,
                partial=self.partial,
                acknowledge=lambda count: self.acknowledge(before + count),
                is_open=self._is_open,
                sealing_keys=self._sealing_keys,
            )
        self._durable += taken.stored + taken.already
        return Outcome(
            path,
            taken.row_count,
            taken.stored,
            taken.refused,
            taken.already,
            taken.findings,
            found.encoding,
            source=found.source,
        )

    def _begin(self) -> Writer:
        keys = keys_folder()
        base = key_in_force(keys, self._archive.handovers(), archive=self._archive.folder).base
        schema = operations_schema(base)
        require_not_missing(keys, self._archive.folder / schema.name)  # its disk may only not be mounted
        self._sealing_keys = _sealing_keys(self._archive)
        return self._stack.enter_context(self._archive.writing(schema, keys=keys))


def _dry(path: Path, data: bytes, profile: Profile, folder: Path | None) -> Outcome:
    """What would become of a file; an archive that is there is asked, and not written to."""
    found, archive = judged(data, profile), Archive(folder or archive_folder())
    with refusals():
        seen = foreseen(archive, found, now=now_by_system(), sealing_keys=_sealing_keys(archive))
    return Outcome(
        path,
        found.row_count,
        seen.fresh,
        found.row_count - seen.fresh - seen.already,
        seen.already,
        (*found.findings, *seen.findings),
        found.encoding,
        dry=True,
        source=found.source,
    )


def _sealing_keys(archive: Archive) -> Mapping[str, bytes] | None:
    """The keys by which rows of other files are compared. None: they are not at hand, and it is told what they would tell."""
    try:
        return load_sealing_keys(keys_folder(), archive=archive.folder)
    except (KeyRefused, OSError):
        return None


def _acknowledging(stream: Any) -> Callable[[int], None]:  # Any: a text stream
    def acknowledge(count: int) -> None:
        stream.write(f"ACK {count}\n")
        stream.flush()

    return acknowledge


def _profile(name: str | None, kind: str) -> Profile:
    """The profile asked for, or the built-in one. Refuses with everything that is wrong with it."""
    try:
        found = profile_at(name or kind, folder=data_folder() / FOLDER)
    except NoSuchProfile as error:
        raise Sentence(
            f"プロファイル{one_line(error)}がありません。", f"There is no profile {one_line(error)}."
        ) from error
    except BadProfile as error:
        faults = [f"{fault.where}: {said(*fault.words)}" for fault in error.faults]
        listed = "\n  ".join(faults)
        raise Sentence(
            f"プロファイルに誤りが{len(faults)}あります。\n  {listed}",
            f"There are {len(faults)} faults in the profile.\n  {listed}",
        ) from error
    except OSError as error:
        raise Sentence(
            f"{one_line(name)}を読めません({error.strerror})。",
            f"{one_line(name)} cannot be read: {error.strerror}.",
        ) from error
    if found.kind.name != kind:
        other = OtherKind(f"{found.name} is for {found.kind.name}, not for {kind}")
        raise Sentence(f"{found.name}は{found.kind.title.ja}のプロファイルです。", f"{other}.") from other
    return found


def _bytes(path: Path) -> bytes:
    try:
        if path.stat().st_size > FILE_BYTES_MAX:
            raise _TooLarge(path)
        return path.read_bytes()
    except OSError as error:
        raise Sentence(
            f"{one_line(path)}を読めません({error.strerror})。",
            f"{one_line(path)} cannot be read: {error.strerror}.",
        ) from error


@cache
def _calendar() -> IsOpen:
    """The open days of the town's rule pack; where there is none, or its calendar ends, Monday to Friday."""
    name = SEKISHO_PACK
    try:
        open_days = OpenDays(load(pack_directory(name) if name in pack_names() else Path(name)).hours)
    except (OSError, ValueError):
        return weekdays

    def is_open(day: date) -> bool:
        try:
            return open_days.is_open(day)
        except BeyondCalendar:
            return weekdays(day)

    return is_open
