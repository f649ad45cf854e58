"""The list of a ledger: search, filters, pages of fifty, as of any day."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from sekisho.kernel.cells import rows_of, shown
from sekisho.kernel.ledger import Ledger, field_of
from sekisho.kernel.models import Entry
from sekisho.kernel.permissions import find_post, may
from sekisho.kernel.queries import as_known
from sekisho.kernel.registry import ledger_or_404, ledgers
from sekisho.kernel.requests import TownRequest, can, must_see
from sekisho.kernel.screens.entries import heading
from sekisho.kernel.screens.pages import page_or_part
from sekisho.kernel.search import fold
from sekisho.kernel.town import binding, pack
from sekisho.kernel.verbs import about
from sekisho.kernel.wording import clause_label, name_of
from sekisho.rules.model import Verb

PAGE_ROWS = 50
MOST_ASKED, MOST_WORDS = 200, 20  # characters and words of one search


@dataclass(frozen=True, slots=True)
class Filter:
    """One field that the list can be narrowed by."""

    name: str
    title: str
    options: tuple[tuple[str, str], ...]
    chosen: str


@dataclass(frozen=True, slots=True)
class Shelf:
    """One ledger on the list of ledgers, with its clause."""

    ledger: Ledger
    clause: str
    label: str
    may_see: bool


@dataclass(frozen=True, slots=True)
class Case:
    """The ledgers that one section keeps; the reader's own section stands first."""

    keeper: str
    name: str
    shelves: tuple[Shelf, ...]


def ledgers_page(request: TownRequest) -> HttpResponse:
    """簿冊の一覧: every ledger under the section that keeps it, with the clause it serves."""
    shelves: dict[str, list[Shelf]] = {}
    for ledger in ledgers():
        bound = binding(ledger.slug)
        shelves.setdefault(bound.keeper if bound else "", []).append(
            Shelf(
                ledger,
                clause=bound.clause if bound else "",
                label=clause_label(pack(), bound.clause) if bound else "",
                may_see=can_see(request, ledger),
            )
        )
    capability = request.actor.capability
    post = find_post(pack(), capability.post) if capability is not None else None
    own = post.section if post is not None else None
    cases = [
        Case(keeper, name_of(pack(), keeper), tuple(found)) for keeper, found in shelves.items() if keeper
    ]
    cases.sort(key=lambda case: case.keeper != own)
    unbound = shelves.get("", [])
    return render(request, "kernel/ledgers.html", {"cases": cases, "unbound": unbound})


def can_see(request: TownRequest, ledger: Ledger) -> bool:
    """Whether the list of ledgers links to this one."""
    capability = request.actor.capability
    return capability is not None and may(pack(), Verb.VIEW, capability, about(ledger))


def list_page(request: TownRequest, slug: str) -> HttpResponse:
    """The entries of one ledger as known at the request's moment."""
    ledger = ledger_or_404(slug)
    must_see(request, about(ledger))
    filters = filters_of(ledger, request)
    found = matching(ledger, request, filters)
    page = Paginator(found, PAGE_ROWS).get_page(request.GET.get("page"))
    context = {
        **heading(ledger),
        "titles": [str(field.verbose_name) for field in ledger.fields],
        "rows": rows_of(ledger, list(page.object_list), request.moment.known_at),
        "page": page,
        "query": request.GET.get("q", ""),
        "filters": filters,
        "struck": request.GET.get("struck") == "1",
        "kept_query": kept_query(request),
        "can_enter": can(request, Verb.ENTER, about(ledger)),
    }
    return page_or_part(request, "kernel/list.html", "kernel/_rows.html", context)


def matching(ledger: Ledger, request: TownRequest, filters: list[Filter]) -> QuerySet[Entry]:
    """The entries that the search and the filters leave."""
    found = as_known(ledger.model, request.moment.known_at).select_related("line")
    if request.GET.get("struck") != "1":
        found = found.filter(retired_on__isnull=True)
    for word in words_of(request):
        found = found.filter(search_text__contains=word)
    for chosen in filters:
        if chosen.chosen:
            found = found.filter(**{chosen.name: chosen.chosen})
    return found.order_by(*ledger.ordering)


def words_of(request: HttpRequest) -> list[str]:
    """What is searched for, word by word; no more of it than a database will take."""
    asked = request.GET.get("q", "")[:MOST_ASKED].replace("\x00", " ")
    return fold(asked).split()[:MOST_WORDS]


def filters_of(ledger: Ledger, request: HttpRequest) -> list[Filter]:
    """The ledger's filters with what the request chose of them; an unknown choice counts as none."""
    made = []
    for name in ledger.filters:
        field = field_of(ledger.model, name)
        choices = [(str(value), str(title)) for value, title in field.flatchoices] or [
            ("True", shown(True)),
            ("False", shown(False)),
        ]
        wanted = request.GET.get(name, "")
        chosen = wanted if wanted in {value for value, _title in choices} else ""
        made.append(Filter(name, str(field.verbose_name), tuple(choices), chosen))
    return made


def kept_query(request: HttpRequest) -> str:
    """The query string without the page, to build page links from."""
    query = request.GET.copy()
    query.pop("page", None)
    return query.urlencode()
