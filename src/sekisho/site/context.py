"""What every page shows around its content."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext as _

from sekisho.kernel.town import pack
from sekisho.kernel.wording import clause_label, name_of, said
from sekisho.offices.middleware import SignedIn, key_of
from sekisho.offices.organisation import acts_in_stead, is_holder, seen_through
from sekisho.rules.authority import Capability, Capacity


@dataclass(frozen=True, slots=True)
class Choice:
    """One post in which the person can act."""

    key: str
    name: str
    chosen: bool


def frame(request: HttpRequest) -> dict[str, object]:
    """The town, the person, the post they act in and the banner that goes with it."""
    actor = getattr(request, "actor", None)
    shown: dict[str, object] = {
        "town": said(pack().name),
        "document": pack().document,
        "is_demo": settings.SEKISHO_DEMO,
    }
    if not isinstance(actor, SignedIn):
        return shown
    capability = actor.capability
    return shown | {
        "actor": actor,
        "moment": actor.moment,
        "choices": [Choice(key_of(c), said_capability(c), c == capability) for c in actor.capabilities],
        "may_act_for": _may_act_for(actor, capability),
        "acting_banner": _banner(capability) if capability else "",
        # Nothing is reviewed while looking back, so nothing is counted then.
        "to_review": _to_review(actor, capability) if capability and actor.moment.live else None,
    }


def said_capability(capability: Capability) -> str:
    """住民福祉課長; for somebody who acts for another, セキュリティ統括責任者(職務代行)."""
    if not capability.acts_for:
        return name_of(pack(), capability.post)
    return _("%(office)s(%(capacity)s)") % {
        "office": name_of(pack(), capability.acts_for),
        "capacity": said(capability.capacity.words),
    }


def _banner(capability: Capability) -> str:
    if capability.capacity is Capacity.OWN or not capability.acts_for:
        return ""
    return _("現在、%(office)sの職務を行っています(%(capacity)s、根拠 %(basis)s)。") % {
        "office": name_of(pack(), capability.acts_for),
        "capacity": said(capability.capacity.words),
        "basis": clause_label(pack(), capability.basis),
    }


def _may_act_for(actor: SignedIn, capability: Capability | None) -> str:
    """The offices that the person could act for now, said while they act in their own post."""
    if capability is None or capability.acts_for:
        return ""
    waiting = [each.acts_for for each in actor.capabilities if each.acts_for]
    return _("、").join(dict.fromkeys(name_of(pack(), office) for office in waiting))


def _to_review(actor: SignedIn, capability: Capability) -> dict[str, object] | None:
    """For a role's own holder: how many acts done in their stead wait to be seen."""
    for rule in pack().substitutions:
        if not is_holder(rule.role, capability):
            continue
        known_at = actor.moment.known_at
        seen = seen_through(rule.role, known_at)
        waiting = acts_in_stead(rule.role, known_at).filter(number__gt=seen).count()
        if waiting:
            return {"role": rule.role, "count": waiting}
    return None
