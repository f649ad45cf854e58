"""Receiving for templates: a rate as a small chart, reasons and brands in words."""

from __future__ import annotations

from datetime import datetime

from django import template
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from sekisho.archive.schema import at
from sekisho.intake.brands import DIALECTS
from sekisho.intake.counting import HOUR
from sekisho.intake.moments import SECOND
from sekisho.intake.report import SourceReport
from sekisho.site import charts

register = template.Library()

REASONS = {
    "too_long": gettext_lazy("長すぎる"),
    "cut_off": gettext_lazy("途中で切れた"),
    "bad_frame": gettext_lazy("区切りが読めない"),
    "not_allowed": gettext_lazy("許されていない送信元"),
    "not_understood": gettext_lazy("アーカイブに移せず別に残したもの"),
    "idle": gettext_lazy("無言のため切った接続"),
    "too_many_connections": gettext_lazy("多すぎて断った接続"),
    "handshake": gettext_lazy("暗号化に失敗した接続"),
}
DEVICES = {dialect.brand: dialect.devices for dialect in DIALECTS}


@register.filter
def moment(microseconds: int | None) -> datetime | None:
    """Microseconds since 1970 as a moment."""
    return None if microseconds is None else at(microseconds)


@register.filter
def hours(microseconds: int) -> int:
    """Whole hours."""
    return microseconds // HOUR


@register.filter
def skew(microseconds: int | None) -> str:
    """How far a clock is ahead (+) or behind, in seconds."""
    if microseconds is None:
        return _("時刻なし")
    seconds = round(microseconds / SECOND)
    return ngettext("%(n)+d秒", "%(n)+d秒", abs(seconds)) % {"n": seconds} if seconds else _("なし")


@register.filter
def why(reason: str) -> str:
    """A reason in words."""
    return str(REASONS.get(reason, reason))


@register.filter
def devices(brand: str) -> str:
    """The devices of a brand."""
    return DEVICES.get(brand, brand)


@register.simple_tag
def rate(source: SourceReport) -> SafeString:
    """Messages by the hour as a small chart, the newest at the right."""
    described = _("時間ごとの件数: 最多%(most)d件、直近の1時間%(last)d件") % {
        "most": max(source.rate, default=0),
        "last": source.rate[-1] if source.rate else 0,
    }
    return mark_safe(charts.columns(source.rate, described=described))  # noqa: S308  # charts escapes
