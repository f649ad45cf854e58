"""A start after a crash at each step of a seal, and after power cuts: nobody has to help."""

from __future__ import annotations

import errno
import random
from dataclasses import dataclass
from pathlib import Path
from unittest.mock import patch

import pytest

from sekisho.archive import files
from sekisho.archive.checkpoint_files import notes_of
from sekisho.archive.checkpoints import Checkpoint, parse_checkpoint
from sekisho.archive.notes import parse_note
from sekisho.archive.store import EvidenceBroken
from sekisho.archive.tail import frames_of, tail_files
from sekisho.archive.writer import Stopped
from tests.disks.failing import failing
from tests.disks.killing import changes_made, stopped, stopped_at
from tests.disks.power_cut import states
from tests.disks.recording import recorded
from tests.unit.archive.logs import Place, faults, operations

RECORDS = 300  # enough for a tile
SIZE = 1 + 2 * RECORDS  # with the declaration
NAME = b"the client's own"


@pytest.fixture
def place(tmp_path: Path) -> Place:
    """A log with 300 records sealed, and 300 more in the tail."""
    place = Place(tmp_path / "archive")
    with place.writing() as log:
        log.append(operations(RECORDS))
        log.seal()
        log.append(operations(RECORDS, begin=RECORDS), batch=NAME)
    return place


@dataclass(frozen=True, slots=True)
class Step:
    """Where a seal is interrupted, and what stands on the disk then."""

    call: str
    name: str
    signed: bool = False
    named: bool = False


STEPS = {
    "1 parts": Step("open", "operations/parts/*"),
    "1 marks": Step("open", "operations/marks/*"),
    "2 tiles": Step("open", "operations/tile/*"),
    "3 the checkpoint": Step("open", "operations/checkpoints/2026-04"),
    "3 the checkpoint, not synced": Step("fdatasync", "operations/checkpoints/2026-04", signed=True),
    "4 the manifest": Step("open", "operations/manifest.new", signed=True),
    "4 the manifest, not in place": Step("rename", "operations/manifest.new", signed=True),
    "5 tiles removed": Step("unlink", "operations/tile/*", signed=True, named=True),
    "5 tails removed": Step("unlink", "operations/tail/*", signed=True, named=True),
}


def checkpoints(place: Place) -> list[Checkpoint]:
    notes, _rest = notes_of(place.folder, "2026-04")
    return [parse_checkpoint(parse_note(filed.note).text) for filed in notes]


@pytest.mark.parametrize("step", STEPS.values(), ids=STEPS.keys())
def test_after_a_crash_at_any_step_of_a_seal_all_is_there_and_goes_on(place: Place, step: Step) -> None:
    """Where the checkpoint was signed, the start does not sign another one, it carries on with it."""
    with stopped_at(place.archive, call=step.call, name=step.name):
        seal_only(place)
    signed = checkpoints(place)

    assert (signed[-1].size == SIZE) == step.signed
    assert (place.face.log("operations").manifest.size == SIZE) == step.named
    assert [frames_of(path)[0][-1].end for path in tail_files(place.folder)] == [SIZE]

    with place.writing() as log:
        assert log.size == SIZE
        assert log.sealed_size == (SIZE if step.signed else 1 + RECORDS)
        assert checkpoints(place) == signed
        assert faults(place.verified()) == []
        assert log.append(operations(RECORDS, begin=RECORDS), batch=NAME).repeated == RECORDS
        log.append(operations(1, begin=2 * RECORDS))
        log.seal()
    kept = [record.values[-1] for record in place.face.log("operations").records(1, SIZE + 1)]

    assert kept == list(range(2 * RECORDS + 1))
    assert faults(place.verified()) == []


def seal_only(place: Place) -> None:
    """The start is not part of the crash: it writes the tail and perhaps the manifest anew."""
    with place.writing() as log:
        log.seal()


@pytest.mark.parametrize("name", ["1 marks", "3 the checkpoint, not synced"])
def test_a_start_after_a_crash_can_crash_itself_at_any_call(tmp_path: Path, name: str) -> None:
    step = STEPS[name]
    place, same = crashed(tmp_path, step), crashed(tmp_path / "counted", step)
    for at_call in range(changes_made(lambda: opened(same), same.archive)):
        with stopped(place.archive, at_call=at_call):
            opened(place)
    with place.writing() as log:
        assert log.seal() == 1 + 30
    assert faults(place.verified()) == []


def crashed(folder: Path, step: Step) -> Place:
    """A small log that crashed at this step; one of 256 records would cost a second."""
    place = Place(folder / "archive")
    with place.writing() as log:
        log.append(operations(10))
        log.seal()
        log.append(operations(20, begin=10))
    with stopped_at(place.archive, call=step.call, name=step.name):
        seal_only(place)
    return place


def opened(place: Place) -> None:
    with place.writing():
        pass


def test_a_checkpoint_found_after_a_kill_is_written_anew_before_it_counts(tmp_path: Path) -> None:
    """It was never synced; the manifest that names it is, and then the power goes out."""
    assert lost_checkpoints(tmp_path / "held") == 0
    put = files.put

    def put_no_checkpoint(path: Path, data: bytes) -> None:
        if path.parent.name != "checkpoints":
            put(path, data)

    with patch.object(files, "put", put_no_checkpoint):
        assert lost_checkpoints(tmp_path / "broken") > 0


def lost_checkpoints(folder: Path) -> int:
    """In how many states of the disk a start refuses, after a kill within a seal, a start, and a power cut."""
    place = Place(folder / "archive")
    with place.writing() as log:
        log.append(operations(10))
    with recorded(folder) as trace:
        with stopped_at(folder, call="fdatasync", name="*/checkpoints/*"):
            seal_only(place)
        opened(place)
    lost = 0
    for state in states(trace, random.Random(3), 60):
        try:
            opened(Place(state.folder / "archive"))
        except EvidenceBroken:
            lost += 1
    return lost


@pytest.mark.parametrize(
    "torn",
    [b"\n", b"\ntown.example/sekisho/oper", bytes(200), b"\n" + bytes(30) + b"\nhalf of a note\n", b"\n\n\n"],
    ids=["joint", "beginning", "zeros", "end", "nonsense"],
)
def test_a_torn_checkpoint_is_cut_off_and_those_before_it_stay(place: Place, torn: bytes) -> None:
    file = place.folder / "checkpoints" / "2026-04"
    before = file.read_bytes()
    file.write_bytes(before + torn)
    with place.writing() as log:
        assert file.read_bytes() == before
        log.seal()

    assert [checkpoint.size for checkpoint in checkpoints(place)] == [1 + RECORDS, SIZE]
    assert faults(place.verified()) == []


def test_a_torn_first_checkpoint_leaves_no_file(tmp_path: Path) -> None:
    place = Place(tmp_path / "archive")
    with place.writing() as log:
        log.append(operations(3))
    with stopped_at(place.archive, call="write", name="*/checkpoints/*", torn=True):
        seal_only(place)
    opened(place)

    assert list((place.folder / "checkpoints").iterdir()) == []
    assert faults(place.verified()) == []


def test_damage_to_what_the_manifest_names_is_not_cut_away(place: Place) -> None:
    file = place.folder / "checkpoints" / "2026-04"
    damaged = b"?" + file.read_bytes()[:-9]
    file.write_bytes(damaged)

    with pytest.raises(EvidenceBroken, match="no note"), place.writing():
        pass
    assert file.read_bytes() == damaged


def test_bytes_that_are_no_frame_are_set_aside_and_said_once(place: Place) -> None:
    (tail,) = tail_files(place.folder)
    whole = tail.read_bytes()
    tail.write_bytes(whole + b"SKF1, torn")
    for _ in range(2):
        with place.writing() as log:
            said = [each.said for each in log.statements if each.what == "aside"]
            log.seal()

            assert [each["bytes"] for each in said] == [10]
            assert (place.folder / said[0]["file"]).read_bytes() == b"SKF1, torn"
    assert faults(place.verified()) == []


def test_bytes_set_aside_are_said_also_where_a_crash_came_first(place: Place) -> None:
    (tail,) = tail_files(place.folder)
    tail.write_bytes(tail.read_bytes() + b"torn")
    with stopped_at(place.archive, call="open", name=f"operations/tail/{SIZE:020d}"):
        opened(place)
    assert len(list((place.folder / "aside").iterdir())) == 1

    with place.writing() as log:
        assert [each.what for each in log.statements] == ["schema", "aside"]


def test_two_crashes_at_one_place_leave_two_files_aside(tmp_path: Path) -> None:
    place = Place(tmp_path / "archive")
    with place.writing() as log:
        log.append(operations(1))
    for torn in (b"one", b"other"):
        (tail,) = tail_files(place.folder)
        tail.write_bytes(torn)
        with stopped_at(place.archive, call="unlink", name="*/tail/*"):
            opened(place)
    opened(place)
    aside = {path.read_bytes() for path in (place.folder / "aside").iterdir()}

    assert aside == {b"one", b"other"}


def test_keys_made_just_before_a_crash_are_named_by_the_next_start(place: Place) -> None:
    place.clock.on(days=35)
    with stopped_at(place.archive, call="open", name="operations/manifest.new"), place.writing() as log:
        log.append(operations(1))
    assert "secrets/2026-05" not in place.face.log("operations").manifest.files

    opened(place)
    assert "secrets/2026-05" in place.face.log("operations").manifest.files
    assert faults(place.verified()) == []


def test_keys_that_are_gone_are_not_made_anew(place: Place) -> None:
    """What was sealed under the old ones would be lost with nobody noticing."""
    with place.writing() as log:
        (place.folder / "secrets" / "2026-04").unlink()
        with pytest.raises(Stopped, match="keys are not there"):
            log.append(operations(1))

    assert not (place.folder / "secrets" / "2026-04").exists()


def test_a_sealed_record_that_is_missing_stops_the_start(place: Place) -> None:
    part = place.face.log("operations").parts[0]
    (place.folder / part.path).unlink()

    with pytest.raises(Exception, match=r"No such file|missing"), place.writing():
        pass


def test_a_tail_with_a_gap_stops_the_start(place: Place) -> None:
    (tail,) = tail_files(place.folder)
    tail.unlink()
    (place.folder / "tail" / f"{SIZE:020d}").write_bytes(b"")
    with place.writing() as log:  # nothing says that there was more: the tail is under no signature yet
        assert log.size == 1 + RECORDS
        log.append(operations(1))
    (tail,) = tail_files(place.folder)
    frames, _end, _length = frames_of(tail)
    later = tail.with_name(f"{frames[-1].end:020d}")
    with place.writing() as log:
        log.append(operations(1))
    tail.unlink()

    assert later.exists()
    with pytest.raises(EvidenceBroken, match="is missing before the tail"), place.writing():
        pass


def test_checkpoints_cut_off_stop_the_start(place: Place) -> None:
    with place.writing() as log:
        log.seal()
    file = place.folder / "checkpoints" / "2026-04"
    notes, _rest = notes_of(place.folder, "2026-04")
    file.write_bytes(notes[0].note)

    with pytest.raises(EvidenceBroken, match="missing"), place.writing():
        pass


def test_a_start_on_a_sick_disk_is_refused_and_changes_nothing_that_counts(place: Place) -> None:
    with (
        failing(place.archive, call="fdatasync", error=errno.EIO, how="until_healed"),
        pytest.raises(OSError, match="error"),
        place.writing(),
    ):
        pass
    with place.writing() as log:
        assert log.size == SIZE
    assert faults(place.verified()) == []
