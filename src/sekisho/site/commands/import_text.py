"""`sekisho regulation import`: the official text, clause by clause, into the ledger of texts."""

from __future__ import annotations

from pathlib import Path

from django.utils import timezone
from django.utils.translation import gettext as _
from rich.console import Console

from sekisho.kernel.acts import Act
from sekisho.kernel.queries import standing
from sekisho.kernel.records import writing
from sekisho.kernel.refusals import Refusal
from sekisho.kernel.town import pack
from sekisho.kernel.verbs import amend, enter
from sekisho.ledgers.official_texts import OFFICIAL_TEXTS, OfficialText, digest_of
from sekisho.offices.acting import act_of_staff
from sekisho.rules.text import Node, read_file


class NoSuchVersion(Refusal):
    """The rule pack knows no version of that id."""


class NotThisRegulation(Refusal):
    """The text has none of the clauses that the rule pack speaks of."""


def import_text(file: Path, *, version: str, staff_number: str, post: str) -> None:
    """Enter the text of every clause of `file` under `version`; all clauses or none.

    A text that was imported before and differs is amended; one that is the same is left.
    """
    versions = [known.id for known in pack().document.versions]
    if version not in versions:
        raise NoSuchVersion(
            _("版「%(version)s」は規程データにありません。ある版: %(known)s")
            % {"version": version, "known": _("、").join(versions)}
        )
    reading = read_file(file)
    known = {clause.id for clause in pack().clauses}
    nodes = [node for node in reading.clauses if node.id in known and node.text]
    if not nodes:
        raise NotThisRegulation(
            _("%(file)sには、規程データにある条項が一つもありません。ファイルを確かめてください。")
            % {"file": file}
        )
    with writing():
        act = act_of_staff(staff_number, post=post, at=timezone.now())
        written = sum(_import(node, version, act) for node in nodes)
    left_out = sum(node.id not in known for node in reading.clauses)
    Console(highlight=False, markup=False, emoji=False).print(
        _(
            "条項%(all)d: 記載・訂正%(written)d、変わらず%(same)d、規程データにない条項%(left)d、疑わしい所%(doubts)d"
        )
        % {
            "all": len(nodes),
            "written": written,
            "same": len(nodes) - written,
            "left": left_out,
            "doubts": len(reading.doubts),
        },
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
