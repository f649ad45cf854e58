"""How the pages of transfers say what a plan holds."""

from __future__ import annotations

from django import template

from sekisho.kernel.permissions import find_post
from sekisho.kernel.town import binding, pack
from sekisho.ledgers.credentials import CREDENTIALS
from sekisho.transfers.plan import Plan

register = template.Library()


@register.filter
def of_line(ends: dict[int, list[str]], line: int) -> list[str]:
    """The posts that end by the row of that line."""
    return ends.get(line, [])


@register.filter
def waiting_rows(plan: Plan) -> int:
    """How many rows wait for an answer; one may wait for several."""
    return len({question.line for question in plan.questions})


@register.filter
def keeps_credentials(post: str | None) -> bool:
    """Whether who holds that post is of the section whose people operate the terminals."""
    found = find_post(pack(), post or "")
    bound = binding(CREDENTIALS.slug)
    return found is not None and bound is not None and found.section == bound.keeper
