"""An act: who, in which post, on what basis, when. The value every verb takes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from django.utils import timezone

from sekisho.rules.authority import Capability


@dataclass(frozen=True, slots=True)
class Act:
    """Built by `offices.acting.act_for`, which refuses a post that the person does not hold.

    `person` is the key of the person's line ("" while the town is being set up),
    `at` an aware datetime: the moment at which the act is recorded.
    """

    person: str
    name: str
    capability: Capability
    at: datetime

    @property
    def on(self) -> date:
        """The day of the act, in the body's own time zone."""
        return timezone.localdate(self.at)


class Actor(Protocol):
    """The signed-in person in the post they chose; `offices.middleware` puts it on the request."""

    @property
    def person(self) -> str:
        """The key of the person's line."""

    @property
    def name(self) -> str:
        """The person's name."""

    @property
    def capability(self) -> Capability | None:
        """The post in which they act now; None: they hold none today."""

    def act(self) -> Act:
        """An act of theirs at this moment. Raises a Refusal where they hold no post."""


@dataclass(frozen=True, slots=True)
class Moment:
    """What a page is asked for: how things stood `on` a day, as known at `known_at`.

    `live` says that this is now; only then can anything be written.
    """

    on: date
    known_at: datetime
    live: bool
