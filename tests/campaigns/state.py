"""What a campaign has done so far, as JSON lines: a head, then one line a case as it ends."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import IO

from tests.campaigns.frame import Outcome


class StateExists(Exception):
    """The file is there already, and nobody asked to go on with it."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"{path} is there already. Go on with it by --resume, or name another file.")


class StateDiffers(Exception):
    """The file belongs to another campaign or another seed, or is no state file."""


@contextmanager
def recording(path: Path, *, campaign: str, seed: str) -> Iterator[IO[str]]:
    """The file, open at its end; begun with its head if it is new.

    If we crash within a line, `outcomes_in` cuts it off, and its case runs again.
    """
    with path.open("a", encoding="utf-8") as file:
        if file.tell() == 0:
            print(json.dumps(_head(campaign, seed)), file=file, flush=True)
        yield file


def record(file: IO[str], outcome: Outcome) -> None:
    """Add a case that has ended."""
    print(json.dumps(asdict(outcome), ensure_ascii=False), file=file, flush=True)


def outcomes_in(path: Path, *, campaign: str, seed: str, resume: bool) -> list[Outcome]:
    """The cases that are done, in the order in which they ended; none if there is no such file.

    Cuts off a last line that was not written to its end. Raises StateExists and StateDiffers.
    """
    if not path.exists():
        return []
    if not resume:
        raise StateExists(path)
    data = path.read_bytes()
    whole = data[: data.rfind(b"\n") + 1]
    if whole != data:
        path.write_bytes(whole)
    head, *lines = [json.loads(line) for line in whole.splitlines()] or [_head(campaign, seed)]
    if head != _head(campaign, seed):
        raise StateDiffers(f"{path} belongs to {head}, not to {_head(campaign, seed)}.")
    return [Outcome(**line) for line in lines]


def _head(campaign: str, seed: str) -> dict[str, str]:
    return {"campaign": campaign, "seed": seed}
