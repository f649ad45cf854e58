"""規程原本簿: the official text of each clause, as the town imported it, with its digest.

The rule pack speaks in plain words of its own; beside them the clause page shows what the
regulation itself says. One entry is one clause of one version.
"""

from __future__ import annotations

import hashlib
import unicodedata
from typing import ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from sekisho.kernel.ledger import Ledger
from sekisho.kernel.models import Entry


class OfficialText(Entry):
    """The text of one clause in one version; `digest` is the SHA-256 of its NFC form, in hexadecimal."""

    version = models.CharField(_("版"), max_length=16)
    clause = models.CharField(_("条項のid"), max_length=64)
    label = models.CharField(_("条項"), max_length=64)
    text = models.TextField(_("条文"))
    digest = models.CharField(_("要約値(SHA-256)"), max_length=64)

    class Meta(Entry.Meta):
        verbose_name = _("規程の原文")
        constraints: ClassVar = [*Entry.Meta.constraints]

    def __str__(self) -> str:
        return self.label

    def clean(self) -> None:
        """The digest must be that of the text: a slip while copying shows at once."""
        if self.digest != digest_of(self.text):
            raise ValidationError({"digest": _("要約値が条文と一致しません。取り込み直してください。")})


def digest_of(text: str) -> str:
    """SHA-256 over the NFC form of the text in UTF-8, in hexadecimal."""
    return hashlib.sha256(unicodedata.normalize("NFC", text).encode()).hexdigest()


OFFICIAL_TEXTS = Ledger(
    slug="official_texts",
    model=OfficialText,
    title=_("規程原本簿"),
    columns=("version", "clause", "label", "text", "digest"),
    ordering=("line__number",),
    search=("clause", "label", "text"),
)
