"""How ids of the rule pack are spoken on the screen, in the language now active."""

from __future__ import annotations

from django.utils.translation import get_language, ngettext, pgettext
from django.utils.translation import gettext as _

from sekisho.rules import naming
from sekisho.rules.model import Pack, Rank, Verb, Words


def said(words: Words) -> str:
    """`words` in the active language."""
    return words.said_in(get_language() or "ja")


def counted(sentence: str, n: int, **values: object) -> str:
    """A translatable `sentence` about a number %(n)d, in the form that the active language has for it.

    Japanese has one form for every number, so there is one sentence to write.
    """
    return ngettext(sentence, sentence, n) % {"n": n, **values}


def verb_name(verb: Verb) -> str:
    """行為 by its legal name."""
    return {
        Verb.VIEW: _("閲覧"),
        Verb.ENTER: _("記載"),
        Verb.AMEND: _("訂正"),
        Verb.RETIRE: _("抹消"),
        Verb.DISCHARGE: _("履行の記録"),
        Verb.EXCUSE: _("対象外の決定"),
        Verb.SUBMIT: _("報告"),
        Verb.ACKNOWLEDGE: _("受領"),
        Verb.DECIDE: _("決定"),
        Verb.INSTRUCT: _("指示・要請"),
    }[verb]


def rank_name(rank: Rank) -> str:
    """How a post stands in its section."""
    return {
        Rank.EXECUTIVE: _("特別職"),
        Rank.HEAD: _("課長"),
        Rank.SUPERVISOR: _("係長"),
        Rank.STAFF: pgettext("rank", "職員"),
        Rank.OUTSIDE: _("外部"),
    }[rank]


def name_of(pack: Pack, identifier: str) -> str:
    """The name of a section, post or role; the id itself where the pack knows none."""
    return said(naming.name_of(pack, identifier))


def clause_label(pack: Pack, identifier: str) -> str:
    """第5条第1号ウ for a5.i1.s3; the id itself where the pack has no such clause."""
    return naming.label_of(pack, identifier)


def who_may(pack: Pack, word: str, keeper: str | None, actors: tuple[str, ...]) -> str:
    """A permission word in plain language, e.g. "keeper:head" → 住民福祉課の課長."""
    kind, _colon, name = word.partition(":")
    match kind:
        case "everyone":
            return _("全職員")
        case "keeper" | "actor":
            offices = [keeper] if kind == "keeper" and keeper else list(actors)
            spoken = _("、").join(name_of(pack, office) for office in offices if office)
            return (
                _("%(office)sの%(rank)s") % {"office": spoken, "rank": rank_name(Rank(name))}
                if name
                else spoken
            )
        case "rank":
            return rank_name(Rank(name))
        case _:
            return name_of(pack, name)
