"""From a person and a chosen post to an act. The only place where an Act is made."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from sekisho.kernel.acts import Act
from sekisho.kernel.queries import standing
from sekisho.kernel.refusals import Refusal
from sekisho.kernel.town import pack
from sekisho.kernel.wording import name_of
from sekisho.offices.persons import Person
from sekisho.offices.standing import People, people
from sekisho.rules.authority import Capability, Capacity, capacities_of


class NotInPost(Refusal):
    """The person does not hold that post, nor act for it, at that moment."""


class NobodyOfThatNumber(Refusal):
    """The ledger of persons has nobody with that staff number."""


class WhichPost(Refusal):
    """The person holds several posts and did not say in which they act."""


def act_for(
    person: str, *, post: str, at: datetime, acts_for: str | None = None, known: People | None = None
) -> Act:
    """An act of `person` in `post` (acting for `acts_for`) at `at`. Raises NotInPost.

    `person` is the key of the person's line. `known` saves the queries where the facts
    were read already.
    """
    facts = known or people(at)
    for capability in capacities_of(pack(), person, at, facts.standing):
        if capability.post == post and capability.acts_for == acts_for:
            return Act(person=person, name=facts.name(person), capability=capability, at=at)
    held = _("、").join(name_of(pack(), c.post) for c in capacities_of(pack(), person, at, facts.standing))
    raise NotInPost(
        _("%(name)sさんは、その時点で「%(post)s」の職にありません。就いている職: %(held)s")
        % {
            "name": facts.name(person),
            "post": name_of(pack(), acts_for or post),
            "held": held or _("なし"),
        }
    )


def act_of_staff(staff_number: str, *, post: str | None, at: datetime) -> Act:
    """An act of the person with that staff number, for the command line, where nobody is signed in.

    Without `post` in the one post that they hold. Raises NobodyOfThatNumber, WhichPost, NotInPost.
    """
    person = standing(Person, at).filter(staff_number=staff_number).first()
    if person is None:
        raise NobodyOfThatNumber(_("職員番号%(number)sの者は職員簿にいません。") % {"number": staff_number})
    facts = people(at)
    key = str(person.line_id)
    if post is None:
        capabilities = capacities_of(pack(), key, at, facts.standing)
        held = sorted({each.post for each in capabilities if each.capacity is Capacity.OWN})
        if len(held) > 1:
            raise WhichPost(
                _("%(name)sさんは複数の職に就いています。--postで選んでください: %(held)s")
                % {"name": person.name, "held": _("、").join(held)}
            )
        post = held[0] if held else ""
    return act_for(key, post=post, at=at, known=facts)


def founding_act(at: datetime) -> Act:
    """An act of setting the town up, before anybody holds a post. `record` ends this by itself."""
    # Not translated: it becomes evidence, whatever language the screen speaks.
    capability = Capability(post="", capacity=Capacity.FOUNDING, acts_for=None, basis="初期設定")
    return Act(person="", name="", capability=capability, at=at)
