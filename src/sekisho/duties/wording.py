"""Cadences, retention and bases in plain words, in the language now active."""

from __future__ import annotations

from django.utils.translation import gettext as _

from sekisho.kernel.wording import counted
from sekisho.rules.cadences import EachOpenDay, Monthly, Promptly, Standing, Weekly, Within, Yearly
from sekisho.rules.model import Basis, Duty, Retention, Unit


def cadence_words(duty: Duty) -> str:
    """How often, as a clerk would say it."""
    match duty.cadence:
        case EachOpenDay():
            return _("開庁日ごと")
        case Weekly():
            return _("週に1回")
        case Monthly(every=every):
            return counted("%(n)dか月に1回", every) if every > 1 else _("月に1回")
        case Yearly(every=every):
            return counted("%(n)d年度に1回", every) if every > 1 else _("年度に1回")
        case Within() as within:
            return _within_words(within)
        case Promptly(target_minutes=minutes):
            aim = counted("目標 %(n)d分", minutes) if minutes else _("目標なし")
            return _("事があったら速やかに(規程に数字なし。%(aim)s)") % {"aim": aim}
        case Standing():
            return _("つねに(期日なし)")


def _within_words(within: Within) -> str:
    if within.days == 0:
        return _("事があった当日")
    if within.open_days:
        return counted("事があってから%(n)d開庁日以内", within.days)
    return counted("事があってから%(n)d日以内", within.days)


def retention_words(retention: Retention | None) -> str:
    """How long the evidence is kept, and whether it runs to the end of the fiscal year."""
    match retention:
        case None:
            return _("規程に定めなし")
        case Retention(unit=Unit.PERMANENT):
            return _("永年")
        case Retention(unit=Unit.FISCAL_YEARS, amount=amount):
            return counted("%(n)d年度", amount)
        case Retention(amount=amount, to_fiscal_year_end=True):
            return counted("%(n)d年(その年度の末日まで)", amount)
        case Retention(amount=amount):
            return counted("%(n)d年", amount)


def basis_words(basis: Basis) -> str:
    """What kind of authority a value rests on."""
    return {
        Basis.REGULATION: _("規程"),
        Basis.NOTICE: _("告示"),
        Basis.STATUTE: _("法令"),
        Basis.GUIDELINE: _("ガイドライン"),
        Basis.PRACTICE: _("町の運用"),
        Basis.DEFAULT: _("初期値"),
    }[basis]
