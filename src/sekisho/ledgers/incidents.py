"""事故簿: anomalies and incidents, from the first report to the end (かつらぎ町 第5条第1号ア、第3条第6項第5号).

One entry is one incident. What became of it are moments and dates; its state follows from them (`rules.incidents`).
A drill is an incident that is marked so from its first revision on: it is evidence of nothing real.
"""

from __future__ import annotations

from typing import ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from sekisho.kernel.ledger import Ledger
from sekisho.kernel.models import Entry, LineField, not_before
from sekisho.kernel.town import pack
from sekisho.offices.fields import IncidentLevelField
from sekisho.rules.incidents import Breach, IncidentDates, Possible


class Incident(Entry):
    """One anomaly or incident: what was seen, who was told when, what was ordered, why it came about."""

    class Family(models.TextChoices):
        FAILURE = "failure", _("障害")
        MISUSE = "misuse", _("不正行為")

    class Likelihood(models.TextChoices):
        UNKNOWN = Possible.UNKNOWN, _("まだ分からない")
        YES = Possible.YES, _("ある")
        NO = Possible.NO, _("ない")

    class Judged(models.TextChoices):
        APPLIES = Breach.APPLIES, _("報告を要する")
        NOT = Breach.NOT, _("報告を要しない")

    is_drill = models.BooleanField(_("訓練"), default=False)
    family = models.CharField(_("種類"), max_length=8, choices=Family, default=Family.FAILURE)
    summary = models.TextField(_("何が起きているか"))
    known_at = models.DateTimeField(_("知った日時"))
    reported_at = models.DateTimeField(_("統括責任者に報告した日時"))
    reported_with = LineField("persons", verbose_name=_("ともに報告した者"), null=True, blank=True)
    place = models.CharField(_("場所・機器"), max_length=120, blank=True)
    level = IncidentLevelField(_("事故のレベル"), blank=True)
    slip_place = models.CharField(_("紙の第一報の置き場所(後から書き写したとき)"), max_length=120, blank=True)
    personal_data = models.CharField(
        _("本人確認情報・個人番号の漏えい等のおそれ"),
        max_length=8,
        choices=Likelihood,
        default=Likelihood.UNKNOWN,
    )
    improper_purpose = models.CharField(
        _("不正の目的のおそれ"), max_length=8, choices=Likelihood, default=Likelihood.UNKNOWN
    )
    persons_affected = models.PositiveIntegerField(_("本人の数(分かる範囲)"), null=True, blank=True)
    instructed_at = models.DateTimeField(_("指示を受けた日時"), null=True, blank=True)
    instruction = models.TextField(_("統括責任者の指示"), blank=True)
    carried_out_at = models.DateTimeField(_("指示を済ませた日時"), null=True, blank=True)
    contained_at = models.DateTimeField(_("封じ込めた日時"), null=True, blank=True)
    containment = models.TextField(_("封じ込めの内容"), blank=True)
    cause_found_on = models.DateField(_("原因が分かった日"), null=True, blank=True)
    cause = models.TextField(_("原因"), blank=True)
    prevented_on = models.DateField(_("再発防止を決めた日"), null=True, blank=True)
    prevention = models.TextField(_("再発防止策"), blank=True)
    breach = models.CharField(_("委員会への報告の判断"), max_length=8, choices=Judged, blank=True)
    breach_reason = models.TextField(_("判断の理由"), blank=True)
    preliminary_on = models.DateField(_("速報を出した日"), null=True, blank=True)
    final_on = models.DateField(_("確報を出した日"), null=True, blank=True)
    closed_on = models.DateField(_("完結した日"), null=True, blank=True)

    class Meta(Entry.Meta):
        verbose_name = _("事故")
        constraints: ClassVar = [
            *Entry.Meta.constraints,
            not_before("reported_at", "known_at"),
            not_before("instructed_at", "reported_at"),
            not_before("carried_out_at", "instructed_at"),
            not_before("contained_at", "known_at"),
            not_before("final_on", "preliminary_on"),
            models.CheckConstraint(
                condition=Q(instructed_at__isnull=True, instruction="")
                | (Q(instructed_at__isnull=False) & ~Q(instruction="")),
                name="%(class)s_instruction_has_its_time",
                violation_error_message=_("統括責任者の指示と、指示を受けた日時は、両方を書いてください。"),
            ),
            models.CheckConstraint(
                condition=Q(carried_out_at__isnull=True) | Q(instructed_at__isnull=False),
                name="%(class)s_carried_out_was_instructed",
                violation_error_message=_(
                    "指示を受けていないのに、済ませた日時があります。先に指示を書いてください。"
                ),
            ),
            models.CheckConstraint(
                condition=Q(breach="") | ~Q(breach_reason=""),
                name="%(class)s_breach_has_its_reason",
                violation_error_message=_("委員会への報告について判断した理由を書いてください。"),
            ),
            models.CheckConstraint(
                condition=Q(closed_on__isnull=True) | ~(Q(cause="") | Q(prevention="")),
                name="%(class)s_closed_knows_why",
                violation_error_message=_("原因と再発防止策を書いてから完結してください。"),
            ),
        ]

    def __str__(self) -> str:
        words = self.summary.splitlines()[0][:40] if self.summary else ""
        return f"【訓練】{words}" if self.is_drill else words  # both languages read the mark

    def clean(self) -> None:
        """A drill stays a drill, a level belongs to the kind of incident, and what prevents the next one is said."""
        if self.prevented_on is not None and not (self.cause and self.prevention):
            raise ValidationError(
                {"prevented_on": _("再発防止を決めた日には、原因と再発防止策も書いてください。")}
            )
        first = (
            type(self)._default_manager.filter(line=self.line_id, revision=1).first()
            if self.line_id
            else None
        )
        if first is not None and first.is_drill != self.is_drill:
            raise ValidationError({"is_drill": _("訓練を本物に、本物を訓練に変えることはできません。")})
        level = next((one for one in pack().incident_levels if one.id == self.level), None)
        if level is not None and level.family != self.family:
            raise ValidationError({"level": _("このレベルは別の種類の事故のものです。選び直してください。")})

    @property
    def dates(self) -> IncidentDates:
        """Its moments and days, as the rules take them."""
        return IncidentDates(
            known_at=self.known_at,
            reported_at=self.reported_at,
            instructed_at=self.instructed_at,
            carried_out_at=self.carried_out_at,
            contained_at=self.contained_at,
            cause_found_on=self.cause_found_on,
            prevented_on=self.prevented_on,
            closed_on=self.closed_on,
        )


INCIDENTS = Ledger(
    slug="incidents",
    model=Incident,
    title=_("事故簿"),
    columns=(
        *("is_drill", "family", "summary", "known_at", "reported_at", "reported_with", "place", "level"),
        *("slip_place", "personal_data", "improper_purpose", "persons_affected"),
        *("instructed_at", "instruction", "carried_out_at", "contained_at", "containment"),
        *("cause_found_on", "cause", "prevented_on", "prevention", "breach", "breach_reason"),
        *("preliminary_on", "final_on", "closed_on"),
    ),
    ordering=("-known_at", "-line__number"),
    filters=("family", "is_drill"),
    search=("summary", "place", "cause", "prevention"),
    happened=(
        *("known_at", "reported_at", "instructed_at", "carried_out_at", "contained_at"),
        *("cause_found_on", "prevented_on", "preliminary_on", "final_on", "closed_on"),
    ),
    evidence_on=("reported_at", "prevented_on"),
    arose_on="known_at",
    drill="is_drill",
    desk="incidents",
)
