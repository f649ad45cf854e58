"""What carries an order out: an isolator of the town's settings, or a check list where none is set up.

An isolator runs in a process of its own, so that a web server that is killed neither stops nor repeats it; what is the
case is always looked at, never remembered.
"""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import astuple, dataclass
from pathlib import Path
from threading import Thread

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sekisho.incidents.signatures import Signature
from sekisho.isolation.isolator import Isolator
from sekisho.isolation.model import Mandate, Observation, Way
from sekisho.isolation.settings import FILE, BadSettings, isolators_of
from sekisho.isolation.step_log import Event, Kind, LogUnreadable
from sekisho.kernel.wording import said
from sekisho.rules.model import CutOption, Words

LOGS = "isolation"
PROCESS_LOG = "process.log"

BY_HAND = {
    Way.CUT: (
        "「{what}」の対象の機器を二人で指さして確かめる。",
        "記録のために、いまの画面・表示灯・時刻を写すか書き留める。電源は切らない。",
        "切り離す。外した線・止めたポートに札を付ける。",
        "統合端末で接続を試し、つながらないことを確かめる。",
    ),
    Way.RESTORE: (
        "つなぎ直す条件が満たされたことを、二人で判断票と照らす。",
        "札を付けた線・ポートを元に戻す。",
        "統合端末で接続を試し、つながることを確かめる。",
    ),
}
UNREADABLE = _("切離しの装置の設定(%(file)s)が読めません。この手順のとおり、手で行ってください。")
KINDS = {
    Kind.BEGUN: _("始めた"),
    Kind.ABOUT: _("これから行う"),
    Kind.DONE: _("行った"),
    Kind.FAILED: _("できなかった"),
    Kind.SIGNED: _("署名した"),
    Kind.ENDED: _("終わった"),
}


@dataclass(frozen=True, slots=True)
class Shown:
    """The dry run as a person reads it: the steps in words, the digest that the execution names.

    `tasks` are the steps that persons carry out and sign; a machine does the others.
    """

    text: str
    digest: str
    notes: tuple[str, ...]
    tasks: tuple[str, ...]
    by_machine: bool


@dataclass(frozen=True, slots=True)
class Account:
    """What the isolator's own log says of one execution. It is no proof of what is the case: that is looked at."""

    has_begun: bool
    has_ended: bool
    lines: tuple[str, ...]


def isolator_for(option: CutOption) -> Isolator | None:
    """The isolator that the option names; None: persons do it, by the list here, also where nobody can read the settings."""
    return None if option.isolator is None else (_set_up() or {}).get(option.isolator)


def plan_for(option: CutOption, way: Way) -> Shown:
    """What would be done. Touches nothing."""
    found = isolator_for(option)
    if found is None:
        tasks = tuple(step.format(what=option.title.ja) for step in BY_HAND[way])
        text = "\n".join(f"{place} {task}" for place, task in enumerate(tasks, 1))
        notes: tuple[str, ...] = () if _set_up() is not None else (str(UNREADABLE) % {"file": FILE},)
        return Shown(text, hashlib.sha256(text.encode()).hexdigest(), notes, tasks, by_machine=False)
    plan = found.plan(way)
    text = "\n".join(
        "\n".join([f"{place} {step.words.ja}", *(f"   $ {command}" for command in step.commands)])
        for place, step in enumerate(plan.steps, 1)
    )
    tasks = tuple(step.words.ja for step in plan.steps if step.do is None)
    notes = tuple(said(note) for note in plan.notes)
    return Shown(text, plan.digest, notes, tasks, by_machine=_acts(found, way))


def start(option: CutOption, way: Way, mandate: Mandate, signatures: Sequence[Signature] = ()) -> None:
    """Let a process of its own carry it out, and sign what persons did. If we die right after, it goes on.

    Where no isolator is set up there is nothing to start: the entry is all that is kept.
    """
    if isolator_for(option) is None:
        return
    folder = _folder()
    folder.mkdir(parents=True, exist_ok=True)
    signed = json.dumps([[one.at.isoformat(), one.done] for one in signatures])
    arguments = [str(_file()), str(folder), str(option.isolator), way.value, *astuple(mandate), signed]
    with (folder / PROCESS_LOG).open("ab") as log:
        process = subprocess.Popen(  # noqa: S603 -- our own program, arguments as a list, no shell
            [sys.executable, "-m", "sekisho.incidents.process", *arguments],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    Thread(target=process.wait, daemon=True).start()  # so that no zombie stays; nobody waits for the answer


def look(option: CutOption) -> Observation | None:
    """What is the case now, by looking and trying; None: a person has to look."""
    found = isolator_for(option)
    return found.verify() if found is not None and (found.probes or _acts(found, Way.CUT)) else None


def account_of(option: CutOption, way: Way, mandate: Mandate) -> Account | None:
    """What was put down of the last execution on that ground; None: nothing keeps a log."""
    found = isolator_for(option)
    if found is None:
        return None
    try:
        runs = [one for one in found.log.runs() if one.mandate == mandate and one.way is way]
    except LogUnreadable as refusal:
        return Account(has_begun=True, has_ended=False, lines=(said(refusal.words),))
    if not runs:
        return Account(has_begun=False, has_ended=False, lines=())
    words = {step.id: step.words for step in found.plan(way).steps}
    ended = runs[-1].ended is not None
    return Account(has_begun=True, has_ended=ended, lines=tuple(_line(one, words) for one in runs[-1].events))


def _line(event: Event, words: Mapping[str, Words]) -> str:
    at = timezone.localtime(event.done_at or event.at)
    step = said(words[event.step]) if event.step in words else event.step
    parts = (f"{at:%H:%M:%S}", str(KINDS[event.kind]), step, said(event.said) if event.said else "")
    return " ".join(filter(None, parts))


def _acts(isolator: Isolator, way: Way) -> bool:
    """Whether a machine does any of it; a list of steps for persons is carried out by them."""
    return any(step.do is not None for step in isolator.plan(way).steps)


def _set_up() -> dict[str, Isolator] | None:
    """What the town has set up; None where nobody can follow its settings."""
    try:
        return isolators_of(_file(), _folder())
    except BadSettings:
        return None


def _file() -> Path:
    return Path(settings.DATA) / FILE


def _folder() -> Path:
    return Path(settings.DATA) / LOGS
