"""What the council's work leaves beside its ledgers: confirmed minutes, and the samples of audits."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from sekisho.kernel.models import SHA256, LineField, Recorded


class SignOff(Recorded):
    """確認: somebody who attended has read the minutes, in the document of that digest."""

    minutes = LineField("minutes", verbose_name=_("議事録"))
    person = LineField("persons", verbose_name=_("確認した者"))
    sha256 = models.CharField(_("確認した文書の要約値(SHA-256)"), max_length=64, validators=[SHA256])
    remark = models.CharField(_("所見"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("議事録の確認")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["minutes", "person"], name="minutes_confirmed_once")
        ]


class AuditSample(Recorded):
    """抽出: which lines an audit looks at. Drawn again from `seed` it gives the same lines (`rules.sampling`).

    `source` is the slug of a ledger, of which the lines that stood at `known_at` are the population, or `HISTORY`,
    whose population are the stored rows of all operation histories taken in by then, counted through in the order in
    which the files were taken in. `digest` covers the drawn places in it.
    """

    HISTORY: ClassVar = "history"

    audit = LineField("audits", verbose_name=_("監査"))
    source = models.CharField(_("抽出元"), max_length=64)
    known_at = models.DateTimeField(_("抽出の時点"))
    population = models.PositiveBigIntegerField(_("母数"))
    size = models.PositiveIntegerField(_("抽出した数"))
    seed = models.CharField(_("乱数の種"), max_length=64)
    digest = models.CharField(_("抽出した位置の要約値(SHA-256)"), max_length=64, validators=[SHA256])

    class Meta:
        verbose_name = _("監査の抽出")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(size__gt=0, size__lte=F("population")), name="sample_lies_in_population"
            )
        ]
