"""A verifier written by a stranger, from the text of the format alone, says the same of an archive as this code.

Both are shown archives of the project's own writer, whole and harmed, and archives that the stranger forged by the
text, which the project must find whole or at fault as the stranger does. Then the bytes in the text itself.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import pyarrow as pa
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from sekisho.archive.archive import Archive
from sekisho.archive.checkpoints import Checkpoint
from sekisho.archive.disposal import dispose
from sekisho.archive.notes import Ed25519Signer, parse_verifier_key
from sekisho.archive.promises import Promise, promise_statement
from sekisho.archive.records import Record
from sekisho.archive.retention import Decided
from sekisho.archive.schema import Column, ColumnType
from sekisho.archive.short_form import Mistyped, parse_short_form, short_form_of
from sekisho.archive.tail import Frame, Payload, frame_bytes
from sekisho.archive.verify import Options
from tests import stranger
from tests.unit.archive.forging import (
    BEGIN,
    DAY,
    NEXT_KEY,
    ORIGIN,
    RECEIVED,
    Forgery,
    Row,
    Said,
    declared,
    line,
    stated,
)
from tests.unit.archive.logs import BASE, NETWORK, OPERATIONS, SIGNING_KEY, Clock, Place, operations


def key_text(key: Ed25519PrivateKey, log: str = "operations") -> str:
    return str(Ed25519Signer(f"{BASE}/{log}", key).verifier_key)


def is_whole(folder: Path, keys: Sequence[str] = (key_text(SIGNING_KEY),), forms: Sequence[str] = ()) -> bool:
    """What both say; they must not differ."""
    given = []
    for form in forms:
        try:
            given.append(parse_short_form(form))
        except Mistyped:
            assert f"{form} is mistyped" in stranger.verify(folder, keys, forms)
            return False
    ours = Archive(folder).verify([parse_verifier_key(key) for key in keys], Options(tuple(given), jobs=1))
    theirs = stranger.verify(folder, keys, forms)

    assert ours.whole == (not theirs), (theirs, [each.en for each in ours.faults])
    return ours.whole


# Archives of the project's own writer


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Place:
    """Two logs over the end of a month; a promise, a clock set back, parts rolled, and records not yet sealed."""
    clock = Clock()
    place = Place(tmp_path_factory.mktemp("town"), clock=clock)
    with place.writing() as log:
        log.append(operations(30, clock=clock))
        log.seal()
        log.state(promise_statement(Promise("cs", date(2026, 4, 1), frozenset({2}), frozenset(), None)))
        for number in range(5):
            clock.on(days=7)
            log.append(operations(3, begin=30 + 3 * number, clock=clock))
            log.seal()
        log.roll()
        clock.on(hours=-5)
        log.append(operations(3, begin=900, clock=clock))
        log.seal()
        log.append(operations(4, begin=910, clock=clock))
    with Place(place.archive, NETWORK, clock).writing() as log:
        lines = [f"deny src=10.0.{n % 7}.{n % 256} port={n * 97 % 65536}".encode() for n in range(256)]
        log.append([Record("fw1", line, {"severity": n % 8}) for n, line in enumerate(lines)])
        log.append([Record("fw1", b"x" * 70_000, {})])
        log.seal()
        log.roll()
    return place


def test_an_archive_is_whole_for_both(town: Place) -> None:
    keys = [key_text(SIGNING_KEY), key_text(SIGNING_KEY, "network")]
    manifest = town.face.log("operations").manifest
    form = str(short_form_of(Checkpoint(manifest.origin, manifest.size, manifest.root)))

    assert is_whole(town.archive, keys, [form])


def test_it_is_whole_from_the_first_moment_on(tmp_path: Path) -> None:
    place = Place(tmp_path)
    with place.writing() as log:
        assert is_whole(tmp_path)
        log.append(operations(3))
        assert is_whole(tmp_path)
        log.seal()
        assert is_whole(tmp_path)
        place.clock.on(days=40)
        log.append(operations(3, begin=3))  # a month more has secrets before anything of it is sealed
        assert is_whole(tmp_path)


def test_what_was_torn_and_set_aside_is_accounted_for(tmp_path: Path) -> None:
    place = Place(tmp_path)
    with place.writing() as log:
        log.append(operations(3))
    (tail,) = (place.folder / "tail").iterdir()
    tail.write_bytes(tail.read_bytes() + b"torn")
    assert not is_whole(tmp_path)

    with place.writing() as log:
        assert is_whole(tmp_path)  # the statement is still in the tail
        log.seal()
    assert is_whole(tmp_path)

    (aside,) = (place.folder / "aside").iterdir()
    aside.write_bytes(b"else")
    assert not is_whole(tmp_path)


def test_it_is_whole_after_a_disposal(tmp_path: Path) -> None:
    place = Place(tmp_path)
    with place.writing() as log:
        log.append(operations(300))
        log.seal()
    wider = replace(OPERATIONS, number=2, columns=(*OPERATIONS.columns, Column("note", ColumnType.TEXT)))
    place.clock.on(days=400)
    with Place(tmp_path, wider, place.clock).writing() as log:
        log.append(operations(300, begin=300, clock=place.clock))
        two = [Decided(person, date(2040, 1, 1)) for person in ("甲", "乙")]
        dispose(
            log,
            end=256,
            keep_until=lambda _day: date(2000, 1, 1),
            decided=two,
            certificate="第1号",
            clock_day=date(2040, 1, 1),
        )

    assert Archive(tmp_path).log("operations").manifest.first == 256
    assert is_whole(tmp_path)


Harm = Callable[[Path], object]


def flip(pattern: str, at: int) -> Harm:
    def harm(folder: Path) -> None:
        path = min(folder.glob(pattern))
        data = bytearray(path.read_bytes())
        data[at] ^= 1
        path.write_bytes(data)

    return harm


def cut(pattern: str, count: int = 1) -> Harm:
    def harm(folder: Path) -> None:
        path = max(folder.glob(pattern))
        path.write_bytes(path.read_bytes()[:-count])

    return harm


def remove(pattern: str) -> Harm:
    return lambda folder: min(folder.glob(pattern)).unlink()


def put(path: str, data: bytes = b"") -> Harm:
    def harm(folder: Path) -> None:
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(data)

    return harm


def rewrite(pattern: str, old: str, new: str) -> Harm:
    def harm(folder: Path) -> None:
        path = min(folder.glob(pattern))
        text = path.read_text("utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), "utf-8")

    return harm


def link(folder: Path) -> None:
    path = min(folder.glob("operations/parts/*"))
    path.rename(folder.parent / "elsewhere")
    path.symlink_to(folder.parent / "elsewhere")


def grow(pattern: str, data: bytes) -> Harm:
    def harm(folder: Path) -> None:
        path = max(folder.glob(pattern))
        path.write_bytes(path.read_bytes() + data)

    return harm


def other_log(folder: Path) -> None:
    shutil.rmtree(folder / "operations")
    shutil.copytree(folder / "network", folder / "operations")


def lines_from(first: int) -> bytes:
    return frame_bytes(Frame(first, RECEIVED + 90 * DAY, 2, Payload.LINES, 1, "fw1", b"a\nb\n"))


HARMS: dict[str, Harm] = {
    "a part with another byte": flip("operations/parts/*", 500),
    "a part cut short": cut("operations/parts/*"),
    "a part gone": remove("operations/parts/*"),
    "a part more": put("operations/parts/00000000000000000900-00000000000000000901.parquet"),
    "a part as a link": link,
    "marks with another byte": flip("operations/marks/*", 3),
    "marks gone": remove("operations/marks/*"),
    "a tile with another byte": flip("network/tile/1/000.p/*", 4),
    "a tile cut short": cut("network/tile/1/000.p/*", 1),
    "a tile gone": remove("network/tile/1/000.p/*"),
    "a tile of an earlier size": put("network/tile/1/000.p/2", bytes(64)),
    "a tile of level 0": put("network/tile/0/000.p/2", bytes(64)),
    "a salt key with another character": rewrite("operations/secrets/*-*", '"salt_key":"', '"salt_key":"A'),
    "a month's secrets gone": remove("operations/secrets/*-*"),
    "a month's secrets in another form": rewrite("operations/secrets/*-*", ":", ": "),
    "a year's secrets gone": remove("operations/secrets/fy*"),
    "the manifest gone": remove("operations/manifest"),
    "the manifest with another byte": flip("operations/manifest", 70),
    "the manifest without its signature": cut("operations/manifest", 100),
    "a checkpoint with another size": rewrite("operations/checkpoints/*", "\n31\n", "\n32\n"),
    "the last checkpoint gone": cut("operations/checkpoints/*", 210),
    "zeros behind the last checkpoint": grow("operations/checkpoints/*", bytes(9)),
    "a checkpoint file more": put("operations/checkpoints/2026-06"),
    "a frame of the tail with another byte": flip("operations/tail/*", 60),
    "a frame of the tail cut short": cut("operations/tail/*"),
    "a tail that begins too late": put(f"network/tail/{300:020}", lines_from(300)),
    "a tail that begins within the sealed": put(f"network/tail/{257:020}", lines_from(257)),
    "bytes that are no frame": put(f"network/tail/{258:020}", b"SKF1" + bytes(40)),
    "a file aside of which nothing is said": put("operations/aside/x", b"x"),
    "a new manifest not yet in its place": put("operations/manifest.new"),
    "a lock that holds something": put("operations/lock", b"1"),
    "a file beside the logs": put("notes.txt"),
    "a directory beside the logs": put("Notes/notes.txt"),
    "a handover that is none": put("handovers/0001", b"x\n"),
    "another log in its place": other_log,
}


@pytest.mark.parametrize("harm", HARMS)
def test_both_find_the_harm(harm: str, town: Place, tmp_path: Path) -> None:
    folder = tmp_path / "archive"
    shutil.copytree(town.archive, folder)
    HARMS[harm](folder)

    assert not is_whole(folder)


# Archives that the stranger forges


def promised(**more: object) -> Row:
    said: Said = {"statement": "promise", "source": "cs", "since": "2026-04-01", "until": None, "except": []}
    return stated(said | {"weekdays": list(range(7))} | more)


def disposed(**more: object) -> Row:
    said: Said = {"statement": "disposal", "first": 0, "end": 256, "floor": "2026-04-30", "certificate": "1"}
    return stated(said | {"decided": [], "carried": [declared()]} | more)


Change = Callable[[pa.Table], pa.Table]


def without(name: str) -> Change:
    return lambda table: table.drop_columns([name])


def changed(name: str, value: object) -> Change:
    """The last value of a column."""

    def change(table: pa.Table) -> pa.Table:
        place = table.column_names.index(name)
        values = [*table[name].to_pylist()[:-1], value]
        return table.set_column(place, name, pa.array(values, table[name].type))

    return change


def cast(name: str, kind: pa.DataType) -> Change:
    return lambda table: table.set_column(table.column_names.index(name), name, table[name].cast(kind))


def second_declaration(log: Forgery) -> Forgery:
    return replace(log.part(BEGIN), declaration=SECOND).part([stated(SECOND), line()])


def first_declaration_again(log: Forgery) -> Forgery:
    return replace(second_declaration(log), declaration=declared()).part([line()])


SECOND = declared(2)
SET_BACK = {"statement": "clock", "before": RECEIVED, "after": RECEIVED - 5}
NO_FILE = {"statement": "aside", "file": "aside/x", "bytes": 0, "sha256": ""}
BLOCK = [stated(declared()), *(line(number) for number in range(255))]
LONG = [line(raw=b"x" * length) for length in (65_350, *range(65_440, 65_460), 70_000)]
DAYS = [line(number, RECEIVED + number * DAY) for number in (0, 1, 3, 4)]
TAKEN_BACK = promised(since="2026-04-03", until="2026-04-03")

Forging = Callable[[Forgery], object]
WHOLE: dict[str, Forging] = {
    "a few records": lambda log: log.part(BEGIN),
    "blocks and parts": lambda log: log.part(BLOCK).part([line(number) for number in range(300)]),
    "everything absent": lambda log: log.part([*BEGIN, {"kind": 1, "source": "", "received_at": RECEIVED}]),
    "long records": lambda log: log.part([*BEGIN, *LONG]),
    "a declaration more": second_declaration,
    "a step back that is said": lambda log: log.part([*BEGIN, stated(SET_BACK, RECEIVED - 5)]),
    "a promise but for one day": lambda log: log.part(
        [*BEGIN, promised(**{"except": ["2026-04-03"]}), *DAYS]
    ),
    "a promise that has ended": lambda log: log.part([*BEGIN, promised(until="2026-04-03"), *DAYS]),
    "a promise taken back": lambda log: log.part([*BEGIN, promised(), TAKEN_BACK, *DAYS]),
    "an unknown statement": lambda log: log.part([*BEGIN, stated({"statement": "weather"})]),
    "a cosigned checkpoint": lambda log: log.part(BEGIN).cosigned(3, log.text(3)),
    "a disposal": lambda log: log.part(BLOCK).part([line(), disposed()]).dispose(),
    "a handover": lambda log: log.part(BEGIN).hand_over(3).part([line()]),
    "no column for boxes": lambda log: log.part(BEGIN, without("sealed")),
    "moments in milliseconds": lambda log: log.part(BEGIN, cast("at", stranger.MILLISECONDS)),
    "columns in another order": lambda log: log.part(
        BEGIN, lambda table: table.select(table.column_names[::-1])
    ),
}
AT_FAULT: dict[str, Forging] = {
    "no declaration": lambda log: log.part([line()]),
    "an old declaration again": first_declaration_again,
    "a declaration of another log": lambda log: log.part([stated(declared(origin=f"{BASE}/x"))]),
    "a declaration within a part": lambda log: log.part([*BEGIN, stated(SECOND), line()]),
    "a declaration of what cannot be": lambda log: log.part([stated(declared(event_time="who"))]),
    "a step back": lambda log: log.part([*BEGIN, line(at=RECEIVED - 5)]),
    "a step back of which another is said": lambda log: log.part([*BEGIN, stated(SET_BACK, RECEIVED - 6)]),
    "a step back between parts": lambda log: log.part(BEGIN).part([line(at=RECEIVED - 5)]),
    "a kind that is none": lambda log: log.part([*BEGIN, line(kind=2)]),
    "a record in the name of the archive": lambda log: log.part([*BEGIN, line(source="sekisho")]),
    "a statement that says nothing": lambda log: log.part([*BEGIN, stated({})]),
    "a statement that is no JSON": lambda log: log.part([*BEGIN, stated({}, raw=b"{")]),
    "a promise broken": lambda log: log.part([*BEGIN, promised(), *DAYS]),
    "a promise of nobody seen": lambda log: log.part([*BEGIN, promised(source="x"), TAKEN_BACK, *DAYS]),
    "a file aside that is not there": lambda log: log.part([*BEGIN, stated(NO_FILE)]),
    "a value changed": lambda log: log.part(BEGIN, changed("count", 7)),
    "an empty text for none": lambda log: log.part([*BEGIN, line(who=None)], changed("who", "")),
    "two positions alike": lambda log: log.part(BEGIN, changed("position", 1)),
    "a record too few": lambda log: log.part(BEGIN, lambda table: table.slice(0, 2)),
    "a column less": lambda log: log.part(BEGIN, without("more_0")),
    "a column more": lambda log: log.part(BEGIN, lambda table: table.append_column("x", table["who"])),
    "moments in nanoseconds": lambda log: log.part(BEGIN, cast("at", pa.timestamp("ns", "UTC"))),
    "moments of no zone": lambda log: log.part(BEGIN, cast("at", pa.timestamp("ms"))),
    "receipt in milliseconds": lambda log: log.part(BEGIN, cast("received_at", stranger.MILLISECONDS)),
    "numbers as moments": lambda log: log.part(BEGIN, cast("count", stranger.MILLISECONDS)),
    "a checkpoint of another root": lambda log: log.part(BEGIN).checkpoint_before(2, bytes(32)),
    "a checkpoint by nobody known": lambda log: log.part(BEGIN).checkpoint_before(2, None, NEXT_KEY),
    "a checkpoint twice": lambda log: log.part(BEGIN).checkpoint(),
    "a smaller checkpoint": lambda log: log.part(BEGIN).checkpoint(2),
    "cosigned under another size": lambda log: log.part(BEGIN).cosigned(2, log.text(3)),
    "cosigned with another root": lambda log: log.part(BEGIN).cosigned(2, log.text(2, bytes(32))),
    "records gone and nothing said": lambda log: log.part(BLOCK).part([line()]).dispose(),
    "records gone and less said": lambda log: log.part(BLOCK).part([line(), disposed(end=255)]).dispose(),
    "a disposal that carries nothing": lambda log: log.part(BLOCK).part([disposed(carried=[])]).dispose(),
    "a handover of another root": lambda log: log.part(BEGIN).hand_over(3, bytes(32)).part([line()]),
    "a handover by the old key alone": lambda log: (
        log.part(BEGIN).hand_over(3, None, SIGNING_KEY).part([line()])
    ),
    "a handover before the last checkpoint": lambda log: log.part(BEGIN).hand_over(2),
    "a handover from beyond the end": lambda log: log.part(BEGIN).hand_over(9, bytes(32)),
}


@pytest.mark.parametrize("name", WHOLE)
def test_both_find_whole_what_the_stranger_wrote(name: str, tmp_path: Path) -> None:
    log = Forgery(tmp_path)
    WHOLE[name](log)
    log.sign()

    assert is_whole(tmp_path)


@pytest.mark.parametrize("name", AT_FAULT)
def test_both_find_the_fault_in_what_the_stranger_wrote(name: str, tmp_path: Path) -> None:
    log = Forgery(tmp_path)
    AT_FAULT[name](log)
    log.sign()

    assert not is_whole(tmp_path)


def test_a_manifest_of_another_root_is_at_fault(tmp_path: Path) -> None:
    log = Forgery(tmp_path).part(BEGIN)
    log.sign(root=bytes(32))

    assert not is_whole(tmp_path)


# Checkpoints from paper and keys


def test_a_form_that_is_mistyped_is_told_from_one_that_is_wrong(tmp_path: Path) -> None:
    log = Forgery(tmp_path).part(BEGIN)
    log.sign()
    forms = [str(short_form_of(Checkpoint(ORIGIN, size, log.roots[size]))) for size in (1, 2, 3)]
    wrong = str(short_form_of(Checkpoint(ORIGIN, 2, bytes(32))))
    beyond = str(short_form_of(Checkpoint(ORIGIN, 4, bytes(32))))
    mistyped = forms[1].replace("operations-2-", "operations-3-")

    assert is_whole(tmp_path, forms=forms)
    assert is_whole(
        tmp_path, forms=[form.lower().replace("0", "o").replace("-1", "-l") for form in forms[1:]]
    )
    for form in (wrong, beyond, mistyped):
        assert not is_whole(tmp_path, forms=[form])
    (fault,) = stranger.verify(tmp_path, [key_text(SIGNING_KEY)], [wrong])
    assert "do not give the root" in fault


def test_a_form_of_what_was_disposed_of_cannot_be_compared(tmp_path: Path) -> None:
    log = Forgery(tmp_path).part(BLOCK).part([line(), disposed()]).dispose()
    log.sign()

    assert not is_whole(tmp_path, forms=[str(short_form_of(Checkpoint(ORIGIN, 9, log.roots[9])))])


@pytest.mark.parametrize("keys", [[SIGNING_KEY], [NEXT_KEY], [SIGNING_KEY, NEXT_KEY]])
def test_either_key_of_a_handover_can_be_trusted(keys: list[Ed25519PrivateKey], tmp_path: Path) -> None:
    log = Forgery(tmp_path).part(BEGIN).hand_over(3).part([line()])
    log.sign()

    assert is_whole(tmp_path, [key_text(key) for key in keys])


def test_a_key_may_be_handed_out_before_its_log_begins(tmp_path: Path) -> None:
    assert not is_whole(tmp_path)
    Forgery(tmp_path).part(BEGIN).sign()

    assert is_whole(tmp_path, [key_text(SIGNING_KEY), key_text(SIGNING_KEY, "network")])
    assert not is_whole(tmp_path, forms=[str(short_form_of(Checkpoint(f"{BASE}/network", 2, bytes(32))))])


def test_a_key_that_no_handover_leads_to_is_not_trusted(tmp_path: Path) -> None:
    Forgery(tmp_path).part(BEGIN).sign()

    assert not is_whole(tmp_path, [key_text(NEXT_KEY)])
    assert not is_whole(tmp_path, [key_text(SIGNING_KEY), key_text(NEXT_KEY)])
