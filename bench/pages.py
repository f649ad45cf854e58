"""Every main page under twenty users, against a page that does nothing (`/healthy/`) in the same run.

    .venv/bin/python bench/pages.py [--months 36] [--users 20] [--seconds 60]

Makes a demo town in a temporary folder, serves it as `sekisho serve` does, and lets users
click through the pages with a pause between clicks. Prints per page the median and the 95th
percentile of the time to the last byte, and the weight of the page with its own files.
"""

from __future__ import annotations

import argparse
import http.cookiejar
import os
import random
import re
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PAGES = (
    "/",
    "/?show=attention",
    "/clauses/a5.i1.s2/",
    "/today/",
    "/organisation/",
    "/ledgers/daily_checks/",
    "/ledgers/appointments/",
    "/journal/",
    "/reports/",
    "/healthy/",
)
PAUSE_SECONDS = 3.0
PORT = 8765
BASE = f"http://127.0.0.1:{PORT}"


class User:
    """One browser with its cookies, signed in as a person of the demo town."""

    def __init__(self, place: int) -> None:
        jar = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        self.browser = urllib.request.build_opener(jar)
        page = self.get("/sign-in/").decode()
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
        people = re.findall(r'name="demo" value="(\d+)"', page)
        assert token is not None, "the sign-in page has no form"
        chosen = people[place % 4]  # mayor, vice-mayor and the first heads see every page
        fields = {"csrfmiddlewaretoken": token.group(1), "demo": chosen}
        self.browser.open(BASE + "/sign-in/", urllib.parse.urlencode(fields).encode()).read()

    def get(self, address: str) -> bytes:
        """The body of a page."""
        with self.browser.open(BASE + address) as answer:
            body: bytes = answer.read()
            return body


def click(user: User, until: float, times: dict[str, list[float]], lock: threading.Lock) -> None:
    """Visit pages at random until the time is up."""
    while time.monotonic() < until:
        page = random.choice(PAGES)  # noqa: S311 -- no secret hangs on it
        started = time.perf_counter()
        user.get(page)
        taken = time.perf_counter() - started
        with lock:
            times[page].append(taken)
        time.sleep(random.expovariate(1 / PAUSE_SECONDS))


def weight(user: User, page: str) -> int:
    """Bytes of a page with the style sheets, scripts and pictures that it names."""
    body = user.get(page)
    files = set(re.findall(rb'(?:href|src)="(/static/[^"]+)"', body))
    return len(body) + sum(len(user.get(file.decode())) for file in files)


def main() -> None:
    """Make the town, serve it, click, print."""
    words = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    words.add_argument("--months", type=int, default=36)
    words.add_argument("--users", type=int, default=20)
    words.add_argument("--seconds", type=int, default=60)
    asked = words.parse_args()
    with tempfile.TemporaryDirectory(prefix="sekisho-bench-") as folder:
        environment = {**os.environ, "SEKISHO_DATA": folder, "PYTHONPATH": str(ROOT / "src")}
        command = [sys.executable, "-P", "-m", "sekisho.cli"]
        subprocess.run([*command, "demo", "--months", str(asked.months)], env=environment, check=True)
        server = subprocess.Popen([*command, "serve", "--port", str(PORT)], env=environment)
        try:
            run(asked.users, asked.seconds)
        finally:
            server.terminate()
            server.wait()


def run(users: int, seconds: int) -> None:
    """Wait for the server, warm it up, let the users click, print the table."""
    for _attempt in range(100):
        try:
            everybody = [User(place) for place in range(users)]
            break
        except OSError:
            time.sleep(0.3)
    else:
        raise SystemExit("the server did not start")
    weights = {page: weight(everybody[0], page) for page in PAGES}
    times: dict[str, list[float]] = {page: [] for page in PAGES}
    lock = threading.Lock()
    until = time.monotonic() + seconds
    threads = [threading.Thread(target=click, args=(user, until, times, lock)) for user in everybody]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    print(f"{'page':<26} {'visits':>6} {'median ms':>9} {'p95 ms':>7} {'KB':>6}")
    for page in PAGES:
        taken = sorted(times[page])
        if taken:
            p95 = taken[min(len(taken) - 1, int(len(taken) * 0.95))]
            median = statistics.median(taken)
            print(
                f"{page:<26} {len(taken):>6} {median * 1000:>9.0f} {p95 * 1000:>7.0f} {weights[page] / 1000:>6.0f}"
            )


if __name__ == "__main__":
    main()
