"""A real Chromium for the tests in this folder: Japanese, in Tokyo, with fonts of its own, and no way out.

The Chromium is the system's. Its fonts come from a package, so that a machine without any draws Japanese
too, and every machine the same.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from importlib.resources import files
from pathlib import Path

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, Route, sync_playwright

from tests import machine

RESULTS = Path(__file__).resolve().parents[2] / "test-results"
PROGRAMS = ("chromium", "chromium-browser", "google-chrome", "chrome")
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
LEVELS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
LOCAL = re.compile(r"^(data:|blob:|about:|https?://(localhost|127\.0\.0\.1|\[::1\])[:/])")
ANSWERED_WITH_AN_ERROR = re.compile(r"Failed to load resource: the server responded with a status of 4\d\d")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Every test of this folder is a browser test."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(autouse=True)
def _on_a_working_morning(working_morning: None) -> None:
    """What people do on working days could be tried on these alone."""


@pytest.fixture(scope="session")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """One Chromium for all tests; each opens windows of its own."""
    program = next(filter(None, map(shutil.which, PROGRAMS)), None)
    if program is None:
        machine.missing("no Chromium on this machine (Debian: apt-get install chromium)")
    environment: dict[str, str | float | bool] = {**os.environ}
    environment["FONTCONFIG_FILE"] = str(fontconfig(tmp_path_factory.mktemp("fonts")))
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        # playwright runs an event loop in this thread, and Django takes that for asynchronous code.
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        yield playwright.chromium.launch(executable_path=program, args=list(ARGUMENTS), env=environment)


def fontconfig(folder: Path) -> Path:
    """A configuration in which Noto Sans JP and Noto Serif JP are the only fonts."""
    file = folder / "fonts.conf"
    preferred = "".join(
        f"<alias><family>{generic}</family><prefer><family>Noto {kind} JP</family></prefer></alias>"
        for generic, kind in (("sans-serif", "Sans"), ("serif", "Serif"), ("monospace", "Sans"))
    )
    file.write_text(
        f'<?xml version="1.0"?><fontconfig><dir>{files("pylopdf_fonts_jp")}</dir>'
        f"<cachedir>{folder}</cachedir>{preferred}</fontconfig>\n",
        encoding="utf-8",
    )
    return file


@contextmanager
def window(browser: Browser, language: str, width: int, height: int) -> Iterator[Page]:
    """A fresh window without cookies. At its end, errors in the page and requests to outside fail the test."""
    trouble: list[str] = []

    def guard(route: Route, request: Request) -> None:
        if LOCAL.match(request.url):
            route.continue_()
        else:
            trouble.append(f"asked the outside for {request.url}")
            route.abort()

    def listen(message: ConsoleMessage) -> None:
        if message.type == "error" and not ANSWERED_WITH_AN_ERROR.search(message.text):
            trouble.append(f"{message.text} ({message.location['url']})")

    context = browser.new_context(
        locale=language, timezone_id="Asia/Tokyo", viewport={"width": width, "height": height}
    )
    context.route("**/*", guard)
    page = context.new_page()
    page.on("console", listen)
    page.on("pageerror", lambda error: trouble.append(str(error)))
    try:
        yield page
    finally:
        context.close()
    assert trouble == [], "the page is not quiet"


@pytest.fixture
def open_window(browser: Browser) -> Iterator[Callable[..., Page]]:
    """A function that opens windows: `open_window(language="ja-JP", width=1280, height=900)`."""
    with ExitStack() as stack:

        def open_one(language: str = "ja-JP", width: int = 1280, height: int = 900) -> Page:
            return stack.enter_context(window(browser, language, width, height))

        yield open_one


@pytest.fixture
def page_ja(open_window: Callable[..., Page]) -> Page:
    """A window of a Japanese visitor."""
    return open_window()


@pytest.fixture
def page_en(open_window: Callable[..., Page]) -> Page:
    """A window of a visitor whose browser asks for English."""
    return open_window(language="en-US")


@pytest.fixture
def axe() -> Callable[[Page], list[str]]:
    """`axe(page)`: the serious and critical breaches of WCAG 2.2 A and AA, a line each with where."""

    script = (files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")
    options = {"runOnly": {"type": "tag", "values": LEVELS}, "resultTypes": ["violations"]}

    def breaches(page: Page) -> list[str]:
        page.evaluate(script)
        found = page.evaluate("options => axe.run(options)", options)["violations"]
        return [
            f"{rule['id']} ({rule['impact']}): {rule['help']}: {node['target']}"
            for rule in found
            if rule["impact"] in {"serious", "critical"}
            for node in rule["nodes"]
        ]

    return breaches


@pytest.fixture
def screenshot() -> Callable[[Page, str], Path]:
    """`screenshot(page, name)`: the whole page as test-results/{name}.png."""

    def take(page: Page, name: str) -> Path:
        path = RESULTS / f"{name}.png"
        page.screenshot(path=path, full_page=True)
        return path

    return take


@pytest.fixture
def print_a4() -> Callable[[Page, str], Path]:
    """`print_a4(page, name)`: the page as printed on A4, as test-results/{name}.pdf."""

    def print_page(page: Page, name: str) -> Path:
        path = RESULTS / f"{name}.pdf"
        path.parent.mkdir(exist_ok=True)
        page.pdf(path=path, format="A4", print_background=True, prefer_css_page_size=True)
        return path

    return print_page
