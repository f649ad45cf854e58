"""Whatever the archive refuses towards the command line is said in Japanese: every place that raises is walked."""

from __future__ import annotations

import ast
import importlib
import inspect
import re
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

import sekisho.archive
import sekisho.cli
from sekisho.cli import anchors
from sekisho.cli.reasons import in_japanese

ARCHIVE, CLI = (Path(str(package.__file__)).parent for package in (sekisho.archive, sekisho.cli))
SAYS = {"reason", "in_japanese", "_why"}
JAPANESE = re.compile("[ぁ-んァ-ヶ一-龠]")
BRACKETS = re.compile(r"\([^()]*\)")

Kind = type[BaseException]


def modules(folder: Path, package: str) -> Iterator[tuple[ModuleType, ast.Module]]:
    for path in sorted(folder.glob("*.py")):
        name = package if path.stem == "__init__" else f"{package}.{path.stem}"
        if path.stem != "__main__":
            yield importlib.import_module(name), ast.parse(path.read_text(encoding="utf-8"))


def told() -> set[Kind]:
    """The kinds that the command line catches and whose reason it says in words of its own."""
    found: set[Kind] = set()
    for module, tree in modules(CLI, "sekisho.cli"):
        for handler in ast.walk(tree):
            if isinstance(handler, ast.ExceptHandler) and handler.type is not None and _says(handler):
                kinds = eval(ast.unparse(handler.type), vars(module))
                found |= set(kinds) if isinstance(kinds, tuple) else {kinds}
    return {kind for kind in found if not issubclass(kind, OSError)}


def _says(handler: ast.ExceptHandler) -> bool:
    return any(isinstance(node, ast.Name) and node.id in SAYS for node in ast.walk(handler))


def raised() -> Iterator[tuple[str, Kind, str]]:
    """Each place in the archive that raises one of these: where, of which kind, and what it says, with an x for what varies."""
    kinds = tuple(told())
    for module, tree in modules(ARCHIVE, "sekisho.archive"):
        for node in ast.walk(tree):
            if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
                continue
            kind = vars(module).get(node.func.id)
            if inspect.isclass(kind) and issubclass(kind, kinds):
                where = f"{module.__name__}:{node.lineno}"
                yield from ((where, kind, text) for text in _texts(kind, node))


def _texts(kind: Kind, call: ast.Call) -> Iterator[str]:
    """What the exception says: the text that it is given, or that its own __init__ makes."""
    if "__init__" in vars(kind):
        tree = ast.parse(inspect.cleandoc("\n" + inspect.getsource(kind)))
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "super().__init__" and node.args:
                yield from _filled(node.args[0])
    elif call.args:
        yield from _filled(call.args[0])


def _filled(said: ast.expr) -> Iterator[str]:
    match said:
        case ast.Constant(value=str() as text):
            yield text
        case ast.JoinedStr(values=values):
            yield "".join(
                str(value.value) if isinstance(value, ast.Constant) else _varying(value) for value in values
            )
        case ast.IfExp(body=body, orelse=orelse):
            yield from (*_filled(body), *_filled(orelse))
        case _:
            yield "what another program said"


def _varying(value: ast.expr) -> str:
    """A number for what only a number can be, as `2`; else an x in quotation marks where it is shown with them."""
    is_quoted = isinstance(value, ast.FormattedValue) and value.conversion == ord("r")
    return "'x'" if is_quoted else "2"


PLACES = list(raised())


def test_there_are_such_places() -> None:
    assert len(PLACES) > 100
    assert {"NoSuchLog", "KeyMissing", "BadQuery", "MalformedNote"} <= {
        kind.__name__ for _, kind, _ in PLACES
    }


@pytest.mark.parametrize(("where", "kind", "text"), PLACES, ids=[f"{w}-{k.__name__}" for w, k, _ in PLACES])
def test_every_refusal_of_the_archive_has_a_japanese_sentence(where: str, kind: Kind, text: str) -> None:
    error = kind.__new__(kind)
    error.args = (text,)
    sentence = anchors._why(error) if isinstance(error, Exception) else in_japanese(error)
    before = BRACKETS.sub("", sentence).replace(text, "")
    assert JAPANESE.search(before), (where, kind.__name__, text, sentence)
