"""`sekisho isolate`: plans, states and step logs in words. Cutting needs an order, which no command line can give."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, Final

from sekisho.archive.places import data_folder
from sekisho.cli.words import Sentence, said
from sekisho.isolation.isolator import Isolator, said_of
from sekisho.isolation.model import Observation, Plan, State, Way
from sekisho.isolation.refusals import Refused
from sekisho.isolation.settings import FILE, BadSettings, isolators_of
from sekisho.isolation.step_log import Event, Run
from sekisho.rules.model import Words

NOT_WELL: Final = 1
NOT_JUDGED: Final = 3


def plan(name: str | None, *, as_json: bool) -> None:
    """Print what cutting and restoring would do."""
    plans = [isolator.plan(way) for isolator in _chosen(name) for way in Way]
    if as_json:
        _print_json([_plan_as_data(each) for each in plans])
        return
    for each in plans:
        print(
            f"{each.name}: {_in(each.title)}: {said('切る', 'cut') if each.way is Way.CUT else said('戻す', 'restore')}"
        )
        for number, step in enumerate(each.steps, start=1):
            print(f"  {number}. {_in(step.words)}")
            for line in (line for command in step.commands for line in command.splitlines()):
                print(f"       {line}")
            print(f"     {said('途中で落ちたら', 'If it breaks off')}: {_in(step.if_crashed)}")
        for note in each.notes if each.way is Way.CUT else ():
            print(f"  * {_in(note)}")


def verify(name: str | None, *, as_json: bool) -> int:
    """Print what is the case now. Returns 0, 1 where something is cut in part, 3 where something is not known."""
    seen = {isolator.name: isolator.verify() for isolator in _chosen(name)}
    if as_json:
        _print_json({each: _observation_as_data(observation) for each, observation in seen.items()})
    else:
        for each, observation in seen.items():
            print(f"{each}: {_in(said_of(observation))}")
            for fact in observation.facts:
                print(f"  - {_in(fact)}")
    states = {observation.state for observation in seen.values()}
    if State.UNKNOWN in states:
        return NOT_JUDGED
    return NOT_WELL if State.PARTLY in states else 0


def status(name: str | None, *, as_json: bool) -> None:
    """Print the last run of each, as the step log has it; what is the case, only `verify` knows."""
    try:
        last = {isolator.name: (isolator.log.runs() or (None,))[-1] for isolator in _chosen(name)}
    except Refused as refusal:
        raise Sentence(refusal.words.ja, refusal.words.en) from refusal
    if as_json:
        _print_json(
            {each: None if run is None else [*map(_event_as_data, run.events)] for each, run in last.items()}
        )
        return
    for each, run in last.items():
        print(
            f"{each}: {said('まだ何も行われていません。', 'Nothing was carried out yet.') if run is None else ''}"
        )
        for line in _run_in_words(run) if run else ():
            print(f"  {line}")


def _chosen(name: str | None) -> list[Isolator]:
    path = data_folder() / FILE
    try:
        known = isolators_of(path, data_folder() / "isolation")
    except BadSettings as refusal:
        raise Sentence(
            "\n".join(["設定に誤りがあります。", *(finding.said_in("ja") for finding in refusal.findings)]),
            "\n".join(
                ["There are mistakes in the configuration.", *(f.said_in("en") for f in refusal.findings)]
            ),
        ) from refusal
    if not known:
        raise Sentence(
            f"切離しの手段が設定されていません({path})。",
            f"Nothing is set up that could cut the network off ({path}).",
        )
    if name is not None and name not in known:
        raise Sentence(
            f"「{name}」という切離しの手段はありません。あるのは {'、'.join(known)} です。",
            f'There is nothing by the name "{name}". There are: {", ".join(known)}.',
        )
    return [known[name]] if name is not None else list(known.values())


def _run_in_words(run: Run) -> Iterator[str]:
    if run.mandate is not None:
        yield said("命令 ", "order ") + f"{run.mandate.order} ({run.mandate.by}, {run.mandate.confirmed_by})"
    for event in run.events:
        at = (event.done_at or event.at).astimezone()
        tail = " ".join(
            filter(None, (event.step, event.by, event.state, _in(event.said) if event.said else ""))
        )
        yield f"{at:%Y-%m-%d %H:%M:%S} {run.way} {event.kind} {tail}".rstrip()
    if run.ended is None:
        yield said(
            "この実行は途中で終わっています。本当の状態は sekisho isolate verify で確かめてください。",
            "This run was cut short. Look with sekisho isolate verify what is really the case.",
        )


def _plan_as_data(each: Plan) -> dict[str, Any]:  # Any: JSON
    return {
        "name": each.name,
        "way": each.way,
        "digest": each.digest,
        "steps": [
            {
                "id": step.id,
                "words": _both(step.words),
                "commands": step.commands,
                "if_crashed": _both(step.if_crashed),
            }
            for step in each.steps
        ],
        "notes": [_both(note) for note in each.notes],
    }


def _observation_as_data(observation: Observation) -> dict[str, Any]:  # Any: JSON
    return {
        "state": observation.state,
        "at": observation.at.isoformat(),
        "facts": [_both(fact) for fact in observation.facts],
    }


def _event_as_data(event: Event) -> dict[str, Any]:  # Any: JSON
    return {
        "at": event.at.isoformat(),
        "way": event.way,
        "kind": event.kind,
        "step": event.step,
        "state": event.state,
        "said": _both(event.said) if event.said else None,
    }


def _both(words: Words) -> dict[str, str]:
    return {"ja": words.ja, "en": words.en}


def _in(words: Words) -> str:
    return said(words.ja, words.en)


def _print_json(data: object) -> None:
    print(json.dumps(data, ensure_ascii=False, indent=1))
