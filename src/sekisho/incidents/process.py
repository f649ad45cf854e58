"""The process that carries one order out, apart from the web server: `python -m sekisho.incidents.process`.

It asks no database. The order was checked by whoever started it; the isolator holds the plan against the digest, and
puts every step on record before it takes it.
"""

from __future__ import annotations

import json
import sys
from datetime import datetime
from pathlib import Path

from sekisho.isolation.isolator import WANTED, Isolator
from sekisho.isolation.model import Mandate, Way
from sekisho.isolation.refusals import Refused
from sekisho.isolation.settings import isolators_of


def main(arguments: list[str]) -> int:
    """Settings file, folder of the logs, isolator, way, order, by, confirmed by, digest, signatures as JSON.

    Returns 0 where what was wanted was seen, 1 where it was not, 2 where it was refused.
    """
    file, folder, name, way, order, by, confirmed_by, digest, signed = arguments
    isolator = isolators_of(Path(file), Path(folder))[name]
    mandate = Mandate(order, by=by, confirmed_by=confirmed_by, digest=digest)
    carry_out = isolator.isolate if Way(way) is Way.CUT else isolator.restore
    try:
        outcome = carry_out(mandate)
        _sign(isolator, Way(way), mandate, json.loads(signed))
    except Refused as refusal:
        print(refusal.words.ja, file=sys.stderr)
        return 2
    return 0 if outcome.observation.state is WANTED[Way(way)] else 1


def _sign(isolator: Isolator, way: Way, mandate: Mandate, signed: list[tuple[str, bool]]) -> None:
    """Put on record what persons did, step by step. If we crash within, it is done again with the whole run."""
    tasks = [step.id for step in isolator.plan(way).steps if step.do is None]
    for task, (at, done) in zip(tasks, signed, strict=True):
        isolator.sign(task, way=way, by=mandate.by, done_at=datetime.fromisoformat(at), done=done)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
