"""Words for templates: what the rule pack and the calendar say, in the language now active."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django import template
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext_lazy, pgettext_lazy
from django.utils.translation import gettext as _

from sekisho.duties.wording import basis_words
from sekisho.kernel import cells, registry, wording
from sekisho.kernel.discharging import about_duty
from sekisho.kernel.file_kinds import kind_named
from sekisho.kernel.ledger import Ledger
from sekisho.kernel.permissions import Object, may
from sekisho.kernel.requests import can
from sekisho.kernel.town import binding, pack
from sekisho.kernel.verbs import about
from sekisho.offices.responsible import Responsible
from sekisho.rules import wareki as eras
from sekisho.rules.authority import Capacity
from sekisho.rules.cadences import Promptly
from sekisho.rules.model import Basis, Duty, Nature, Verb, Words

register = template.Library()

# The main pages, and the pages that are reached from each of them.
PAGES = (
    ("board", gettext_lazy("規程"), ("clause",)),
    ("today", gettext_lazy("今日の仕事"), ("discharge", "report", "excuse")),
    (
        "ledgers",
        pgettext_lazy("page", "簿冊"),
        (
            "ledger",
            "entry",
            "enter",
            "amend",
            "retire",
            "attach",
            "receiving",
            "backups",
            "imports",
            "import_look",
            "import_profile",
        ),
    ),
    (
        "incidents",
        pgettext_lazy("page", "事故"),
        ("incident", "report_incident", "incident_decide", "incident_sheet", "incident_step", "binder"),
    ),
    ("reports", pgettext_lazy("page", "報告"), ()),
    ("decisions", pgettext_lazy("page", "決定"), ("decide", "instruct")),
    (
        "council",
        pgettext_lazy("page", "会議"),
        (
            "meeting",
            "meeting_agenda",
            "hold",
            "resolve",
            "take_minutes",
            "instructions",
            "carry",
            "audits",
            "audit",
            "methods",
        ),
    ),
    ("organisation", gettext_lazy("組織"), ("review",)),
    ("journal", pgettext_lazy("page", "記録"), ("event", "proof")),
)
FOR_SOME = {  # pages that not every post may see, and whose permission decides
    "incidents": "incidents",
    "reports": "reports",
    "decisions": "decisions",
    "council": "meetings",
    "journal": "journal",
}


@dataclass(frozen=True, slots=True)
class Page:
    """One main page; `current` is "page" on the page itself, "true" on one reached from it, else ""."""

    url: str
    name: str
    current: str


@register.filter
def words(value: Words | None) -> str:
    """Words in the active language; nothing for None."""
    return wording.said(value) if value is not None else ""


@register.filter
def other_words(value: Words) -> str:
    """Words in the language that is not active."""
    return value.en if _japanese() else value.ja


@register.simple_tag
def other_language() -> str:
    """The language that is not active, for a `lang` attribute."""
    return "en" if _japanese() else "ja"


@register.filter
def wareki(value: date) -> str:
    """令和8年11月24日; on an English page 24 November 2026. A day before 1873 in figures alone."""
    if not _japanese():
        return date_format(value, "j F Y")
    return eras.wareki(value) if value >= eras.REFORM_ON else value.isoformat()


@register.filter
def weekday(value: date) -> str:
    """月, 火, …; Mon, Tue, …"""
    return date_format(value, "D")


@register.filter
def day(value: date | None) -> SafeString | str:
    """The day in short (R8.11.24), as a `<time>` that never breaks; nothing for None."""
    if value is None:
        return ""
    return format_html('<time datetime="{}">{}</time>', value.isoformat(), day_text(value))


@register.filter
def moment(value: datetime | None) -> SafeString | str:
    """Day and minute in the body's own time, as a `<time>`."""
    if value is None:
        return ""
    local = timezone.localtime(value)
    text = f"{day_text(local.date())} {local:%H:%M}"
    return format_html('<time datetime="{}">{}</time>', local.isoformat(timespec="minutes"), text)


@register.filter
def file_kind(media_type: str) -> str:
    """What a kind of attached file is called."""
    kind = kind_named(media_type)
    return str(kind.title) if kind else media_type


@register.filter
def local_day(value: datetime) -> date:
    """The day of a moment, in the body's own time."""
    return timezone.localdate(value)


@register.filter
def month(value: date) -> str:
    """R8.11; on an English page Nov 2026."""
    return day_text(value).rpartition(".")[0] if _japanese() else date_format(value, "M Y")


@register.filter
def basis(value: Basis) -> SafeString:
    """Where a value comes from, as a small tag; what the text itself demands stands out from what is set here."""
    law = value in (Basis.REGULATION, Basis.NOTICE, Basis.STATUTE)
    title = _("根拠: %(basis)s") % {"basis": basis_words(value)}
    return format_html(
        '<span class="tag{}" title="{}">{}</span>', " law" if law else "", title, basis_words(value)
    )


@register.filter
def nature(value: Nature) -> str:
    """What a clause does, in a word."""
    return {
        Nature.HEADING: _("見出し"),
        Nature.DUTY: _("義務"),
        Nature.COUNCIL: _("会議の定め"),
        Nature.POWER: _("権限"),
        Nature.DEFINITION: _("定義"),
        Nature.TRANSITION: _("経過措置"),
        Nature.COMMENCEMENT: _("施行期日"),
        Nature.DECLARATORY: _("趣旨"),
    }[value]


@register.filter
def office(identifier: str) -> str:
    """The name of a section, post or role."""
    return wording.name_of(pack(), identifier) if identifier else ""


@register.filter
def clause_name(identifier: str) -> str:
    """第5条第1号ウ for a5.i1.s3; what is no clause (a document number, a statute) as it stands."""
    return wording.clause_label(pack(), identifier) if identifier else ""


@register.filter
def is_clause(identifier: str) -> bool:
    """Whether the running pack has a clause of that id, so that a page can link to it."""
    return any(clause.id == identifier for clause in pack().clauses)


@register.filter
def capacity(value: str) -> str:
    """In which right somebody acted; nothing for one who acted in person."""
    return "" if value == Capacity.OWN else wording.said(Capacity(value).words)


@register.filter
def ledger(slug: str) -> Ledger | None:
    """The ledger of that slug; None: the evidence stands on paper."""
    return registry.ledger(slug)


@register.filter
def is_prompt(duty: Duty) -> bool:
    """Whether the text says 速やかに or 直ちに: then there is a day from which it waits, and no deadline."""
    return isinstance(duty.cadence, Promptly)


@register.filter
def each_once(found: Iterable[Responsible]) -> list[Responsible]:
    """Whoever answers by several offices at once (chief and chair, say) is named once."""
    return list({(one.title, one.person, one.trouble): one for one in found}.values())


@register.filter
def is_moment(value: object) -> bool:
    """Whether it is told to the minute."""
    return isinstance(value, datetime)


@register.filter
def is_day(value: object) -> bool:
    """Whether a fact is a day or a moment, so that it stands in a `<time>`."""
    return isinstance(value, date)


@register.simple_tag(takes_context=True)
def main_pages(context: Any) -> list[Page]:  # Any: Django's context is a mapping of anything
    """The main navigation, with the place where the reader is; pages that their post may not see are left out."""
    request = context.get("request")
    match = getattr(request, "resolver_match", None)
    at = match.url_name if match else ""
    capability = getattr(getattr(request, "actor", None), "capability", None)
    return [
        Page(reverse(name), str(title), "page" if at == name else "true" if at in below else "")
        for name, title, below in PAGES
        if name not in FOR_SOME
        or capability is None
        or may(pack(), Verb.VIEW, capability, _page_object(name))
    ]


def _page_object(name: str) -> Object:
    """A page as permissions see it: as the ledger that it shows, where there is one."""
    ledger = FOR_SOME[name]
    bound = binding(ledger)
    return Object(name=name, ledger=ledger, keeper=bound.keeper if bound else None)


@register.simple_tag(takes_context=True)
def may_enter(context: Any, found: Ledger | None) -> bool:  # Any: Django's context is a mapping of anything
    """Whether the post acted in may enter into that ledger now."""
    request: HttpRequest = context["request"]
    return found is not None and can(request, Verb.ENTER, about(found))  # type: ignore[arg-type]  # a TownRequest


@register.simple_tag(takes_context=True)
def may_report(context: Any, duty: Duty) -> bool:  # Any: as above
    """Whether the duty names somebody to report to, and the post acted in may do so now."""
    request: HttpRequest = context["request"]
    return duty.report_to is not None and can(request, Verb.SUBMIT, about_duty(duty))  # type: ignore[arg-type]  # as above


def day_text(value: date) -> str:
    """As `cells.day`, and total: a day before 1873 in figures alone."""
    return cells.day(value) if value >= eras.REFORM_ON else value.isoformat()


def _japanese() -> bool:
    return (get_language() or "ja").startswith("ja")
