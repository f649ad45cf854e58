"""Imports for templates: what was found and what is in a file, in words."""

from __future__ import annotations

from datetime import datetime

from django import template
from django.utils.translation import gettext as _

from sekisho.archive.schema import at
from sekisho.archiving.drafts import field_title
from sekisho.archiving.looking import said
from sekisho.intake.plain import one_line
from sekisho.intake.tables.findings import Finding, Weight, Words
from sekisho.intake.tables.kinds import Field
from sekisho.intake.tables.registry import KINDS

register = template.Library()


@register.filter
def in_words(words: Words) -> str:
    """The one of the two that the screen speaks."""
    return said(words)


@register.filter
def kind_name(kind: str) -> str:
    """What a kind of table is called."""
    return said(KINDS[kind].title)


@register.filter
def field_name(field: Field) -> str:
    """What a canonical field is called."""
    return field_title(field)


@register.filter
def weight(finding: Finding) -> str:
    """What a finding refuses, in a word."""
    return {Weight.TOLD: _("注意"), Weight.ROW: _("行を除く"), Weight.FILE: _("ファイル全体")}[finding.weight]


@register.filter
def tone(finding: Finding) -> str:
    """The class of the mark of a finding."""
    return {Weight.TOLD: "", Weight.ROW: " warm", Weight.FILE: " bad"}[finding.weight]


@register.filter
def known_at(microseconds: int) -> datetime:
    """Microseconds since 1970 as a moment."""
    return at(microseconds)


@register.filter
def visible(name: str) -> str:
    """The name of a file, with what would turn the direction of writing, or is not to be seen, as escapes."""
    return one_line(name)
