"""Puts the actor on the request: the signed-in person, in the post they chose."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from sekisho.kernel.acts import Act, Moment
from sekisho.kernel.requests import NoPost
from sekisho.kernel.town import pack
from sekisho.offices.accounts import Account
from sekisho.offices.standing import People, people
from sekisho.rules.authority import Capability, capacities_of

CHOSEN = "capability"  # session key: "post" or "post|acts_for"


@dataclass
class SignedIn:
    """Who is looking. Reads the ledgers only when a page asks (four queries, once a request).

    While an earlier day is looked at, `known` is of that day but the actor is of today:
    what one may see follows from the post held now.
    """

    account: Account
    moment: Moment
    chosen: str

    @cached_property
    def known(self) -> People:
        """The people as known at the moment that the page is asked for."""
        return people(self.moment.known_at)

    @cached_property
    def today(self) -> People:
        """The people as known now."""
        return self.known if self.moment.live else people(timezone.now())

    @property
    def person(self) -> str:
        """The key of the person's line."""
        return str(self.account.person_id)

    @property
    def name(self) -> str:
        """The person's name as the ledger has it today."""
        return self.today.name(self.person)

    @cached_property
    def capabilities(self) -> tuple[Capability, ...]:
        """Every post in which the person may act at this moment."""
        return tuple(capacities_of(pack(), self.person, timezone.now(), self.today.standing))

    @property
    def capability(self) -> Capability | None:
        """The chosen one; their first post while they chose none or no longer hold it."""
        found = {key_of(capability): capability for capability in self.capabilities}
        return found.get(self.chosen) or next(iter(self.capabilities), None)

    def act(self) -> Act:
        """An act of theirs, now. Raises NoPost."""
        capability = self.capability
        if capability is None:
            raise NoPost(
                _("いま就いている職がないため、記録できません。総務担当に辞令の記載を確かめてください。")
            )
        return Act(person=self.person, name=self.name, capability=capability, at=timezone.now())


def key_of(capability: Capability) -> str:
    """One text for one capability, to choose it by."""
    return f"{capability.post}|{capability.acts_for}" if capability.acts_for else capability.post


class ActorMiddleware:
    """Sets `request.actor` for whoever is signed in."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on, with its actor."""
        if isinstance(request.user, Account):
            chosen = request.session.get(CHOSEN, "")
            request.actor = SignedIn(request.user, request.moment, chosen)  # type: ignore[attr-defined]  # TownRequest
        return self.get_response(request)
