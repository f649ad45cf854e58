"""How many lines a second one core reads, with every dialect enabled.

    .venv/bin/python bench/dialects.py [--lines 20000] [--runs 5] [--brand NAME ...]

Of each brand's sample as many lines as said are made that differ in time, addresses and ports, and then a mix of all
of them in turn. They are read from bytes to facts: with the hint that a source's last message gives, and without any.
Prints lines a second of processor time, the median of the runs, beside the time that the parts take: the text and
the header alone, and the dialect alone. The peer is one compiled pattern that takes eight fields off the lines of one
brand and knows no other; it also shows how busy the machine was. The last row is the mix as a batch of the log is read:
source by source.
"""

from __future__ import annotations

import argparse
import random
import re
import statistics
import sys
from collections.abc import Callable, Iterable, Iterator
from operator import itemgetter
from pathlib import Path
from time import process_time

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "src"), str(ROOT)]

from sekisho.intake.brands import BY_BRAND, DIALECTS  # noqa: E402 -- after the path is known
from sekisho.intake.facts import Line  # noqa: E402 -- as above
from sekisho.intake.headers import headed  # noqa: E402 -- as above
from sekisho.intake.reading import read  # noqa: E402 -- as above
from sekisho.intake.texts import decoded  # noqa: E402 -- as above
from tests.unit.intake.dialects.lines import JST, RECEIVED_AT  # noqa: E402 -- as above
from tests.unit.intake.samples import SAMPLES  # noqa: E402 -- as above

TARGET = 100_000  # lines a second
HOSTS = 64  # of either side of the wall
_ADDRESS = re.compile(r"(192\.0\.2|198\.51\.100)\.\d+")
_CLOCK = re.compile(r"10:00:00")
_PORT = re.compile(r"40000|51000")
_PEER = re.compile(
    rb"<(\d+)>date=(\S+) time=(\S+) .*? srcip=(\S+) srcport=(\d+) .*? dstip=(\S+) dstport=(\d+) .*? action=\"(\w+)\""
)
Lines = list[tuple[str, bytes]]


def main() -> None:
    """Make, read, print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--lines", type=int, default=20_000)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--brand", action="append", choices=sorted(BY_BRAND))
    arguments = parser.parse_args()
    brands = arguments.brand or list(dict.fromkeys(brand for brand, _sample in SAMPLES))
    print(
        f"{len(DIALECTS)} dialects, {arguments.lines:,} lines each, median of {arguments.runs} runs, one core"
    )
    print(f"{'lines/s':<16}{'with hint':>12}{'without':>12}{'of peer':>8}{'µs header':>10}{'dialect':>10}")
    plain = list(varied("fortigate", arguments.lines))
    peer = median(lambda: one_pattern(plain), arguments.runs)
    print(f"{'one pattern':<16}{arguments.lines / peer:>12,.0f}{'':>12}{1:>8.2f}")
    for brand in brands:
        row(brand, list(varied(brand, arguments.lines)), arguments.runs, arguments.lines / peer)
    if len(brands) > 1:
        share = -(-arguments.lines // len(brands))
        rows = zip(*(varied(brand, share) for brand in brands), strict=True)
        mix = [line for together in rows for line in together]
        row("mix", mix, arguments.runs, arguments.lines / peer)
        row("mix by source", sorted(mix, key=itemgetter(0)), arguments.runs, arguments.lines / peer)


def varied(brand: str, count: int) -> Iterator[tuple[str, bytes]]:
    """The brand's samples in turn, at other times, with other ends."""
    chance = random.Random(brand)  # noqa: S311 -- the same lines on every run
    samples = [sample for each, sample in SAMPLES if each == brand]
    for number in range(count):
        clock = f"10:{number // 6000 % 60:02}:{number // 100 % 60:02}"
        line = _CLOCK.sub(clock, samples[number % len(samples)])
        line = _ADDRESS.sub(lambda found: f"{found[1]}.{chance.randrange(1, HOSTS)}", line)
        yield brand, _PORT.sub(lambda _found: str(chance.randrange(32_768, 61_000)), line).encode()


def row(name: str, lines: Lines, runs: int, peer: float) -> None:
    """One line of the table."""
    for brand, raw in lines[: len(SAMPLES)]:
        assert read(raw, received_at=RECEIVED_AT, offset_minutes=JST).brand == brand, raw
    with_hint = median(lambda: hinted(lines), runs)
    without = median(lambda: unhinted(lines), runs)
    header = median(lambda: headers_only(lines), runs)
    pairs = [(BY_BRAND[brand].read, parsed(raw)) for brand, raw in lines]
    dialect = median(lambda: dialects_only(pairs), runs)
    rates = [len(lines) / seconds for seconds in (with_hint, without)]
    each = [seconds / len(lines) * 1e6 for seconds in (header, dialect)]
    short = (
        "" if min(rates) >= TARGET else "  below the target" if max(rates) < TARGET else "  only with a hint"
    )
    print(
        f"{name:<16}{rates[0]:>12,.0f}{rates[1]:>12,.0f}{rates[0] / peer:>8.2f}"
        f"{each[0]:>10.1f}{each[1]:>10.1f}{short}",
        flush=True,
    )


def one_pattern(lines: Lines) -> None:
    """The peer."""
    for _brand, raw in lines:
        found = _PEER.match(raw)
        assert found is not None
        found.groups()


def hinted(lines: Lines) -> None:
    """As sources are read: each has its brand from the message before."""
    for brand, raw in lines:
        read(raw, received_at=RECEIVED_AT, offset_minutes=JST, hint=brand)


def unhinted(lines: Lines) -> None:
    """As if every line were the first of its source."""
    for _brand, raw in lines:
        read(raw, received_at=RECEIVED_AT, offset_minutes=JST)


def parsed(raw: bytes) -> Line:
    """The line as a dialect gets it."""
    text = decoded(raw)
    header, body = headed(text, received_at=RECEIVED_AT, offset_minutes=JST)
    return Line(text, body, header, RECEIVED_AT, JST)


def headers_only(lines: Lines) -> None:
    """Text and header, no dialect."""
    for _brand, raw in lines:
        parsed(raw)


def dialects_only(pairs: Iterable[tuple[Callable[[Line], object], Line]]) -> None:
    """The dialect, of lines whose header is off."""
    for reader, line in pairs:
        reader(line)


def median(work: Callable[[], None], runs: int) -> float:
    """Seconds of processor time."""
    taken = []
    for _run in range(runs):
        began = process_time()
        work()
        taken.append(process_time() - began)
    return statistics.median(taken)


if __name__ == "__main__":
    main()
