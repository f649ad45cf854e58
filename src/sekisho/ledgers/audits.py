"""定期監査簿: 「監査の実施」(かつらぎ町 第3条第6項第3号) and 「定期監査を受けること」(第5条第1号キ).

One entry is one audit of one section, from its plan to the last remedy. The section that is audited neither
keeps this ledger nor gives the auditor, not even somebody who only acts in a post of it. Once the plan is approved its
scope is changed only with a decision of the council that somebody else has recorded.
"""

from __future__ import annotations

from datetime import date, datetime, time
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from sekisho.kernel.ledger import Ledger
from sekisho.kernel.models import Decision, Entry, LineField, not_before
from sekisho.kernel.permissions import find_post
from sekisho.kernel.refusals import Attempt
from sekisho.kernel.town import binding, pack
from sekisho.offices.fields import SectionField
from sekisho.offices.standing import people
from sekisho.rules.audits import AuditDates
from sekisho.rules.authority import capacities_of


class OwnAudit(Attempt):
    """Somebody means to audit the section that they belong to, or act in."""


class ScopeAlone(Attempt):
    """Somebody means to change an approved scope on their own."""


class Audit(Entry):
    """One audit: who audits whom, what was found, and what was done about it."""

    class Kind(models.TextChoices):
        INTERNAL = "internal", _("内部の監査")
        EXTERNAL = "external", _("外部の監査")
        INTRUSION = "intrusion", _("侵入検査")

    section = SectionField(_("監査を受ける部署"))
    kind = models.CharField(_("監査の種別"), max_length=9, choices=Kind, default=Kind.INTERNAL)
    scope = models.TextField(_("監査の範囲"))
    auditor = LineField("persons", verbose_name=_("監査した者"))
    planned_on = models.DateField(_("計画を決めた日"))
    approved_on = models.DateField(_("計画が承認された日"), null=True, blank=True)
    approval_number = models.CharField(_("計画を承認した決定の文書番号"), max_length=40, blank=True)
    scope_decision = models.CharField(_("範囲を改めた会議の決定の文書番号"), max_length=40, blank=True)
    notified_on = models.DateField(_("監査を通知した日"), null=True, blank=True)
    conducted_on = models.DateField(_("監査の実施日"), null=True, blank=True)
    findings = models.PositiveSmallIntegerField(_("指摘の件数"), null=True, blank=True)
    answered_on = models.DateField(_("指摘に回答した日(指摘がなければ結果を受けた日)"), null=True, blank=True)
    closed_on = models.DateField(_("改善を確かめた日"), null=True, blank=True)
    improvements = models.TextField(_("改善の要旨"), blank=True)

    class Meta(Entry.Meta):
        verbose_name = _("定期監査")
        constraints: ClassVar = [
            *Entry.Meta.constraints,
            not_before("approved_on", "planned_on"),
            not_before("notified_on", "planned_on"),
            not_before("conducted_on", "planned_on"),
            not_before("answered_on", "conducted_on"),
            not_before("closed_on", "answered_on"),
            models.CheckConstraint(
                condition=Q(answered_on__isnull=True) | Q(conducted_on__isnull=False, findings__isnull=False),
                name="%(class)s_answer_has_audit",
                violation_error_message=_(
                    "回答した日があります。「監査の実施日」と「指摘の件数」も書いてください。"
                ),
            ),
            models.CheckConstraint(
                condition=Q(closed_on__isnull=True) | Q(answered_on__isnull=False),
                name="%(class)s_closed_after_answer",
                violation_error_message=_("改善を確かめた日があります。回答した日も書いてください。"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.conducted_on or self.planned_on}"

    def clean(self) -> None:
        """Nobody audits their own section, and nobody alone changes what is audited."""
        day = self.conducted_on or self.planned_on
        if self.section and self.retired_on is None and isinstance(day, date):
            if self.section in sections_of(str(self.auditor_id), noon(day)):
                raise OwnAudit(
                    gettext(
                        "監査を受ける部署の者や、その職を代わる者は、その監査をできません。別の者を選んでください。"
                    ),
                    clause=_clause(),
                )
            self._refuse_alone_on_scope()

    @property
    def dates(self) -> AuditDates:
        """Its days, as the rules take them."""
        return AuditDates(
            planned_on=self.planned_on,
            approved_on=self.approved_on,
            notified_on=self.notified_on,
            conducted_on=self.conducted_on,
            answered_on=self.answered_on,
            closed_on=self.closed_on,
        )

    def _refuse_alone_on_scope(self) -> None:
        """An approved scope is changed by a decision on the council's matters that another person has recorded."""
        earlier = (
            Audit._default_manager.filter(line=self.line_id)
            if self.line_id
            else Audit._default_manager.none()
        )
        before = earlier.order_by("-revision").first()
        if before is None or before.approved_on is None or _scope(before) == _scope(self):
            return
        council = pack().council
        matters = [matter.clause for matter in council.matters] if council else []
        decided = Decision.objects.filter(document_number=self.scope_decision, clause__in=matters)
        used = earlier.filter(scope_decision=self.scope_decision).exists()
        if used or not decided.exclude(event__person=self.event.person).exists():
            raise ScopeAlone(
                gettext(
                    "承認された監査の範囲は、一人では改められません。"
                    "会議で決め、ほかの者が記録したその決定の文書番号を書いてください。"
                ),
                clause=_clause(),
            )


def sections_of(person: str, at: datetime) -> frozenset[str]:
    """The sections in whose posts the person acts at that moment, their own or somebody else's, as known now."""
    held = capacities_of(pack(), person, at, people(timezone.now()).standing)
    posts = [find_post(pack(), post) for right in held for post in (right.post, right.acts_for or "")]
    return frozenset(post.section for post in posts if post is not None and post.section is not None)


def noon(day: date) -> datetime:
    """The middle of that day, in the body's own time."""
    return timezone.make_aware(datetime.combine(day, time(12)))


def _scope(audit: Audit) -> tuple[str, ...]:
    return audit.section, audit.kind, audit.scope


def _clause() -> str | None:
    bound = binding("audits")
    return bound.clause if bound else None


AUDITS = Ledger(
    slug="audits",
    model=Audit,
    title=_("定期監査簿"),
    columns=(
        "section",
        "kind",
        "scope",
        "auditor",
        "planned_on",
        "approved_on",
        "approval_number",
        "scope_decision",
        "notified_on",
        "conducted_on",
        "findings",
        "answered_on",
        "closed_on",
        "improvements",
    ),
    ordering=("-planned_on", "-line__number"),
    filters=("kind",),
    search=("scope", "improvements"),
    happened=("planned_on", "approved_on", "notified_on", "conducted_on", "answered_on", "closed_on"),
    evidence_on=("conducted_on",),
    complete_with=("answered_on",),
    matter="section",
    desk="audits",
)
