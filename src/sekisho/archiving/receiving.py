"""通信ログの受信: what the firewalls send, whether all of it is accounted for, and keeping that in the ledger.

Serves 第5条第1号カ. The figures come from the collector's own counts; the messages stand in the archive.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.db.models import Max
from django.http import HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sekisho.archive.checkpoints import Checkpoint
from sekisho.archive.reading import NoSuchLog, reader_of
from sekisho.archive.short_form import short_form_of
from sekisho.intake.collect.settings import FILE, BadSettings
from sekisho.intake.collect.settings_file import load_settings
from sekisho.intake.collect.spool_files import Places, waiting_since
from sekisho.intake.collect.status import read_hindrance, read_live
from sekisho.intake.counting import HOUR, Counted, Counts, CountsUnreadable, SourceCounts, read_counts
from sekisho.intake.moments import SECOND
from sekisho.intake.network import NAME, local_day
from sekisho.intake.report import Report, report
from sekisho.intake.silence import silent_for, was_silent_for
from sekisho.kernel.acts import Act
from sekisho.kernel.queries import standing
from sekisho.kernel.records import writing
from sekisho.kernel.refusals import Refusal
from sekisho.kernel.requests import TownRequest, act_of, can, must_see
from sekisho.kernel.verbs import about, enter
from sekisho.ledgers.firewall_logs import FIREWALL_LOGS, FirewallLog
from sekisho.rules.model import Verb

FIRST_DAY = date(1970, 1, 1)
ONE_DAY = timedelta(days=1)
MINUTE = 60 * SECOND
LATE = 10 * MINUTE  # moving takes seconds


class NothingToKeep(Refusal):
    """Every day before this one is in the ledger already."""


class NotMovedYet(Refusal):
    """Something of those days waits in the spool: kept now, it would be in the ledger never."""


class CountsBroken(Refusal):
    """The collector's counts cannot be read."""


@dataclass(frozen=True, slots=True)
class Period:
    """What one source sent on days that are not in the ledger yet."""

    source: str
    first_on: date
    last_on: date
    counts: Counts
    silent_for: int | None  # microseconds: now or at any time then, where that is longer than its habit


def receiving_page(request: TownRequest) -> HttpResponse:
    """Every source with its sum, its silence and its clock, and what is to be kept in the ledger."""
    must_see(request, about(FIREWALL_LOGS))
    counted = counted_now()
    today = timezone.localdate()
    return render(
        request,
        "archiving/receiving.html",
        {
            "report": report_of(counted),
            "waits": _waiting_since() is not None,
            "late_minutes": late_minutes(now=time.time_ns() // 1000),
            "unheard": unheard(counted),
            "periods": list(periods(counted, before=today)),
            "can_keep": can(request, Verb.ENTER, about(FIREWALL_LOGS)),
            "ledger": FIREWALL_LOGS,
        },
    )


def late_minutes(*, now: int) -> int | None:
    """For how long what was received has waited to be moved into the archive; None: not longer than it takes."""
    since = _waiting_since()
    return (now - since) // MINUTE if since is not None and now - since > LATE else None


def keep_page(request: TownRequest) -> HttpResponse:
    """記載: one entry a source for the days up to yesterday."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    act = act_of(request)
    kept = keep(act)
    messages.success(
        request,
        ngettext("通信履歴簿に%(n)d件を記載しました。", "通信履歴簿に%(n)d件を記載しました。", kept)
        % {"n": kept},
    )
    return redirect("receiving")


def keep(act: Act) -> int:
    """Enter what came in up to the day before the act, all sources or none. Returns how many entries were made."""
    counted, checkpoint = counted_now(), _checkpoint()
    waiting = _waiting_since()
    if waiting is not None and FIRST_DAY + local_day(waiting) * ONE_DAY < act.on:
        raise NotMovedYet(
            _(
                "昨日までに届いたもので、まだアーカイブに移されていないものがあります。移されてから記載してください。"
            )
        )
    with writing():  # from here on nobody else keeps the same days
        found = list(periods(counted, before=act.on))
        if not found:
            raise NothingToKeep(_("昨日までの通信履歴は、すべて記載されています。"))
        for period in found:
            enter(FIREWALL_LOGS, _facts(period, act.on, checkpoint), act=act)
    return len(found)


def counted_now() -> Counted:
    """The collector's counts. Raises CountsBroken."""
    with _readable():
        return read_counts(places().counts)


def _waiting_since() -> int | None:
    """When the oldest of what waits to be moved was received. Raises CountsBroken."""
    with _readable():
        return waiting_since(places().spool)


@contextmanager
def _readable() -> Iterator[None]:
    try:
        yield
    except (CountsUnreadable, OSError) as error:
        raise CountsBroken(
            _("受信の件数を読めません。保存された通信ログには影響しません。(%(why)s)") % {"why": error}
        ) from error


def unheard(counted: Counted) -> list[str]:
    """The sources that the configuration names and that never sent anything; none where it cannot be read."""
    with suppress(BadSettings, OSError):
        known = load_settings(settings.DATA / FILE).sources
        return [source.name for source in known if source.name not in counted.sources]
    return []


def report_of(counted: Counted) -> Report:
    """How receiving stands now."""
    return report(
        counted,
        read_live(places().live),
        now=time.time_ns() // 1000,
        hindrance=read_hindrance(places().hindrance),
    )


def places() -> Places:
    """The collector's folder."""
    return Places(settings.DATA / "collect")


def periods(counted: Counted, *, before: date) -> Iterator[Period]:
    """Of each source the days from the last that is in the ledger to the one before `before`.

    Without a message there is nothing to keep, unless the silence is longer than its habit.
    """
    now = time.time_ns() // 1000
    kept = dict(
        standing(FirewallLog, timezone.now()).order_by().values_list("source").annotate(Max("last_on"))
    )
    for name, source in sorted(counted.sources.items()):
        if not source.days:
            continue
        first = kept[name] + ONE_DAY if name in kept else FIRST_DAY + min(source.days) * ONE_DAY
        counts = _between(source, first, before)
        ended = was_silent_for(source, since=(first - FIRST_DAY).days, until=(before - FIRST_DAY).days)
        silence = max(silent_for(source, now=now) or 0, ended or 0) or None
        if first < before and (counts.received or silence):
            yield Period(name, first, before - ONE_DAY, counts, silence)


def _between(source: SourceCounts, since: date, until: date) -> Counts:
    found = Counts()
    for day, counts in source.days.items():
        if since <= FIRST_DAY + day * ONE_DAY < until:
            found.stored += counts.stored
            found.read += counts.read
            found.again += counts.again
            found.refused += counts.refused
            found.dropped += counts.dropped
    return found


def _facts(period: Period, on: date, checkpoint: str) -> dict[str, Any]:  # Any: as the model's fields
    counts = period.counts
    return {
        "checked_on": on,
        "source": period.source,
        "first_on": period.first_on,
        "last_on": period.last_on,
        "received": counts.received,
        "stored": counts.stored,
        "unread": counts.unread,
        "refused": counts.refused,
        "dropped": counts.dropped,
        "checkpoint": checkpoint,
        "anomaly": _silence(period.silent_for) if period.silent_for else "",
    }


def _silence(microseconds: int) -> str:
    hours = microseconds // HOUR
    return ngettext("いつもより長い%(n)d時間の沈黙", "いつもより長い%(n)d時間の沈黙", hours) % {"n": hours}


def _checkpoint() -> str:
    """The newest checkpoint of the log in its short form; empty where there is none."""
    try:
        manifest = reader_of(settings.SEKISHO_ARCHIVE / NAME).manifest
    except NoSuchLog:
        return ""
    return (
        str(short_form_of(Checkpoint(manifest.origin, manifest.size, manifest.root))) if manifest.size else ""
    )
