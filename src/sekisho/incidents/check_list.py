"""The check list where no isolator is set up: persons carry the order out by it and sign, as by one that is."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from sekisho.isolation.by_hand import ByHand, Task
from sekisho.isolation.isolator import Isolator
from sekisho.isolation.model import Way
from sekisho.isolation.step_log import StepLog
from sekisho.rules.model import CutOption, Words

# By the id of the task, which the step log names.
TASKS: Final = {
    Way.CUT: {
        "point": Words(
            "「{what}」の対象の機器を二人で指さして確かめる。",
            'Two persons point at the equipment of "{what}" and make sure that it is the right one.',
        ),
        "copy": Words(
            "記録のために、いまの画面・表示灯・時刻を写すか書き留める。電源は切らない。",
            "Photograph or write down the screens, the lights and the time. Do not switch the power off.",
        ),
        "cut": Words(
            "切り離す。外した線・止めたポートに札を付ける。",
            "Cut it off. Put a tag on every cable that was pulled and every port that was shut.",
        ),
        "try": Words(
            "統合端末で接続を試し、つながらないことを確かめる。",
            "Try to connect from a terminal and see that it does not.",
        ),
    },
    Way.RESTORE: {
        "compare": Words(
            "つなぎ直す条件が満たされたことを、二人で判断票と照らす。",
            "Two persons hold the conditions of reconnecting against the decision sheet.",
        ),
        "put-back": Words(
            "札を付けた線・ポートを元に戻す。", "Put the cables and ports with a tag back as they were."
        ),
        "try": Words(
            "統合端末で接続を試し、つながることを確かめる。",
            "Try to connect from a terminal and see that it does.",
        ),
    },
}


def check_list(option: CutOption, logs: Path) -> Isolator:
    """The list for that option. No isolator of the settings has a point in its name."""
    name = f"by-hand.{option.id}"
    log = StepLog(logs, name)
    return Isolator(
        name, option.title, ByHand(_tasks(option, Way.CUT), _tasks(option, Way.RESTORE), log), (), log
    )


def _tasks(option: CutOption, way: Way) -> tuple[Task, ...]:
    what = option.title
    return tuple(
        Task(task, Words(words.ja.format(what=what.ja), words.en.format(what=what.en)))
        for task, words in TASKS[way].items()
    )
