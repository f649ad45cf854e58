"""What the cross-checks found, on pages of other floors."""

from __future__ import annotations

from django import template

from sekisho.crosschecks.findings import Contradiction
from sekisho.crosschecks.views import contradictions_for
from sekisho.kernel.acts import Moment
from sekisho.rules.authority import Capability

register = template.Library()


@register.simple_tag
def contradictions_to_settle(capability: Capability | None, moment: Moment) -> list[Contradiction]:
    """Contradictions between ledgers that this capability can settle; none without a post."""
    return contradictions_for(capability, moment) if capability is not None else []
