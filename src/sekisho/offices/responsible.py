"""Who is responsible for what at a moment, in words: for sections, posts and roles."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from sekisho.kernel.town import pack
from sekisho.kernel.wording import name_of, said
from sekisho.offices.standing import People
from sekisho.rules.authority import Acting, Answer, Held, Nobody, who_fills, who_holds
from sekisho.rules.disclosure import conflicts, explain
from sekisho.rules.model import Rank


@dataclass(frozen=True, slots=True)
class Responsible:
    """One office and whoever answers for it.

    `person` is empty where nobody does; `trouble` then says why in one sentence, and
    `note` on what basis somebody acts. `conflicts` are shown, never hidden.
    """

    office: str
    title: str
    person: str
    note: str
    trouble: str
    conflicts: tuple[str, ...] = ()

    @property
    def is_gap(self) -> bool:
        """Whether nobody answers for it."""
        return not self.person


def responsible_for(identifier: str, at: datetime, known: People) -> Responsible:
    """Who answers for a section (its head), a post or a role at `at`."""
    running = pack()
    if any(section.id == identifier for section in running.sections):
        head = next((p.id for p in running.posts if p.section == identifier and p.rank is Rank.HEAD), None)
        if head is None:
            trouble = _("この部署の長にあたる職が規程データにありません。")
            return Responsible(identifier, name_of(running, identifier), "", "", trouble)
        return _said(identifier, who_holds(running, head, at, known.standing), at, known)
    if any(role.id == identifier for role in running.roles):
        return _said(identifier, who_fills(running, identifier, at, known.standing), at, known)
    return _said(identifier, who_holds(running, identifier, at, known.standing), at, known)


def _said(identifier: str, answer: Answer, at: datetime, known: People) -> Responsible:
    running = pack()
    because = said(explain(running, answer))
    shown = tuple(said(words) for words in conflicts(running, answer, at, known.standing))
    match answer:
        case Held(post=post, person=person):
            return Responsible(identifier, name_of(running, post), known.name(person), "", "", shown)
        case Acting(post=post, person=person):
            return Responsible(identifier, name_of(running, post), known.name(person), because, "", shown)
        case Nobody():
            return Responsible(identifier, name_of(running, identifier), "", "", because, shown)
