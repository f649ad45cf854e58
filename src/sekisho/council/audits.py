"""監査: what is audited is drawn by lot, and anybody can draw it again (かつらぎ町 第3条第6項第3号・第5条第1号キ).

The plan, its approval, the notice, the conduct and the answers are dates of the ledger of audits; findings have a
ledger of their own. Nobody of the audited section draws the sample.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sekisho.council.models import AuditSample
from sekisho.kernel.acts import Act, Moment
from sekisho.kernel.attempts import attempts_on_record
from sekisho.kernel.ledger import Ledger
from sekisho.kernel.permissions import find_post
from sekisho.kernel.queries import standing
from sekisho.kernel.records import record, writing
from sekisho.kernel.refusals import Refusal
from sekisho.kernel.registry import ledger as find_ledger
from sekisho.kernel.town import pack
from sekisho.kernel.verbs import about
from sekisho.ledgers.audit_findings import AUDIT_FINDINGS, AuditFinding
from sekisho.ledgers.audits import AUDITS, Audit, OwnAudit
from sekisho.ledgers.operation_histories import OPERATION_HISTORIES, OperationHistory
from sekisho.rules.audits import AuditState, audit_state
from sekisho.rules.model import Verb
from sekisho.rules.sampling import digest_of, draw

SEED_BYTES = 16


class NothingToDraw(Refusal):
    """There is nothing to take a sample from, or more is asked for than there is."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """One thing to look at: a line of a ledger, or a row of an operation history."""

    ledger: Ledger
    number: int
    row: int = 0  # which stored row of the history, counted from 1; 0 for a line of a ledger


NAMES = {
    AuditState.PLANNED: gettext_lazy("計画・承認待ち"),
    AuditState.APPROVED: gettext_lazy("承認済み"),
    AuditState.NOTIFIED: gettext_lazy("通知済み"),
    AuditState.CONDUCTED: gettext_lazy("実施済み・回答待ち"),
    AuditState.ANSWERED: gettext_lazy("回答済み・改善の確認待ち"),
    AuditState.CLOSED: gettext_lazy("完結"),
}


@dataclass(frozen=True, slots=True)
class Standing:
    """One audit as it stands on a day, with its findings."""

    audit: Audit
    state: AuditState
    findings: tuple[AuditFinding, ...]

    @property
    def name(self) -> str:
        """The state in words."""
        return str(NAMES[self.state])

    @property
    def on(self) -> date:
        """The day by which it is called: that of the audit, before it that of the plan."""
        return self.audit.conducted_on or self.audit.planned_on

    @property
    def unchecked(self) -> int:
        """How many findings nobody has seen mended yet."""
        return sum(one.checked_on is None for one in self.findings)


def audits_at(moment: Moment) -> list[Standing]:
    """All audits as known at the moment, the newest first. Two queries."""
    rows = standing(Audit, moment.known_at).filter(planned_on__lte=moment.on)
    found = standing(AuditFinding, moment.known_at).filter(found_on__lte=moment.on).select_related("line")
    by_audit: dict[int, list[AuditFinding]] = {}
    for finding in found.order_by("line"):
        by_audit.setdefault(finding.audit_id, []).append(finding)
    return [
        Standing(audit, audit_state(audit.dates, moment.on), tuple(by_audit.get(audit.line_id, ())))
        for audit in rows.select_related("line", "event").order_by("-planned_on", "-line")
    ]


@attempts_on_record(Verb.ENTER)
@writing()
def sample(audit: Audit, *, source: str, size: int, act: Act, seed: str | None = None) -> AuditSample:
    """抽出: draw `size` things from a ledger or from the operation histories, and put on record how.

    The seed is random unless one is given to draw again. Raises OwnAudit, NothingToDraw or NotPermitted.
    """
    mine = {find_post(pack(), post) for post in (act.capability.post, act.capability.acts_for or "")}
    if audit.section in {post.section for post in mine if post is not None}:
        raise OwnAudit(
            _("監査を受ける部署の者は、その監査の抽出をできません。監査する者に任せてください。"),
            clause=about(AUDITS).clause,
        )
    population = len(_numbers(source, act.at)) if source != AuditSample.HISTORY else _rows_stored(act.at)
    if not 0 < size <= population:
        raise NothingToDraw(
            _("%(population)d件から%(size)d件を抽出することはできません。")
            % {"population": population, "size": size}
        )
    seed = seed or secrets.token_hex(SEED_BYTES)
    row = AuditSample(
        audit=audit.line,
        source=source,
        known_at=act.at,
        population=population,
        size=size,
        seed=seed,
        digest=digest_of(draw(seed, population, size)),
    )
    return record(row, Verb.ENTER, act, about(AUDIT_FINDINGS))


def drawn(found: AuditSample) -> list[Drawn]:
    """The sample drawn again: the same things, whoever asks and whenever."""
    places = draw(found.seed, found.population, found.size)
    if found.source == AuditSample.HISTORY:
        return _history_rows(places, found.known_at)
    kept = find_ledger(found.source)
    assert kept is not None, "a sample is drawn from a registered ledger"
    numbers = _numbers(found.source, found.known_at)
    return [Drawn(kept, numbers[place]) for place in places]


def is_the_same(found: AuditSample) -> bool:
    """Whether drawing again gives what was drawn then."""
    population = (
        _rows_stored(found.known_at)
        if found.source == AuditSample.HISTORY
        else len(_numbers(found.source, found.known_at))
    )
    again = draw(found.seed, population, found.size)
    return population == found.population and digest_of(again) == found.digest


def _numbers(source: str, known_at: datetime) -> list[int]:
    """The lines of the ledger that stood then, by number."""
    kept = find_ledger(source)
    if kept is None:
        raise NothingToDraw(_("その簿冊はありません。"))
    return sorted(standing(kept.model, known_at).values_list("line__number", flat=True))


def _rows_stored(known_at: datetime) -> int:
    return sum(stored for _number, stored in _histories(known_at))


def _histories(known_at: datetime) -> Sequence[tuple[int, int]]:
    """Each file that was taken in by then, by its line's number, with how many rows of it are stored."""
    files = standing(OperationHistory, known_at).order_by("line__number")
    return list(files.values_list("line__number", "stored"))


def _history_rows(places: Sequence[int], known_at: datetime) -> list[Drawn]:
    found: list[Drawn] = []
    before = 0
    waiting = list(places)
    for number, stored in _histories(known_at):
        while waiting and waiting[0] < before + stored:
            found.append(Drawn(OPERATION_HISTORIES, number, waiting.pop(0) - before + 1))
        before += stored
    return found
