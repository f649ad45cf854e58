"""The request as the views of Sekisho see it: with an actor and a moment."""

from __future__ import annotations

from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext as _
from django_htmx.middleware import HtmxDetails

from sekisho.kernel.acts import Act, Actor, Moment
from sekisho.kernel.permissions import Object, may, permit
from sekisho.kernel.refusals import Refusal
from sekisho.kernel.town import pack
from sekisho.rules.model import Verb


class LookingBack(Refusal):
    """Somebody tries to write while looking at an earlier day."""


class NoPost(Refusal):
    """The person holds no post on that day and so may do nothing."""


class TownRequest(HttpRequest):
    """`moment` is set by site.middleware, `actor` by offices.middleware, `htmx` by django-htmx."""

    moment: Moment
    actor: Actor
    htmx: HtmxDetails


def act_of(request: TownRequest) -> Act:
    """The act that this request is about to do, now. Raises LookingBack or NoPost."""
    if not request.moment.live:
        raise LookingBack(_("過去の日付の状態を見ています。記録するには「今日に戻る」を押してください。"))
    return request.actor.act()


def sent(request: HttpRequest) -> QueryDict | None:
    """What a form was sent with, be it empty; None: the form is only asked for."""
    return request.POST if request.method == "POST" else None


def can(request: TownRequest, verb: Verb, about: Object) -> bool:
    """Whether to offer the verb on the page."""
    capability = request.actor.capability
    return request.moment.live and capability is not None and may(pack(), verb, capability, about)


def must_see(request: TownRequest, about: Object) -> None:
    """Raise unless the actor may view the object. Raises NoPost or NotPermitted."""
    capability = request.actor.capability
    if capability is None:
        raise NoPost(
            _("いま就いている職がないため、閲覧できません。総務担当に辞令の記載を確かめてください。")
        )
    permit(pack(), Verb.VIEW, capability, about)
