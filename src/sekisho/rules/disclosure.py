"""What must be said beside the answer of `authority.py`: why it is so, and which interests conflict.

Nothing here forbids anything. A conflict of interest that the regulation itself creates
is shown and not hidden; who may then decide is for the head of the body.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sekisho.rules.authority import Acting, Answer, Held, Nobody, Why
from sekisho.rules.model import Condition, Council, Duty, Pack, Words
from sekisho.rules.naming import label_of, name_of
from sekisho.rules.standing import Standing, day_of

SHOWN_CLAUSES = 3  # more are counted, so that the sentence can be read


def explain(pack: Pack, answer: Answer) -> Words:
    """The answer as one plain passage: who acts and on what basis, or why nobody does and what to do."""
    match answer:
        case Held(post=post, role=role):
            name, office = name_of(pack, post), name_of(pack, role or post)
            return Words(
                f"{office.ja}の職務は{name.ja}本人が行っています。", f"{office.en}: {name.en}, in person."
            )
        case Acting():
            name, office = name_of(pack, answer.post), name_of(pack, answer.acts_for)
            because, capacity = _CONDITIONS[answer.because], answer.capacity.words
            basis = label_of(pack, answer.basis)
            return Words(
                f"{office.ja}が{because.ja}のため、{name.ja}が代わって行っています({capacity.ja}、根拠: {basis})。",
                f"{name.en} acts for {office.en} ({because.en}; {capacity.en}, basis: {basis}).",
            )
        case Nobody():
            return _why(pack, answer)


def conflicts(pack: Pack, answer: Answer, at: datetime, standing: Standing) -> tuple[Words, ...]:
    """Conflicts of interest that the answer brings with it, derived from the pack; empty where none.

    Looks at every post that the person holds on that day (兼務), not only at the one they
    act in. Conflicts of the council itself are shown with whoever chairs or convenes it,
    also while nobody does.
    """
    roles = _roles_of(pack, answer)
    found: list[Words] = []
    if not isinstance(answer, Nobody):
        held = {one.post for one in standing.appointments_on(day_of(at)) if one.person == answer.person}
        for role in roles:
            found += _of_person(pack, role, held | {answer.post}, at)
    if pack.council is not None and not _heads_of(pack.council).isdisjoint(roles):
        found += _of_secretariat(pack, pack.council, at)
    return tuple(found)


def _roles_of(pack: Pack, answer: Answer) -> list[str]:
    """The roles that the answer is about; a decision on a post is about the roles of that post."""
    match answer:
        case Held(role=role):
            named = role
        case Acting(acts_for=acts_for):
            named = acts_for
        case Nobody(post_or_role=post_or_role):
            named = post_or_role
    by_post = isinstance(answer, Acting)
    return [role.id for role in pack.roles if role.id == named or (by_post and named in role.holders)]


def _of_person(pack: Pack, role: str, posts: set[str], at: datetime) -> list[Words]:
    own = _offices(pack, posts, role)
    owed = [duty for duty in _running(pack, at) if not own.isdisjoint(duty.actors)]
    office = name_of(pack, role)
    found: list[Words] = []
    judged = [duty for duty in owed if duty.report_to != role]
    if judged and _judges(pack, role):
        which = _clauses(pack, judged)
        found.append(
            Words(
                f"自らの課や職が責任を負う業務({which.ja})を、{office.ja}として判断する立場にあります。",
                f"As {office.en}, judges duties that their own section or post owes ({which.en}).",
            )
        )
    reported = [duty for duty in owed if duty.report_to == role]
    if reported:
        which = _clauses(pack, reported)
        found.append(
            Words(
                f"{which.ja}の報告を、する側と{office.ja}として受ける側の両方になります。",
                f"Makes the report of {which.en} and receives it as {office.en}.",
            )
        )
    council = pack.council
    if council is not None and role in _heads_of(council) and not posts.isdisjoint(council.members):
        found.append(
            Words(
                f"{council.label.ja}の構成員であり、同時に{office.ja}として会議を主宰します。",
                f"Is a member of the {council.label.en} and at the same time leads it as {office.en}.",
            )
        )
    return found


def _of_secretariat(pack: Pack, council: Council, at: datetime) -> list[Words]:
    owed = [duty for duty in _running(pack, at) if council.secretariat in duty.actors]
    if not owed:
        return []
    section, basis = name_of(pack, council.secretariat), label_of(pack, council.secretariat_clause)
    audited = [duty for duty in owed if duty.verb == "undergo"]
    which = _clauses(pack, audited or owed)
    return [
        Words(
            f"{council.label.ja}の庶務を行う{section.ja}({basis})は、"
            + (
                f"監査を受ける側でもあります({which.ja})。"
                if audited
                else f"会議が確かめる業務の責任課でもあります({which.ja})。"
            ),
            f"The secretariat of the {council.label.en}, {section.en} ({basis}), is also "
            + (
                f"the audited side ({which.en})."
                if audited
                else f"answerable for duties that it checks ({which.en})."
            ),
        )
    ]


def _offices(pack: Pack, posts: set[str], role: str) -> set[str]:
    """Every id under which a duty can name a person in those posts, beside `role` itself.

    Chief and chair are one office under two names where the same posts fill both.
    """
    sections = {post.section for post in pack.posts if post.id in posts and post.section is not None}
    same = next(found.holders for found in pack.roles if found.id == role)
    others = {
        other.id for other in pack.roles if other.holders != same and not posts.isdisjoint(other.holders)
    }
    return posts | sections | others


def _judges(pack: Pack, role: str) -> bool:
    """Whether the role looks at what others do: it leads the council or audits."""
    kind = next(found.kind for found in pack.roles if found.id == role)
    return kind == "auditor" or (pack.council is not None and role in _heads_of(pack.council))


def _heads_of(council: Council) -> set[str]:
    return {council.chair, council.convener}


def _running(pack: Pack, at: datetime) -> list[Duty]:
    on = day_of(at)
    return [
        duty
        for duty in pack.duties
        if (duty.since is None or duty.since <= on) and (duty.until is None or on < duty.until)
    ]


def _clauses(pack: Pack, duties: Iterable[Duty]) -> Words:
    labels = list(dict.fromkeys(label_of(pack, duty.clause) for duty in duties))
    shown, more = labels[:SHOWN_CLAUSES], len(labels) - SHOWN_CLAUSES
    return Words(
        "、".join(shown) + (f"ほか{more}件" if more > 0 else ""),
        ", ".join(shown) + (f" and {more} more" if more > 0 else ""),
    )


# --- why nobody acts --------------------------------------------------------------

_CONDITIONS = {
    Condition.ABSENT: Words("不在", "away"),
    Condition.INCAPACITY: Words("事故", "unable to act"),
    Condition.VACANT: Words("欠員", "post vacant"),
    Condition.DELEGATED: Words("委任", "delegated"),
}

_DECIDE = Words(
    "だれが行うかについて権限のある者(通常は長)の文書による決定を受け、その番号を登録してください。",
    "Obtain a written decision on who acts from whoever may take it (as a rule the head), "
    "and register its number.",
)


def _why(pack: Pack, answer: Nobody) -> Words:
    name = name_of(pack, answer.post_or_role)
    match answer.why:
        case Why.VACANT_NO_RULE | Why.ABSENT_NO_RULE:
            state = (
                Words("欠員です", "vacant")
                if answer.why is Why.VACANT_NO_RULE
                else Words("不在等です", "away")
            )
            rule = _reach(pack, answer.post_or_role)
            return Words(
                f"{name.ja}は{state.ja}。{rule.ja}{_DECIDE.ja}",
                f"{name.en}: {state.en}. {rule.en} {_DECIDE.en}",
            )
        case Why.ALL_AWAY | Why.DEPUTY_VACANT:
            deputies = _deputies(pack, answer.post_or_role)
            state = (
                Words("いま職務に就ける者がいません", "not at hand either")
                if answer.why is Why.ALL_AWAY
                else Words("欠員です", "vacant too")
            )
            return Words(
                f"{name.ja}に代わると規程が定める{deputies.ja}も{state.ja}。その先の定めは規程にありません。{_DECIDE.ja}",
                f"{name.en}: the deputies whom the regulation names ({deputies.en}) are {state.en}. "
                f"It has no further rule. {_DECIDE.en}",
            )
        case _:
            return _why_not_answerable(name, answer.why)


def _why_not_answerable(name: Words, why: Why) -> Words:
    match why:
        case Why.CONTESTED:
            return Words(
                f"{name.ja}に定員を超える辞令が重なっていて、だれの職務か決められません。辞令の期間を訂正してください。",
                f"{name.en}: more people are appointed than there are seats, so nobody can be taken to act. "
                "Amend the periods of the appointments.",
            )
        case Why.TEXT_UNKNOWN:
            return Words(
                f"この日の規程の条文を保存していないため、{name.ja}がだれであったかは不明です。"
                "当時の条文が見つかれば、規程のデータに加えてください。",
                f"{name.en}: the text of that day is not held, so who it was is unknown. "
                "If the text is found, add it to the rule pack.",
            )
        case Why.NOT_REGULATED:
            return Words(
                f"この日の規程には、{name.ja}をだれが務めるかの定めがありません。{_DECIDE.ja}",
                f"{name.en}: the regulation of that day does not say who this is. {_DECIDE.en}",
            )
        case _:
            return Words(
                f"「{name.ja}」という職や役割は規程にありません。名称を確かめてください。",
                f"The regulation knows no post or role “{name.en}”. Check the name.",
            )


def _reach(pack: Pack, role: str) -> Words:
    """Which conditions the text covers for the role, said so that its silence can be seen."""
    rules = [rule for rule in pack.substitutions if rule.role == role]
    if not rules:
        return Words("代わる者の定めは規程にありません。", "The regulation names nobody to act instead.")
    covered = [
        _CONDITIONS[each] for each in dict.fromkeys(each for rule in rules for each in rule.conditions)
    ]
    labels = list(dict.fromkeys(label_of(pack, rule.clause) for rule in rules))
    return Words(
        f"規程({'、'.join(labels)})が定めるのは{'・'.join(each.ja for each in covered)}の場合だけです。",
        f"The regulation ({', '.join(labels)}) covers only: {', '.join(each.en for each in covered)}.",
    )


def _deputies(pack: Pack, role: str) -> Words:
    posts = dict.fromkeys(post for rule in pack.substitutions if rule.role == role for post in rule.by)
    names = [name_of(pack, post) for post in posts]
    return Words("、".join(each.ja for each in names), ", ".join(each.en for each in names))
