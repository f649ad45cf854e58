"""Refusals: what a person can act on, said in one sentence.

Each refusal is defined beside the function that raises it; this module holds the family.
"""

from __future__ import annotations

from django.utils.translation import gettext as _


class Refusal(Exception):
    """Something was asked that cannot be done. Nothing was written.

    `clause` is the id of the clause on which the refusal rests, where one does.
    """

    def __init__(self, sentence: str, *, clause: str | None = None) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.clause = clause


class Attempt(Refusal):
    """A refusal of which it stays on record that somebody tried (`kernel.attempts`).

    For the few acts by which somebody would escape the others' eyes, never for a slip.
    """


class BackDated(Attempt):
    """An order is to bear an earlier moment than the one at which it was given."""


class Invalid(Refusal):
    """Fields that do not hold together; `findings` maps a field to its sentences."""

    def __init__(self, findings: dict[str, list[str]]) -> None:
        self.findings = findings
        first = next(iter(findings.values()))[0]
        more = sum(len(sentences) for sentences in findings.values()) - 1
        super().__init__(_("%(first)s(ほか%(more)d件)") % {"first": first, "more": more} if more else first)
