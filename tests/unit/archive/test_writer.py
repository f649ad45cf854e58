"""Appending and sealing: what is acknowledged is durable, in order, once; what cannot be taken in is refused openly."""

from __future__ import annotations

import errno
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from sekisho.archive import files, growing, open_tail
from sekisho.archive.records import BadRecord, Record
from sekisho.archive.schema import Column, ColumnType, LogSchema
from sekisho.archive.store import EvidenceBroken
from sekisho.archive.writer import OtherSchema, Receipt, Stopped, Writer, writing
from tests.disks.calls import seen_by
from tests.disks.failing import (
    OPEN_FOR_WRITING,
    failing,
    full_disk,
    moved_away,
    read_only,
    read_only_disk,
    small_disk,
)
from tests.unit.archive.logs import Place, faults, operations

NAME, OTHER_NAME = b"the client's own", b"another client's"


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path / "archive")


def whole(place: Place) -> bool:
    return faults(place.verified()) == []


def stopped(log: Writer) -> bool:
    return log.stopped is not None


def test_records_stand_in_order_after_the_declaration(place: Place) -> None:
    with place.writing() as log:
        first = log.append(operations(3))
        second = log.append(operations(2, begin=3))
        log.seal()

    kept = list(place.face.log("operations").records(0, 6))
    assert (first, second) == (Receipt(((1, 4),)), Receipt(((4, 6),)))
    assert [record.values[-1] for record in kept] == [None, 0, 1, 2, 3, 4]
    assert whole(place)


def test_nothing_is_written_for_no_records(place: Place) -> None:
    with place.writing() as log:
        assert log.append([]) == Receipt(())
        assert (log.size, log.seal()) == (0, 0)


def test_a_record_that_does_not_fit_is_refused_and_nothing_is_written(place: Place) -> None:
    with place.writing() as log:
        with pytest.raises(BadRecord):
            log.append([*operations(2), Record("cs", b"", {"nobody declared": 1})])
        with pytest.raises(BadRecord, match="16 bytes"):
            log.append(operations(1), batch=b"short")

        assert (log.size, log.stopped) == (0, None)


@pytest.mark.parametrize("sealed", [False, True])
@pytest.mark.parametrize("anew", [False, True])
def test_an_append_repeated_under_its_name_is_not_doubled(place: Place, *, sealed: bool, anew: bool) -> None:
    with place.writing() as log:
        told = log.append(operations(5), batch=NAME)
        if sealed:
            log.seal()
        if not anew:
            again = log.append(operations(5), batch=NAME)
    if anew:
        with place.writing() as log:
            again = log.append(operations(5), batch=NAME)
            other = log.append(operations(5), batch=OTHER_NAME)
            assert other.repeated == 0

    assert (again.ranges, again.repeated) == (told.ranges, 5)


def test_of_an_append_that_came_through_in_part_only_the_rest_is_appended(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(growing, "ROWS_A_FRAME", 4)
    with place.writing() as log:
        log.append(operations(1))
        with (
            failing(place.archive, call="write", error=errno.EIO, after=1, name="*tail*"),
            failing(place.archive, call="ftruncate", error=errno.EIO),
            pytest.raises(Stopped),
        ):
            log.append(operations(10), batch=NAME)
        again = log.append(operations(10), batch=NAME)
        log.seal()
        kept = [record.values[-1] for record in place.face.log("operations").records(2, log.size)]

    assert again.repeated == 4
    assert kept == list(range(10))
    assert whole(place)


def test_a_clock_set_back_is_said_in_the_log(place: Place) -> None:
    with place.writing() as log:
        log.append(operations(1))
        place.clock.on(hours=-1)
        log.append(operations(1))
        log.seal()

        assert [each.what for each in log.statements] == ["schema", "clock"]
    assert whole(place)


def test_a_clock_that_trembles_is_not_worth_a_word(place: Place) -> None:
    with place.writing() as log:
        log.append(operations(1))
        place.clock.on(milliseconds=-900)
        log.append(operations(1))
        log.seal()

        assert [each.what for each in log.statements] == ["schema"]
    assert whole(place)


def test_a_clock_set_back_before_a_start_is_said_too(place: Place) -> None:
    with place.writing() as log:
        log.append(operations(1))
        log.seal()
    place.clock.on(days=-1)
    with place.writing() as log:
        log.append(operations(1))
        log.seal()

    assert "clock_said" in {each.what for each in place.verified().findings}
    assert whole(place)


def test_a_clock_set_back_over_the_end_of_a_month_keeps_checkpoints_in_order(place: Place) -> None:
    with place.writing() as log:
        log.append(operations(1))
        log.seal()
        place.clock.on(days=-20)
        log.append(operations(1))
        log.seal()
    with place.writing() as log:
        log.append(operations(1))
        log.seal()

    assert [path.name for path in (place.folder / "checkpoints").iterdir()] == ["2026-04"]
    assert whole(place)


def test_a_new_month_has_keys_of_its_own_before_its_first_record(place: Place) -> None:
    with place.writing() as log:
        log.append(operations(1))
        place.clock.on(days=35)
        log.append(operations(1))

        assert {"secrets/2026-04", "secrets/2026-05", "secrets/fy2026"} <= log.manifest.files.keys()


def declared(place: Place, number: int) -> LogSchema:
    more = Column("terminal", ColumnType.TEXT)
    return replace(place.schema, number=number, columns=(*place.schema.columns, more))


def test_a_declaration_that_follows_is_stated_and_taken(place: Place) -> None:
    with place.writing() as log:
        log.append(operations(1))
    later = Place(place.archive, declared(place, 2), place.clock)
    with later.writing() as log:
        log.append(operations(1))
        log.seal()

        assert [each.what for each in log.statements] == ["schema", "schema"]
        assert len(later.face.log("operations").parts) == 2
    assert whole(place)


@pytest.mark.parametrize("number", [1, 3])
def test_a_declaration_that_does_not_follow_is_refused(place: Place, number: int) -> None:
    with place.writing() as log:
        log.append(operations(1))
    other = Place(place.archive, declared(place, number), place.clock)

    with pytest.raises(OtherSchema), other.writing():
        pass


def test_one_log_has_one_writer(place: Place) -> None:
    with place.writing() as log:
        with pytest.raises(files.Locked), place.writing():
            pass
        log.append(operations(1))
    with place.writing() as log:
        assert log.size == 2


def test_a_writer_that_is_closed_takes_nothing_in(place: Place) -> None:
    with place.writing() as log:
        log.append(operations(1))
    for act in (lambda: log.append(operations(1)), log.seal, log.roll, log.name_files_beside):
        with pytest.raises(Stopped, match="closed"):
            act()


def test_a_log_that_is_not_there_is_begun_only_where_that_is_meant(place: Place) -> None:
    with (
        pytest.raises(FileNotFoundError),
        writing(place.folder, place.schema, signers=[place.signer], begin=False),
    ):
        pass
    files.make_directory(place.folder)  # as the empty directory of a disk that is not mounted
    with (
        pytest.raises(FileNotFoundError, match="not there"),
        writing(place.folder, place.schema, signers=[place.signer], begin=False),
    ):
        pass


def test_records_without_a_manifest_are_not_taken_for_a_new_log(place: Place) -> None:
    with place.writing() as log:
        log.append(operations(1))
    (place.folder / "manifest").unlink()

    with pytest.raises(EvidenceBroken, match="no manifest"), place.writing():
        pass


@pytest.mark.parametrize(
    "sick",
    [
        lambda folder: failing(folder, call="write", error=errno.EIO, how="until_healed"),
        lambda folder: failing(folder, call="fdatasync", error=errno.EIO, how="until_healed"),
        lambda folder: failing(folder, call=OPEN_FOR_WRITING, error=errno.EACCES, how="until_healed"),
        full_disk,
        read_only_disk,
    ],
    ids=["write", "sync", "owner", "full", "read-only"],
)
def test_on_a_sick_disk_it_stops_openly_and_healed_it_goes_on(
    place: Place, sick: Callable[[Path], AbstractContextManager[object]]
) -> None:
    with place.writing() as log:
        log.append(operations(1))
        log.seal()
        with sick(place.archive):
            for _ in range(2):
                with pytest.raises(Stopped):
                    log.append(operations(1, begin=1), batch=NAME)
            assert stopped(log)
            assert place.verified().rows == 2
        log.append(operations(1, begin=1), batch=NAME)
        log.seal()

        assert not stopped(log)
        assert [record.values[-1] for record in place.face.log("operations").records(1, 9)] == [0, 1]
    assert whole(place)


def append_for_ever(log: Writer) -> None:
    while True:
        log.append(operations(20, begin=max(0, log.size - 1)))


def test_a_disk_that_is_truly_full_is_written_to_again_when_there_is_room() -> None:
    with small_disk(400_000) as disk:
        place = Place(disk / "archive")
        ballast = disk / "ballast"
        ballast.write_bytes(bytes(250_000))
        with place.writing() as log:
            with pytest.raises(Stopped, match="space"):
                append_for_ever(log)
            taken = log.size - 1  # the frame that found no room is cut off again
            ballast.unlink()
            log.append(operations(20, begin=taken))
            log.seal()
            kept = [record.values[-1] for record in place.face.log("operations").records(1, log.size)]

        assert kept == list(range(taken + 20))
        assert whole(place)


def test_on_a_disk_that_is_truly_read_only_no_writer_starts_and_reading_goes_on() -> None:
    with small_disk(2_000_000) as disk:
        place = Place(disk / "archive")
        with place.writing() as log:
            log.append(operations(3))
            log.seal()
        with read_only(disk):
            with pytest.raises(OSError, match="Read-only"), place.writing():
                pass
            assert whole(place)
            assert place.face.record("operations", 3).values[-1] == 2
        with place.writing() as log:
            log.append(operations(1))


@pytest.mark.parametrize("days", [0, 40])
def test_where_the_disk_is_not_mounted_nothing_is_begun_in_its_place(place: Place, days: int) -> None:
    """No keys are made anew either: with them would go what was sealed under them, once the disk is back."""
    with place.writing() as log:
        log.append(operations(1))
        log.seal()
        with moved_away(place.folder):
            place.clock.on(days=days)
            with pytest.raises(Stopped, match=r"not there|No such file"):
                log.append(operations(1))
            with pytest.raises(Stopped):
                log.seal()
            assert not place.folder.exists()
        log.append(operations(1))
        log.seal()

    assert whole(place)


def test_many_threads_share_their_syncs_and_nothing_is_lost(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(open_tail, "TAIL_BYTES", 5_000)
    told: list[tuple[int, Receipt]] = []

    def client(log: Writer, begin: int) -> None:
        told.extend((n, log.append(operations(1, begin=n))) for n in range(begin, begin + 10))

    with place.writing() as log:
        threads = [threading.Thread(target=client, args=(log, 100 * each)) for each in range(4)]
        for thread in threads:
            thread.start()
        log.seal()
        for thread in threads:
            thread.join()
        size = log.seal()
    kept = {record.position: record.values[-1] for record in place.face.log("operations").records(0, size)}

    assert size == 41
    assert {number: kept[receipt.ranges[0][0]] for number, receipt in told} == {n: n for n, _receipt in told}
    assert whole(place)


def test_who_waits_for_a_sync_that_fails_is_refused_too(place: Place) -> None:
    """One thread syncs for both; when that fails, neither record counts, and neither may be acknowledged."""
    refused: list[str] = []
    second = threading.Event()

    def fail_for_both(name: str, call: Callable[..., object], *arguments: object) -> object:
        if name == "fdatasync":
            second.wait(10)
            raise OSError(errno.EIO, "the disk is sick")
        if name == "write" and threading.current_thread() is other:
            done = call(*arguments)
            second.set()
            return done
        return call(*arguments)

    def client(log: Writer, name: bytes) -> None:
        try:
            log.append(operations(1), batch=name)
        except Stopped as stopped:
            refused.append(str(stopped))

    with place.writing() as log:
        log.append(operations(1))
        one = threading.Thread(target=client, args=(log, NAME))
        other = threading.Thread(target=client, args=(log, OTHER_NAME))
        with seen_by(fail_for_both):
            one.start()
            other.start()
            one.join(20)
            other.join(20)
        receipts = [log.append(operations(1), batch=name) for name in (NAME, OTHER_NAME)]
        log.seal()

    assert len(refused) == 2
    assert [receipt.repeated for receipt in receipts] == [0, 0]
    assert whole(place)


def test_pieces_stand_one_behind_the_other(place: Place) -> None:
    with place.writing() as log:
        pieces = [(operations(4, begin=begin), bytes([begin + 1]) * 16) for begin in (0, 4, 8)]
        ranges = [receipt.ranges for receipt in log.append_each(pieces)]
        log.seal()

    assert ranges == [((1, 5),), ((5, 9),), ((9, 13),)]
    assert whole(place)


def test_behind_a_piece_that_did_not_get_to_the_disk_stands_none(place: Place) -> None:
    """Else the next import of the same file would take the name of the lost piece for that of a later one."""
    pieces = [(operations(4, begin=begin), bytes([begin + 1]) * 16) for begin in (0, 4, 8)]
    with place.writing() as log:
        log.append(operations(1))
        given: list[Receipt] = []
        with failing(place.archive, call="fdatasync", error=errno.EIO), pytest.raises(Stopped):
            given.extend(log.append_each(pieces))
        assert given == []
        receipts = list(log.append_each(pieces))
        log.seal()

    assert [(receipt.ranges, receipt.repeated) for receipt in receipts] == [
        (((2, 6),), 0),
        (((6, 10),), 0),
        (((10, 14),), 0),
    ]
    assert whole(place)


def test_a_piece_does_not_stand_behind_one_that_another_start_has_left_behind(place: Place) -> None:
    def broken_between() -> Iterator[tuple[list[Record], bytes]]:
        yield operations(4), NAME
        with failing(place.archive, call="write", error=errno.EIO), pytest.raises(Stopped):
            log.append(operations(1))
        log.append(operations(1))
        yield operations(4, begin=4), OTHER_NAME

    with place.writing() as log:
        with pytest.raises(Stopped):
            list(log.append_each(broken_between()))
        log.seal()
    assert whole(place)


def test_a_writer_interrupted_in_the_middle_of_a_frame_goes_on_behind_the_last_whole_one(
    place: Place,
) -> None:
    def interrupt(name: str, call: Callable[..., object], *arguments: object) -> object:
        if name == "write":
            descriptor, data = arguments
            assert isinstance(data, memoryview)
            call(descriptor, data[: len(data) // 2])
            raise KeyboardInterrupt
        return call(*arguments)

    with place.writing() as log:
        log.append(operations(1))
        with seen_by(interrupt), pytest.raises(KeyboardInterrupt):
            log.append(operations(1, begin=1), batch=NAME)
        log.append(operations(1, begin=1), batch=NAME)
        log.seal()

        assert [record.values[-1] for record in place.face.log("operations").records(1, 9)] == [0, 1]
    assert whole(place)


def test_a_seal_that_could_not_read_back_what_it_wrote_is_done_again(place: Place) -> None:
    def lose(name: str, call: Callable[..., object], *arguments: object) -> object:
        done = call(*arguments)
        if name == "rename" and str(arguments[1]).endswith(".parquet"):
            Path(str(arguments[1])).write_bytes(b"something else")
        return done

    with place.writing() as log:
        log.append(operations(3))
        with seen_by(lose), pytest.raises((Stopped, EvidenceBroken)):
            log.seal()
        log.append(operations(1, begin=3))
        log.seal()

        assert log.sealed_size == 5
    assert whole(place)


def test_moments_are_those_of_the_clock(place: Place) -> None:
    with place.writing() as log:
        log.append(operations(1))
        log.seal()
    record = place.face.record("operations", 1)

    assert record.received_at == int(datetime.timestamp(place.clock.now) * 1_000_000)
