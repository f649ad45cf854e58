"""`sekisho regulation import`: the official text, clause by clause, into the ledger of texts."""

from __future__ import annotations

from pathlib import Path

from django.utils import timezone
from rich.console import Console

from sekisho.kernel.acts import Act
from sekisho.kernel.queries import standing
from sekisho.kernel.records import writing
from sekisho.kernel.refusals import Refusal
from sekisho.kernel.town import pack
from sekisho.kernel.verbs import amend, enter
from sekisho.ledgers.official_texts import OFFICIAL_TEXTS, OfficialText, digest_of
from sekisho.offices.acting import act_for
from sekisho.offices.persons import Person
from sekisho.rules.text import Node, read_file


class NoSuchVersion(Refusal):
    """The rule pack knows no version of that id."""


class NotThisRegulation(Refusal):
    """The text has none of the clauses that the rule pack speaks of."""


class NobodyOfThatNumber(Refusal):
    """The ledger of persons has nobody with that staff number."""


def import_text(file: Path, *, version: str, staff_number: str, post: str) -> None:
    """Enter the text of every clause of `file` under `version`; all clauses or none.

    A text that was imported before and differs is amended; one that is the same is left.
    """
    versions = [known.id for known in pack().document.versions]
    if version not in versions:
        raise NoSuchVersion(
            f"版「{version}」は規程データにありません。ある版: {'、'.join(versions)}"
            f" / No version “{version}”; there are {', '.join(versions)}."
        )
    reading = read_file(file)
    known = {clause.id for clause in pack().clauses}
    nodes = [node for node in reading.clauses if node.id in known and node.text]
    if not nodes:
        raise NotThisRegulation(
            f"{file}には、規程データにある条項が一つもありません。ファイルを確かめてください。"
            " / The file holds none of the clauses of the rule pack."
        )
    with writing():
        act = _act(staff_number, post)
        written = sum(_import(node, version, act) for node in nodes)
    left_out = sum(node.id not in known for node in reading.clauses)
    Console(highlight=False).print(
        f"条項 {len(nodes)}: 記載・訂正 {written}、変わらず {len(nodes) - written}、"
        f"規程データにない条項 {left_out}、疑わしい所 {len(reading.doubts)}",
        soft_wrap=True,
    )


def _import(node: Node, version: str, act: Act) -> bool:
    """Whether the clause had to be written."""
    facts = {"label": node.name, "text": node.text, "digest": digest_of(node.text)}
    before = standing(OfficialText, act.at).filter(version=version, clause=node.id).first()
    if before is None:
        enter(OFFICIAL_TEXTS, {"version": version, "clause": node.id, **facts}, act=act)
        return True
    if before.digest == facts["digest"]:
        return False
    amend(OFFICIAL_TEXTS, before, facts, reason="原文の取り込み直し", act=act)
    return True


def _act(staff_number: str, post: str) -> Act:
    now = timezone.now()
    person = standing(Person, now).filter(staff_number=staff_number).first()
    if person is None:
        raise NobodyOfThatNumber(
            f"職員番号{staff_number}の者は職員簿にいません。 / Nobody has staff number {staff_number}."
        )
    return act_for(str(person.line_id), post=post, at=now)
