"""議題: the council's matters, each filled from what is on record since the last meeting (かつらぎ町 第3条第6項).

Which facts belong to which matter follows from the pack: from the evidence of the duties under the matter's clause.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.db.models import CharField, Value
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from sekisho.council.audits import audits_at
from sekisho.council.methods import methods_at
from sekisho.duties.board import months_back
from sekisho.duties.everybody import by_everybody
from sekisho.duties.evidence import evidence
from sekisho.duties.posture import Posture, posture
from sekisho.duties.untrained import untrained
from sekisho.kernel.acts import Moment
from sekisho.kernel.models import Refused
from sekisho.kernel.queries import standing
from sekisho.kernel.town import open_days, pack
from sekisho.kernel.wording import counted, name_of, said
from sekisho.ledgers.audits import Audit
from sekisho.ledgers.instructions import Order
from sekisho.rules.audits import AuditState
from sekisho.rules.methods import MethodState
from sekisho.rules.model import Matter

LISTED = 6  # lines a matter: the agenda is one page


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that the council ought to know, and the page that has the rest."""

    sentence: str
    url: str
    pressing: bool = False
    more: str = ""


@dataclass(frozen=True, slots=True)
class Item:
    """One matter with its facts; `more` says how many are not listed."""

    matter: Matter
    facts: tuple[Fact, ...]
    more: int
    url: str = ""  # where the rest stands


@dataclass(frozen=True, slots=True)
class _Since:
    moment: Moment
    since: date
    posture: Posture
    occurred: dict[str, tuple[date, ...]]
    counts: dict[str, int]


def agenda_of(moment: Moment, since: date) -> list[Item]:
    """The matters in the order of the text, with what happened since the last meeting."""
    council = pack().council
    if council is None:
        return []
    first = min(since, months_back(moment.on))
    known = by_everybody(evidence(first, moment.known_at), moment.known_at)
    found = posture(
        pack(),
        open_days(),
        known,
        on=moment.on,
        known_on=timezone.localdate(moment.known_at),
        since=months_back(moment.on),
    )
    given = _Since(moment, since, found, known.occurred, _counts(moment, since))
    return [_item(matter, given) for matter in council.matters]


def _item(matter: Matter, given: _Since) -> Item:
    slugs = dict.fromkeys(duty.evidence for duty in pack().duties if duty.clause == matter.clause)
    facts = [fact for slug in slugs for fact in FACTS.get(slug, _nothing)(given)]
    facts.sort(key=lambda fact: not fact.pressing)
    page = next((REST[slug] for slug in slugs if slug in REST), "")
    rest = reverse(page) if page else ""
    return Item(matter, tuple(facts[:LISTED]), max(len(facts) - LISTED, 0), rest)


def _counts(moment: Moment, since: date) -> dict[str, int]:
    """What is only counted, in one statement."""
    happened = {"event__recorded_at__date__gte": since, "event__recorded_at__lte": moment.known_at}
    overdue = standing(Order, moment.known_at).filter(due_on__lt=moment.on, done_on__isnull=True)
    changed = Audit._default_manager.exclude(scope_decision="").filter(**happened)
    refused = Refused._default_manager.filter(**happened)
    rows = (
        ("overdue", overdue, "line"),
        ("changed", changed, "line"),
        ("refused", refused, "event"),
        ("untrained", untrained(moment.on, moment.known_at), "holder"),
    )
    first, *others = (
        found.order_by().values_list(Value(word, output_field=CharField()), key).distinct()
        for word, found, key in rows
    )
    return dict(Counter(word for word, _key in first.union(*others, all=True)))


def _nothing(_given: _Since) -> list[Fact]:
    return []


def _methods(given: _Since) -> list[Fact]:
    found = []
    for one in methods_at(given.moment, documents=False):
        title = said(one.method.title)
        if one.current is None:
            found.append(
                Fact(_("「%(what)s」に施行中の版がありません。") % {"what": title}, reverse("methods"), True)
            )
        elif one.current.state is MethodState.REVIEW_DUE:
            found.append(
                Fact(
                    _("「%(what)s」の見直しの期限が過ぎています。") % {"what": title},
                    reverse("methods"),
                    True,
                )
            )
        found += [
            Fact(
                _("「%(what)s」の新しい版を諮ります。") % {"what": f"{title} {other.entry.version}"},
                reverse("methods"),
            )
            for other in one.others
            if other.state is MethodState.DRAFTED
        ]
    return found


def _compliance(given: _Since) -> list[Fact]:
    found = [
        Fact(
            _("%(clause)s %(statement)s") % {"clause": one.clause.label, "statement": said(one.state.label)},
            reverse("clause", args=[one.clause.id]),
            True,
            said(one.clause.statement),
        )
        for one in given.posture.clauses
        if one.needs_attention and one.state is not None
    ]
    if number := given.counts.get("overdue"):
        words = counted("期限を過ぎた指示が%(n)d件あります。", number)
        found.insert(0, Fact(words, reverse("instructions"), True))
    return found


def _audits(given: _Since) -> list[Fact]:
    found = []
    for one in audits_at(given.moment):
        url = reverse("audit", args=[one.audit.line.number])
        if one.state is not AuditState.CLOSED:
            audit = one.audit
            name = {"kind": audit.get_kind_display(), "office": name_of(pack(), audit.section)}
            state = one.name
            if one.unchecked:
                state += " " + counted("改善を確かめていない指摘 %(n)s件", one.unchecked)
            found.append(Fact(_("%(office)sの%(kind)s") % name, url, bool(one.unchecked), state))
    if number := given.counts.get("changed"):
        found.append(Fact(counted("監査の範囲が%(n)d件改められました。", number), reverse("audits"), True))
    if number := given.counts.get("refused"):
        words = counted("拒まれて記録に残った行為が%(n)d件あります。", number)
        found.append(Fact(words, reverse("journal"), True))
    return found


def _training(given: _Since) -> list[Fact]:
    waiting = given.counts.get("untrained", 0)
    if not waiting:
        return [
            Fact(_("今の操作者は全員、今年度の研修を受けています。"), reverse("ledger", args=["training"]))
        ]
    words = counted("今年度の研修を受けていない操作者が%(n)d人います。", waiting)
    return [Fact(words, reverse("ledger", args=["training"]), True)]


def _incidents(given: _Since) -> list[Fact]:
    found = []
    if number := _days(given, "incident"):
        words = counted("前回から、事故のあった日が%(n)d日あります。", number)
        found.append(Fact(words, reverse("incidents"), True))
    if number := _days(given, "anomaly"):
        words = counted("前回から、異常のあった日が%(n)d日あります。", number)
        found.append(Fact(words, reverse("reports")))
    return found


def _days(given: _Since, word: str) -> int:
    return sum(given.since <= day <= given.moment.on for day in given.occurred.get(word, ()))


REST = {"methods": "methods", "resolutions": "board", "audits": "audits", "incidents": "incidents"}
FACTS: dict[str, Callable[[_Since], list[Fact]]] = {
    "methods": _methods,
    "resolutions": _compliance,
    "audits": _audits,
    "training": _training,
    "incidents": _incidents,
    "instructions": _nothing,
}
