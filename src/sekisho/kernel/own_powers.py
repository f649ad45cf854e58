"""Nobody gives themselves a post, a right to act or an authority: another person makes that entry."""

from __future__ import annotations

from django.utils.translation import gettext as _

from sekisho.kernel.acts import Act
from sekisho.kernel.ledger import Ledger, field_of
from sekisho.kernel.models import Entry
from sekisho.kernel.refusals import Attempt
from sekisho.kernel.town import binding


class OwnPowers(Attempt):
    """Somebody means to give themselves a post, a right to act or an authority."""


def refuse_own_powers(ledger: Ledger, before: Entry | None, after: Entry, act: Act) -> None:
    """Raise OwnPowers where the entry gives something to the one who makes it.

    To give a post up, or to give it up earlier, is no widening. While the town is set up nobody acts as a person.
    """
    if not ledger.empowers or not act.person:
        return
    whose = str(getattr(after, field_of(ledger.model, ledger.empowers).attname))
    if whose != act.person or (before is not None and not _widens(ledger, before, after)):
        return
    bound = binding(ledger.slug)
    raise OwnPowers(
        _(
            "「%(ledger)s」に、自分の職や権限を自分で記載することはできません。ほかの者に記載を頼んでください。"
        )
        % {"ledger": ledger},
        clause=bound.clause if bound else None,
    )


def _widens(ledger: Ledger, before: Entry, after: Entry) -> bool:
    """Whether anything of the ledger's columns changes but the end, or the end is put off."""
    fields = [field for field in ledger.fields if field.name != ledger.ends]
    if any(getattr(before, field.attname) != getattr(after, field.attname) for field in fields):
        return True
    old, new = getattr(before, ledger.ends), getattr(after, ledger.ends)
    return bool(old is not None and (new is None or new > old))
