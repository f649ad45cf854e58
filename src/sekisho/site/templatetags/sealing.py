"""Seals for templates: whether an act is sealed, and how far the journal is."""

from __future__ import annotations

from dataclasses import dataclass

from django import template

from sekisho.archiving.refusals import refusing
from sekisho.archiving.sealed import waiting, window
from sekisho.kernel.refusals import Refusal

register = template.Library()


@dataclass(frozen=True, slots=True)
class Shown:
    """The size of the checkpoint that covers an act; 0: none does yet, or it cannot be told."""

    checkpoint: int = 0
    unreadable: bool = False


@dataclass(frozen=True, slots=True)
class Reach:
    """How far the journal is sealed: the newest checkpoint as it is printed, and how many acts wait."""

    short_form: str
    waiting: int


@register.simple_tag
def seal_of(number: int) -> Shown:
    """Whether the act of that number is sealed. An archive that cannot be read takes no page away."""
    try:
        with refusing():
            now = window()
    except Refusal:
        return Shown(unreadable=True)
    seal = now.seal_of(number) if now else None
    return Shown(seal.checkpoint) if seal else Shown()


@register.simple_tag
def reach() -> Reach | None:
    """How far the journal is sealed now; None where there is no archive, or it cannot be read."""
    try:
        with refusing():
            now = window()
            return Reach(now.short_form, max(0, waiting())) if now else None
    except Refusal:
        return None
