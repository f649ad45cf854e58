"""What can be done to the records of an archive, its tree and its tail; as harms.py."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pyarrow as pa
import pyarrow.parquet as pq

from sekisho.archive.manifest import listed
from sekisho.archive.promises import Promise, promise_statement
from sekisho.archive.tail import Frame, Payload, frame_bytes, frames_in
from sekisho.archive.verify_archive import Report
from tests.campaigns.attacker import taken, with_value
from tests.unit.archive.forging import BEGIN, DAY, RECEIVED, Row, declared, line, stated
from tests.unit.archive.harms import FIRST, HARMS, LAST, provokes
from tests.unit.archive.logs import BASE
from tests.unit.archive.scenes import Scene

__all__ = ["HARMS"]

TODAY = date(2026, 4, 1)
PART = f"parts/{0:020}-{3:020}.parquet"
BLOCK = [*BEGIN, *(line(number) for number in range(253))]
"""As many records as can be disposed of."""

# --- Records ---------------------------------------------------------------------------------------


@provokes("unreadable", f"operations #0–601 parts/{FIRST}.parquet")
def a_part_that_is_none(scene: Scene) -> Report:
    return scene.edit(f"parts/{FIRST}.parquet", lambda _data: b"PAR1").verified()


@provokes("unreadable", "operations #0–601 parts/" + FIRST + ".parquet sealed")
def a_page_that_is_damaged(scene: Scene) -> Report:
    def change(data: bytes) -> bytes:
        place = data.index(scene.records().column("sealed")[300].as_py()[20:40])
        return data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :]

    return scene.edit(f"parts/{FIRST}.parquet", change).verified()


@provokes("records_differ", f"operations #333 parts/{FIRST}.parquet")
def a_record_that_was_changed(scene: Scene) -> Report:
    scene.forger(0).change(with_value(scene.records(), 333, "hit_count", -1))
    return scene.verified()


@provokes("records_differ", f"operations #0–255 parts/{FIRST}.parquet")
def a_record_that_was_changed_with_its_marks(scene: Scene) -> Report:
    scene.forger(1).change(with_value(scene.records(), 200, "hit_count", -1))
    return scene.verified()


@provokes("position", f"operations #333 parts/{FIRST}.parquet")
def a_record_that_is_gone(scene: Scene) -> Report:
    rows = scene.records()
    order = [*range(333), *range(334, rows.num_rows)]
    scene.forger(0, renumbers=False).change(taken(rows, order))
    return scene.verified()


@provokes("gap", "operations #602–641")
def a_part_that_the_manifest_does_not_name(scene: Scene) -> Report:
    part = scene.parts[1]
    scene.remove(part.path, part.marks_path).sign_as_it_is()
    return scene.verified()


@provokes("gap", f"operations #671 parts/{LAST}.parquet")
def a_part_that_is_shorter_than_its_name(scene: Scene) -> Report:
    scene.forger(0).change(taken(scene.records(), range(671)))
    return scene.verified()


@provokes("gap", f"operations #642–671 parts/{LAST}.parquet")
def a_part_without_rows(scene: Scene) -> Report:
    path = scene.log / f"parts/{LAST}.parquet"
    rows = pq.read_table(path)
    path.unlink()
    pq.write_table(rows.slice(0, 0), path)
    return scene.verified()


@provokes("overlap", f"operations #602 parts/{602:020}-{642:020}.parquet")
def a_second_part_of_the_same_records(scene: Scene) -> Report:
    name = f"{602:020}-{603:020}"
    for folder, ending in (("parts", "parquet"), ("marks", "marks")):
        shutil.copy(scene.log / f"{folder}/{LAST}.{ending}", scene.log / f"{folder}/{name}.{ending}")
    new = {f"parts/{name}.parquet", f"marks/{name}.marks"}
    scene.sign(lambda files: {**files, **{one: listed((scene.log / one).read_bytes()) for one in new}})
    return scene.verified()


@provokes("surplus", f"operations #672–673 parts/{LAST}.parquet")
def a_part_that_is_longer_than_its_name(scene: Scene) -> Report:
    rows = scene.records()
    scene.forger(0).change(taken(rows, [*range(rows.num_rows), 670, 671]))
    return scene.verified()


def _forged(scene: Scene, change: Callable[[pa.Table], pa.Table], *more: Row) -> Report:
    scene.forgery().part([*BEGIN, *more], change).sign()
    return scene.forged()


def _with(name: str, values: pa.Array) -> Callable[[pa.Table], pa.Table]:
    return lambda table: table.set_column(table.schema.get_field_index(name), name, values)


@provokes("value", f"operations #1 {PART} kind")
def a_kind_that_there_is_not(scene: Scene) -> Report:
    return _forged(scene, _with("kind", pa.array([0, 2, 1], pa.uint8())))


@provokes("value", f"operations #2 {PART} source")
def a_record_without_source(scene: Scene) -> Report:
    return _forged(scene, _with("source", pa.array(["sekisho", "cs", None])))


@provokes("value", f"operations #2 {PART} source")
def a_record_that_claims_to_be_the_archive_s_own(scene: Scene) -> Report:
    return _forged(scene, _with("source", pa.array(["sekisho", "cs", "sekisho"])))


@provokes("value", f"operations #1 {PART} who")
def a_text_that_is_no_utf_8(scene: Scene) -> Report:
    values = pa.array([None, b"\xff\xfe", b"x"], pa.binary())
    texts = pa.Array.from_buffers(pa.string(), 3, values.buffers())
    return _forged(scene, _with("who", texts))


@provokes("value", f"operations #2 {PART} received_at")
def a_day_that_there_is_not(scene: Scene) -> Report:
    moments = pa.array([RECEIVED, RECEIVED, 2**62], pa.int64()).cast(pa.timestamp("us", "UTC"))
    return _forged(scene, _with("received_at", moments))


@provokes("value", f"operations #1 {PART} position")
def a_record_without_number(scene: Scene) -> Report:
    return _forged(scene, _with("position", pa.array([0, None, 2], pa.int64())))


@provokes("columns", f"operations {PART}")
def a_column_more(scene: Scene) -> Report:
    return _forged(scene, lambda table: table.append_column("evil", pa.array([1, 2, 3])))


@provokes("columns", f"operations {PART}")
def a_column_less(scene: Scene) -> Report:
    return _forged(scene, lambda table: table.drop_columns(["count"]))


@provokes("columns", f"operations {PART}")
def a_column_of_another_type(scene: Scene) -> Report:
    return _forged(scene, _with("count", pa.array([1, 2, 3], pa.int32())))


@provokes("columns", f"operations {PART}")
def a_column_that_is_there_twice(scene: Scene) -> Report:
    return _forged(scene, lambda table: table.append_column("count", table.column("count")))


@provokes("undeclared", f"operations #0–1 parts/{0:020}-{2:020}.parquet")
def records_without_declaration(scene: Scene) -> Report:
    scene.forgery().part([line(1), line(2)]).sign()
    return scene.forged()


@provokes("other_schema", f"operations #0–3 parts/{0:020}-{4:020}.parquet")
def records_that_follow_an_earlier_declaration(scene: Scene) -> Report:
    scene.forgery().part([*BEGIN, stated(declared(2))]).sign()
    return scene.forged()


@provokes("salt_key", "operations secrets/2026-04")
def a_month_s_key_that_is_none(scene: Scene) -> Report:
    return scene.edit("secrets/2026-04", lambda data: data.replace(b"salt", b"SALT")).verified()


@provokes("salt_key", "operations secrets/2026-04")
def another_log_s_key(scene: Scene) -> Report:
    return scene.edit(
        "secrets/2026-04", lambda _data: (scene.archive / "network/secrets/2026-04").read_bytes()
    ).verified()


@provokes("salt_key", "operations #0–601 secrets/2026-04")
def a_month_s_key_that_is_gone(scene: Scene) -> Report:
    return scene.remove("secrets/2026-04").verified()


@provokes("clock", f"operations #2 {PART}")
def a_clock_that_ran_backwards(scene: Scene) -> Report:
    scene.forgery().part([*BEGIN[:2], line(2, at=RECEIVED - 1)]).sign()
    return scene.forged()


@provokes("clock", f"operations #3 parts/{3:020}-{4:020}.parquet")
def a_clock_that_ran_backwards_from_one_part_to_the_next(scene: Scene) -> Report:
    scene.forgery().part(BEGIN).part([line(2, at=RECEIVED - 1)]).sign()
    return scene.forged()


@provokes("clock", f"operations #672 tail/{672:020}")
def a_clock_that_ran_backwards_in_the_tail(scene: Scene) -> Report:
    return _tail(scene, lambda frame: replace(frame, received_at=RECEIVED))


@provokes("clock_said", f"operations #3 parts/{3:020}-{4:020}.parquet")
def a_clock_that_was_set_back_with_a_word(scene: Scene) -> Report:
    said = {"statement": "clock", "before": RECEIVED, "after": RECEIVED - 9}
    scene.forgery().part(BEGIN).part([stated(said, RECEIVED - 9)]).sign()
    return scene.forged()


@provokes("day_missing", "operations")
def a_promised_day_without_records(scene: Scene) -> Report:
    promise = promise_statement(Promise("cs", TODAY, frozenset(range(7))))
    scene.forgery().part(
        [stated(declared()), stated(promise), line(1), line(2, at=RECEIVED + 3 * DAY)]
    ).sign()
    return scene.forged()


@provokes("statement", "operations #1")
def a_statement_that_states_nothing(scene: Scene) -> Report:
    scene.forgery().part([BEGIN[0], stated({"nothing": 1})]).sign()
    return scene.forged()


@provokes("statement", "operations #1")
def a_promise_that_cannot_be_read(scene: Scene) -> Report:
    scene.forgery().part(
        [BEGIN[0], stated({"statement": "promise", "weekdays": [None], "except": []})]
    ).sign()
    return scene.forged()


@provokes("statement", "operations #0")
def the_declaration_of_another_log(scene: Scene) -> Report:
    scene.forgery().part([stated(declared(origin=f"{BASE}/network")), line(1)]).sign()
    return scene.forged()


@provokes("statement", f"operations #1 parts/{0:020}-{2:020}.parquet")
def a_statement_that_the_metadata_hides(scene: Scene) -> Report:
    promise = promise_statement(Promise("cs", TODAY, frozenset(range(7))))
    forgery = scene.forgery().part([BEGIN[0], stated(promise)])
    path = forgery.log / f"parts/{0:020}-{2:020}.parquet"
    table = pq.read_table(path)
    with pq.ParquetWriter(path, table.schema) as writer:
        writer.write_table(table, row_group_size=1)
        writer.add_key_value_metadata({"sekisho.statements": "[0]"})
    forgery.sign()
    return scene.forged()


# --- Tree ------------------------------------------------------------------------------------------


@provokes("tile", "operations #256–511 tile/1/000.p/2")
def a_tile_that_was_changed(scene: Scene) -> Report:
    return scene.flip("tile/1/000.p/2").verified()


@provokes("tile", "operations tile/1/000.p/2")
def a_tile_that_is_too_short(scene: Scene) -> Report:
    return scene.edit("tile/1/000.p/2", lambda data: data[:-1]).verified()


@provokes("tile", "operations #0–255 tile/1/000.p/1")
def a_tile_over_records_that_were_disposed_of(scene: Scene) -> Report:
    forgery = scene.forgery().part(BLOCK).part([line(3)]).dispose()
    forgery.sign()
    forgery.put("tile/1/000.p/1", bytes(32))
    return scene.forged()


@provokes("marks", f"operations #512–601 marks/{FIRST}.marks")
def marks_that_were_changed(scene: Scene) -> Report:
    return scene.flip(f"marks/{FIRST}.marks").verified()


@provokes("marks", f"operations #0–601 marks/{FIRST}.marks")
def marks_that_are_too_short(scene: Scene) -> Report:
    return scene.edit(f"marks/{FIRST}.marks", lambda data: data[:64]).verified()


# --- Tail and further ------------------------------------------------------------------------------


def _tail(scene: Scene, change: Callable[[Frame], Frame]) -> Report:
    frames = frames_in((scene.log / f"tail/{672:020}").read_bytes())[0]
    scene.edit(f"tail/{672:020}", lambda _data: b"".join(frame_bytes(change(each)) for each in frames))
    return scene.verified()


@provokes("tail", f"operations tail/{672:020}")
def a_frame_that_was_interrupted(scene: Scene) -> Report:
    return scene.edit(f"tail/{672:020}", lambda data: data + b"SKF1").verified()


@provokes("tail", f"operations #672–676 tail/{672:020}")
def a_frame_that_is_damaged_before_another(scene: Scene) -> Report:
    last = Frame(677, RECEIVED + 90 * DAY, 1, Payload.LINES, 1, "cs", b"x\n")
    return scene.edit(f"tail/{672:020}", lambda data: b"x" + data[1:] + frame_bytes(last)).verified()


@provokes("tail_frame", f"operations #672–676 tail/{672:020}")
def a_frame_whose_content_makes_no_sense(scene: Scene) -> Report:
    return _tail(scene, lambda frame: replace(frame, payload=b"no stream"))


@provokes("tail_frame", f"operations #672–676 tail/{672:020}")
def a_frame_of_no_declaration(scene: Scene) -> Report:
    return _tail(scene, lambda frame: replace(frame, schema=7))


@provokes("tail_gap", f"operations tail/{672:020}")
def a_tail_that_begins_later(scene: Scene) -> Report:
    return _tail(scene, lambda frame: replace(frame, first=700))


@provokes("tail_frame", f"operations #671–675 tail/{672:020}")
def a_tail_that_begins_before_the_end(scene: Scene) -> Report:
    return _tail(scene, lambda frame: replace(frame, first=671))


@provokes("aside", f"operations aside/{642:020}.0.*")
def bytes_that_were_set_aside(scene: Scene) -> Report:
    return scene.verified()


@provokes("aside_differs", "operations aside/other")
def bytes_that_nobody_set_aside(scene: Scene) -> Report:
    return scene.put("operations/aside/other", b"x").verified()


@provokes("unsealed", "operations")
def records_that_nobody_sealed(scene: Scene) -> Report:
    return scene.verified()


@provokes("sampled", "operations")
def one_part_of_three(scene: Scene) -> Report:
    return scene.verified(sample=1)


@provokes("no_anchor", "operations")
def no_checkpoint_from_elsewhere(scene: Scene) -> Report:
    return scene.verified()


def _disposed(scene: Scene, row: Row) -> Report:
    scene.forgery().part(BLOCK).part([row]).dispose().sign()
    return scene.forged()


@provokes("disposed", "operations")
def records_that_were_disposed_of(scene: Scene) -> Report:
    said = {"statement": "disposal", "first": 0, "end": 256, "carried": [declared()]}
    return _disposed(scene, stated(said))


@provokes("undisposed", "operations")
def records_that_are_gone_without_a_decision(scene: Scene) -> Report:
    return _disposed(scene, stated(declared()))


@provokes("rollup", "operations rollups/00000000000000000007-00000000000000000009.parquet")
def a_rollup_of_no_part(scene: Scene) -> Report:
    scene.forgery().part(BEGIN).put(f"rollups/{7:020}-{9:020}.parquet", b"counts").sign()
    return scene.forged(deep=True)


@provokes("rollup", "operations #0–2 rollups/*.parquet")
def a_rollup_where_none_is_declared(scene: Scene) -> Report:
    scene.forgery().part(BEGIN).put(f"rollups/{0:020}-{3:020}.parquet", b"counts").sign()
    return scene.forged(deep=True)


@provokes("cosignature", "operations cosignatures/3")
def a_cosigned_checkpoint_of_another_history(scene: Scene) -> Report:
    forgery = scene.forgery().part(BEGIN)
    forgery.cosigned(3, forgery.text(3, bytes(32))).sign()
    return scene.forged()


@provokes("cosignature", "operations cosignatures/4")
def a_cosigned_checkpoint_under_another_size(scene: Scene) -> Report:
    forgery = scene.forgery().part(BEGIN)
    forgery.cosigned(4, forgery.text(3)).sign()
    return scene.forged()
