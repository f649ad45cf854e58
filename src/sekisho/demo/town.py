"""`make_town`: a town of some 15,000 people that has run its regulation for some months.

The history is written through the public verbs, each act with the time at which it would
have been recorded. It ends on the morning of its last day, with that day's work still to do.
The same seed, months and last day give the same journal, byte for byte.
"""

from __future__ import annotations

import time
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from sekisho.demo.founding import found
from sekisho.demo.histories import Histories
from sekisho.demo.stage import Stage, moment
from sekisho.demo.year import plan_all, vacancies_in, vice_mayor_since
from sekisho.kernel.models import JournalEvent
from sekisho.kernel.queries import standing
from sekisho.kernel.records import writing
from sekisho.kernel.refusals import Refusal
from sekisho.kernel.town import pack
from sekisho.offices.accounts import Account
from sekisho.offices.persons import Person
from sekisho.rules.fiscal import day_of_month

PACK = "katsuragi"


class OtherRegulation(Refusal):
    """The demo town runs one regulation, and this installation runs another."""


class NotYet(Refusal):
    """The history would end in the future."""


class BeforeRegulation(Refusal):
    """The history would begin before the regulation."""


def make_town(
    *, months: int, seed: int, until: date, console: Console, histories: Histories | None = None
) -> None:
    """Fill an empty database with the history of `months` months that ends on the morning of `until`.

    With `histories` the operation histories are made and taken in, and transfers come as a list; without, neither. Raises
    OtherRegulation, NotYet or BeforeRegulation. One transaction: if we crash, nothing was written to the database.
    """
    assert months >= 1, "a history has at least a month"
    since = months_before(until, months)
    _refuse(since, until)
    began = time.perf_counter()
    with writing():
        vacancies = vacancies_in(since, until)
        stage = Stage(seed=seed, since=since, until=until)
        found(stage, vice_mayor_since=vice_mayor_since(since, vacancies))
        plan_all(stage, vacancies, listed=histories is not None)
        leave = histories.plan(stage) if histories else None
        _play(stage, console)
        if leave:
            leave(moment(until, 0))
        _open_accounts()
    acts, seconds = JournalEvent.objects.count(), time.perf_counter() - began
    console.print(
        _("デモの町: %(since)sから%(months)sか月、%(acts)s件の行為 (%(seconds)s秒)")
        % {"since": since, "months": months, "acts": f"{acts:,}", "seconds": f"{seconds:.1f}"}
    )


def months_before(day: date, months: int) -> date:
    """The same day of the month so many months earlier, or that month's last day."""
    index = day.year * 12 + day.month - 1 - months
    return day_of_month(index // 12, index % 12 + 1, day.day)


def _refuse(since: date, until: date) -> None:
    if pack().id != PACK:
        raise OtherRegulation(
            _(
                "デモの町は規程データ「%(wanted)s」で動きます。いまは「%(pack)s」です。SEKISHO_PACK=%(wanted)s としてください。"
            )
            % {"wanted": PACK, "pack": pack().id}
        )
    if until > timezone.localdate():
        raise NotYet(
            _("%(day)sはまだ来ていません。--until には今日までの日付を指定してください。") % {"day": until}
        )
    first = min(version.applies_from for version in pack().document.versions)
    if since < first:
        raise BeforeRegulation(
            _("規程は%(first)sから適用されます。それより前の%(since)sからの記録はつくれません。")
            % {"first": first, "since": since}
        )


def _play(stage: Stage, console: Console) -> None:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True) as progress:
        task = progress.add_task(_("デモの町"), total=(stage.until - stage.since).days)
        stage.play(lambda day: progress.update(task, completed=(day - stage.since).days))


def _open_accounts() -> None:
    """A sign-in for everybody in the ledger of persons; no password opens it."""
    at = timezone.now()
    for person in standing(Person, at).select_related("line").order_by("line"):
        Account.objects.create_account(person.staff_number, person.line, None)
