"""What carries an order out: an isolator of the town's settings, or a check list where none is set up.

A real one runs in a process of its own, so that a web server that is killed neither stops nor repeats it; what is the
case is always looked at, never remembered.
"""

from __future__ import annotations

import hashlib
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from threading import Thread

from django.conf import settings
from django.utils.translation import gettext as _

from sekisho.isolation.isolator import Isolator
from sekisho.isolation.model import Observation, Way
from sekisho.isolation.settings import FILE, BadSettings, isolators_of
from sekisho.kernel.refusals import Refusal
from sekisho.kernel.wording import said
from sekisho.rules.model import CutOption

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


class IsolatorsUnreadable(Refusal):
    """The settings of the isolators cannot be followed."""


@dataclass(frozen=True, slots=True)
class Shown:
    """The dry run as a person reads it: the steps in words, the digest that the execution names."""

    text: str
    digest: str
    notes: tuple[str, ...]
    by_machine: bool


def isolator_for(option: CutOption) -> Isolator | None:
    """The isolator that the option names; None: it is done by hand. Raises IsolatorsUnreadable."""
    if option.isolator is None:
        return None
    try:
        return isolators_of(_file(), _folder()).get(option.isolator)
    except BadSettings as error:
        raise IsolatorsUnreadable(
            _("切離しの装置の設定(%(file)s)が読めません。紙の手順で手で行ってください。") % {"file": FILE}
        ) from error


def plan_for(option: CutOption, way: Way) -> Shown:
    """What would be done. Touches nothing."""
    found = isolator_for(option)
    if found is None:
        text = "\n".join(
            f"{place} {step.format(what=option.title.ja)}" for place, step in enumerate(BY_HAND[way], 1)
        )
        return Shown(text, hashlib.sha256(text.encode()).hexdigest(), (), by_machine=False)
    plan = found.plan(way)
    text = "\n".join(
        "\n".join([f"{place} {step.words.ja}", *(f"   $ {command}" for command in step.commands)])
        for place, step in enumerate(plan.steps, 1)
    )
    return Shown(text, plan.digest, tuple(said(note) for note in plan.notes), by_machine=_acts(found, way))


def start(option: CutOption, way: Way, *, order: str, by: str, confirmed_by: str, digest: str) -> bool:
    """Let a process of its own carry it out; False: it is done by hand. If we die right after, it goes on."""
    found = isolator_for(option)
    if found is None or not _acts(found, way):
        return False
    folder = _folder()
    folder.mkdir(parents=True, exist_ok=True)
    arguments = [str(_file()), str(folder), str(option.isolator), way, order, by, confirmed_by, digest]
    with (folder / PROCESS_LOG).open("ab") as log:
        process = subprocess.Popen(  # noqa: S603 -- our own program, arguments as a list, no shell
            [sys.executable, "-m", "sekisho.incidents.process", *arguments],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    Thread(target=process.wait, daemon=True).start()  # so that no zombie stays; nobody waits for the answer
    return True


def look(option: CutOption) -> Observation | None:
    """What is the case now, by looking and trying; None: a person has to look."""
    found = isolator_for(option)
    return found.verify() if found is not None and _acts(found, Way.CUT) else None


def _acts(isolator: Isolator, way: Way) -> bool:
    """Whether a machine does any of it; a list of steps for persons is carried out by them."""
    return any(step.do is not None for step in isolator.plan(way).steps)


def _file() -> Path:
    return Path(settings.DATA) / FILE


def _folder() -> Path:
    return Path(settings.DATA) / LOGS
