"""The worked example in docs/spec/archive-format.md: its bytes are what this code gives, and what a stranger's does."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import numpy as np
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from sekisho.archive.checkpoints import Checkpoint, open_checkpoint, sign_checkpoint
from sekisho.archive.handovers import key_chain
from sekisho.archive.marks import marks_of
from sekisho.archive.merkle import compact_range_of
from sekisho.archive.notes import Ed25519Signer, format_note
from sekisho.archive.proving import check_proof
from sekisho.archive.records import Kept, Kind, encode, entry, statement_bytes
from sekisho.archive.salts import salts
from sekisho.archive.schema import Column, ColumnType, LogSchema, declaration
from sekisho.archive.sealing import Opened, open_box, tokens
from sekisho.archive.short_form import parse_short_form, short_form_of
from sekisho.archive.tail import Frame, Payload, frame_bytes
from sekisho.archive.tiles import new_tiles
from tests import by_hand, stranger

FORMAT = Path(__file__).parents[3] / "docs" / "spec" / "archive-format.md"
ORIGIN = "katsuragi.example/sekisho/operations"
SEED, SALT_KEY, DATA_KEY, TOKEN_KEY = (bytes(range(begin, begin + 32)) for begin in (0x00, 0x20, 0x40, 0x60))
RECEIVED = 1_795_651_200_000_000  # 2026-11-26T00:00:00Z
SCHEMA = LogSchema(
    ORIGIN,
    (
        Column("occurred_at", ColumnType.MOMENT),
        Column("operator_id", ColumnType.TEXT),
        Column("subject", ColumnType.TEXT, personal=True, token=True),
        Column("printed", ColumnType.FLAG),
    ),
    event_time="occurred_at",
    raw_personal=True,
)
SECTION = FORMAT.read_text("utf-8").partition("## 14. A worked example")[2]
FENCED = re.findall(r"^```\n(.*?)^```$", SECTION, re.MULTILINE | re.DOTALL)


def fields(title: str) -> dict[str, bytes]:
    """The hexadecimal fields of one block, by label, in order."""
    (block,) = (each for each in FENCED if each.startswith(f"{title}\n"))
    found: dict[str, bytes] = {}
    label = ""
    for line in block.splitlines()[1:]:
        label = line[2:18].strip() or label
        found[label] = found.get(label, b"") + bytes.fromhex(line[18:])
    return found


def whole(title: str) -> bytes:
    return b"".join(fields(title).values())


RECORDS = [whole(title) for title in ("record 0, the declaration", "record 1", "record 2")]


def kept() -> list[Kept]:
    """The records as the text tells of them."""
    (token,) = tokens(TOKEN_KEY, "subject", ["00000000001"])
    sealed = fields("record 1")["sealed"]
    rows = [
        (Kind.STATEMENT, "sekisho", statement_bytes(declaration(SCHEMA)), None, (None, None, None, None)),
        (Kind.RECORD, "cs", None, sealed, (RECEIVED - 2_000_000, "U001", token, True)),
        (Kind.RECORD, "cs", None, None, (None, "", None, None)),
    ]
    return [
        Kept(kind, 1, position, RECEIVED + position * 1_000_000, source, raw, box, values)
        for position, (kind, source, raw, box, values) in enumerate(rows)
    ]


def test_the_records() -> None:
    assert [encode(record, SCHEMA) for record in kept()] == RECORDS


def test_the_records_by_a_stranger() -> None:
    stored = stranger.stored_columns(declaration(SCHEMA))
    for record, data in zip(kept(), RECORDS, strict=True):
        row = {
            name: getattr(record, name)
            for name in ("position", "received_at", "kind", "source", "raw", "sealed")
        }
        row |= {name: value for (name, _), value in zip(stored, record.values, strict=True)}

        assert stranger.record_bytes(row, 1, stored) == data


def test_the_box() -> None:
    opened = open_box(fields("record 1")["sealed"], data_key=DATA_KEY, origin=ORIGIN, schema=1, position=1)

    assert opened == Opened(("00000000001",), b"09:00,U001,00000000001")
    assert fields("box of record 1")["plain"] == b'["00000000001"]\x00' + b"09:00,U001,00000000001"


def test_the_salts_and_leaves() -> None:
    entries = fields("entries")
    kept_salts = [entries[f"salt_{position}"] for position in range(3)]
    hashed = [
        stranger.sha256(b"\0" + entry(salt, record)) for salt, record in zip(kept_salts, RECORDS, strict=True)
    ]

    assert salts(SALT_KEY, 0, 3) == b"".join(kept_salts) == stranger.keystream(SALT_KEY, 0)[:48]
    assert hashed == [entries[f"leaf_{position}"] for position in range(3)]
    lengths = [str(len(entry(salt, record))) for salt, record in zip(kept_salts, RECORDS, strict=True)]
    assert f"{lengths[0]}, {lengths[1]} and {lengths[2]} bytes" in SECTION


def leaves() -> list[bytes]:
    return [fields("entries")[f"leaf_{position}"] for position in range(3)]


def test_the_root() -> None:
    tree = stranger.Tree()
    for leaf in leaves():
        tree.add(leaf)
    entries = fields("entries")

    assert compact_range_of(0, leaves()).root() == entries["root"] == tree.root()
    assert stranger.sha256(b"\1" + leaves()[0] + leaves()[1]) == entries["node_0_2"]


def test_the_checkpoint() -> None:
    signer = Ed25519Signer(ORIGIN, Ed25519PrivateKey.from_private_bytes(SEED))
    checkpoint = Checkpoint(ORIGIN, 3, fields("entries")["root"])
    note = format_note(sign_checkpoint(checkpoint, [signer])).decode()

    assert note in FENCED
    assert f"{signer.verifier_key}\n" in FENCED
    assert open_checkpoint(note.encode(), [signer.verifier_key], ORIGIN).checkpoint == checkpoint
    name, key = stranger.public_key(str(signer.verifier_key))
    assert stranger.signers(note, name, [key]) == {key}


def test_the_short_form() -> None:
    (form,) = re.findall(r"`(operations-3-[^`]*)`", SECTION)
    expected = short_form_of(Checkpoint(ORIGIN, 3, fields("entries")["root"]))
    faults: list[str] = []
    log = stranger.Log(Path("operations"), ORIGIN, [], faults)
    stranger.take_short_form(form, {"operations": log}, faults)

    assert str(expected) == form
    assert parse_short_form(form) == expected
    ((_, fits),) = log.expected[3]
    assert fits(fields("entries")["root"])
    assert not faults


def test_the_marks() -> None:
    assert marks_of(0, np.frombuffer(b"".join(leaves()), np.uint8).reshape(3, 32)) == whole("marks of [0, 3)")


def test_the_frame() -> None:
    frame = Frame(3, RECEIVED + 3_000_000, 2, Payload.LINES, 1, "fw1", b"a\nbc\n")

    assert frame_bytes(frame) == whole("frame of lines")


def test_the_proof_file() -> None:
    (text,) = (each for each in FENCED if each.startswith("c2sp.org/tlog-proof@v1\n"))
    key = Ed25519Signer(ORIGIN, Ed25519PrivateKey.from_private_bytes(SEED)).verifier_key

    proven = check_proof(text.encode(), key_chain([], [key]))

    assert (proven.index, proven.checkpoint.size, proven.entry[16:]) == (1, 3, RECORDS[1])
    assert proven.schema == SCHEMA


def test_by_hand_the_text_gives_the_box_and_the_records() -> None:
    box = fields("box of record 1")

    assert (box["plain"], box["nonce"], box["associated"]) == (
        by_hand.box_plain(),
        by_hand.box_nonce(),
        by_hand.box_associated(),
    )
    assert by_hand.records(box["zstd frame"]) == RECORDS


def test_by_hand_the_text_gives_salts_leaves_and_root() -> None:
    entries, frame = fields("entries"), fields("box of record 1")["zstd frame"]

    assert by_hand.salts() == [entries[f"salt_{position}"] for position in range(3)]
    assert by_hand.leaves(frame) == leaves()
    assert (by_hand.node_0_2(frame), by_hand.root(frame)) == (entries["node_0_2"], entries["root"])


def test_by_hand_the_text_gives_what_is_signed_printed_and_handed_out() -> None:
    frame = fields("box of record 1")["zstd frame"]

    assert f"{by_hand.verifier_key()}\n" in FENCED
    assert by_hand.checkpoint(frame) in FENCED
    assert by_hand.proof_file(frame) in FENCED
    assert f"`{by_hand.short_form(frame)}`" in SECTION


def test_by_hand_the_text_gives_marks_and_frame() -> None:
    assert by_hand.marks(fields("box of record 1")["zstd frame"]) == whole("marks of [0, 3)")
    assert by_hand.frame_of_lines() == whole("frame of lines")


def test_by_hand_nothing_of_ours_is_used() -> None:
    imports = re.findall(r"^(?:import|from) (\S+)", Path(by_hand.__file__).read_text("utf-8"), re.MULTILINE)

    assert {*imports} <= sys.stdlib_module_names | {"collections.abc"}


@pytest.mark.parametrize("size", [255, 256, 70_000])
def test_the_tiles(size: int) -> None:
    (row,) = re.findall(rf"^\| {size:,} \| (.*) \|$", SECTION, re.MULTILINE)
    told = {
        path: int(length.replace(",", ""))
        for path, length in re.findall(r"`([^`]+)` \(([\d,]+) bytes\)", row)
    }

    assert {tile.path: 32 * tile.width for tile in new_tiles(0, size, lowest_level=1)} == told
