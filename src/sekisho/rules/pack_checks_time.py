"""Checks of dates: versions in order, half-open periods that are not empty and do not overlap."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

from sekisho.rules.model import Document, Hosting, Pack
from sekisho.rules.pack_findings import Log, Place


def check_time(pack: Pack, log: Log) -> None:
    """Report what is wrong with the dates of a pack."""
    for document, place in log.located("document", pack.documents):
        _check_versions(document, place, log)
    for duty, place in log.located("duty", pack.duties):
        _check_period(duty.since, duty.until, place, log)
    for system, place in log.located("system", pack.systems):
        _check_period(system.since, system.until, place, log)
    _check_hostings(pack, log)
    _check_levels(pack, log)
    _check_transitions(pack, log)
    _check_hours(pack, log)


def _check_versions(document: Document, place: Place, log: Log) -> None:
    if not document.versions:
        log.report(
            place,
            "版が一つもありません。[[document.version]] を書き足してください。",
            "It has no version. Add a [[document.version]].",
        )
    known: dict[tuple[date, str, int], str] = {}
    for index, version in enumerate(document.versions):
        first = known.setdefault((version.promulgated_on, version.instrument, version.number), version.id)
        if first != version.id:
            log.report(
                place.at("version", index),
                f"公布日・形式・番号が {first} と同じです。版はこの三つで区別します。",
                f"Promulgated the same day under the same number as {first}. These tell versions apart.",
            )
        if version.enforced_from < version.promulgated_on:
            log.report(
                place.at("version", index, "enforced_from"),
                "施行日が公布日より前です。さかのぼって適用する日は applies_from に書いてください。",
                "It is enforced before it was promulgated. A day of retroactive application goes into applies_from.",
            )
    for index, (earlier, later) in enumerate(pairwise(document.versions), start=1):
        for key in ("promulgated_on", "enforced_from"):
            if getattr(later, key) < getattr(earlier, key):
                log.report(
                    place.at("version", index, key),
                    f"前の版 {earlier.id} より前の日付です。版は公布の順に並べてください。",
                    f"This lies before that of {earlier.id}, the version above. Put versions in order of promulgation.",
                )


def _check_period(since: date | None, until: date | None, place: Place, log: Log) -> None:
    if since is not None and until is not None and until <= since:
        log.report(
            place.at("until"),
            "until が since より後ではありません。until はその日を含まない終わりの日です。",
            "until does not come after since. It is the first day that no longer counts.",
        )


def _check_hostings(pack: Pack, log: Log) -> None:
    """One server stands in one place at a time."""
    by_server: dict[str, list[tuple[Hosting, Place]]] = {}
    for hosting, place in log.located("hosting", pack.hostings):
        _check_period(hosting.since, hosting.until, place, log)
        by_server.setdefault(hosting.server.ja, []).append((hosting, place))
    for stays in by_server.values():
        for (earlier, _place), (later, place) in pairwise(sorted(stays, key=lambda stay: stay[0].since)):
            if earlier.until is None or later.since < earlier.until:
                log.report(
                    place.at("since"),
                    f"同じサーバの前の期間({earlier.since} から)と重なっています。前の期間の until を書いてください。",
                    f"This overlaps the stay of the same server from {earlier.since}. Give that one an until.",
                )


def _check_levels(pack: Pack, log: Log) -> None:
    seen: set[int] = set()
    for level, place in log.located("level", pack.levels):
        if level.level in seen:
            log.report(
                place.at("level"),
                f"区分 {level.level} が二度あります。",
                f"Level {level.level} stands twice.",
            )
        seen.add(level.level)


def _check_transitions(pack: Pack, log: Log) -> None:
    for transition, place in log.located("transition", pack.transitions):
        if not transition.ends_at:
            log.report(
                place.at("ends_at"),
                "終わりの出来事がありません。経過措置が終わる事実の名前を書いてください。",
                "Nothing ends it. Name the facts at which the old rule stops.",
            )
        if (transition.no_subject_after is None) != (transition.no_subject_basis is None):
            log.report(
                place.at("no_subject_after"),
                "no_subject_after と no_subject_basis は両方書くか、両方省いてください。",
                "Give both no_subject_after and no_subject_basis, or neither.",
            )


def _check_hours(pack: Pack, log: Log) -> None:
    if "hours" not in log.places:
        return
    place = log.places["hours"][0]
    if pack.hours.opens_at and pack.hours.closes_at and pack.hours.closes_at <= pack.hours.opens_at:
        log.report(
            place.at("closes_at"),
            "閉庁時刻が開庁時刻より後ではありません。",
            "The offices close before they open.",
        )
    closed = {day for day, _reason in pack.hours.closures}
    for index, (day, _reason) in enumerate(pack.hours.openings):
        if day in closed:
            log.report(
                place.at("opening", index, "on"),
                f"{day} は臨時閉庁にもあります。どちらかを消してください。",
                f"{day} is also a closure. Remove one of them.",
            )
