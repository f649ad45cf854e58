"""The process that carries one order out, apart from the web server: `python -m sekisho.incidents.process`.

It asks no database. The order was checked by whoever started it; the isolator holds the plan against the digest, and
puts every step on record before it takes it.
"""

from __future__ import annotations

import sys
from pathlib import Path

from sekisho.isolation.isolator import WANTED
from sekisho.isolation.model import Mandate, Way
from sekisho.isolation.refusals import Refused
from sekisho.isolation.settings import isolators_of


def main(arguments: list[str]) -> int:
    """Settings file, folder of the logs, isolator, way, order, by, confirmed by, digest.

    Returns 0 where what was wanted was seen, 1 where it was not, 2 where it was refused.
    """
    file, folder, name, way, order, by, confirmed_by, digest = arguments
    isolator = isolators_of(Path(file), Path(folder))[name]
    mandate = Mandate(order, by=by, confirmed_by=confirmed_by, digest=digest)
    carry_out = isolator.isolate if Way(way) is Way.CUT else isolator.restore
    try:
        outcome = carry_out(mandate)
    except Refused as refusal:
        print(refusal.words.ja, file=sys.stderr)
        return 2
    return 0 if outcome.observation.state is WANTED[Way(way)] else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
