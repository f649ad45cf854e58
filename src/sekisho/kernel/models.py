"""The tables of the four shapes, and the journal that every act goes through.

Nothing here is ever updated or deleted: a database trigger refuses both (`append_only`),
and `records.record` is the only code that inserts. The current state of anything is a
query over its rows, never a column that is kept in step.
"""

from __future__ import annotations

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from sekisho.kernel.bounds import NAME_MAX


class JournalEvent(models.Model):
    """One act, from whom, in which post, on what basis. Numbered without a hole.

    `body` is the canonical JSON of the row that the act inserted; the row can always be
    held against it.
    """

    number = models.PositiveBigIntegerField(_("番号"), primary_key=True)
    recorded_at = models.DateTimeField(_("記録日時"), db_index=True)
    verb = models.CharField(_("行為"), max_length=16)
    subject = models.CharField(_("対象"), max_length=64)
    line_number = models.PositiveIntegerField(_("行番号"), null=True)
    clause = models.CharField(_("条項"), max_length=64, blank=True)
    person = models.CharField(_("職員"), max_length=32, blank=True)
    person_name = models.CharField(_("氏名"), max_length=64, blank=True)
    post = models.CharField(_("職"), max_length=64, blank=True)
    capacity = models.CharField(_("資格"), max_length=16)
    acts_for = models.CharField(_("代わられる職"), max_length=64, blank=True)
    basis = models.CharField(_("根拠"), max_length=128)
    body = models.TextField(_("内容"))

    class Meta:
        verbose_name = _("行為の記録")
        indexes: ClassVar = [models.Index(fields=["subject", "line_number"], name="journal_by_line")]


class Recorded(models.Model):
    """A row that came in through exactly one act."""

    event = models.OneToOneField(
        JournalEvent, on_delete=models.PROTECT, related_name="+", editable=False, verbose_name=_("行為")
    )

    class Meta:
        abstract = True


class Line(models.Model):
    """The identity of one line of one ledger, shared by the entry and its successors."""

    ledger = models.CharField(max_length=64)
    number = models.PositiveIntegerField(_("番号"))

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["ledger", "number"], name="line_number_once")
        ]

    def __str__(self) -> str:
        return f"{self.ledger} {self.number}"


class LineField(models.ForeignKey[Any, Any]):
    """A reference to a line of another ledger, whatever its latest revision says."""

    def __init__(self, ledger: str = "", **kwargs: Any) -> None:  # Any: Django's own open signature
        self.ledger = ledger
        kwargs.setdefault("to", "kernel.Line")
        kwargs.setdefault("on_delete", models.PROTECT)
        kwargs.setdefault("related_name", "+")
        super().__init__(**kwargs)

    def deconstruct(self) -> Any:  # Any: as declared by Django
        """Name, path and arguments, for Django's migration writer."""
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, {**kwargs, "ledger": self.ledger}

    def validate(self, value: Any, model_instance: models.Model | None) -> None:
        """Refuse a line that belongs to another ledger."""
        if value is not None and self._is_there(value, model_instance):
            return
        super().validate(value, model_instance)  # it may be missing, or there is no such line at all
        if value is not None:
            raise ValidationError(_("「%(name)s」に選べない行です。"), params={"name": self.verbose_name})

    def _is_there(self, value: Any, model_instance: models.Model | None) -> bool:
        """Whether it is a line of that ledger. One that was read before is asked itself: no line ever goes away."""
        line = self.get_cached_value(model_instance, default=None) if model_instance is not None else None
        if isinstance(line, Line) and not line._state.adding:
            return line.ledger == self.ledger
        return Line.objects.filter(pk=value, ledger=self.ledger).exists()


class Entry(Recorded):
    """記載: one state of one line of a ledger. An amendment (訂正) is a successor.

    The first revision has no reason; every later one must have one.
    """

    line = models.ForeignKey(Line, on_delete=models.PROTECT, related_name="+", editable=False)
    revision = models.PositiveSmallIntegerField(pgettext_lazy("entry", "版"), default=1, editable=False)
    reason = models.TextField(_("訂正・抹消の理由"), blank=True, editable=False)
    retired_on = models.DateField(_("抹消日"), null=True, blank=True, editable=False)
    search_text = models.TextField(editable=False, default="")

    class Meta:
        abstract = True
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["line", "revision"], name="%(class)s_revision_once"),
            models.CheckConstraint(
                condition=Q(revision=1, reason="") | (Q(revision__gt=1) & ~Q(reason="")),
                name="%(class)s_successor_has_reason",
            ),
        ]


SHA256 = RegexValidator(r"\A[0-9a-f]{64}\Z", _("SHA-256の要約値は、0–9とa–fの64文字です。"))
"""What a digest in a ledger looks like."""


def not_before(later: str, earlier: str) -> models.CheckConstraint:
    """A constraint: the date `later`, where there is one, is not before `earlier`."""
    return models.CheckConstraint(
        condition=Q(**{f"{later}__isnull": True}) | Q(**{f"{later}__gte": F(earlier)}),
        name=f"%(class)s_{later}_not_before_{earlier}"[:60],
        violation_error_message=_("終わりの日が始まりの日より前です。日付を確かめてください。"),
    )


class Discharge(Recorded):
    """履行: one occurrence of a duty was done, and where the evidence is.

    `opens_on` names the occurrence, for a closure decided later may move the due day;
    `due_on` is the due day as it stood. The evidence is a line of a ledger, a report, or a
    paper document named with its place. It stands as long as that line is not struck out.
    """

    duty = models.CharField(_("業務"), max_length=64)
    opens_on = models.DateField(_("この回の始まり"))
    due_on = models.DateField(_("期日"))
    done_on = models.DateField(_("実施日"))
    evidence = models.ForeignKey(
        Line, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("証拠の行")
    )
    report = models.ForeignKey(
        "kernel.Report",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("報告"),
    )
    paper = models.CharField(_("紙の証拠(名称と保管場所)"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("履行")
        indexes: ClassVar = [models.Index(fields=["duty", "opens_on"], name="discharge_by_duty")]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(evidence__isnull=False, report__isnull=True, paper="")
                | Q(evidence__isnull=True, report__isnull=False, paper="")
                | (Q(evidence__isnull=True, report__isnull=True) & ~Q(paper="")),
                name="discharge_has_one_evidence",
                violation_error_message=_("証拠は、簿冊の行・報告・紙の文書のどれか一つを示してください。"),
            )
        ]


class Excuse(Recorded):
    """対象外とする: one occurrence need not be done, and why."""

    duty = models.CharField(_("業務"), max_length=64)
    opens_on = models.DateField(_("この回の始まり"))
    due_on = models.DateField(_("期日"))
    reason = models.TextField(_("理由"))

    class Meta:
        verbose_name = _("対象外の決定")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["duty", "opens_on"], name="excused_once"),
            models.CheckConstraint(condition=~Q(reason=""), name="excuse_has_reason"),
        ]


class Refused(Recorded):
    """拒否: an act that somebody tried and that was refused; its event has who, in which post and when.

    `kind` is the name of the refusal in the code, by which it can be counted.
    """

    kind = models.CharField(_("拒否の種類"), max_length=64)
    sentence = models.TextField(_("拒否の理由"))

    class Meta:
        verbose_name = _("拒まれた行為")


class Report(Recorded):
    """報告: something a clause requires one office to tell a role."""

    clause = models.CharField(_("条項"), max_length=64)
    to_role = models.CharField(_("報告先"), max_length=64)
    title = models.CharField(_("件名"), max_length=120)
    statement = models.TextField(_("内容"))
    about = models.ForeignKey(
        Line, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("もとの記載")
    )

    class Meta:
        verbose_name = _("報告")


class Document(Recorded):
    """添付: a file that belongs to a line. Its content is kept under its SHA-256 (`kernel/documents.py`)."""

    line = models.ForeignKey(Line, on_delete=models.PROTECT, related_name="+", verbose_name=_("行"))
    sha256 = models.CharField(_("要約値(SHA-256)"), max_length=64, validators=[SHA256])
    name = models.CharField(_("ファイル名"), max_length=NAME_MAX)
    media_type = models.CharField(_("種類"), max_length=100)
    size = models.PositiveIntegerField(_("大きさ(バイト)"))

    class Meta:
        verbose_name = _("添付文書")
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(size__gt=0), name="document_is_not_empty")
        ]


class Acknowledgement(Recorded):
    """受領: a report was read, or the acts done in one's stead were seen (後閲)."""

    report = models.OneToOneField(
        Report, on_delete=models.PROTECT, null=True, blank=True, related_name="acknowledgement"
    )
    role = models.CharField(_("役割"), max_length=64, blank=True)
    acts_through = models.ForeignKey(
        JournalEvent, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    remark = models.TextField(_("所見"), blank=True)

    class Meta:
        verbose_name = _("受領")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(report__isnull=False, acts_through__isnull=True)
                | (Q(report__isnull=True, acts_through__isnull=False) & ~Q(role="")),
                name="acknowledges_one_thing",
            )
        ]


class Decision(Recorded):
    """決定: what an authority resolved under a clause, with its document number."""

    clause = models.CharField(_("条項"), max_length=64)
    document_number = models.CharField(_("文書番号"), max_length=40, unique=True)
    title = models.CharField(_("件名"), max_length=120)
    statement = models.TextField(_("決定の内容"))

    class Meta:
        verbose_name = _("決定")

    def __str__(self) -> str:
        return f"{self.document_number} {self.title}"


class Instruction(Recorded):
    """指示 to a section in line, or 要請 to an independent organ, born of a decision."""

    class Kind(models.TextChoices):
        INSTRUCTION = "instruction", _("指示")
        REQUEST = "request", _("要請")

    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="instructions")
    kind = models.CharField(_("種別"), max_length=16, choices=Kind)
    to_section = models.CharField(_("宛先"), max_length=64)
    statement = models.TextField(_("内容"))
    due_on = models.DateField(_("期限"), null=True, blank=True)

    class Meta:
        verbose_name = _("指示・要請")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(kind="instruction") | Q(kind="request", due_on__isnull=True),
                name="request_has_no_deadline",  # an independent organ is asked, never given an overdue order
            )
        ]
