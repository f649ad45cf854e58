"""復元試験簿: whether what was backed up can be had back (かつらぎ町 第5条第1号コ).

One entry is one test. It shows the duty done only where the data came back and were looked
at; a test that failed stays on record and another one is owed.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from sekisho.kernel.ledger import Ledger
from sekisho.kernel.models import Entry, LineField, not_before


class RestoreTest(Entry):
    """One test: which backup, restored to where, looked at how, and what came back."""

    class Result(models.TextChoices):
        RESTORED = "restored", _("戻せた")
        FAILED = "failed", _("戻せなかった")

    tested_on = models.DateField(_("試験日"))
    backup = LineField("backups", verbose_name=_("試したバックアップ"))
    restored_to = models.CharField(_("戻した先"), max_length=80)
    verification = models.CharField(_("確かめ方"), max_length=200)
    expected = models.PositiveBigIntegerField(_("元の件数"), null=True, blank=True)
    found = models.PositiveBigIntegerField(_("戻った件数"), null=True, blank=True)
    result = models.CharField(_("試験の結果"), max_length=8, choices=Result)
    restored_on = models.DateField(_("戻せたことを確かめた日(戻せたときだけ)"), null=True, blank=True)
    tester = LineField("persons", verbose_name=_("試験をした者"))
    opinion = models.TextField(_("所見"), blank=True)

    class Meta(Entry.Meta):
        verbose_name = _("復元試験")
        constraints: ClassVar = [
            *Entry.Meta.constraints,
            not_before("restored_on", "tested_on"),
            models.CheckConstraint(
                condition=Q(result="restored", restored_on__isnull=False)
                | Q(result="failed", restored_on__isnull=True),
                name="%(class)s_restored_has_day",
                violation_error_message=_(
                    "戻せたなら確かめた日を書き、戻せなかったなら空けておいてください。"
                ),
            ),
            models.CheckConstraint(
                condition=Q(result="failed")
                | Q(expected__isnull=True)
                | Q(found__isnull=True)
                | Q(expected=F("found")),
                name="%(class)s_restored_is_whole",
                violation_error_message=_("件数が合わないものは「戻せた」になりません。"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_result_display()} {self.tested_on}"


RESTORE_TESTS = Ledger(
    slug="restore_tests",
    model=RestoreTest,
    title=_("復元試験簿"),
    columns=(
        "tested_on",
        "backup",
        "restored_to",
        "verification",
        "expected",
        "found",
        "result",
        "restored_on",
        "tester",
        "opinion",
    ),
    ordering=("-tested_on", "-line__number"),
    filters=("result",),
    search=("restored_to", "verification", "opinion"),
    happened=("tested_on", "restored_on"),
    evidence_on=("restored_on",),
    desk="backups",
)
