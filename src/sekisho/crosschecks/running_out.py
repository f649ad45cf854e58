"""期限: contracts and certificates that have run out or soon will, and batteries (第5条第1号ク, サ, 第5条第2号ア, ウ)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _

from sekisho.crosschecks.books import Books
from sekisho.crosschecks.findings import Compared, Contradiction, line_side, missing_side
from sekisho.crosschecks.firms import core
from sekisho.kernel.cells import day as day_text
from sekisho.kernel.ledger import Ledger, field_of
from sekisho.kernel.models import Entry
from sekisho.ledgers.assets import ASSETS, Asset
from sekisho.ledgers.contractors import CONTRACTORS, Contractor
from sekisho.ledgers.data_centre_checks import DATA_CENTRE_CHECKS, DataCentreCheck
from sekisho.ledgers.environment import ENVIRONMENT, EnvironmentCheck

# 初期値: the regulation names no period. Two months are what an estimate, a decision and a contract take.
TOLD_BEFORE = timedelta(days=60)
ONE_DAY = timedelta(days=1)
ENDS_OF_ASSETS = ("contract_ends_on", "support_ends_on", "certificate_expires_on")


@dataclass(frozen=True, slots=True)
class End:
    """Something that holds up to and including `last_on`, by that field of a line."""

    ledger: Ledger
    entry: Entry
    name: str  # of the field
    last_on: date


def contracts_running_out(books: Books) -> Compared:
    """Contracts with firms and what they certify, held against those that follow."""
    return running_out(list(ends_of_contracts(books.of(Contractor), books.on)), on=books.on)


def assets_running_out(books: Books) -> Compared:
    """Contracts, support and certificates of the assets that are there."""
    there = (
        one
        for one in books.of(Asset)
        if one.acquired_on <= books.on and (one.disposed_on is None or one.disposed_on > books.on)
    )
    ends = (
        End(ASSETS, one, name, last_on)
        for one in there
        for name in ENDS_OF_ASSETS
        if (last_on := getattr(one, name)) is not None
    )
    return running_out(list(ends), on=books.on)


def certificates_running_out(books: Books) -> Compared:
    """The certificate that each data centre showed last."""
    checks = (one for one in books.of(DataCentreCheck) if one.confirmed_on <= books.on)
    latest = {core(one.contractor): one for one in sorted(checks, key=_confirmed)}
    ends = (
        End(DATA_CENTRE_CHECKS, one, "certificate_expires_on", one.certificate_expires_on)
        for one in latest.values()
        if one.certificate_expires_on is not None
    )
    return running_out(list(ends), on=books.on)


def batteries_running_out(books: Books) -> Compared:
    """What the last round says of the battery of the UPS."""
    ends = (
        End(ENVIRONMENT, one, "battery_expires_on", one.battery_expires_on)
        for one in books.of(EnvironmentCheck)
        if one.battery_expires_on is not None
    )
    return running_out(list(ends), on=books.on)


def ends_of_contracts(contractors: Sequence[Contractor], on: date) -> Iterator[End]:
    """The ends of contracts that no later one with the firm follows and that are not wound up, and of certificates."""
    for one in contractors:
        if one.returned_on is not None and one.returned_on <= on:
            continue
        if any(_follows(other, one) for other in contractors):
            continue
        yield End(CONTRACTORS, one, "contract_until", one.contract_until - ONE_DAY)
        if one.certificate_until is not None and one.contract_until > on:
            yield End(CONTRACTORS, one, "certificate_until", one.certificate_until - ONE_DAY)


def running_out(ends: Sequence[End], *, on: date) -> Compared:
    """What has ended before `on`, or will within TOLD_BEFORE."""
    found = (_contradiction(end, on) for end in ends if end.last_on - TOLD_BEFORE <= on)
    return Compared(len(ends), tuple(found))


def _contradiction(end: End, on: date) -> Contradiction:
    passed = end.last_on < on
    sentence = (
        _("期限が過ぎています。更新して新しい期限を書くか、使うのをやめて終わりを記載してください。")
        if passed
        else _("期限が近づいています。期限までに更新するか、使うのをやめる準備をしてください。")
    )
    words = _("%(what)s %(day)sより後") % {
        "what": field_of(end.ledger.model, end.name).verbose_name,
        "day": day_text(end.last_on),
    }
    since = end.last_on + ONE_DAY if passed else end.last_on - TOLD_BEFORE
    return Contradiction(since, sentence, (line_side(end.ledger, end.entry), missing_side(end.ledger, words)))


def _follows(later: Contractor, one: Contractor) -> bool:
    return (
        core(later.name) == core(one.name)
        and later.contract_from > one.contract_from
        and later.contract_until > one.contract_until
    )


def _confirmed(check: DataCentreCheck) -> tuple[date, int]:
    return check.confirmed_on, check.line.number
