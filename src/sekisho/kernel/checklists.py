"""点検表: items that were looked at one by one, and what was done about those that were not in order."""

from __future__ import annotations

from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Finding(models.TextChoices):
    """What was seen of one item."""

    IN_ORDER = "ok", _("異常なし")
    ANOMALY = "ng", _("異常あり")
    NOT_PRESENT = "na", _("対象なし")


def item(title: str | Promise) -> models.CharField[str, str]:
    """The column of one item."""
    return models.CharField(title, max_length=2, choices=Finding, default=Finding.IN_ORDER)  # type: ignore[arg-type]  # a lazy title


def an_anomaly(items: Sequence[str]) -> Q:
    """That one of the items was not in order."""
    return Q(*((name, Finding.ANOMALY.value) for name in items), _connector=Q.OR)


def anomaly_has_action(items: Sequence[str], action: str = "action_taken") -> models.CheckConstraint:
    """A constraint: where an item was not in order, `action` says what was done."""
    return models.CheckConstraint(
        condition=~Q(**{action: ""}) | ~an_anomaly(items),
        name="%(class)s_anomaly_has_action",
        violation_error_message=_("異常のあった項目があります。「異常の内容と処置」を書いてください。"),
    )


def has_anomaly(entry: models.Model, items: Sequence[str]) -> bool:
    """Whether any of its items was not in order."""
    return any(getattr(entry, name) == Finding.ANOMALY for name in items)


def check_action(entry: models.Model, items: Sequence[str], action: str = "action_taken") -> None:
    """Raise ValidationError for an action on no anomaly: an item was forgotten."""
    if getattr(entry, action).strip() and not has_anomaly(entry, items):
        raise ValidationError(
            {action: _("処置が書かれていますが、異常ありの項目がありません。項目を選んでください。")}
        )
