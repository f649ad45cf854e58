"""Which version of a document counts: for which day, and as known on which day.

Two time axes (R3). `on` is the day whose rules are asked for; `known_at` the day on which
somebody asks: a version that was not promulgated (公布) by then is not known and cannot
count. So one can ask both what held on a day and what could be known of it that day. A
version whose text is not held answers "text unknown", never with the text of another one.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sekisho.rules.model import Clause, Document, Pack, Version, Words
from sekisho.rules.wareki import REFORM_ON, wareki


class Situation(StrEnum):
    """What there is to say about a document on a day. Exactly one of these holds."""

    TEXT_HELD = "text_held"  # a version counts and its text is held
    TEXT_UNKNOWN = "text_unknown"  # a version counts, its text is not held
    NOTHING_KNOWN = "nothing_known"  # nothing was promulgated by `known_at`
    NOT_YET = "not_yet"  # what was known applies only from a later day on
    REPEALED = "repealed"  # 廃止


@dataclass(frozen=True, slots=True)
class VersionAnswer:
    """Which version's rules count for day `on`, as far as was known on day `known_at`.

    `version` is None when nothing applies or nothing was known. `in_force` says that it
    was enforced (施行) on `on`; `retroactive` that it applies (適用) to `on` although it was
    enforced only later. Both are False without a version.
    """

    document: Document
    on: date
    known_at: date
    situation: Situation
    version: Version | None = None
    in_force: bool = False
    retroactive: bool = False

    @property
    def text_held(self) -> bool:
        """Whether the duties of that day can be read at all."""
        return self.situation is Situation.TEXT_HELD

    def words(self) -> Words:
        """One plain answer for the screen: what applies, from when, and whether it can be read."""
        if self.version is not None:
            return _said_of_version(self, self.version)
        title, on, known = self.document.short_title, self.on, self.known_at
        match self.situation:
            case Situation.REPEALED:
                return Words(
                    f"{title.ja}は廃止されている: {_ja(on)}の義務はない。",
                    f"{title.en} has been repealed: it lays no duties on {_en(on)}.",
                )
            case Situation.NOTHING_KNOWN:
                return Words(
                    f"{_ja(known)}までに公布された{title.ja}はない: この時点で知りえた{_ja(on)}の義務はない。"
                    "後に公布された版で見るには、いつの時点で知りえたかの日付を後にしてください。",
                    f"No {title.en} had been promulgated by {_en(known)}: no duty for {_en(on)} could then be "
                    "known. To see it by a version promulgated later, choose a later day of knowledge.",
                )
            case _:
                return Words(
                    f"{_ja(on)}に適用される{title.ja}はない: この日の義務はまだない。",
                    f"No {title.en} applies to {_en(on)}: there were no duties yet.",
                )


def version_on(document: Document, on: date, known_at: date) -> VersionAnswer:
    """The version of `document` that counts for day `on`, as known on day `known_at`.

    Total: every pair of days has an answer. A repeal counts from `repealed_from` on
    whatever `known_at` is, since the day of its promulgation is not part of a pack.
    """
    if not any(version.promulgated_on <= known_at for version in document.versions):
        return VersionAnswer(document, on, known_at, Situation.NOTHING_KNOWN)
    if document.repealed_from is not None and on >= document.repealed_from:
        return VersionAnswer(document, on, known_at, Situation.REPEALED)
    applicable = _applicable(document, on, known_at)
    if not applicable:
        return VersionAnswer(document, on, known_at, Situation.NOT_YET)
    version = applicable[-1]
    in_force = version.enforced_from <= on
    return VersionAnswer(
        document=document,
        on=on,
        known_at=known_at,
        situation=Situation.TEXT_HELD if version.text_held else Situation.TEXT_UNKNOWN,
        version=version,
        in_force=in_force,
        retroactive=not in_force,
    )


def clauses_on(pack: Pack, on: date, known_at: date) -> tuple[Clause, ...]:
    """The clauses of all documents that count for day `on`, as known on `known_at`, as printed.

    A document whose text of that day is unknown, which is repealed or not yet there gives
    none: a clause held today is never projected back onto a version that is not held.
    """
    applied = {
        document.id: {version.id for version in _applicable(document, on, known_at)}
        for document in pack.documents
        if version_on(document, on, known_at).text_held
    }
    return tuple(
        clause for clause in pack.clauses if _stands(clause, applied.get(document_of(pack, clause).id, set()))
    )


def document_of(pack: Pack, clause: Clause) -> Document:
    """The document that `clause` belongs to. KeyError where the pack lacks it; a checked pack never does."""
    if clause.document is None:
        return pack.document
    return {document.id: document for document in pack.documents}[clause.document]


def _applicable(document: Document, on: date, known_at: date) -> list[Version]:
    """Versions known at `known_at` whose rules reach `on`; the last of them is the one that counts.

    In order of enforcement, not of promulgation: an amendment promulgated early and
    enforced late builds on those that came into force between.
    """
    known = [v for v in document.versions if v.promulgated_on <= known_at and v.applies_from <= on]
    return sorted(known, key=lambda version: (version.enforced_from, version.promulgated_on))


def _stands(clause: Clause, applied: set[str]) -> bool:
    return clause.since in applied and (clause.until is None or clause.until not in applied)


def _said_of_version(answer: VersionAnswer, version: Version) -> Words:
    number = f"{version.instrument}第{version.number}号"
    title, on, enforced = answer.document.short_title, answer.on, version.enforced_from
    ja = f"{_ja(on)}に適用される{title.ja}は、{_ja(version.promulgated_on)}公布の{number}による版({_ja(enforced)}施行)。"
    en = (
        f"{title.en} on {_en(on)}: the version {number}, "
        f"promulgated {_en(version.promulgated_on)}, in force from {_en(enforced)}."
    )
    if answer.retroactive:
        ja += f"この日にはまだ施行されておらず、{_ja(version.applies_from)}にさかのぼって適用される。"
        en += f" It was not yet in force on that day and applies retroactively from {_en(version.applies_from)}."
    if answer.known_at < on:
        ja += f"{_ja(answer.known_at)}までに公布された版だけを見ている。"
        en += f" Only versions promulgated by {_en(answer.known_at)} are considered."
    if not version.text_held:
        ja += (
            "条文を保存していない: 当時の義務は不明。条文が見つかれば、規程のデータにその版を加えてください。"
        )
        en += " Its text is not held: the duties of that day are unknown. If the text is found, add it to the rule pack."
    return Words(ja, en)


_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def _ja(day: date) -> str:
    return wareki(day) if day >= REFORM_ON else day.isoformat()


def _en(day: date) -> str:
    """24 Nov 2026, whatever the locale of the machine."""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"
