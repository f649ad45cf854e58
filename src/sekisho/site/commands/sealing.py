"""What the doctor sees of the seals: the keys, how far they reach, and whether the journal is still the same."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from sekisho.archive.keys import load_sealing_keys, load_signing_key
from sekisho.archiving.agreement import disagreements
from sekisho.archiving.drain import require_outside
from sekisho.archiving.journal_log import journal_schema
from sekisho.archiving.refusals import refusing
from sekisho.archiving.sealed import Window, waiting, window
from sekisho.kernel.models import JournalEvent
from sekisho.kernel.refusals import Refusal
from sekisho.site.commands.finding import Finding

PATIENCE = timedelta(minutes=1)  # an act is sealed within seconds; a minute later somebody has to look
NAMED = 5


def keys() -> Finding:
    """Whether the keys are there, private, outside the data, and those of this archive."""
    folder, archive = settings.SEKISHO_KEYS, settings.SEKISHO_ARCHIVE
    try:
        with refusing():
            require_outside(folder)
            load_signing_key(folder, archive=archive).signer(
                journal_schema(settings.SEKISHO_ARCHIVE_BASE).origin
            )
            load_sealing_keys(folder, archive=archive)
    except Refusal as refusal:
        return Finding(_("封印の鍵"), False, refusal.sentence, _("鍵の手順書に従ってください。"))
    return Finding(_("封印の鍵"), True, str(folder))


def seals() -> Finding:
    """How far the journal is sealed, and whether anything has waited for too long."""
    do = _("sekisho serveかsekisho archive runが動いているか確かめてください。")
    try:
        with refusing():
            now = window()
            count = waiting()
    except Refusal as refusal:
        return Finding(_("記録の封印"), False, refusal.sentence, do)
    if not count:
        return Finding(_("記録の封印"), now is not None, _reached(now), do)
    since = _waiting_since(now.last if now else 0)
    if since is None:
        return Finding(
            _("記録の封印"), False, _("%(reached)s、封印より少ない記録") % {"reached": _reached(now)}, do
        )
    seen = _("%(reached)s、封印待ち%(n)d件(%(since)sから)") % {
        "reached": _reached(now),
        "n": count,
        "since": f"{timezone.localtime(since):%Y-%m-%d %H:%M}",
    }
    return Finding(_("記録の封印"), timezone.now() - max(since, _sealed_at(now)) <= PATIENCE, seen, do)


def agreement() -> Finding:
    """Whether every sealed act stands in the database as it was sealed."""
    try:
        with refusing():
            wrong = disagreements() if window() else []
    except Refusal as refusal:
        return Finding(_("記録と封印の一致"), False, refusal.sentence, _("sekisho verifyで調べてください。"))
    seen = _("、").join(str(each) for each in wrong[:NAMED]) or _("すべて一致")
    return Finding(
        _("記録と封印の一致"),
        not wrong,
        _("%(seen)s ほか%(more)d件") % {"seen": seen, "more": len(wrong) - NAMED}
        if len(wrong) > NAMED
        else seen,
        _("書き換えの疑いがあります。監査人に知らせてください。"),
    )


def _reached(now: Window | None) -> str:
    if now is None:
        return _("アーカイブがない")
    return now.short_form or _("まだ何もない")


def _waiting_since(sealed: int) -> datetime | None:
    """When the first act that waits was recorded; None: the database has fewer acts than were sealed."""
    first = JournalEvent.objects.filter(number__gt=sealed).order_by("number").first()
    return first.recorded_at if first else None


def _sealed_at(now: Window | None) -> datetime:
    return now.sealed_at if now else datetime.min.replace(tzinfo=timezone.get_default_timezone())
