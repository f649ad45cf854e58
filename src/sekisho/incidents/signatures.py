"""署名: when each step that persons carry out was done, as it stands in the entry: a line a step, in the plan's order."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.utils import timezone

DONE, COULD_NOT = "行った", "できなかった"  # evidence: in one language, whatever the screen speaks
_LINE: Final = re.compile(rf"(\d{{4}}-\d\d-\d\d \d\d:\d\d) ({DONE}|{COULD_NOT}) ")


@dataclass(frozen=True, slots=True)
class Signature:
    """One step: when it was done, or when it was found that it could not be. Who signs is who makes the entry."""

    at: datetime
    done: bool = True


def written(signatures: Sequence[Signature], tasks: Sequence[str]) -> str:
    """As it stands in the entry. There are as many signatures as tasks."""
    return "\n".join(
        f"{timezone.localtime(one.at):%Y-%m-%d %H:%M} {DONE if one.done else COULD_NOT} {task}"
        for one, task in zip(signatures, tasks, strict=True)
    )


def read(text: str) -> list[Signature]:
    """What `written` wrote, to the minute."""
    found = (_LINE.match(line) for line in text.splitlines())
    zone = timezone.get_current_timezone()
    return [
        Signature(datetime.strptime(one[1], "%Y-%m-%d %H:%M").replace(tzinfo=zone), one[2] == DONE)
        for one in found
        if one is not None
    ]
