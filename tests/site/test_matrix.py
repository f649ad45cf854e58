"""Who may do what: every post of the pack, every ledger and duty, every verb, in one golden file.

Run with UPDATE_GOLDEN=1 to write the file anew; read the difference before committing it.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from sekisho.kernel.discharging import about_duty
from sekisho.kernel.permissions import Object, may
from sekisho.kernel.registry import ledgers
from sekisho.kernel.town import pack
from sekisho.kernel.verbs import about
from sekisho.rules.authority import Capability, Capacity
from sekisho.rules.model import Pack, Verb
from sekisho.rules.pack import load, pack_directory

GOLDEN = Path(__file__).parents[1] / "golden"
LETTERS = {
    Verb.VIEW: "V", Verb.ENTER: "E", Verb.AMEND: "A", Verb.RETIRE: "R", Verb.DISCHARGE: "D",
    Verb.EXCUSE: "X", Verb.SUBMIT: "S", Verb.ACKNOWLEDGE: "K", Verb.DECIDE: "C", Verb.INSTRUCT: "I",
}  # fmt: skip
ENTRY_VERBS = (Verb.VIEW, Verb.ENTER, Verb.AMEND, Verb.RETIRE)
DUTY_VERBS = (Verb.DISCHARGE, Verb.EXCUSE, Verb.SUBMIT)
DECISION_VERBS = (Verb.DECIDE, Verb.INSTRUCT)


def capabilities(running: Pack) -> list[tuple[str, Capability]]:
    """Each post in its own right with the roles it fills, and each substitution."""
    own = [
        Capability(
            post.id,
            Capacity.OWN,
            None,
            "辞令",
            tuple(role.id for role in running.roles if post.id in role.holders[:1]),
        )
        for post in running.posts
    ]
    acting = [
        Capability(post, Capacity.DEPUTY, rule.role, rule.clause, (rule.role,))
        for rule in running.substitutions
        for post in rule.by
    ]
    return [(one.post + (f" for {one.acts_for}" if one.acts_for else ""), one) for one in (*own, *acting)]


def line(
    running: Pack, capability: Capability, objects: list[tuple[str, Object, tuple[Verb, ...]]]
) -> list[str]:
    found = []
    for name, thing, verbs in objects:
        letters = "".join(LETTERS[verb] for verb in verbs if may(running, verb, capability, thing))
        if letters:
            found.append(f"  {name:<28} {letters}")
    return found


def matrix(running: Pack) -> str:
    """The whole matrix as text; what is not listed may not be done."""
    objects: list[tuple[str, Object, tuple[Verb, ...]]] = [(x.slug, about(x), ENTRY_VERBS) for x in ledgers()]
    objects += [
        (name, Object(name, ledger=name), (Verb.VIEW,)) for name in ("journal", "reports", "decisions")
    ]
    objects += [(f"duty {duty.id}", about_duty(duty), DUTY_VERBS) for duty in running.duties]
    told = dict.fromkeys(duty.report_to for duty in running.duties if duty.report_to)
    objects += [(f"report to {role}", Object("x", actors=(role,)), (Verb.ACKNOWLEDGE,)) for role in told]
    objects += [("decision", Object("x"), DECISION_VERBS)]
    lines = [" ".join(f"{letter}={verb.value}" for verb, letter in LETTERS.items())]
    for name, capability in capabilities(running):
        lines += ["", name, *(line(running, capability, objects) or ["  nothing"])]
    return "\n".join(lines) + "\n"


def test_the_matrix_is_the_one_in_the_golden_file() -> None:
    path = GOLDEN / f"permissions-{pack().id}.txt"
    if os.environ.get("UPDATE_GOLDEN"):
        path.write_text(matrix(pack()), encoding="utf-8")

    assert matrix(pack()) == path.read_text(encoding="utf-8")


def test_the_deputy_does_not_excuse_what_their_own_section_owes() -> None:
    [deputy] = [one for name, one in capabilities(pack()) if name == "property_information_head for chief"]
    owed = {duty.id for duty in pack().duties if may(pack(), Verb.EXCUSE, deputy, about_duty(duty))}

    assert "daily-check" in owed
    assert "server-care" not in owed


def test_nobody_who_owes_a_duty_may_excuse_it() -> None:
    for name, capability in capabilities(pack()):
        for duty in pack().duties:
            excuses = may(pack(), Verb.EXCUSE, capability, about_duty(duty))
            owes = may(pack(), Verb.DISCHARGE, capability, about_duty(duty))
            assert not (excuses and owes), (name, duty.id)


@pytest.mark.parametrize("name", ["katsuragi"])
def test_founding_may_do_nothing_by_permission(name: str) -> None:
    running = load(pack_directory(name))
    founding = Capability("", Capacity.FOUNDING, None, "初期設定")

    assert not any(may(running, verb, founding, Object("x", keeper="resident_affairs")) for verb in Verb)


def test_the_deputy_does_what_the_chief_owes_and_nothing_that_only_a_section_owes() -> None:
    [deputy] = [one for name, one in capabilities(pack()) if name == "property_information_head for chief"]
    owed = {duty.id for duty in pack().duties if may(pack(), Verb.DISCHARGE, deputy, about_duty(duty))}

    assert {"council-meeting", "incident-report-to-mayor"} <= owed
    assert owed.isdisjoint({"server-care", "daily-check"})
