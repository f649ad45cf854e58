"""出席簿: who was on which seat of which meeting (かつらぎ町 第3条第5項).

Seats are posts. A vacant one is entered as such. The text does not say whether somebody may be sent instead: a proxy
is shown and not judged. One person may have two seats (兼務); the text has no rule for that either.
"""

from __future__ import annotations

from typing import ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sekisho.kernel.ledger import Ledger
from sekisho.kernel.models import Entry, LineField
from sekisho.kernel.queries import standing
from sekisho.offices.fields import OfficeField


class Attendance(Entry):
    """One seat at one meeting; `person` is whoever holds it, `proxy` whoever came instead."""

    class Presence(models.TextChoices):
        PRESENT = "present", _("出席")
        ABSENT = "absent", _("欠席")
        PROXY = "proxy", _("代理出席")
        VACANT = "vacant", _("欠員")

    meeting = LineField("meetings", verbose_name=_("会議"))
    seat = OfficeField(_("席"))
    presence = models.CharField(_("出欠"), max_length=7, choices=Presence)
    person = LineField("persons", verbose_name=_("席に就いている者"), null=True, blank=True)
    proxy = LineField("persons", verbose_name=_("代理で出席した者"), null=True, blank=True)
    remarks = models.CharField(_("備考"), max_length=200, blank=True)

    class Meta(Entry.Meta):
        verbose_name = _("出欠")
        constraints: ClassVar = [
            *Entry.Meta.constraints,
            models.CheckConstraint(
                condition=Q(presence="vacant", person__isnull=True)
                | (~Q(presence="vacant") & Q(person__isnull=False)),
                name="%(class)s_vacant_without_person",
                violation_error_message=_(
                    "欠員の席には者を書かず、ほかの席には就いている者を書いてください。"
                ),
            ),
            models.CheckConstraint(
                condition=Q(presence="proxy", proxy__isnull=False)
                | (~Q(presence="proxy") & Q(proxy__isnull=True)),
                name="%(class)s_proxy_is_named",
                violation_error_message=_("代理出席のときだけ、代理で出席した者を書いてください。"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.seat} {self.get_presence_display()}"

    @property
    def attended(self) -> int | None:
        """Whoever sat on the seat (line id); None: it stayed empty."""
        return {"present": self.person_id, "proxy": self.proxy_id}.get(self.presence)

    def clean(self) -> None:
        """A person is entered once for a seat of a meeting."""
        if self.retired_on is not None:
            return
        same = standing(Attendance, timezone.now()).exclude(line=self.line_id)
        if same.filter(meeting=self.meeting_id, seat=self.seat, person=self.person_id).exists():
            raise ValidationError(
                {"seat": _("この席の出欠はすでに記載されています。その行を訂正してください。")}
            )


ATTENDANCE = Ledger(
    slug="attendance",
    model=Attendance,
    title=_("出席簿"),
    columns=("meeting", "seat", "presence", "person", "proxy", "remarks"),
    ordering=("-meeting", "line__number"),
    filters=("presence",),
    desk="council",
)
