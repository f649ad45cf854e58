"""The frame of the campaigns: repeatable, resumable, and never silent about a case that failed."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

import pytest

from tests.campaigns.__main__ import main
from tests.campaigns.frame import CampaignFailure, WorkerDied, run_campaign
from tests.campaigns.state import StateDiffers, StateExists, outcomes_in
from tests.campaigns.toys import ALL, DEADLY, SHAKY, STEADY


@pytest.fixture(autouse=True)
def temporary_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A state file that nobody named goes where pytest cleans up."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))


def command(*words: str | Path) -> int:
    return main([str(word) for word in (*words, "--jobs", "1")], ALL)


def lines(state: Path) -> list[str]:
    return state.read_text(encoding="utf-8").splitlines(keepends=True)


def test_a_case_depends_on_seed_and_number_alone(tmp_path: Path) -> None:
    forwards = list(run_campaign(STEADY, range(8), seed="7", jobs=1, folder=tmp_path))
    (alone,) = run_campaign(STEADY, [6], seed="7", jobs=1, folder=tmp_path)
    (otherwise,) = run_campaign(STEADY, [6], seed="8", jobs=1, folder=tmp_path)

    assert alone.counts == forwards[6].counts
    assert alone.counts != otherwise.counts


def test_two_workers_count_what_one_counts(tmp_path: Path) -> None:
    one, two = (
        {
            outcome.case: (outcome.counts, outcome.failure is None)
            for outcome in run_campaign(SHAKY, range(8), seed="7", jobs=jobs, folder=tmp_path)
        }
        for jobs in (1, 2)
    )

    assert one == two
    assert [case for case, (_counts, held) in sorted(one.items()) if not held] == [3, 5]


def test_a_worker_that_dies_stops_the_campaign_and_its_cases_are_named(tmp_path: Path) -> None:
    with pytest.raises(WorkerDied, match=r"one of these cases: .*\b2\b"):
        list(run_campaign(DEADLY, [1, 2, 3], seed="7", jobs=2, folder=tmp_path))


def test_failing_cases_are_named_with_the_command_that_runs_one_again(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code = command("shaky", "--state", tmp_path / "state", "--seed", "9")

    printed = capsys.readouterr().out
    assert code == 1
    assert "case 3: A flipped bit went unseen." in printed
    assert "ZeroDivisionError" in printed
    assert "Failing cases: 3, 5" in printed
    assert "python -m tests.campaigns shaky --seed 9 --case 3" in printed


def test_one_case_again_raises_what_it_raised() -> None:
    with pytest.raises(CampaignFailure, match="went unseen"):
        command("shaky", "--case", "3")
    assert command("shaky", "--case", "4") == 0


def test_a_campaign_that_holds_ends_with_0_and_a_table(capsys: pytest.CaptureFixture[str]) -> None:
    code = command("steady", "--cases", "3")

    table = {
        cells[0].strip(): cells[1].strip()
        for line in capsys.readouterr().out.splitlines()
        if len(cells := line.strip("│").split("│")) == 2
    }
    assert code == 0
    assert (table["cases"], table["failed"], table["found"]) == ("3", "0", "3")
    assert float(table["cases/s"].replace(",", "")) > 0


def test_the_state_is_kept_where_the_first_lines_say(capsys: pytest.CaptureFixture[str]) -> None:
    command("steady", "--cases", "2")

    state = Path(capsys.readouterr().out.split("state: ")[1].splitlines()[0])
    assert [outcome.case for outcome in outcomes_in(state, campaign="steady", seed="0", resume=True)] == [
        0,
        1,
    ]


def test_resuming_runs_the_missing_cases_only(tmp_path: Path) -> None:
    state = tmp_path / "state"
    assert command("steady", "--state", state) == 0
    whole = lines(state)

    state.write_text("".join(whole[:4]), encoding="utf-8")
    assert command("steady", "--state", state, "--resume") == 0

    assert lines(state)[:4] == whole[:4]
    assert [json.loads(line)["counts"] for line in lines(state)[1:]] == [
        json.loads(line)["counts"] for line in whole[1:]
    ]


def test_a_failure_is_still_one_after_resuming(tmp_path: Path) -> None:
    state = tmp_path / "state"
    command("shaky", "--state", state)

    assert command("shaky", "--state", state, "--resume") == 1


def test_resuming_with_more_cases_adds_them(tmp_path: Path) -> None:
    state = tmp_path / "state"
    command("steady", "--state", state, "--cases", "2")
    command("steady", "--state", state, "--cases", "4", "--resume")

    assert [json.loads(line)["case"] for line in lines(state)[1:]] == [0, 1, 2, 3]


def test_a_line_that_was_not_written_to_its_end_runs_again(tmp_path: Path) -> None:
    state = tmp_path / "state"
    command("steady", "--state", state, "--cases", "3")
    whole = lines(state)
    state.write_text("".join(whole)[:-5], encoding="utf-8")

    command("steady", "--state", state, "--cases", "3", "--resume")

    assert [json.loads(line)["case"] for line in lines(state)[1:]] == [0, 1, 2]


def test_a_head_that_was_not_written_to_its_end_is_written_anew(tmp_path: Path) -> None:
    state = tmp_path / "state"
    state.write_text('{"campaign": "ste')

    assert command("steady", "--state", state, "--cases", "1", "--resume") == 0
    assert [json.loads(line).get("case") for line in lines(state)] == [None, 0]


def test_a_state_is_not_gone_on_with_unasked(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    state = tmp_path / "state"
    command("steady", "--state", state, "--cases", "1")

    with pytest.raises(StateExists):
        outcomes_in(state, campaign="steady", seed="0", resume=False)
    assert command("steady", "--state", state) == 2
    assert "Go on with it by --resume" in capsys.readouterr().out


@pytest.mark.parametrize(("campaign", "seed"), [("shaky", "0"), ("steady", "1")])
def test_the_state_of_another_campaign_or_seed_is_refused(tmp_path: Path, campaign: str, seed: str) -> None:
    state = tmp_path / "state"
    command("steady", "--state", state, "--cases", "1")

    with pytest.raises(StateDiffers, match="steady"):
        outcomes_in(state, campaign=campaign, seed=seed, resume=True)
    assert command(campaign, "--state", state, "--seed", seed, "--resume") == 2


@pytest.mark.parametrize("words", [["nameless"], ["steady", "--cases", "0"], ["steady", "--jobs", "x"], []])
def test_a_command_that_cannot_be_meant_is_refused(words: list[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        main(words, ALL)
