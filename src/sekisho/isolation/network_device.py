"""A managed switch or firewall: ports shut or an access list bound by its own commands, which the town writes down.

The commands, and how the device shows that it is cut, are data; the session is netmiko's (extra `network-devices`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Final

from sekisho.isolation.device import SHOWN, Device, Session
from sekisho.isolation.model import Barrier, Look, Step, StepFailed, Way
from sekisho.rules.model import Words

NOTES: Final = (
    Words(
        "機器の設定を変えます。保存の命令(save)がないと、機器を再起動したとき元に戻ります。「確かめる」で分かります。",
        "The device's configuration is changed. Without commands to save it, a restart of the device undoes it. "
        "Verify shows it.",
    ),
)


@dataclass(frozen=True, slots=True)
class Question:
    """A command that changes nothing, and how its answer reads when it is cut and when it is connected."""

    command: str
    cut: re.Pattern[str]
    connected: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class NetworkDevice:
    """What to say to the device: to cut, to restore, to save either, and to see how it stands."""

    device: Device
    cut: tuple[str, ...]
    restore: tuple[str, ...]
    save: tuple[str, ...]
    questions: tuple[Question, ...]
    open_session: Callable[[Device], Session]

    @property
    def notes(self) -> tuple[Words, ...]:
        """What one should know before one decides."""
        return NOTES

    def steps(self, way: Way) -> tuple[Step, ...]:
        """The commands in configuration mode; then, where there are any, those that save."""
        commands = self.cut if way is Way.CUT else self.restore
        change = Step(
            "configure",
            Words(f"{self.device.place}: 設定を変える", f"{self.device.place}: change the configuration"),
            commands,
            Words(
                "機器は命令を一つずつ行います。途中までのことがあります。もう一度行えば、最後まで済みます。",
                "The device takes one command after the other, so a part of them may be done. Doing it again finishes it.",
            ),
            lambda: self._configure(commands),
        )
        return (change, self._saving()) if self.save else (change,)

    def look(self) -> Look:
        """What the device answers to every question. An answer that fits neither pattern, or both, is none."""
        try:
            session = self.open_session(self.device)
            try:
                seen = [_judge(question, session.ask(question.command)) for question in self.questions]
            finally:
                session.close()
        except StepFailed as failure:
            return Look(Barrier.UNREADABLE, (failure.words,))
        barriers = {look.barrier for look in seen}
        facts = tuple(fact for look in seen for fact in look.facts)
        if len(barriers) == 1:
            return Look(barriers.pop(), facts)
        return Look(Barrier.UNREADABLE if Barrier.UNREADABLE in barriers else Barrier.PARTIAL, facts)

    def _saving(self) -> Step:
        return Step(
            "save",
            Words(f"{self.device.place}: 設定を保存する", f"{self.device.place}: save the configuration"),
            self.save,
            Words(
                "変えた設定は働いています。保存の途中で落ちると、機器の再起動で元に戻ることがあります。",
                "The change is in force. If it was not saved, a restart of the device may undo it.",
            ),
            lambda: self._in_session(lambda session: [session.ask(command) for command in self.save]),
        )

    def _configure(self, commands: Sequence[str]) -> Words:
        return self._in_session(lambda session: [session.configure(commands)])

    def _in_session(self, act: Callable[[Session], list[str]]) -> Words:
        session = self.open_session(self.device)
        try:
            said = " ".join(act(session))
        finally:
            session.close()
        shown = " ".join(said.split())[-SHOWN:]
        return Words(f"{self.device.id}の応答: {shown}", f"{self.device.id} said: {shown}")


def session_of(device: Device) -> Session:
    """A session by netmiko, which is loaded only now. Raises StepFailed."""
    try:
        opened: Session = import_module("sekisho.isolation.netmiko_session").open_session(device)
    except ImportError as error:
        raise StepFailed(
            Words(
                "ネットワーク機器に入る部品がありません。sekisho[network-devices] を入れてください。",
                "What logs in on network devices is not installed. Install sekisho[network-devices].",
            )
        ) from error
    return opened


def _judge(question: Question, answer: str) -> Look:
    cut, connected = question.cut.search(answer), question.connected.search(answer)
    shown = " ".join(answer.split())[-SHOWN:]
    if bool(cut) is bool(connected):
        which = Words("どちらとも読めません", "that reads as neither")
        barrier = Barrier.UNREADABLE
    elif cut:
        which, barrier = Words("切れています", "that is cut"), Barrier.IN_PLACE
    else:
        which, barrier = Words("つながっています", "that is connected"), Barrier.ABSENT
    return Look(
        barrier,
        (
            Words(
                f"「{question.command}」の応答: {which.ja}({shown})。",
                f'The answer to "{question.command}": {which.en} ({shown}).',
            ),
        ),
    )
