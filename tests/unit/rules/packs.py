"""Two small packs for the tests of versions and authority: one as the first town, one unlike it."""

from __future__ import annotations

from datetime import date, datetime

from sekisho.rules.cadences import Cadence, EachOpenDay, Promptly
from sekisho.rules.model import (
    Basis,
    Clause,
    Condition,
    Council,
    Document,
    Duty,
    Nature,
    OpeningHours,
    Pack,
    Post,
    Rank,
    Role,
    Section,
    Substitution,
    Version,
    Words,
)
from sekisho.rules.standing import TOKYO, Absence, ActingDecision, Appointment, Standing


def words(ja: str) -> Words:
    """The same text for both languages, for values that no test reads."""
    return Words(ja, ja)


def day(text: str) -> date:
    """2026-04-01."""
    return date.fromisoformat(text)


def moment(text: str) -> datetime:
    """2026-04-01T08:30 in Japan, unless the text names another offset."""
    at = datetime.fromisoformat(text)
    return at if at.tzinfo else at.replace(tzinfo=TOKYO)


def version(
    key: str, promulgated: str, number: int, enforced: str, *, applies: str | None = None, held: bool = False
) -> Version:
    """A version; it applies from the day on which it is enforced unless said otherwise."""
    return Version(
        id=key,
        promulgated_on=day(promulgated),
        instrument="規程" if promulgated < "2015" else "訓令甲",
        number=number,
        enforced_from=day(enforced),
        applies_from=day(applies or enforced),
        text_held=held,
    )


REGULATION = Document(
    id="juki-security",
    title=words("住民基本台帳ネットワークシステムセキュリティ規程"),
    short_title=Words("セキュリティ規程", "the security regulation"),
    addressees=("庁中一般",),
    versions=(
        version("v1", "2002-09-12", 7, "2002-09-12", applies="2002-08-05"),
        version("v2", "2006-02-21", 5, "2006-02-21"),
        version("v3", "2007-03-22", 5, "2007-04-01"),
        version("v4", "2015-12-28", 20, "2016-01-01"),
        version("v5", "2019-10-15", 18, "2019-10-15"),
        version("v6", "2020-03-26", 8, "2020-04-01"),
        version("v7", "2022-03-31", 1, "2022-04-01"),
        version("v8", "2022-12-05", 16, "2022-12-06", held=True),
    ),
)


def clause(
    key: str, label: str, *, since: str = "v8", until: str | None = None, document: str | None = None
) -> Clause:
    """A clause whose nature and wording no test reads."""
    return Clause(key, label, key, Nature.DUTY, None, words(label), since, until=until, document=document)


def post(key: str, title: str, section: str | None = None, seats: int | None = 1) -> Post:
    """A post; a head where it has a section."""
    return Post(key, words(title), section, Rank.HEAD if section else Rank.EXECUTIVE, seats)


def duty(
    key: str, clause_id: str, actors: tuple[str, ...], verb: str = "do", report_to: str | None = None
) -> Duty:
    """A duty, of which only who owes it and to whom it reports matters here."""
    cadence: Cadence = Promptly("anomaly") if verb == "report" else EachOpenDay()
    return Duty(
        key,
        clause_id,
        words(key),
        actors,
        verb,
        cadence,
        Basis.PRACTICE,
        key,
        None,
        words(key),
        report_to=report_to,
    )


def pack(
    *,
    posts: tuple[Post, ...],
    roles: tuple[Role, ...],
    substitutions: tuple[Substitution, ...] = (),
    clauses: tuple[Clause, ...] = (),
    documents: tuple[Document, ...] = (REGULATION,),
    council: Council | None = None,
    duties: tuple[Duty, ...] = (),
    sections: tuple[Section, ...] = (),
) -> Pack:
    """A pack with everything else empty."""
    return Pack(
        id="test",
        name=words("試験町"),
        prefecture=words("試験県"),
        code=None,
        fictitious=True,
        documents=documents,
        clauses=clauses,
        sections=sections,
        posts=posts,
        roles=roles,
        substitutions=substitutions,
        council=council,
        duties=duties,
        methods=(),
        ledgers=(),
        permissions=(),
        disconnection=None,
        recipients=(),
        cut_options=(),
        incident_levels=(),
        systems=(),
        hostings=(),
        levels=(),
        transitions=(),
        hours=OpeningHours((5, 6), True, (), (), (), "08:30", "17:15", Basis.PRACTICE),
        numerals="arabic",
    )


TOWN = pack(
    sections=(Section("welfare", words("住民福祉課"), "じゅうみんふくしか"),),
    posts=(
        post("mayor", "町長"),
        post("vice_mayor", "副町長"),
        post("property_head", "管財情報課長", "property"),
        post("welfare_head", "住民福祉課長", "welfare"),
        post("general_head", "総務課長", "general"),
        post("crisis_head", "危機管理課長", "crisis"),
        post("clerk", "住民福祉課職員", "welfare", seats=None),
        post("auditors", "監査委員", seats=2),
    ),
    roles=(
        Role(
            "chief",
            Words("セキュリティ統括責任者", "the chief security officer"),
            "chief",
            ("vice_mayor",),
            "a3.p2",
        ),
        Role("auditor", words("監査人"), "auditor", ("auditors",), "a3.p6.i3"),
        Role("terminal_manager", words("端末管理者"), "terminal_manager", (), "a5.i1.s9"),
    ),
    substitutions=(Substitution("chief", (Condition.ABSENT,), ("property_head",), "a3.p3"),),
    clauses=(
        clause("a3.p1", "第3条第1項"),
        clause("a3.p2", "第3条第2項"),
        clause("a3.p3", "第3条第3項"),
        clause("a3.p6.i3", "第3条第6項第3号"),
        clause("a3.p8", "第3条第8項"),
        clause("a5.i1.s1", "第5条第1号ア"),
        clause("a5.i1.s7", "第5条第1号キ"),
        clause("a5.i1.s9", "第5条第1号ケ"),
        clause("a5.i2.s1", "第5条第2号ア"),
    ),
    council=Council(
        id="council",
        label=Words("セキュリティ会議", "the security council"),
        clause="a3.p1",
        convener="chief",
        chair="chief",
        members=("property_head", "welfare_head", "general_head", "crisis_head"),
        matters=(),
        secretariat="welfare",
        secretariat_clause="a3.p8",
    ),
    duties=(
        duty("anomaly_report", "a5.i1.s1", ("welfare", "property_head"), "report", report_to="chief"),
        duty("periodic_audit", "a5.i1.s7", ("welfare",), "undergo"),
        duty("server_care", "a5.i2.s1", ("property",)),
    ),
)

# 代行は欠員も覆い、次の者まで定める規程: two deputies in order, and 「AはBをもって充て、Bを欠くときはC又はD」
CITY = pack(
    posts=(
        post("director", "総務部長", "general"),
        post("planner", "企画課長", "planning"),
        post("keeper", "市民課長", "citizens"),
        post("branch_a", "東支所長", "east"),
        post("branch_b", "西支所長", "west"),
    ),
    roles=(
        Role("supervisor", words("総括責任者"), "chief", ("director",), "k2"),
        Role("entry", words("入退室管理者"), "entry_manager", ("branch_a", "branch_b"), "k5"),
    ),
    substitutions=(
        Substitution(
            "supervisor",
            (Condition.ABSENT, Condition.INCAPACITY, Condition.VACANT),
            ("planner", "keeper"),
            "k3",
        ),
    ),
    clauses=(
        clause("k2", "第二条", since="a"),
        clause("k3", "第三条", since="a"),
        clause("k5", "第五条", since="a"),
    ),
    documents=(
        Document(
            "rule",
            words("規則"),
            words("規則"),
            (),
            (version("a", "2003-03-31", 9, "2003-04-01", held=True),),
        ),
    ),
)


def appointed(post_id: str, person: str, since: str = "2024-04-01", until: str | None = None) -> Appointment:
    """An appointment, with an order number that says what it is."""
    return Appointment(
        person, post_id, day(since), day(until) if until else None, f"{post_id}-{person}-{since[:4]}"
    )


def away(
    person: str, since: str, until: str | None = None, condition: Condition = Condition.ABSENT
) -> Absence:
    """An absence between two moments in Japan."""
    return Absence(person, moment(since), moment(until) if until else None, condition)


def decided(
    target: str, person: str, post_id: str, since: str, until: str | None = None, *, number: str = "決1"
) -> ActingDecision:
    """A written decision that `person` acts for `target`."""
    return ActingDecision(target, person, post_id, moment(since), moment(until) if until else None, number)


# The cast of the town: each post is held by a person named for it.
POSTS_HELD = (
    appointed("mayor", "mayor"),
    appointed("vice_mayor", "vice"),
    appointed("property_head", "property"),
    appointed("welfare_head", "welfare"),
    appointed("general_head", "general"),
    appointed("crisis_head", "crisis"),
)


def standing(*facts: Appointment | Absence | ActingDecision, without: str = "") -> Standing:
    """The town's cast and the facts given; `without` leaves a post vacant."""
    return facts_of(*(one for one in POSTS_HELD if one.post != without), *facts)


def facts_of(*facts: Appointment | Absence | ActingDecision) -> Standing:
    """The facts given and nothing else."""
    return Standing(
        appointments=tuple(fact for fact in facts if isinstance(fact, Appointment)),
        absences=tuple(fact for fact in facts if isinstance(fact, Absence)),
        decisions=tuple(fact for fact in facts if isinstance(fact, ActingDecision)),
    )
