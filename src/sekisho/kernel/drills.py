"""訓練: what belongs to a drill stays apart from what is real, and the other way round."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sekisho.kernel.models import Entry
from sekisho.kernel.queries import as_known
from sekisho.kernel.registry import ledger

MARK = "is_drill"  # the column of every ledger that knows drills
UNLIKE = _("訓練と本物は混ぜられません。もとの記載と同じほうを選んでください。")


def check_drill(entry: Entry, referred: str) -> None:
    """Raise ValidationError unless the entry is a drill exactly where the line in its field `referred` is one."""
    line = getattr(entry, referred) if getattr(entry, f"{referred}_id") else None
    kept = ledger(line.ledger) if line is not None else None
    if kept is None:
        return
    other = as_known(kept.model, timezone.now()).filter(line=line).first()
    if other is not None and getattr(other, MARK) != getattr(entry, MARK):
        raise ValidationError({MARK: UNLIKE})
