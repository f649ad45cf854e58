"""Everything that a verifier can find: the harm that provokes it, and the place that is named."""

from __future__ import annotations

import json
import shutil
from fnmatch import fnmatchcase
from pathlib import Path
from string import Formatter
from typing import Any

import pytest

from sekisho.archive import verify
from sekisho.archive.findings import WORDS, Weight, finding
from sekisho.archive.short_form import Mistyped, parse_short_form, short_form_of
from sekisho.archive.verify import Options
from sekisho.archive.verify_archive import EXIT_CODES, verify_archive
from sekisho.archive.verify_tail import check_tail
from sekisho.cli import verifying
from tests.campaigns.attacker import with_value
from tests.unit.archive.harms import Harm
from tests.unit.archive.harms_of_records import HARMS
from tests.unit.archive.logs import Place, operations
from tests.unit.archive.scenes import NETWORKS, OWN, Scene, build, in_short, places

TOLD_OF_ANCHORS = {
    "cosigned",
    "not_cosigned",
    "cosigned_unverified",
    "timestamp",
    "timestamped",
    "timestamp_no_root",
    "timestamp_no_extra",
    "timestamp_unseen",
}
"""What witnesses and time stamps give rise to: test_verify_anchors.py."""


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("scene") / "archive"
    build(folder)
    return folder


@pytest.fixture
def scene(built: Path, tmp_path: Path) -> Scene:
    (tmp_path / "empty").mkdir()
    return Scene(shutil.copytree(built, tmp_path / "archive"), tmp_path / "empty")


# --- The table -------------------------------------------------------------------------------------


@pytest.mark.parametrize(("what", "where", "harm"), HARMS, ids=[harm.__name__ for _w, _p, harm in HARMS])
def test_it_is_found_and_located(what: str, where: str, harm: Harm, scene: Scene) -> None:
    report = harm(scene)

    assert any(fnmatchcase(place, where) for place in places(report, what)), in_short(report.every)
    assert report.whole == (not report.faults and report.judged)
    if WORDS[what][0] is Weight.FAULT:
        assert not report.whole


def test_everything_that_can_be_found_is_provoked_here_or_beside_its_anchor() -> None:
    assert {what for what, _where, _harm in HARMS} | TOLD_OF_ANCHORS == set(WORDS)


def test_nothing_is_found_in_what_nobody_touched(scene: Scene) -> None:
    report = scene.verified(scene.checkpoint(), keys=[OWN, NETWORKS])

    assert report.whole, in_short(report.faults)
    assert {each.what for each in report.every} == {"given_agrees", "no_anchor", "unsealed", "aside"}
    assert [(log.log, log.size, log.looked, log.unsealed) for log in report.logs] == [
        ("network", 21, 21, 0),
        ("operations", 672, 672, 5),
    ]


# --- Failing closed --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "verdict", "code"),
    [("whole", "whole", 0), ("harmed", "faulty", 1), ("without a key", "not_judged", 3)],
)
def test_a_report_is_json_and_says_with_what_to_end(
    name: str, verdict: str, code: int, scene: Scene, capsys: pytest.CaptureFixture[str]
) -> None:
    if name == "harmed":
        scene.flip("tile/1/000.p/2")
    report = scene.verified(keys=[] if name == "without a key" else [OWN, NETWORKS])

    said = json.loads(json.dumps(report.as_data()))

    assert (said["verdict"], said["exit_code"]) == (verdict, code)
    assert (said["whole"], said["judged"]) == (verdict == "whole", verdict != "not_judged")
    assert [each["what"] for each in said["findings"]] == [each.what for each in report.every]
    assert all(each["ja"] and each["en"] and each["weight"] in {"fault", "note"} for each in said["findings"])


def test_the_command_ends_as_the_report_says() -> None:
    codes = (verifying.WHOLE, verifying.FAULTY, verifying.NOT_JUDGED)

    assert codes == tuple(EXIT_CODES[name] for name in ("whole", "faulty", "not_judged"))
    assert verifying.WRONG_WORDS not in EXIT_CODES.values()


def test_a_log_with_a_fault_has_no_short_form_to_print(scene: Scene) -> None:
    def forms() -> list[object]:
        logs = scene.verified(keys=[OWN, NETWORKS]).as_data()["logs"]
        assert isinstance(logs, list)
        return [log["short_form"] for log in logs]

    before = forms()
    scene.flip("tile/1/000.p/2")

    assert all(before)
    assert forms() == [before[0], None]


def test_a_mistyped_checkpoint_is_told_apart_from_a_wrong_one(scene: Scene) -> None:
    right = str(short_form_of(scene.checkpoint()))
    wrong = str(short_form_of(scene.checkpoint(672)))

    with pytest.raises(Mistyped):
        parse_short_form(right.replace(right[20], "X" if right[20] != "X" else "Y", 1))
    assert places(scene.verified(parse_short_form(right)), "given_agrees") == ["operations"]
    assert places(scene.verified(parse_short_form(wrong)), "given_differs") == ["operations #0–671"]


def test_every_sentence_is_there_twice_and_is_filled_in() -> None:
    for what, (_weight, *sentences) in WORDS.items():
        names = {field for text in sentences for _, field, _, _ in Formatter().parse(text) if field}
        told = finding(what, "operations", "manifest", **{name: f"<{name}>" for name in names})

        assert told.ja != told.en
        for text in (told.ja, told.en):
            assert "{" not in text
            assert text[-1] in "。.)"
        assert all(f"<{name}>" in told.ja and f"<{name}>" in told.en for name in names), what


def test_a_sample_says_what_it_did_not_look_at(tmp_path: Path) -> None:
    place = Place(tmp_path)
    with place.writing() as writer:
        for _part in range(4):
            writer.append(operations(300))
            writer.seal()

    report = place.verified(Options(jobs=1, sample=1))

    (sampled,) = [each for each in report.findings if each.what == "sampled"]
    assert dict(sampled.detail) == {"looked": "300", "rows": "1,201", "compared": "1", "checkpoints": "4"}
    assert report.faults == []


def test_a_sample_finds_a_root_that_the_tiles_do_not_give(scene: Scene) -> None:
    report = scene.flip("tile/1/000.p/2").verified(sample=1)

    assert not report.whole


def test_a_log_that_is_written_to_meanwhile_is_looked_at_again(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = (scene.log / f"tail/{672:020}").read_bytes()
    scene.edit(f"tail/{672:020}", lambda data: data[:-5])

    def finishing(*arguments: Any) -> Any:  # Any: whatever it is called with
        found = check_tail(*arguments)
        scene.edit(f"tail/{672:020}", lambda _data: whole)
        return found

    monkeypatch.setattr(verify, "check_tail", finishing)

    assert scene.verified(keys=[OWN, NETWORKS]).whole


def test_workers_find_what_one_process_finds(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    scene.forger(0).change(with_value(scene.records(), 333, "hit_count", -1))
    alone = scene.verified()
    monkeypatch.setattr(verify, "ROWS_IN_PROCESS", 1)

    together = verify_archive(scene.archive, [OWN], Options(jobs=2))

    assert together.as_data() == alone.as_data()
