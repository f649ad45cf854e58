"""How something that may hold data leaves the town (機器・媒体の廃棄)."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Disposal(models.TextChoices):
    """What was done to it, in the words of the notice of 6 December 2019 on disposing of equipment."""

    DESTROYED = "destroyed", _("物理破壊")
    ERASED = "erased", _("消去")
    RETURNED = "returned", _("返却")
