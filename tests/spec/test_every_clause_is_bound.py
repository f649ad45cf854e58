"""The packs against the texts of their regulations: nothing is left out, nothing is made up."""

from __future__ import annotations

from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from pathlib import Path

import pytest

from sekisho.rules.model import Clause, Nature, Pack
from sekisho.rules.pack import load, pack_directory
from sekisho.rules.text.read import read, read_file
from sekisho.rules.text.tree import Reading

TEXTS = Path(__file__).parents[1] / "fixtures"
TOWNS = ("katsuragi", "hokushin")
LONGEST_COMMON_RUN = 14  # characters: the name of the council or a date may recur, a sentence may not
NAMES_A_NOTICE = "a2"  # the notice's own name cannot be put in other words


@dataclass(frozen=True)
class Town:
    """A pack and the text that it was made from."""

    pack: Pack
    text: Reading

    @property
    def standing(self) -> list[Clause]:
        """The pack's clauses that the consolidated text still holds."""
        return [clause for clause in self.pack.clauses if clause.until is None]


@pytest.fixture(scope="module", params=TOWNS)
def town(request: pytest.FixtureRequest) -> Town:
    name: str = request.param
    return Town(load(pack_directory(name)), read_file(TEXTS / f"{name}.txt"))


def unbound(pack: Pack, text: Reading) -> list[str]:
    """Clauses of the text that the pack does not have, or has and ties to nothing.

    What a word means and why the text exists needs no tie; nor does a power, which
    somebody may leave unused.
    """
    natures = {clause.id: clause.nature for clause in pack.clauses}
    tied = ties(pack)
    return [
        node.id
        for node in text.clauses
        if node.id is not None
        and (node.id not in natures or node.id not in tied.get(natures[node.id], {node.id}))
    ]


def ties(pack: Pack) -> dict[Nature, set[str]]:
    """For each nature that must be tied to something, the clauses that are."""
    settled = {role.clause for role in pack.roles} | {rule.clause for rule in pack.substitutions}
    settled |= {post.clause for post in pack.posts if post.clause}
    if pack.council:
        settled |= {pack.council.clause, pack.council.secretariat_clause}
        settled |= {matter.clause for matter in pack.council.matters}
    enacted = {version.supplement or "" for document in pack.documents for version in document.versions}
    above = {clause.parent or "" for clause in pack.clauses}
    return {
        Nature.HEADING: above,
        Nature.DUTY: {duty.clause for duty in pack.duties},
        Nature.COUNCIL: settled | above | {clause.id for clause in pack.clauses if clause.parent in settled},
        Nature.TRANSITION: {transition.clause for transition in pack.transitions},
        Nature.COMMENCEMENT: enacted | {clause.id for clause in pack.clauses if clause.parent in enacted},
    }


def test_every_clause_of_the_text_is_bound(town: Town) -> None:
    """規程の本文にある条項で、何にも結び付いていないものは一つもない。"""
    assert unbound(town.pack, town.text) == []


def test_a_clause_that_an_amendment_adds_is_found_unbound() -> None:
    """改正で条項が増えれば、結び付いていないことが分かる。"""
    pack = load(pack_directory("katsuragi"))
    text = (TEXTS / "katsuragi.txt").read_text(encoding="utf-8")
    amended = text.replace("(5) セキュリティに関する", "(5) 新しい事項\n\n(6) セキュリティに関する")

    assert unbound(pack, read(amended)) == ["a3.p6.i6"]


def test_a_duty_that_is_taken_out_of_the_pack_leaves_its_clause_unbound() -> None:
    """業務を消せば、その条項が結び付きを失ったことが分かる。"""
    pack = load(pack_directory("katsuragi"))
    duties = tuple(duty for duty in pack.duties if duty.id != "daily-check")

    assert unbound(replace(pack, duties=duties), read_file(TEXTS / "katsuragi.txt")) == ["a5.i1.s2"]


def test_the_pack_has_no_clause_beside_the_text_and_keeps_its_order(town: Town) -> None:
    """規程にない条項は規則パックにもなく、並びも印刷のとおりである。"""
    assert [clause.id for clause in town.standing] == [node.id for node in town.text.clauses]


def test_a_clause_is_cited_as_the_text_numbers_it(town: Town) -> None:
    """条項の呼び名は、規程の番号の付け方に従う。"""
    names = {node.id: node.name for node in town.text.clauses}

    assert {clause.id: clause.label for clause in town.standing} == names


def test_what_was_reconstructed_in_the_text_is_said_to_be_so(town: Town) -> None:
    """失われて補った番号は、補ったものだと分かる。"""
    reconstructed = [node.id for node in town.text.clauses if node.reconstructed]

    assert [clause.id for clause in town.standing if clause.marker_reconstructed] == reconstructed


def test_the_versions_are_those_that_the_text_tells(town: Town) -> None:
    """版の日付、番号、施行と適用の日、附則は、本文と沿革のとおりである。"""
    told = [
        (v.promulgated_on, v.instrument, v.number, v.enforced_from, v.applies_from, v.supplement)
        for v in town.text.versions
    ]

    assert [
        (v.promulgated_on, v.instrument, v.number, v.enforced_from, v.applies_from, v.supplement)
        for v in town.pack.document.versions
    ] == told


def test_the_title_and_the_addressees_are_those_of_the_text(town: Town) -> None:
    assert town.pack.document.title.ja == town.text.title
    assert town.pack.document.addressees == town.text.addressees


def test_statements_are_our_own_words_and_not_the_official_text() -> None:
    """条項の説明は自分たちの言葉で書き、規程の文を写さない。"""
    pack = load(pack_directory("katsuragi"))
    official = {node.id: node.text for node in read_file(TEXTS / "katsuragi.txt").clauses}
    copied = {}
    for clause in pack.clauses:
        matcher = SequenceMatcher(None, official[clause.id], clause.statement.ja, autojunk=False)
        run = matcher.find_longest_match()
        if run.size > LONGEST_COMMON_RUN and clause.id != NAMES_A_NOTICE:
            copied[clause.id] = official[clause.id][run.a : run.a + run.size]

    assert copied == {}
