"""管理簿: what a module has to say about its ledger so that the kernel can run it."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise

from sekisho.kernel.models import Entry


@dataclass(frozen=True, slots=True)
class Ledger:
    """A typed model and how it is shown. The clause and the keeper come from the rule pack.

    `columns` are what a list shows and a form asks, in order; `ordering` the list's
    order (field names, "-" for descending); `filters` fields with choices that a list can
    be narrowed by; `search` text fields that a search looks in; `happened` dates that
    cannot lie after the act that records them; `evidence_on` the date fields by which an
    entry discharges the duties whose evidence this ledger is.
    `founding` says that its first entries may be made while the town is being set up.
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
    founding: bool = False

    def __str__(self) -> str:
        return str(self.title)
