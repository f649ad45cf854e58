"""管理簿: what a module has to say about its ledger so that the kernel can run it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Field, Model
from django.utils.functional import Promise

from sekisho.kernel.models import Entry

if TYPE_CHECKING:
    AnyField = Field[Any, Any]  # Any: what a field stores is known to its own model only
else:
    AnyField = Field  # generic to the type checker only


@dataclass(frozen=True, slots=True)
class Ledger:
    """A typed model and how it is shown. The clause and the keeper come from the rule pack.

    `columns` are what a list shows and a form asks, in order; `ordering` the list's
    order (field names, "-" for descending); `filters` fields with choices that a list can
    be narrowed by; `search` text fields that a search looks in; `happened` dates that
    cannot lie after the act that records them; `evidence_on` the date fields by which an
    entry discharges the duties whose evidence this ledger is; `arose_on` the date of the event that an
    entry answers, where that may be another day than its evidence's (who went in has to come out); `matter`
    the field that says what an entry is about, where the pack's duties ask for evidence about one matter each.
    `complete_with` names facts without which an entry is no evidence yet: a doubt not yet decided, a finding
    not yet answered. Happened, evidence and event may be moments too; they count by their day.
    `drill` names the flag of an entry that is only a drill, which is evidence of nothing real.
    `renewed` are dates of the evidence that move on by amendment (a review each year): where a later one stands, the
    earlier ones stay true.
    `desk` names a page of its own from which it is filled, where machines count and people confirm.
    `empowers` names the person to whom an entry gives a post or a right, and `ends` the field that ends it: nobody
    makes such an entry for themselves, and nobody puts off its end.
    `concerns` names the person whom an entry is about: a form does not take the one who fills it in for them.
    `labelled` says that its lines are things on which a label with a QR code is stuck.
    `founding` says that its first entries may be made while the town is being set up;
    nothing else may.
    """

    slug: str
    model: type[Entry]
    title: str | Promise
    columns: tuple[str, ...]
    ordering: tuple[str, ...]
    filters: tuple[str, ...] = ()
    search: tuple[str, ...] = ()
    happened: tuple[str, ...] = ()
    evidence_on: tuple[str, ...] = ()
    complete_with: tuple[str, ...] = ()
    arose_on: str = ""
    matter: str = ""
    renewed: tuple[str, ...] = ()
    drill: str = ""
    desk: str = ""
    empowers: str = ""
    ends: str = ""
    concerns: str = ""
    labelled: bool = False
    founding: bool = False

    def __str__(self) -> str:
        return str(self.title)

    @property
    def fields(self) -> list[AnyField]:
        """The fields of its columns, in order."""
        return [field_of(self.model, name) for name in self.columns]


def field_of(model: type[Model], name: str) -> AnyField:
    """The model's own field of that name. Raises FieldDoesNotExist."""
    found = model._meta.get_field(name)
    assert isinstance(found, Field), f"{name} is a reverse relation"
    return found
