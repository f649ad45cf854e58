"""./sekisho prepares a checkout: once, whole, from locked packages, and says what it does."""

from __future__ import annotations

import ast
import base64
import hashlib
import json
import re
import shutil
import subprocess
import sys
import zipfile
from importlib.machinery import SourceFileLoader
from importlib.util import module_from_spec, spec_from_loader
from pathlib import Path
from types import ModuleType

import pytest

CHECKOUT = Path(__file__).resolve().parents[2]
SCRIPT = CHECKOUT / "sekisho"


def load(script: Path) -> ModuleType:
    """The script as a module of its own, with its folder as the checkout."""
    loader = SourceFileLoader("bootstrap", str(script))
    spec = spec_from_loader("bootstrap", loader)
    assert spec is not None
    module = module_from_spec(spec)
    loader.exec_module(module)
    return module


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A checkout with the script, two locks and a command line that prints its words."""
    folder = tmp_path / "町のチェックアウト"
    (folder / "requirements").mkdir(parents=True)
    (folder / "src" / "sekisho").mkdir(parents=True)
    shutil.copy(SCRIPT, folder / "sekisho")
    for name in ("runtime", "dev", "installer"):
        (folder / "requirements" / f"{name}.lock").write_text(f"# {name}\n")
    (folder / "src" / "sekisho" / "__init__.py").touch()
    (folder / "src" / "sekisho" / "cli.py").write_text("import sys, tiny\nprint(tiny.SIZE, sys.argv[1:])\n")
    return folder


class Steps:
    """Stands in for the commands of the set-up: notes them, and fails those it is told to."""

    def __init__(self, bootstrap: ModuleType) -> None:
        self.bootstrap = bootstrap
        self.names: list[str] = []
        self.commands: list[list[str]] = []
        self.failing: set[str] = set()

    def __call__(self, name: str, command: list[str]) -> str:
        self.names.append(name)
        self.commands.append(command)
        if name == "wheelhouse":
            Path(command[command.index("--dest") + 1]).mkdir(exist_ok=True)
        if name in self.failing:
            raise self.bootstrap.StepFailed("ERROR: no such package\n\n")
        if name == "virtual environment":
            self.bootstrap.SCRIPTS.mkdir()
            self.bootstrap.PYTHON.touch()
        packages = self.bootstrap.VENV / "lib" / "site-packages"
        packages.mkdir(parents=True, exist_ok=True)
        return f"{packages}\n"


@pytest.fixture
def bootstrap(checkout: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The script of that checkout, speaking English, on a machine that has uv."""
    monkeypatch.setenv("SEKISHO_LANG", "en")
    module = load(checkout / "sekisho")
    monkeypatch.setattr(module.shutil, "which", lambda name: f"/usr/bin/{name}")
    monkeypatch.setattr(module, "pip", lambda: ["pip"])
    return module


@pytest.fixture
def steps(bootstrap: ModuleType, monkeypatch: pytest.MonkeyPatch) -> Steps:
    """The steps it takes."""
    recorder = Steps(bootstrap)
    monkeypatch.setattr(bootstrap, "step", recorder)
    return recorder


def stamp(checkout: Path) -> dict[str, str]:
    return dict(json.loads((checkout / ".venv" / "sekisho.json").read_text()))


def tiny_wheel(folder: Path) -> str:
    """Write a package of one module there. Returns its line for a lock."""
    files = {
        "tiny.py": "SIZE = 'tiny'\n",
        "tiny-1.0.dist-info/METADATA": "Metadata-Version: 2.1\nName: tiny\nVersion: 1.0\n",
        "tiny-1.0.dist-info/WHEEL": "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    record = "tiny-1.0.dist-info/RECORD"
    sums = {
        name: base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).rstrip(b"=").decode()
        for name, text in files.items()
    }
    lines = [f"{name},sha256={sums[name]},{len(text)}" for name, text in files.items()]
    files[record] = "\n".join([*lines, f"{record},,"]) + "\n"
    path = folder / "tiny-1.0-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as wheel:
        for name, text in files.items():
            wheel.writestr(name, text)
    return f"tiny==1.0 --hash=sha256:{hashlib.sha256(path.read_bytes()).hexdigest()}\n"


# --- For real --------------------------------------------------------------------------------------


@pytest.mark.skipif(sys.platform == "win32", reason="the script is started by its first line")
def test_a_checkout_is_set_up_from_the_wheelhouse_and_the_command_passed_on(checkout: Path) -> None:
    (checkout / "wheelhouse").mkdir()
    (checkout / "requirements" / "runtime.lock").write_text(tiny_wheel(checkout / "wheelhouse"))

    done = subprocess.run(
        [checkout / "sekisho", "up", "--port", "0"], capture_output=True, text=True, check=False
    )

    assert done.stdout.splitlines()[-1:] == ["tiny ['up', '--port', '0']"], done.stdout + done.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="the script is started by its first line")
def test_a_package_that_is_not_the_locked_one_is_refused(checkout: Path) -> None:
    (checkout / "wheelhouse").mkdir()
    line = tiny_wheel(checkout / "wheelhouse")
    (checkout / "requirements" / "runtime.lock").write_text(re.sub(r"[0-9a-f]{64}", "0" * 64, line))

    done = subprocess.run([checkout / "sekisho", "up"], capture_output=True, text=True, check=False)

    assert done.returncode == 1
    assert "hash" in done.stderr.lower()


# --- Once, and whole -------------------------------------------------------------------------------


def test_a_prepared_checkout_takes_no_step(bootstrap: ModuleType, steps: Steps) -> None:
    bootstrap.prepare("runtime")
    steps.names.clear()

    bootstrap.prepare("runtime")

    assert steps.names == []


def test_a_changed_lock_is_installed_again_into_the_same_environment(
    bootstrap: ModuleType, steps: Steps, checkout: Path
) -> None:
    bootstrap.prepare("runtime")
    steps.names.clear()
    (checkout / "requirements" / "runtime.lock").write_text("# newer\n")

    bootstrap.prepare("runtime")

    assert steps.names == ["runtime.lock (uv)", "sekisho itself"]


def test_who_has_the_tools_of_the_tests_has_what_runs_too(bootstrap: ModuleType, steps: Steps) -> None:
    bootstrap.prepare("dev")
    steps.names.clear()

    bootstrap.prepare("runtime")

    assert steps.names == []


def test_an_interrupted_set_up_is_begun_afresh(bootstrap: ModuleType, steps: Steps, checkout: Path) -> None:
    steps.failing = {"runtime.lock (uv)", "runtime.lock (pip)"}
    with pytest.raises(bootstrap.CannotPrepare):
        bootstrap.prepare("runtime")
    half = checkout / ".venv" / "lib" / "half-a-package"
    half.mkdir(parents=True)
    assert "unfinished" in stamp(checkout)
    steps.failing = set()

    bootstrap.prepare("runtime")

    assert not half.exists()
    assert stamp(checkout)["runtime"] == bootstrap.digest("runtime")


def test_an_update_that_fails_does_not_pass_for_the_old_state(
    bootstrap: ModuleType, steps: Steps, checkout: Path
) -> None:
    bootstrap.prepare("dev")
    (checkout / "requirements" / "dev.lock").write_text("# newer\n")
    steps.failing = {"dev.lock (uv)", "dev.lock (pip)"}
    with pytest.raises(bootstrap.CannotPrepare):
        bootstrap.prepare("dev")

    assert not bootstrap.is_ready("runtime")


def test_an_environment_that_someone_made_by_hand_is_kept(
    bootstrap: ModuleType, steps: Steps, checkout: Path
) -> None:
    bootstrap.SCRIPTS.mkdir(parents=True)
    bootstrap.PYTHON.touch()
    own = checkout / ".venv" / "own"
    own.touch()

    bootstrap.prepare("runtime")

    assert own.exists()


def test_an_environment_whose_python_is_gone_is_made_anew(bootstrap: ModuleType, steps: Steps) -> None:
    bootstrap.prepare("runtime")
    bootstrap.PYTHON.unlink()
    steps.names.clear()
    shutil.rmtree(bootstrap.SCRIPTS)

    bootstrap.prepare("runtime")

    assert steps.names[0] == "virtual environment"


def test_the_source_is_found_from_the_environment_wherever_the_checkout_lies(
    bootstrap: ModuleType, steps: Steps, checkout: Path
) -> None:
    bootstrap.prepare("runtime")

    (link,) = (checkout / ".venv").rglob("sekisho.pth")
    line = link.read_text(encoding="ascii").strip()
    assert (link.parent / line).resolve() == checkout / "src"


# --- uv, pip, wheelhouse ---------------------------------------------------------------------------


def test_pip_takes_over_where_uv_fails_and_says_so(
    bootstrap: ModuleType, steps: Steps, checkout: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    steps.failing = {"runtime.lock (uv)"}

    bootstrap.prepare("runtime")

    assert stamp(checkout)["installer"] == "pip"
    assert "ERROR: no such package\n    uv cannot; going on with pip" in capsys.readouterr().out


def test_where_uv_has_failed_it_is_not_tried_again(bootstrap: ModuleType, steps: Steps) -> None:
    steps.failing = {"runtime.lock (uv)"}
    bootstrap.prepare("runtime")
    steps.names.clear()

    bootstrap.prepare("dev")

    assert steps.names == ["dev.lock (pip)", "sekisho itself"]


def test_uv_is_fetched_where_the_machine_has_none(
    bootstrap: ModuleType, steps: Steps, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bootstrap.shutil, "which", lambda _name: None)

    bootstrap.prepare("runtime")

    assert steps.names == ["virtual environment", "uv (pip)", "runtime.lock (uv)", "sekisho itself"]


def test_a_wheelhouse_without_uv_is_installed_by_pip(
    bootstrap: ModuleType, steps: Steps, checkout: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bootstrap.shutil, "which", lambda _name: None)
    (checkout / "wheelhouse").mkdir()

    bootstrap.prepare("runtime")

    assert steps.names == ["virtual environment", "runtime.lock (pip)", "sekisho itself"]


@pytest.mark.parametrize("installer", ["uv", "pip"])
def test_packages_come_as_locked_wheels_and_from_the_wheelhouse_alone(
    bootstrap: ModuleType, steps: Steps, checkout: Path, installer: str
) -> None:
    (checkout / "wheelhouse").mkdir()
    steps.failing = {"runtime.lock (uv)"} if installer == "pip" else set()

    bootstrap.prepare("runtime")

    command = " ".join(steps.commands[steps.names.index(f"runtime.lock ({installer})")])
    assert (
        f"--no-index --find-links {checkout / 'wheelhouse'} --require-hashes --only-binary :all:" in command
    )


@pytest.mark.parametrize(
    ("language", "sentence"),
    [("ja_JP.UTF-8", "つながらない所では"), ("C", "no package index can be reached")],
)
def test_without_packages_it_says_what_to_do(
    bootstrap: ModuleType, steps: Steps, monkeypatch: pytest.MonkeyPatch, language: str, sentence: str
) -> None:
    monkeypatch.setattr(bootstrap, "is_ready", lambda _wanted: False)
    bootstrap.prepare("runtime")
    monkeypatch.setenv("SEKISHO_LANG", language)
    steps.failing = {"runtime.lock (uv)", "runtime.lock (pip)"}

    with pytest.raises(bootstrap.CannotPrepare, match=sentence) as refusal:
        bootstrap.prepare("runtime")

    assert "./sekisho wheelhouse" in str(refusal.value)
    assert "ERROR: no such package" in str(refusal.value)


def test_a_wheelhouse_appears_whole_or_not_at_all(
    bootstrap: ModuleType, steps: Steps, checkout: Path
) -> None:
    bootstrap.prepare("runtime")
    steps.failing = {"wheelhouse"}

    with pytest.raises(bootstrap.CannotPrepare):
        bootstrap.fill_wheelhouse()
    assert not (checkout / "wheelhouse").exists()

    steps.failing = set()
    bootstrap.fill_wheelhouse()
    assert (checkout / "wheelhouse").is_dir()


# --- Python ----------------------------------------------------------------------------------------


def test_an_old_python_reads_the_script_far_enough_to_find_a_newer_one() -> None:
    tree = ast.parse(SCRIPT.read_text(encoding="utf-8"), feature_version=(3, 8))

    imported = {name.name for node in ast.walk(tree) if isinstance(node, ast.Import) for name in node.names}
    imported |= {str(node.module) for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert imported <= sys.stdlib_module_names


def test_under_an_old_python_the_newer_one_goes_on(
    bootstrap: ModuleType, monkeypatch: pytest.MonkeyPatch, checkout: Path
) -> None:
    became: list[list[str]] = []
    monkeypatch.setattr(bootstrap, "OLDEST", (99, 0))
    monkeypatch.setattr(bootstrap, "newer_python", lambda: "/opt/python99")
    monkeypatch.setattr(bootstrap, "become", became.append)

    bootstrap.main(["up"])

    assert became == [["/opt/python99", str(checkout / "sekisho"), "up"]]


def test_without_a_newer_python_one_sentence_in_both_languages_says_so(
    bootstrap: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(bootstrap, "OLDEST", (99, 0))

    assert bootstrap.main(["up"]) == 1

    printed = capsys.readouterr().err
    assert "Python 99.0 以上が見つかりません" in printed
    assert "No Python 99.0 or newer was found" in printed


# --- Messages and locks ----------------------------------------------------------------------------


@pytest.mark.parametrize(("compiled_at", "expected"), [(None, 1), (50, 1), (150, 0)])
def test_message_catalogues_are_compiled_when_they_are_newer(
    bootstrap: ModuleType, steps: Steps, checkout: Path, compiled_at: int | None, expected: int
) -> None:
    folder = checkout / "src" / "sekisho" / "site" / "locale" / "en" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    for name, moment in (("django.po", 100), ("django.mo", compiled_at)):
        if moment is not None:
            (folder / name).touch()
            bootstrap.os.utime(folder / name, (moment, moment))

    bootstrap.compile_messages()

    assert steps.names.count("message catalogues") == expected


def pins(lock: str) -> set[str]:
    text = (CHECKOUT / "requirements" / f"{lock}.lock").read_text(encoding="utf-8")
    return set(re.findall(r"^([a-z0-9-]+==[^\s\\;]+)", text, re.MULTILINE))


def test_the_tools_of_the_tests_sit_on_exactly_what_runs() -> None:
    assert pins("runtime") <= pins("dev")


@pytest.mark.parametrize("lock", ["installer", "runtime", "dev"])
def test_a_lock_holds_hashes_and_no_address(lock: str) -> None:
    text = (CHECKOUT / "requirements" / f"{lock}.lock").read_text(encoding="utf-8")

    assert "://" not in text
    assert all(
        "--hash=sha256:" in entry for entry in re.split(r"\n(?=[a-z0-9])", text) if not entry.startswith("#")
    )


def test_both_languages_of_the_help_name_the_same_commands(bootstrap: ModuleType) -> None:
    english = (bootstrap.__doc__ or "").split("\n\n")[1]
    commands = [re.findall(r"\./sekisho ([a-z]+)", text) for text in (english, bootstrap.HELP_JA)]
    assert commands[0][:4] == commands[1][:4] == ["up", "test", "wheelhouse", "lock"]
