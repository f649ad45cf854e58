"""The library's face: what goes in is found again, proved, opened with a reason, and verified by a stranger."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from sekisho.archive import Archive
from sekisho.archive.engines import NotReadOnly
from sekisho.archive.exporting import InsideArchive, NotEmpty, Pruned, export_tiles
from sekisho.archive.opening import NoReason, NoSuchField
from sekisho.archive.proof_files import format_proof_file, parse_proof_file
from sekisho.archive.proving import NotProven, check_proof, prove, texts_of
from sekisho.archive.reading import NoSuchLog, NoSuchRecord
from sekisho.archive.records import Kind, Record
from tests.disks.killing import changes_made, stopped
from tests.foreign import aics_tlog
from tests.unit.archive.logs import NETWORK, SEALING_KEYS, Place, operations


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Place:
    """700 operations of two months under three checkpoints, and ten that wait."""
    place = Place(tmp_path_factory.mktemp("archive"))
    with place.writing() as log:
        for begin, end in ((0, 300), (300, 550), (550, 700)):
            log.append(operations(end - begin, begin=begin, clock=place.clock))
            log.seal()
            place.clock.on(days=20)
        log.append(operations(10, begin=700, clock=place.clock))
    return place


def test_a_record_is_read_back(place: Place) -> None:
    record = place.face.record("operations", 301)

    assert (record.kind, record.source, record.raw) == (Kind.RECORD, "cs", None)
    assert record.values[1] == "U006"  # position 0 is the declaration, so this is operation 300


def test_position_zero_declares_the_log(place: Place) -> None:
    record = place.face.record("operations", 0)

    assert record.kind is Kind.STATEMENT
    assert json.loads(record.raw or b"")["origin"] == place.schema.origin


@pytest.mark.parametrize(("log", "position"), [("operations", 701), ("operations", 10**9)])
def test_what_is_not_sealed_is_no_record_yet(place: Place, log: str, position: int) -> None:
    with pytest.raises(NoSuchRecord):
        place.face.record(log, position)


def test_a_log_that_is_not_there_is_said_so(place: Place) -> None:
    with pytest.raises(NoSuchLog):
        place.face.log("nothing")


def test_waiting_records_can_be_read_in_order(place: Place) -> None:
    log = place.face.log("operations")

    assert [record.position for record in log.unsealed()] == list(range(701, 711))
    assert [record.position for record in log.records(250, 555)] == list(range(250, 555))


def test_questions_in_sql_are_answered(place: Place) -> None:
    answer = place.face.ask(
        "SELECT operator_id, count(*) AS n FROM operations WHERE kind = 'record' GROUP BY 1 ORDER BY 1"
    )

    assert answer.read_all().to_pylist()[0] == {"operator_id": "U000", "n": 100}
    with pytest.raises(NotReadOnly):
        place.face.ask("DROP VIEW operations").read_all()


def test_a_person_is_found_by_the_exact_value_in_every_year(place: Place) -> None:
    found = place.face.find("operations", "subject", "00000000301", sealing_keys=SEALING_KEYS).read_all()

    assert found["position"].to_pylist() == [302]
    with pytest.raises(NoSuchField):
        place.face.find("operations", "search_condition", "x", sealing_keys=SEALING_KEYS)


def test_a_sealed_field_is_opened_only_after_it_is_on_record_who_and_why(place: Place) -> None:
    told: list[Mapping[str, object]] = []

    seen = place.face.open_fields(
        "operations",
        [1, 0],
        ["subject", "raw"],
        by="監査人",
        reason="第5条第1号ウの確認",
        sealing_keys=SEALING_KEYS,
        tell=told.append,
    )

    assert seen[0].fields == {"subject": "00000000000", "raw": b"00:00,U000,00000000000"}
    assert seen[1].fields == {"subject": None, "raw": None}  # a statement has no box
    assert told == [
        {
            "statement": "opened",
            "positions": [1, 0],
            "fields": ["subject", "raw"],
            "by": "監査人",
            "reason": "第5条第1号ウの確認",
        }
    ]


@pytest.mark.parametrize(
    ("by", "reason", "fields", "refusal"),
    [("", "x", ["raw"], NoReason), ("x", " ", ["raw"], NoReason), ("x", "y", ["operator_id"], NoSuchField)],
)
def test_nothing_is_opened_without_name_reason_or_box(
    place: Place, by: str, reason: str, fields: list[str], refusal: type[Exception]
) -> None:
    told: list[object] = []

    with pytest.raises(refusal):
        place.face.open_fields(
            "operations", [1], fields, by=by, reason=reason, sealing_keys=SEALING_KEYS, tell=told.append
        )
    assert told == []


@pytest.mark.parametrize("position", [0, 1, 255, 256, 550, 700])
def test_a_proof_holds_on_its_own(place: Place, position: int) -> None:
    proven = check_proof(place.face.prove("operations", position), place.spans)

    assert (proven.index, proven.checkpoint.size) == (position, 701)
    assert proven.record == place.face.record("operations", position)


def test_a_proof_says_what_it_proves(place: Place) -> None:
    proven = check_proof(place.face.prove("operations", 5), place.spans)

    assert dict(texts_of(proven))["occurred_at"] == "2026-04-01T00:00:00+00:00"


def test_a_proof_of_something_else_is_refused(place: Place) -> None:
    file = parse_proof_file(place.face.prove("operations", 5))
    other = parse_proof_file(place.face.prove("operations", 6))
    said = json.loads(file.extra or b"")
    for changed in (
        {"index": 6},
        {"proof": other.proof},
        {"extra": other.extra},
        {"extra": None},
        {"extra": b"{}"},
        {"extra": json.dumps({**said, "entry": "AA=="}).encode()},
        {"proof": file.proof[1:]},
    ):
        fields = {"extra": file.extra, "index": 5, "proof": file.proof, "checkpoint": file.checkpoint}
        data = format_proof_file(type(file)(**{**fields, **changed}))  # type: ignore[arg-type]  # by table
        with pytest.raises(NotProven):
            check_proof(data, place.spans)


def test_a_declaration_that_does_not_fit_the_entry_is_not_believed(place: Place) -> None:
    file = parse_proof_file(place.face.prove("operations", 5))
    said = json.loads(file.extra or b"")
    said["schema"]["columns"] = said["schema"]["columns"][:1]
    said["schema"]["event_time"] = None
    data = format_proof_file(type(file)(json.dumps(said).encode(), 5, file.proof, file.checkpoint))

    assert check_proof(data, place.spans).record is None


def test_somebody_else_s_verifier_walks_the_exported_log(place: Place, tmp_path: Path) -> None:
    """No line of ours is in the way between the directory and the answer."""
    foreign = aics_tlog()
    size = export_tiles(place.face.log("operations"), tmp_path)

    note = (tmp_path / "checkpoint").read_bytes()
    key = foreign.parse_vkey(str(place.signer.verifier_key))
    verified = foreign.verify_checkpoint(foreign.parse_note(note), key, [], quorum=0)
    assert verified.ok
    reader = foreign.FileSystemTileReader(tmp_path)
    checkpoint = foreign.parse_checkpoint(foreign.parse_note(note).text)
    assert foreign.tree_root_from_tiles(reader, size) == checkpoint.root
    for index in (0, 255, 256, 700):
        proof = foreign.inclusion_proof_from_tiles(reader, index, size)
        entry = foreign.read_entry(reader, index, size)
        assert foreign.verify_leaf_inclusion(entry, index, size, proof, checkpoint.root)


@pytest.mark.parametrize(
    "inside", ["archive", "archive/new", "archive/operations", "archive/operations/tile/new"]
)
@pytest.mark.parametrize("by_link", [False, True])
def test_nothing_is_exported_into_an_archive(tmp_path: Path, inside: str, by_link: bool) -> None:
    exported, other = Place(tmp_path / "exported"), Place(tmp_path / "archive")
    for each in (exported, other):
        with each.writing() as log:
            log.append(operations(3))
            log.seal()
    target = tmp_path / inside
    if by_link:
        (tmp_path / "link").symlink_to(tmp_path / "archive")
        target = tmp_path / "link" / Path(inside).relative_to("archive")

    for each in (exported, other):
        with pytest.raises(InsideArchive):
            export_tiles(each.face.log("operations"), target)

    assert other.face.verify([other.signer.verifier_key]).faults == []


def test_an_earlier_export_is_brought_up_to_date_and_nothing_else_is_written_over(tmp_path: Path) -> None:
    place, to = Place(tmp_path / "archive"), tmp_path / "to"
    with place.writing() as log:
        log.append(operations(3))
        log.seal()
        assert export_tiles(place.face.log("operations"), to) == 4
        log.append(operations(300))
        log.seal()
        assert export_tiles(place.face.log("operations"), to) == 304

    assert (to / "checkpoint").read_bytes() == place.face.log("operations").checkpoint_note()
    network = Place(tmp_path / "archive", NETWORK)
    with network.writing() as log:
        log.append([Record("cs", b"one", {})])
        log.seal()
    with pytest.raises(NotEmpty):
        export_tiles(network.face.log("network"), to)
    (to / "notes.txt").write_text("ours")
    for target in (to, to / "notes.txt"):
        with pytest.raises(NotEmpty):
            export_tiles(place.face.log("operations"), target)


def test_wherever_an_export_is_interrupted_the_next_one_ends_it(tmp_path: Path) -> None:
    place = Place(tmp_path / "archive")
    with place.writing() as log:
        log.append(operations(3))
        log.seal()
    exported = place.face.log("operations")
    whole = tmp_path / "whole"
    changes = changes_made(lambda: export_tiles(exported, whole), whole)

    for at_call in range(1, changes + 1):
        to = tmp_path / f"stopped at {at_call}"
        with stopped(to, at_call=at_call):
            export_tiles(exported, to)
        assert (
            not (to / "checkpoint").exists() or (to / "checkpoint").read_bytes() == exported.checkpoint_note()
        )
        export_tiles(exported, to)
        assert contents(to) == contents(whole)


def contents(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()
    }


def test_somebody_else_s_verifier_agrees_with_our_proof(place: Place) -> None:
    foreign = aics_tlog()
    file = parse_proof_file(place.face.prove("operations", 300))
    proven = check_proof(place.face.prove("operations", 300), place.spans)

    assert foreign.verify_leaf_inclusion(
        proven.entry, 300, proven.checkpoint.size, list(file.proof), proven.checkpoint.root
    )


def test_everything_is_verified_by_whoever_has_the_public_key(place: Place) -> None:
    report = place.face.verify([place.signer.verifier_key])

    assert report.whole
    assert not place.face.verify([]).whole
    assert json.loads(json.dumps(report.as_data()))["logs"][0]["size"] == 701


def test_a_proof_made_while_the_log_grows_is_of_the_size_that_was_read(tmp_path: Path) -> None:
    place = Place(tmp_path)
    with place.writing() as log:
        log.append(operations(300))
        log.seal()
        reader = place.face.log("operations")
        log.append(operations(300))
        log.seal()

        assert check_proof(prove(reader, 7), place.spans).checkpoint.size in (301, 601)


def test_a_log_that_lost_records_by_decision_is_not_exported_as_complete(
    place: Place, tmp_path: Path
) -> None:
    log = place.face.log("operations")
    pruned = type(log)(
        log.folder,
        type(log.manifest)(log.manifest.origin, 701, log.manifest.root, log.manifest.sealed_at, 256, {}),
    )

    with pytest.raises(Pruned):
        export_tiles(pruned, tmp_path)


def test_the_face_needs_keys_only_to_write(tmp_path: Path) -> None:
    assert Archive(tmp_path / "nothing").logs == []
    assert not Archive(tmp_path / "nothing").verify([]).whole
