"""Roll-ups count what the records say, hour by hour, and go with their part."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from sekisho.archive import rollups
from sekisho.archive.archive import Archive
from sekisho.archive.manifest import listed, parse_manifest, sign_manifest
from sekisho.archive.notes import Ed25519Signer, parse_note
from sekisho.archive.rollup_views import busiest_sql, heat_map_sql
from sekisho.archive.rollups import OF, rollup_path, rollup_paths
from sekisho.archive.schema import BadDeclaration
from sekisho.archive.verify import Options
from tests.unit.archive.logs import OPERATIONS, SIGNING_KEY, Place, operations

COUNTED = replace(OPERATIONS, rolled_up_by="operator_id")


@pytest.fixture
def place(tmp_path: Path) -> Place:
    """Three days, in which the clock stands at 09:00 and 23:00 in Japan."""
    place = Place(tmp_path, COUNTED)
    with place.writing() as log:
        for _day in range(3):
            log.append(operations(100, clock=place.clock))
            place.clock.on(hours=14)
            log.append(operations(20, clock=place.clock))
            log.seal()
            place.clock.on(hours=10)
    return place


@pytest.fixture
def large(place: Place, monkeypatch: pytest.MonkeyPatch) -> Place:
    """The same as one part that is taken for large, and half a day more as a part that is not."""
    monkeypatch.setattr(rollups, "ROW_GROUP", 300)
    place.clock.on(days=400)
    with place.writing() as log:
        log.roll()
        log.append(operations(50, clock=place.clock))
        log.seal()
    return place


def by_hand(archive: Archive) -> list[dict[str, object]]:
    sql = """
        SELECT operator_id AS key, (occurred_at AT TIME ZONE 'Asia/Tokyo')::DATE AS day,
               hour(occurred_at AT TIME ZONE 'Asia/Tokyo')::TINYINT AS hour, count(*) AS records,
               count(DISTINCT subject_token) AS subject_token_distinct, sum(hit_count)::BIGINT AS hit_count_sum
        FROM operations WHERE kind = 'record' GROUP BY 1, 2, 3 ORDER BY 2, 3, 1"""
    return list(archive.ask(sql).read_all().to_pylist())


def test_they_are_what_counting_the_records_gives(place: Place) -> None:
    rolled = place.face.ask("SELECT * FROM operations_by_hour ORDER BY day, hour, key").read_all()

    assert rolled.select(
        ["key", "day", "hour", "records", "subject_token_distinct", "hit_count_sum"]
    ).to_pylist() == by_hand(place.face)
    assert len(rolled) == 3 * 2 * 7


def test_they_go_with_their_part_when_parts_are_put_together(place: Place) -> None:
    before = by_hand(place.face)
    place.clock.on(days=400)
    with place.writing() as log:
        log.roll()

    (part,) = place.face.log("operations").parts
    assert [p.name for p in (place.folder / "rollups").iterdir()] == [Path(rollup_path(part)).name]
    rolled = place.face.ask("SELECT * FROM operations_by_hour ORDER BY day, hour, key").read_all()
    assert rolled["records"].to_pylist() == [row["records"] for row in before]
    assert place.verified().faults == []


def test_a_heat_map_reads_them_alone(place: Place) -> None:
    days = [date(2026, 4, 1), date(2026, 4, 3)]

    found = place.face.ask(heat_map_sql("operations"), days).read_all().to_pylist()

    assert {row["hour"] for row in found} == {9, 23}
    assert found[0] == {"key": "U000", "hour": 9, "records": 2 * 15}


def test_a_large_part_has_coarser_ones_beside_it(large: Place) -> None:
    first, second = large.face.log("operations").parts

    there = {f"rollups/{path.name}" for path in (large.folder / "rollups").iterdir()}
    assert there == {*rollup_paths(first), rollup_path(second)}
    assert large.verified().faults == []


@pytest.mark.parametrize(
    ("view", "of", "by_hour"),
    [
        ("month", "key, month, hour", "key, date_trunc('month', day)::DATE AS month, hour"),
        ("day", "day, hour", "day, hour"),
    ],
)
def test_the_coarser_ones_follow_from_the_hours(large: Place, view: str, of: str, by_hour: str) -> None:
    added = "sum(records) AS n, sum(hit_count_sum) AS hits, max(subject_token_distinct) AS most"
    sql = f"SELECT {{}}, {added} FROM operations_by_{{}} GROUP BY ALL ORDER BY {of}"

    found = large.face.ask(sql.format(of, view)).read_all()

    assert found == large.face.ask(sql.format(by_hour, "hour")).read_all()


def test_those_of_an_older_archive_are_made_with_the_next_roll(large: Place) -> None:
    (first, _second) = large.face.log("operations").parts
    for path in rollup_paths(first):
        (large.folder / path).unlink()
    with large.writing() as log:
        log.roll()

    assert all((large.folder / path).is_file() for path in rollup_paths(first))
    assert large.verified().faults == []


@pytest.mark.parametrize(
    ("since", "until"),
    [("2026-04-01", "2026-05-01"), ("2026-03-30", "2026-04-02"), ("2026-04-02", "2026-04-03"),
     ("2026-03-01", "2028-01-01"), ("2026-04-02", "2027-05-06"), ("2026-04-03", "2026-04-02")],
)  # fmt: skip
def test_a_heat_map_of_any_span_is_what_counting_gives(large: Place, since: str, until: str) -> None:
    days = [date.fromisoformat(since), date.fromisoformat(until)]
    sql = """
        SELECT key, hour, sum(records)::BIGINT AS records FROM operations_by_hour
        WHERE day >= ? AND day < ? GROUP BY key, hour ORDER BY key, hour"""

    found = large.face.ask(heat_map_sql("operations"), days).read_all()

    assert found == large.face.ask(sql, days).read_all()


@pytest.mark.parametrize("count", [1, 5, 20, 1000])
def test_the_busiest_hours_are_those_of_all_hours(large: Place, count: int) -> None:
    sql = """
        SELECT key, day, hour, sum(subject_token_distinct)::BIGINT AS subject_token_distinct
        FROM operations_by_hour GROUP BY key, day, hour
        ORDER BY subject_token_distinct DESC, day, hour, key LIMIT ?"""

    found = large.face.ask(busiest_sql("operations", "subject_token"), [count]).read_all()

    assert found == large.face.ask(sql, [count]).read_all()


def test_one_that_was_changed_is_found(place: Place) -> None:
    path = next((place.folder / "rollups").iterdir())
    path.write_bytes(path.read_bytes()[:-1] + b"x")

    assert [fault.file for fault in place.verified().faults] == [f"rollups/{path.name}"]


def sign_anew(place: Place) -> None:
    """Let a manifest with the log's signature name the files as they are now."""
    manifest = parse_manifest(parse_note((place.folder / "manifest").read_bytes()).text)
    named = {name: listed((place.folder / name).read_bytes()) for name in manifest.files}
    signed = sign_manifest(replace(manifest, files=named), [Ed25519Signer(COUNTED.origin, SIGNING_KEY)])
    (place.folder / "manifest").write_bytes(signed)


def one_more(rows: pa.Table) -> pa.Table:
    return rows.set_column(
        rows.schema.get_field_index("records"), "records", pc.add(rows["records"], pa.scalar(1))
    )


@pytest.mark.parametrize("grain", OF)
@pytest.mark.parametrize(
    ("change", "detail"),
    [
        (one_more, "other counts"),
        (lambda rows: rows.slice(1), "other counts"),
        (lambda rows: rows.drop_columns(["records"]), "other columns"),
    ],
)
def test_a_signed_one_that_counts_wrongly_is_found_by_who_counts_anew(
    grain: str, change: Callable[[pa.Table], pa.Table], detail: str, large: Place
) -> None:
    first, _second = large.face.log("operations").parts
    path = large.folder / rollup_path(first, grain)
    path.chmod(0o600)
    pq.write_table(change(pq.read_table(path)), path)
    sign_anew(large)

    (fault,) = large.verified(Options(jobs=1, deep=True)).faults

    assert (fault.what, fault.file, fault.first, fault.end) == (
        "rollup",
        rollup_path(first, grain),
        first.first,
        first.end,
    )
    assert detail in fault.en
    assert large.verified().faults == []


def test_counting_anew_finds_nothing_where_all_is_right(large: Place) -> None:
    assert large.verified(Options(jobs=1, deep=True)).faults == []


def test_the_order_of_rows_and_columns_is_free(place: Place) -> None:
    path = next((place.folder / "rollups").iterdir())
    path.chmod(0o600)
    rows = pq.read_table(path)
    pq.write_table(pa.concat_tables([rows.slice(1), rows.slice(0, 1)]).select(rows.column_names[::-1]), path)
    sign_anew(place)

    assert place.verified(Options(jobs=1, deep=True)).faults == []


def test_one_that_cannot_be_read_is_a_fault(place: Place) -> None:
    path = next((place.folder / "rollups").iterdir())
    path.chmod(0o600)
    path.write_bytes(b"no Parquet at all")
    sign_anew(place)

    assert [each.what for each in place.verified(Options(jobs=1, deep=True)).faults] == ["rollup"]


def test_a_log_without_them_has_none(tmp_path: Path) -> None:
    place = Place(tmp_path)
    with place.writing() as log:
        log.append(operations(3))
        log.seal()

    assert not (place.folder / "rollups").exists()


def test_they_are_by_a_text_column_that_is_there() -> None:
    with pytest.raises(BadDeclaration):
        replace(OPERATIONS, rolled_up_by="hit_count")
