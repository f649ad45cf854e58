"""定期監査簿: 「監査の実施」(かつらぎ町 第3条第6項第3号) and 「定期監査を受けること」(第5条第1号キ).

One entry is one audit of one section, from its plan to the last remedy. The section that is audited neither
keeps this ledger nor gives the auditor.
"""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sekisho.kernel.ledger import Ledger
from sekisho.kernel.models import Entry, LineField, not_before
from sekisho.kernel.permissions import find_post
from sekisho.kernel.queries import standing
from sekisho.kernel.town import pack
from sekisho.offices.appointments import Appointment
from sekisho.offices.fields import SectionField


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
        """Nobody audits the section in which they hold a post on that day."""
        day = self.conducted_on or self.planned_on
        if not self.section or not isinstance(day, date):
            return
        held = standing(Appointment, timezone.now()).filter(person=self.auditor_id, since__lte=day)
        held = held.filter(Q(until__isnull=True) | Q(until__gt=day))
        posts = (find_post(pack(), post) for post in held.values_list("post", flat=True))
        if any(post is not None and post.section == self.section for post in posts):
            raise ValidationError(
                {"auditor": _("監査を受ける部署の者は、その監査をできません。別の者を選んでください。")}
            )


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
    happened=("planned_on", "notified_on", "conducted_on", "answered_on", "closed_on"),
    evidence_on=("conducted_on",),
    complete_with=("answered_on",),
    matter="section",
)
