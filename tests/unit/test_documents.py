"""The documents say what is there: commands, options, variables, links, words and clauses."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from urllib.parse import unquote

import pytest
import typer
from typer.core import TyperGroup

from sekisho.cli import app
from sekisho.rules.authority import Capacity
from sekisho.rules.model import Basis, Condition, Pack, Verb
from sekisho.rules.pack import load, pack_directory
from sekisho.rules.states import State
from sekisho.site.registry import LEDGERS

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "sekisho"
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
README, OPERATIONS, GLOSSARY = ROOT / "README.md", ROOT / "docs" / "operations.md", ROOT / "GLOSSARY.md"
EXPECTED = ("README.md", "README.ja.md", "ARCHITECTURE.md", "GLOSSARY.md", "CHANGELOG.md")

CODE = re.compile(r"^```.*?^```|^ {4,}\S[^\n]*|`[^`\n]+`", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\]\(([^)\s]+)\)")
MACHINE_PATH = re.compile(r"(?<![\w.~-])/(?:tmp|work|root|home|Users|mnt|opt)\b|\b[A-Z]:\\")
VARIABLE = re.compile(r"\bSEKISHO_[A-Z_]+\b")
OF_THE_SCRIPT = re.compile(r"^ {4}\./sekisho ([a-z]+) ", re.MULTILINE)


@dataclass(frozen=True)
class Command:
    """A command as somebody types it, and the options that it knows."""

    words: str
    options: frozenset[str]
    takes_any: bool = False  # passes the rest on to another program


@dataclass(frozen=True)
class Word:
    """One row of the glossary."""

    japanese: str
    reading: str
    code: str
    file: str
    clause: str

    @property
    def names(self) -> list[str]:
        """The names in the code that the row gives."""
        return re.findall(r"`([^`]+)`", self.code)


@cache
def commands() -> dict[str, Command]:
    """Every command of ./sekisho: the command line's, and the script's own."""
    group = typer.main.get_command(app)
    assert isinstance(group, TyperGroup)
    found = {command.words: command for command in commands_of(group, "")}
    of_the_script = OF_THE_SCRIPT.findall((ROOT / "sekisho").read_text(encoding="utf-8"))
    for word in of_the_script:
        found.setdefault(word, Command(word, frozenset(), takes_any=True))
    return found


def commands_of(group: TyperGroup, before: str) -> Iterator[Command]:
    """The commands of a group and of the groups in it."""
    for name, command in group.commands.items():
        words = f"{before} {name}".strip()
        if isinstance(command, TyperGroup):
            yield from commands_of(command, words)
        if not isinstance(command, TyperGroup) or command.invoke_without_command:
            options = {o for p in command.params for o in (*p.opts, *p.secondary_opts) if o.startswith("--")}
            yield Command(words, frozenset(options | {"--help"}))


def commands_named_in(text: str) -> list[tuple[str, list[str]]]:
    """The commands in the code of a document, each with its options."""
    found = []
    for piece in CODE.findall(text):
        for line in piece.splitlines():
            for rest in re.findall(r"(?:\./|`)sekisho ([a-z][^`#|]*)", line):
                words = rest.split()
                known = next(
                    (name for name in (" ".join(words[:n]) for n in (2, 1)) if name in commands()), None
                )
                found.append((known or words[0], [word for word in words if word.startswith("--")]))
    return found


@cache
def katsuragi() -> Pack:
    return load(pack_directory("katsuragi"))


@cache
def glossary() -> list[Word]:
    """The rows of every table of the glossary."""
    rows = [
        [cell.strip() for cell in line.strip().strip("|").split("|")]
        for line in GLOSSARY.read_text(encoding="utf-8").splitlines()
        if line.startswith("|") and not line.startswith(("|---", "| 語 "))
    ]
    return [Word(*row) for row in rows]


def named(document: Path) -> str:
    return str(document.relative_to(ROOT))


each_document = pytest.mark.parametrize("document", DOCUMENTS, ids=named)


def test_the_documents_are_there() -> None:
    assert set(EXPECTED) <= {named(document) for document in DOCUMENTS}
    assert OPERATIONS in DOCUMENTS


def test_the_readme_is_short_and_begins_with_the_two_commands() -> None:
    lines = README.read_text(encoding="utf-8").splitlines()

    assert len(lines) <= 80
    assert [command for command, _options in commands_named_in("\n".join(lines))][:2] == ["up", "test"]


@each_document
def test_every_command_that_a_document_names_is_one(document: Path) -> None:
    for command, options in commands_named_in(document.read_text(encoding="utf-8")):
        assert command in commands(), f"{command} is no command"
        known = commands()[command]
        assert known.takes_any or set(options) <= known.options, f"{command} knows no {options}"


def test_every_command_is_documented() -> None:
    told = "\n".join(document.read_text(encoding="utf-8") for document in (README, OPERATIONS))

    assert set(commands()) - {command for command, _options in commands_named_in(told)} == set()


def test_operations_names_every_variable_and_no_other() -> None:
    settings = (SOURCE / "site" / "settings.py").read_text(encoding="utf-8").split('"""')[1]
    script = (ROOT / "sekisho").read_text(encoding="utf-8").split('"""')[1]

    told = set(VARIABLE.findall(OPERATIONS.read_text(encoding="utf-8")))
    assert told == set(VARIABLE.findall(settings)) | set(VARIABLE.findall(script))


@each_document
def test_every_link_leads_to_a_file(document: Path) -> None:
    links = LINK.findall(CODE.sub("", document.read_text(encoding="utf-8")))
    inside = [unquote(link).partition("#")[0] for link in links if "://" not in link]

    assert [link for link in inside if link and not (document.parent / link).exists()] == []


@each_document
def test_no_document_names_a_path_of_some_machine(document: Path) -> None:
    assert MACHINE_PATH.findall(document.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("path", ["/home/hanako", "data in /tmp/x", "`/work/a`", r"C:\sekisho", "(/root/a)"])
def test_a_path_of_some_machine_would_be_found(path: str) -> None:
    assert MACHINE_PATH.search(path)


@pytest.mark.parametrize("fine", ["docs/home/x", "a tmp/ folder", "./work/a", "https://example.jp/x"])
def test_a_path_inside_the_project_is_no_path_of_a_machine(fine: str) -> None:
    assert not MACHINE_PATH.search(fine)


def test_decisions_are_numbered_without_a_hole_and_say_three_things() -> None:
    pages = sorted((ROOT / "docs" / "decisions").glob("*.md"))

    assert [page.name[:4] for page in pages] == [f"{n:04d}" for n in range(1, len(pages) + 1)]
    for page in pages:
        headings = re.findall(r"^#+ (.*)$", page.read_text(encoding="utf-8"), re.MULTILINE)
        assert headings[0].startswith(page.name[:4])
        assert headings[1:] == ["Context", "Decision", "Consequences"], page.name


def test_every_word_of_the_glossary_stands_in_the_code_where_it_says() -> None:
    assert [word for word in glossary() if not stands_in_the_code(word)] == []


def stands_in_the_code(word: Word) -> bool:
    code = (SOURCE / word.file.strip("`")).read_text(encoding="utf-8")
    found = [re.search(rf"(?<!\w){re.escape(name)}(?!\w)", code) for name in word.names]
    return bool(found) and all(found)


def test_every_clause_of_the_glossary_is_one_of_the_regulation() -> None:
    labels = {clause.label for clause in katsuragi().clauses} | {"―"}

    assert [word for word in glossary() if word.clause not in labels] == []


def test_every_word_of_the_glossary_has_its_reading() -> None:
    assert [word for word in glossary() if not re.fullmatch(r"[ぁ-ゖァ-ヺー・ ]+", word.reading)] == []


def test_the_glossary_has_every_post_role_state_capacity_basis_and_ledger() -> None:
    pack = katsuragi()
    said = {(word.japanese.split(" (")[0], name) for word in glossary() for name in word.names}

    wanted = {(post.title.ja, post.id) for post in pack.posts}
    wanted |= {(role.label.ja, role.id) for role in pack.roles}
    wanted |= {(section.name.ja, section.id) for section in pack.sections}
    wanted |= {(state.label.ja, state.name) for state in State}
    wanted |= {(capacity.words.ja, capacity.name) for capacity in Capacity}
    wanted |= {(basis.value, basis.name) for basis in Basis}
    wanted |= {(str(ledger.title), ledger.slug) for ledger in LEDGERS}
    assert wanted - said == set()
    names = {name.upper() for _japanese, name in said}
    assert {member.name for member in (*Condition, *Verb)} - names == set()
