"""What waits for a post, on the page of today's work."""

from __future__ import annotations

from django import template

from sekisho.duties.on_loan import Out
from sekisho.kernel.acts import Moment
from sekisho.offices.middleware import SignedIn
from sekisho.site import waiting

register = template.Library()


@register.simple_tag
def waiting_for(actor: SignedIn, moment: Moment) -> list[waiting.Waiting]:
    """What waits for a decision or a step of the post acted in; nothing without a post."""
    return waiting.waiting_for(actor.capability, moment) if actor.capability is not None else []


@register.simple_tag
def loans_of(actor: SignedIn, moment: Moment) -> list[Out]:
    """What the person signed in has out on loan."""
    return waiting.loans_of(actor.person, moment)
