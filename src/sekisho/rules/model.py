"""The rule pack as values: what a town's regulation says, in frozen dataclasses.

Nothing here acts. `pack.py` builds these values from TOML; `versions.py`, `authority.py`,
`due.py` and `states.py` answer questions about them. Every value that a town could have
decided otherwise carries its `Basis`; `None` where a field allows it means that the
regulation is silent (R27), which is not the same as "no".
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from sekisho.rules.cadences import Cadence


class Basis(StrEnum):
    """Where a value comes from (R28). Only the first three are law."""

    REGULATION = "規程"
    NOTICE = "告示"
    STATUTE = "法令"
    GUIDELINE = "ガイドライン"
    PRACTICE = "町の運用"
    DEFAULT = "初期値"


@dataclass(frozen=True, slots=True)
class Words:
    """One text in both languages of the screens."""

    ja: str
    en: str

    def said_in(self, language: str) -> str:
        """The text in `language` ("ja" or "en"); Japanese for any other."""
        return self.en if language.startswith("en") else self.ja


# --- documents, versions, clauses -------------------------------------------------


@dataclass(frozen=True, slots=True)
class Version:
    """One state of a document, from its promulgation on (R3).

    `applies_from` is the day from which its rules count; it lies before `enforced_from`
    where a version applies retroactively. `text_held` says whether the text is known.
    """

    id: str  # "v1", "v8": unique within the document
    promulgated_on: date
    instrument: str  # 規程, 訓令甲, ...
    number: int
    enforced_from: date
    applies_from: date
    text_held: bool
    supplement: str | None = None  # clause id of the supplementary block that enacts it
    note: Words | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """One legal text of the body; identity is the id, never the title (R1, R2)."""

    id: str
    title: Words
    short_title: Words
    addressees: tuple[str, ...]
    versions: tuple[Version, ...]  # in order of promulgation
    parent: str | None = None  # the document it is 基づき made under
    repealed_from: date | None = None


class Nature(StrEnum):
    """What a clause does. Every clause is exactly one of these."""

    HEADING = "heading"  # holds other clauses and says nothing alone
    DUTY = "duty"  # somebody must do something
    COUNCIL = "council"  # a rule of the council: seats, chair, matters
    POWER = "power"  # somebody may do something
    DEFINITION = "definition"
    TRANSITION = "transition"  # 経過措置
    COMMENCEMENT = "commencement"  # 施行期日
    DECLARATORY = "declaratory"  # says why or where, binds nobody to an act


@dataclass(frozen=True, slots=True)
class Clause:
    """One clause, in our own plain words; the official text is imported by the town.

    `label` is the clause's full name in the document's own numbering (第5条第1号ウ),
    `alias` the short form used in speech (5-1-ウ). `parent` is None for a top clause.
    `marker_reconstructed` says that the printed marker was lost and put back in order.
    `since` is the version that brought the clause as it stands here.
    """

    id: str
    label: str
    alias: str
    nature: Nature
    parent: str | None
    statement: Words
    since: str
    marker_reconstructed: bool = False
    until: str | None = None  # the version that took it out
    document: str | None = None  # None: the pack's first document; `since` and `until` are its versions


# --- people -----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Section:
    """課: an office of the body, or an independent organ (`independent`)."""

    id: str
    name: Words
    reading: str  # ふりがな, for sorting
    independent: bool = False
    basis: Basis = Basis.PRACTICE


class Rank(StrEnum):
    """How a post stands in its section."""

    EXECUTIVE = "executive"  # mayor, vice-mayor: above the sections
    HEAD = "head"  # 課長
    SUPERVISOR = "supervisor"  # 係長, 課長補佐
    STAFF = "staff"
    OUTSIDE = "outside"  # outside auditor, review body


@dataclass(frozen=True, slots=True)
class Post:
    """職: held by persons, one at a time unless `seats` says otherwise."""

    id: str
    title: Words
    section: str | None
    rank: Rank
    seats: int | None = 1  # None: any number
    basis: Basis = Basis.PRACTICE
    clause: str | None = None


@dataclass(frozen=True, slots=True)
class Role:
    """A role that the regulation creates and fills by post (充て職).

    `holders` are post ids in order of preference (「又は」); an empty tuple says that the
    text names nobody.
    """

    id: str
    label: Words
    kind: str  # chief, deputy, chair, secretariat, auditor, ...: R7, an open list
    holders: tuple[str, ...]
    clause: str
    basis: Basis = Basis.REGULATION


class Condition(StrEnum):
    """Why somebody else acts (R9). 不在 is not 欠員."""

    ABSENT = "absent"  # 不在: the post is filled, the person is away
    INCAPACITY = "incapacity"  # 事故
    VACANT = "vacant"  # 欠員, 欠けたとき
    DELEGATED = "delegated"  # 委任


@dataclass(frozen=True, slots=True)
class Substitution:
    """Who acts for the holder of `role`, and when.

    `conditions` are those that the text covers; a condition not among them has no rule
    in the text and must not be given one. `by` are post ids in order.
    """

    role: str
    conditions: tuple[Condition, ...]
    by: tuple[str, ...]
    clause: str
    basis: Basis = Basis.REGULATION
    review_afterwards: bool = False  # 後閲
    review_basis: Basis = Basis.DEFAULT


@dataclass(frozen=True, slots=True)
class Matter:
    """One matter on which the council deliberates."""

    clause: str
    title: Words


@dataclass(frozen=True, slots=True)
class Council:
    """The body that deliberates. None means that the regulation does not say."""

    id: str
    label: Words
    clause: str
    convener: str  # role id
    chair: str  # role id
    members: tuple[str, ...]  # post ids, beside the chair
    matters: tuple[Matter, ...]
    secretariat: str  # section id
    secretariat_clause: str
    quorum: int | None = None
    decision_rule: Words | None = None
    cadence: Cadence | None = None
    outside_opinion: str | None = None  # post id of the outside body that is heard


# --- duties -----------------------------------------------------------------------


class Unit(StrEnum):
    """Units of a retention period."""

    YEARS = "years"
    FISCAL_YEARS = "fiscal_years"
    PERMANENT = "permanent"


@dataclass(frozen=True, slots=True)
class Retention:
    """How long evidence is kept (R13).

    Counted from `counted_from` (an event word: "operation", "entry", "return",
    "disposal", "closure"). `to_fiscal_year_end` extends the period to the 31 March that
    follows its end. `amount` is 0 for PERMANENT.
    """

    amount: int
    unit: Unit
    counted_from: str
    to_fiscal_year_end: bool
    basis: Basis
    clause: str | None = None


@dataclass(frozen=True, slots=True)
class Duty:
    """業務: who must do what, how often, and what evidence it leaves (R11).

    `actors` are ids of sections, roles or posts, the first of them answerable; the
    others act jointly (「とともに」). `evidence` is the slug of the ledger or document
    that shows the duty done, and `evidence_about` the one matter that the entry must be about
    where one ledger serves several duties, `evidence_on` the one date of it by which it shows this
    duty done, where its dates show several. `variant` names the hosting mode under which the duty
    exists ("own_room", "data_centre"), None for always. `lapses_after_days` is how long
    after the due day it can still be done late; None: until the next one opens (on
    events: for ever), 0: a day missed is missed for ever.
    """

    id: str
    clause: str
    title: Words
    actors: tuple[str, ...]
    verb: str  # do, report, check, keep, define, verify, instruct, comply, undergo, decide
    cadence: Cadence
    cadence_basis: Basis
    evidence: str
    retention: Retention | None
    done_when: Words
    since: date | None = None  # None: as long as its clause is in force
    until: date | None = None  # exclusive
    variant: str | None = None
    lapses_after_days: int | None = None
    report_to: str | None = None  # role id
    evidence_about: str | None = None
    evidence_on: str | None = None
    cadence_note: Words | None = None


@dataclass(frozen=True, slots=True)
class Method:
    """管理方法: a document that a clause tells a section to lay down."""

    id: str
    clause: str
    title: Words
    section: str
    review_every_months: int | None
    review_basis: Basis


@dataclass(frozen=True, slots=True)
class LedgerBinding:
    """Which clause a ledger serves and which section keeps it, in this body.

    The code knows ledgers by slug only; a regulation that numbers its clauses
    otherwise binds the same ledger elsewhere.
    """

    slug: str
    clause: str
    keeper: str  # section id
    retention: Retention | None
    basis: Basis


class Verb(StrEnum):
    """The nine verbs, and `view`."""

    VIEW = "view"
    ENTER = "enter"
    AMEND = "amend"
    RETIRE = "retire"
    DISCHARGE = "discharge"
    EXCUSE = "excuse"
    SUBMIT = "submit"
    ACKNOWLEDGE = "acknowledge"
    DECIDE = "decide"
    INSTRUCT = "instruct"


@dataclass(frozen=True, slots=True)
class Permission:
    """Who may do `verb`: any of `by`.

    Words of `by`: "keeper" (any post of the keeping section), "keeper:head",
    "keeper:supervisor", "actor" and "actor:head" (the section that owes the duty),
    "role:ID", "post:ID", "section:ID", "rank:executive", "everyone".
    """

    verb: Verb
    by: tuple[str, ...]
    basis: Basis
    clause: str | None = None
    ledger: str | None = None  # None: for every ledger that has no line of its own


@dataclass(frozen=True, slots=True)
class Disconnection:
    """切離し: who decides to cut the network, on what, and who is told.

    `provisional` names who may cut before the decision; None where the text has no rule.
    """

    clause: str
    decider: str  # post id
    preconditions: tuple[Words, ...]
    speed: Words  # 直ちに: a word, never a number
    recipients: tuple[str, ...]  # Recipient ids
    provisional: str | None = None


@dataclass(frozen=True, slots=True)
class Recipient:
    """An addressee outside the body, in the order in which it is told (R19)."""

    id: str
    name: Words
    means: Words | None
    clause: str | None
    basis: Basis


@dataclass(frozen=True, slots=True)
class CutOption:
    """切り離し方: one way to cut, with what it does at the counters and to the evidence.

    `isolator` names the device or the check list that carries it out; None: done by hand.
    """

    id: str
    title: Words
    counters: Words
    evidence: Words
    isolator: str | None
    basis: Basis


@dataclass(frozen=True, slots=True)
class IncidentLevel:
    """事故のレベル: one step of one family of incidents, how it is told, and what follows. `source` says whose scale it is."""

    id: str
    family: str  # "failure" or "misuse"
    title: Words
    signs: Words
    response: Words
    source: Words
    basis: Basis


@dataclass(frozen=True, slots=True)
class System:
    """A system that the regulation covers (R15), with the dates between which it does."""

    id: str
    name: Words
    since: date | None
    until: date | None
    basis: Basis
    note: Words | None = None


@dataclass(frozen=True, slots=True)
class Hosting:
    """Where a server stands from a day on; switches the duties with that `variant`."""

    server: Words
    mode: str  # own_room, data_centre, ...
    since: date
    until: date | None
    basis: Basis


@dataclass(frozen=True, slots=True)
class SecurityLevel:
    """セキュリティ区分: one level of protected place (R14)."""

    level: int
    places: Words
    entry: Words
    basis: Basis


class Card(StrEnum):
    """The cards of residents that are received, issued and destroyed."""

    MY_NUMBER = "my_number_card"
    RESIDENT = "resident_card"


@dataclass(frozen=True, slots=True)
class Transition:
    """経過措置: things of `subject` whose `started` fact lies before `before` stay under
    the old rule until the earliest of the facts named in `ends_at` (R26).

    `no_subject_after`, where known, is the day from which nothing living can fall under it.
    `card` says that the things are cards of that kind, which ledgers count.
    """

    clause: str
    subject: Words
    started: str  # name of the fact, e.g. "issued_on"
    before: date
    ends_at: tuple[str, ...]  # names of facts, e.g. "expired_on"
    no_subject_after: date | None
    no_subject_basis: Basis | None
    statement: Words
    card: Card | None = None


@dataclass(frozen=True, slots=True)
class OpeningHours:
    """Which days the body is open (開庁日): closed weekdays, national holidays, year end.

    `closed_month_days` are (month, day) pairs closed every year; `closures` and
    `openings` are single dates that override everything, with the reason.
    """

    closed_weekdays: tuple[int, ...]  # Monday is 0
    national_holidays: bool
    closed_month_days: tuple[tuple[int, int], ...]
    closures: tuple[tuple[date, Words], ...]
    openings: tuple[tuple[date, Words], ...]
    opens_at: str  # "08:30"
    closes_at: str  # "17:15"
    basis: Basis


@dataclass(frozen=True, slots=True)
class Pack:
    """Everything that one body's regulation says, loaded and checked."""

    id: str
    name: Words
    prefecture: Words
    code: str | None  # 市町村コード; None where not verified
    fictitious: bool
    documents: tuple[Document, ...]  # the first is the one that the board shows
    clauses: tuple[Clause, ...]  # in the order in which they are printed
    sections: tuple[Section, ...]
    posts: tuple[Post, ...]
    roles: tuple[Role, ...]
    substitutions: tuple[Substitution, ...]
    council: Council | None
    duties: tuple[Duty, ...]
    methods: tuple[Method, ...]
    ledgers: tuple[LedgerBinding, ...]
    permissions: tuple[Permission, ...]
    disconnection: Disconnection | None
    recipients: tuple[Recipient, ...]
    cut_options: tuple[CutOption, ...]  # the gentlest first
    incident_levels: tuple[IncidentLevel, ...]
    systems: tuple[System, ...]
    hostings: tuple[Hosting, ...]
    levels: tuple[SecurityLevel, ...]
    transitions: tuple[Transition, ...]
    hours: OpeningHours
    numerals: str  # "arabic" or "kanji": how the body prints its clause numbers (R25)
    wording: Mapping[str, Words] = field(default_factory=dict)  # label overrides (R24)

    @property
    def document(self) -> Document:
        """The document that the board shows."""
        return self.documents[0]
