"""Programs of strangers that read the same formats, to agree with. Only tests use them.

They are installed from requirements/foreign.lock by hash, into a folder of their own inside .venv, and stay
there until the lock changes.
"""

from __future__ import annotations

import hashlib
import importlib
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from functools import cache
from importlib.machinery import SourceFileLoader
from importlib.util import module_from_spec, spec_from_loader
from pathlib import Path
from types import ModuleType

from tests import machine

ROOT = Path(__file__).resolve().parent.parent
LOCK = ROOT / "requirements" / "foreign.lock"
NEWEST_ASKED = 12  # the Python 3.x that a package of the lock asks for at most


class CannotInstall(Exception):
    """No installer could install the lock; the text is what the last one printed at the end."""


def aics_tlog() -> ModuleType:
    """The third-party verifier aics-tlog. Skips the test, and fails it on CI, where it cannot be had."""
    folder = _installed()
    if isinstance(folder, CannotInstall):
        machine.missing(f"aics-tlog could not be installed: {folder}")
    if str(folder) not in sys.path:
        sys.path.append(str(folder))  # behind everything else: nothing of ours gives way to it
    return importlib.import_module("aics_tlog")


@cache
def _installed() -> Path | CannotInstall:
    """The folder with what the lock names; asked for once a process, also where it cannot be had."""
    bootstrap = _bootstrap()
    folder = Path(bootstrap.VENV) / "foreign" / hashlib.sha256(LOCK.read_bytes()).hexdigest()[:16]
    if folder.is_dir():
        return folder
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent) as temporary:
        new = Path(temporary) / "new"
        try:
            _install(bootstrap, new)
        except CannotInstall as reason:
            return reason
        try:
            new.rename(folder)  # in one step, so that the folder is never half full
        except OSError:
            if not folder.is_dir():  # unless another process was there first
                raise
    return folder


def _install(bootstrap: ModuleType, folder: Path) -> None:
    """Install the lock into `folder`: with uv, or with pip where uv cannot, as ./sekisho does."""
    printed = ""
    try:
        for command in _commands(bootstrap, folder):
            done = subprocess.run(
                command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, cwd=ROOT, check=False, timeout=300
            )
            if done.returncode == 0:
                return
            printed = done.stdout.decode("utf-8", "replace")
    except (bootstrap.CannotPrepare, subprocess.TimeoutExpired) as reason:
        raise CannotInstall(reason) from reason
    raise CannotInstall(printed.strip().rpartition("\n")[2])


def _commands(bootstrap: ModuleType, folder: Path) -> Iterator[list[str]]:
    """What to try, one after another.

    The lock is also installed where its packages ask for a newer Python; each installer has its word for that.
    """
    lock = [*bootstrap.source(), *bootstrap.RULES, "-r", str(LOCK)]
    what = ["install", "--quiet", "--no-deps", "--target", str(folder), *lock]
    if uv := bootstrap.find_uv():
        asked = f"3.{max(sys.version_info.minor, NEWEST_ASKED)}"
        yield [uv, "pip", *what, "--python", str(bootstrap.PYTHON), "--python-version", asked]
    yield [*bootstrap.pip(), *what, "--no-input", "--ignore-requires-python"]


def _bootstrap() -> ModuleType:
    """./sekisho as a module: it knows how this machine reaches its package index."""
    loader = SourceFileLoader("bootstrap", str(ROOT / "sekisho"))
    spec = spec_from_loader("bootstrap", loader)
    assert spec is not None
    module = module_from_spec(spec)
    loader.exec_module(module)
    return module
