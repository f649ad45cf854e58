"""What carries an order out: an isolator of the town's settings, or the check list where none is set up.

A machine is told by a process of its own, so that a web server that is killed neither stops nor repeats it. What is
the case is always looked at, never remembered.
"""

from __future__ import annotations

import logging
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import astuple, dataclass
from pathlib import Path
from threading import Thread

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sekisho.incidents.check_list import check_list
from sekisho.incidents.signatures import Signature
from sekisho.isolation.isolator import Isolator
from sekisho.isolation.model import STATE_WORDS, Mandate, Observation, Plan, Step, Way
from sekisho.isolation.refusals import Refused
from sekisho.isolation.settings import FILE, BadSettings, isolators_of
from sekisho.isolation.step_log import Event, Kind, LogUnreadable, Run
from sekisho.kernel.wording import said
from sekisho.rules.model import CutOption

LOGS = "isolation"
PROCESS_LOG = "process.log"
LOG = logging.getLogger(__name__)

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
    """The dry run as a person reads it, and the digest that the execution names.

    `tasks` are the steps that persons carry out and sign; without any, a machine does it all.
    """

    text: str
    digest: str
    notes: tuple[str, ...]
    tasks: tuple[str, ...]

    @property
    def by_machine(self) -> bool:
        """Whether a machine carries it out once two persons have confirmed."""
        return not self.tasks


@dataclass(frozen=True, slots=True)
class Account:
    """What the isolator's own log says of one execution. It is no proof of what is the case: that is looked at."""

    has_begun: bool
    has_ended: bool
    lines: tuple[str, ...]


def isolator_for(option: CutOption) -> Isolator:
    """The isolator that the option names; the check list where none is set up or nobody can read the settings."""
    found = (_set_up() or {}).get(option.isolator or "")
    return found or check_list(option, _folder())


def isolator_of_plan(option: CutOption, way: Way, digest: str) -> Isolator | None:
    """The one whose plan was shown under that digest; None: its settings were changed since, or no plan was shown."""
    candidates = (isolator_for(option), check_list(option, _folder()))
    return next((one for one in candidates if one.plan(way).digest == digest), None)


def plan_for(option: CutOption, way: Way) -> Shown:
    """What would be done. Touches nothing."""
    plan = isolator_for(option).plan(way)
    text = "\n".join(
        "\n".join([f"{place} {step.words.ja}", *(f"   $ {command}" for command in step.commands)])
        for place, step in enumerate(plan.steps, 1)
    )
    bad = (str(UNREADABLE) % {"file": FILE},) if option.isolator and _set_up() is None else ()
    notes = (*bad, *(said(note) for note in plan.notes))
    return Shown(text, plan.digest, notes, tuple(step.words.ja for step in _by_persons(plan)))


def start(isolator: Isolator, way: Way, mandate: Mandate) -> None:
    """Let a process of its own carry it out. If we die right after, it goes on; what becomes of it stands in its log."""
    folder = _folder()
    folder.mkdir(parents=True, exist_ok=True)
    arguments = [str(_file()), str(folder), isolator.name, way.value, *astuple(mandate)]
    with (folder / PROCESS_LOG).open("ab") as log:
        process = subprocess.Popen(  # noqa: S603 -- our own program, arguments as a list, no shell
            [sys.executable, "-m", "sekisho.incidents.process", *arguments],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    Thread(target=process.wait, daemon=True).start()  # so that no zombie stays; nobody waits for the answer


def put_down(
    isolator: Isolator, way: Way, mandate: Mandate, signatures: Sequence[Signature], *, by: str
) -> None:
    """Put on record what persons did and `by` signed. It was done already, so that nothing is refused here.

    If we crash within, or the log cannot be written, signatures are missing in it: the account has no end, and all of
    it can be put down again.
    """
    try:
        (isolator.isolate if way is Way.CUT else isolator.restore)(mandate)
        for step, one in zip(isolator.plan(way).steps, signatures, strict=False):
            isolator.sign(step.id, way=way, by=by, done_at=one.at, done=one.done)
    except Refused:
        LOG.exception("what was done by hand could not be put into the step log of %s", isolator.name)


def look(option: CutOption) -> Observation | None:
    """What is the case now, by looking and trying; None: nothing looks by itself, so that a person has to."""
    found = isolator_for(option)
    looks = bool(found.probes) or not _by_persons(found.plan(Way.CUT))
    return found.verify() if looks else None


def account_of(isolator: Isolator, way: Way, mandate: Mandate) -> Account:
    """What was put down of the last execution on that ground. It has ended when its last line and every signature are there."""
    try:
        runs = [one for one in isolator.log.runs() if one.mandate == mandate and one.way is way]
    except LogUnreadable as refusal:
        return Account(has_begun=True, has_ended=False, lines=(said(refusal.words),))
    if not runs:
        return Account(has_begun=False, has_ended=False, lines=())
    last = runs[-1]
    ended = last.ended is not None and not last.under_way
    return Account(has_begun=True, has_ended=ended, lines=_lines(last, isolator.plan(way)))


def _by_persons(plan: Plan) -> list[Step]:
    return [step for step in plan.steps if step.do is None]


def _lines(run: Run, plan: Plan) -> tuple[str, ...]:
    """A line an event. What a step was about to do is left out once it is known; what was seen before anybody had signed, too."""
    words = {step.id: said(step.words) for step in plan.steps}
    left_out = {Kind.ENDED} if _by_persons(plan) else set()
    shown = [
        event
        for event in run.events
        if event.kind not in left_out and (event.kind is not Kind.ABOUT or event.step in run.under_way)
    ]
    return tuple(_line(event, words.get(event.step, event.step)) for event in shown)


def _line(event: Event, step: str) -> str:
    at = timezone.localtime(event.done_at or event.at)
    state = said(STATE_WORDS[event.state]) if event.state else ""
    parts = (
        f"{at:%H:%M:%S}",
        str(KINDS[event.kind]),
        step,
        event.by,
        state,
        said(event.said) if event.said else "",
    )
    return " ".join(filter(None, parts))


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
