"""From the spool into the log: every message once, every message counted, wherever it is interrupted."""

from __future__ import annotations

import json
from base64 import b64decode
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from threading import Event
from typing import Any

import pytest

from sekisho.archive import files
from sekisho.archive.archive import Archive
from sekisho.archive.engines import TimedOut
from sekisho.archive.keys import make_keys
from sekisho.archive.writer import Stopped, Writer
from sekisho.intake.collect import moving, passes
from sekisho.intake.collect.passes import NotUnderstood, Passes, keep_moving
from sekisho.intake.collect.settings import Settings
from sekisho.intake.collect.spool import Head, Kind, Reason, Transport, counted, frame_bytes
from sekisho.intake.collect.spool_files import Places, file_name
from sekisho.intake.counting import HOUR, Counted, read_counts
from sekisho.intake.exporting import network_objects
from sekisho.intake.network import batch_of

AT = 1_925_341_230_000_000  # 5 January 2031, 10:00:30 in Japan
DENIED = b"<134>LAN2 Rejected at IN(101099) filter: TCP 198.51.100.9:40000 > 192.0.2.20:23"
DATED = b"<134>Jan  5 10:00:00 gw app: nothing that anybody knows"
MAIN, BRANCH = "192.0.2.1", "192.0.2.2"


def head(count: int, *, peer: str = MAIN, at: int = AT, name: str = "") -> Head:
    """Of a frame of lines."""
    return Head(Kind.MESSAGES, Transport.LF, count, at, peer, name=name)


def lines(*messages: bytes) -> bytes:
    """A payload of lines."""
    return b"".join(message + b"\n" for message in messages)


class Place:
    """A collector's folder, keys and archive."""

    def __init__(self, folder: Path) -> None:
        self.places = Places(folder / "data" / "collect")
        self.archive = Archive(folder / "data" / "archive")
        self.keys = folder / "keys"
        make_keys(self.keys, "katsuragi.invalid/sekisho", ["network"])
        files.make_directory(self.places.spool)
        self.passes = self.new()
        self.next = 0

    def new(self) -> Passes:
        """As after a restart."""
        return Passes(self.archive, self.keys, self.places, Settings())

    def spool(self, *frames: tuple[Head, bytes], tail: bytes = b"") -> Path:
        """A closed file of the spool with these frames."""
        path = self.places.spool / file_name(self.next)
        data = b""
        for each, payload in frames:
            data += frame_bytes(self.next, each, payload)
            self.next += 1
        path.write_bytes(data + tail)
        return path

    @property
    def counts(self) -> Counted:
        """What is counted."""
        return read_counts(self.places.counts)

    def stored(self, columns: str = "source, raw") -> list[tuple[Any, ...]]:
        """What is in the log."""
        answer = self.archive.ask(
            f"SELECT {columns} FROM network WHERE kind = 'record' ORDER BY position"
        ).read_all()
        return [tuple(row.values()) for row in answer.to_pylist()]


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path)


def test_what_was_received_is_stored_read_counted_and_leaves_the_spool(place: Place) -> None:
    path = place.spool(
        (head(2), lines(DENIED, b"\x81 what is this")),
        (head(1, peer=BRANCH, at=AT + HOUR), lines(DATED)),
    )

    assert place.passes.once() == 3

    assert place.stored() == [(MAIN, DENIED), (MAIN, b"\x81 what is this"), (BRANCH, DATED)]
    assert place.stored("brand, action, destination_port, transport")[0] == ("yamaha", "deny", 23, "tcp")
    main, branch = place.counts.sources[MAIN], place.counts.sources[BRANCH]
    assert (main.total.stored, main.total.read, main.total.unread, main.total.received) == (2, 1, 1, 2)
    assert (branch.first_at, branch.last_at, branch.total.unread) == (AT + HOUR, AT + HOUR, 1)
    assert list(main.brands.items()) == [("yamaha", 1)]
    assert not path.exists()


def test_refusals_and_what_the_kernel_dropped_are_counted_and_the_sum_adds_up(place: Place) -> None:
    place.spool(
        (head(1), lines(DENIED)),
        counted(head(3), Reason.TOO_LONG),
        counted(head(2), Reason.IDLE),
        counted(head(7, peer="", name="udp 127.0.0.1:5514"), Reason.KERNEL_DROPPED),
    )

    place.passes.once()

    main, lost = place.counts.sources[MAIN], place.counts.sources["(udp 127.0.0.1:5514)"]
    assert (main.total.received, main.refused, main.connections) == (4, {"too_long": 3}, {"idle": 2})
    assert (lost.total.received, lost.total.dropped) == (7, 7)


def test_the_same_bytes_again_are_kept_and_marked_also_after_a_restart(place: Place) -> None:
    place.spool((head(2), lines(DENIED, DENIED)))
    place.passes.once()
    place.spool((head(2, at=AT + 1), lines(DATED, DENIED)), (head(1, peer=BRANCH, at=AT + 1), lines(DENIED)))

    place.new().once()

    assert [again for (again,) in place.stored("again")] == [False, True, False, True, False]
    assert place.counts.sources[MAIN].total.again == 2


def test_a_file_that_was_counted_and_not_removed_is_not_counted_again(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = place.spool((head(1), lines(DENIED)))
    data = path.read_bytes()
    place.passes.once()
    path.write_bytes(data)  # as if the crash had come before it was removed

    assert place.new().once() == 0

    assert (len(place.stored()), place.counts.sources[MAIN].total.stored) == (1, 1)
    assert not path.exists()


@pytest.mark.parametrize("where", ["append", "write_counts", "let_go", "seal"])
def test_wherever_a_pass_is_interrupted_the_next_one_has_every_message_once(
    place: Place, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    place.spool((head(2), lines(DENIED, DATED)), counted(head(3), Reason.TOO_LONG))
    place.spool((head(1), lines(b"third")))
    with monkeypatch.context() as patch:
        _interrupt(patch, where)
        with pytest.raises(Stopped):
            place.passes.once()

    place.new().once()

    assert [raw for _source, raw in place.stored()] == [DENIED, DATED, b"third"]
    total = place.counts.sources[MAIN].total
    assert (total.stored, total.refused, total.again) == (3, 3, 0)
    assert [again for (again,) in place.stored("again")] == [False, False, False]


def _interrupt(patch: pytest.MonkeyPatch, where: str) -> None:
    owner: Any = Writer if where in {"append", "seal"} else moving
    inner: Callable[..., Any] = getattr(owner, where)
    calls: list[None] = []

    def interrupted(*arguments: Any, **named: Any) -> Any:
        calls.append(None)
        if len(calls) == 2:
            raise Stopped("interrupted")
        return inner(*arguments, **named)

    patch.setattr(owner, where, interrupted)


def test_an_append_that_came_through_and_was_not_acknowledged_is_not_doubled(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    place.spool((head(2), lines(DENIED, DATED)))
    inner = Writer.append

    def deaf(self: Writer, records: Any, *, batch: bytes) -> Any:
        inner(self, records, batch=batch)
        raise Stopped("the answer was lost")

    with monkeypatch.context() as patch:
        patch.setattr(Writer, "append", deaf)
        with pytest.raises(Stopped):
            place.passes.once()

    assert place.new().once() == 2

    assert [raw for _source, raw in place.stored()] == [DENIED, DATED]
    assert place.counts.sources[MAIN].total.stored == 2


def test_bytes_that_are_no_frame_are_set_aside_and_counted(place: Place) -> None:
    path = place.spool((head(1), lines(DENIED)), tail=b"SKS1 torn")

    place.passes.once()

    assert place.counts.torn == 1
    assert (place.places.aside / f"{path.name}-{path_length(1)}").read_bytes() == b"SKS1 torn"


def path_length(messages: int) -> int:
    return len(frame_bytes(0, head(messages), lines(*[DENIED] * messages)))


def test_what_hinders_is_said_once_and_that_nothing_does_when_it_is_over(
    place: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place.spool((head(1), lines(DENIED)))
    place.keys.rename(tmp_path / "away")
    monkeypatch.setattr(passes, "RETRY_SECONDS", 0.01)
    monkeypatch.setattr(passes, "LOOK_SECONDS", 0.01)
    stop, said, tries = Event(), list[str](), list[int]()

    class Watched(Passes):
        def once(self) -> int:
            tries.append(len(tries) + 1)
            if tries[-1] == 3:
                (tmp_path / "away").rename(place.keys)
            if tries[-1] == 5:
                stop.set()
            return super().once()

    keep_moving(
        Watched(place.archive, place.keys, place.places, Settings()),
        stop,
        say=lambda error: said.append(type(error).__name__),
    )

    assert said == ["NoneType", "KeyMissing", "NoneType"]
    assert place.counts.sources[MAIN].total.stored == 1


def test_an_archive_that_is_not_there_is_not_begun_anew(place: Place) -> None:
    place.spool((head(1), lines(DENIED)))
    place.passes.once()
    place.archive.folder.rename(place.archive.folder.with_name("unmounted"))
    place.spool((head(1), lines(DATED)))

    with pytest.raises((Stopped, OSError)):
        place.new().once()

    place.archive.folder.with_name("unmounted").rename(place.archive.folder)
    place.new().once()
    assert len(place.stored()) == 2


def test_many_messages_are_appended_in_pieces_and_in_order(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(moving, "ROWS_AT_ONCE", 4)
    said: Sequence[bytes] = [b"message %d" % number for number in range(10)]
    place.spool((head(7), lines(*said[:7])), (head(3), lines(*said[7:])))

    assert place.passes.once() == 10

    assert [raw for _source, raw in place.stored()] == said


@pytest.mark.parametrize("gone", ["collect", "spool"])
def test_numbers_that_begin_anew_lose_no_message(place: Place, gone: str) -> None:
    place.spool((head(2), lines(DENIED, DATED)))
    place.spool((head(1), lines(b"second")))
    place.passes.once()
    if gone == "collect":  # a new machine, or somebody who made room
        place.places.counts.unlink()
    place.next = 0
    place.spool((head(3), lines(b"third", b"fourth", b"fifth")))

    place.new().once()

    assert [raw for _source, raw in place.stored()][3:] == [b"third", b"fourth", b"fifth"]
    assert place.counts.sources[MAIN].total.stored == (3 if gone == "collect" else 6)


def test_two_movers_at_once_count_everything(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    """The one reads, the other finishes a pass, and only then the first gets the log."""
    place.spool((head(1), lines(DENIED)))
    late = place.new()
    inner = Archive.writing

    def slow(self: Archive, *arguments: Any, **named: Any) -> Any:
        monkeypatch.setattr(Archive, "writing", inner)
        place.new().once()
        place.spool((head(1), lines(DATED)))
        return inner(self, *arguments, **named)

    monkeypatch.setattr(Archive, "writing", slow)

    with pytest.raises(OSError, match="No such file"):
        late.once()
    late.once()

    assert place.counts.sources[MAIN].total.stored == len(place.stored()) == 2


def test_a_source_that_calls_itself_as_the_archive_does_is_stored(place: Place) -> None:
    place.spool((head(1, name="sekisho"), lines(DENIED)), (head(1, name="fw\x1b[2J\n"), lines(DATED)))

    assert place.passes.once() == 2

    assert [raw for _source, raw in place.stored()] == [DENIED, DATED]
    assert all(name.isprintable() for name in place.counts.sources)


def test_a_connection_that_is_not_allowed_is_no_message(place: Place) -> None:
    place.spool(
        counted(head(2), Reason.NOT_ALLOWED),
        counted(replace(head(3), transport=Transport.UDP), Reason.NOT_ALLOWED),
    )

    place.passes.once()

    main = place.counts.sources[MAIN]
    assert (main.total.received, main.refused, main.connections) == (
        3,
        {"not_allowed": 3},
        {"not_allowed": 2},
    )


def test_nobody_grows_the_counts_by_coming_from_everywhere(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(moving, "SOURCES_MAX", 3)
    peers = [f"198.51.100.{number}" for number in range(9)]
    place.spool(
        *((head(1, peer=peer), lines(DENIED)) for peer in peers),
        counted(head(5, peer="203.0.113.9"), Reason.TOO_LONG),
        (head(1, peer=peers[0]), lines(DATED)),
    )

    place.passes.once()

    sources = place.counts.sources
    assert {name: source.total.received for name, source in sources.items()} == {
        peers[0]: 2,
        peers[1]: 1,
        peers[2]: 1,
        "*": 6 + 5,
    }
    assert [peer for (peer,) in place.stored("peer")] == [*peers, peers[0]]


def test_a_log_that_is_too_much_to_remember_is_written_to_all_the_same(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    place.spool((head(1), lines(DENIED)))
    place.passes.once()
    place.spool((head(1), lines(DENIED)))

    def refuses(*_arguments: Any, **_named: Any) -> Any:
        raise TimedOut("more than 30 seconds")

    with monkeypatch.context() as patch:
        patch.setattr(Archive, "ask", refuses)
        assert place.new().once() == 1

    assert len(place.stored()) == 2


@pytest.mark.parametrize(
    "raw",
    [
        b'{"src":"198.51.100.1","dst":"192.0.2.1","user":"\\udfff","action":"deny","msg":"\\ud800"}',
        b"<134>\x81\xff LAN2 Rejected at IN(101099) filter: TCP 198.51.100.9:40000 > 192.0.2.20:23",
        b'{"src":"198.51.100.1","dst":"192.0.2.1","msg":"\xff\x81 \xe9","action":"deny"}',
        b'{"src":"198.51.100.1","dst":"192.0.2.1","bytes":"99999999999999999999999999","action":"deny"}',
    ],
)
def test_whatever_was_stored_can_be_given_out_as_utf_8(place: Place, raw: bytes) -> None:
    place.spool((head(1), lines(raw)))
    place.passes.once()
    log = place.archive.log("network")

    records = log.records(0, log.manifest.size)
    [given] = network_objects(records, log.schema, Settings(), since=-(2**62), until=2**62)

    said = json.loads(json.dumps(given, ensure_ascii=False).encode())
    assert b64decode(said["raw"]) == raw


def test_a_file_that_makes_us_stumble_each_time_is_set_aside_whole_and_counted(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = place.spool((head(2), lines(DENIED, b"stumble")))
    data = path.read_bytes()
    place.spool((head(1), lines(DATED)))
    inner = batch_of

    def stumbling(messages: Any, memories: Any) -> Any:
        if any(message.raw == b"stumble" for message in messages):
            raise RuntimeError("nobody foresaw this")
        return inner(messages, memories)

    monkeypatch.setattr(moving, "batch_of", stumbling)
    for _try in range(2):
        with pytest.raises(NotUnderstood):
            place.passes.once()

    assert place.passes.once() == 1

    main = place.counts.sources[MAIN]
    assert (main.total.received, main.total.stored, main.refused) == (3, 1, {"not_understood": 2})
    assert (place.places.aside / path.name).read_bytes() == data
    assert not path.exists()
