"""電磁的記録媒体管理簿."""

from __future__ import annotations

from datetime import date

import pytest

from sekisho.kernel.models import Entry
from sekisho.kernel.queries import standing
from sekisho.kernel.refusals import Invalid
from sekisho.kernel.verbs import amend, retire
from sekisho.ledgers.media import MEDIA, Medium
from tests.cast import Town, at
from tests.conformance import LedgerConformance

FRIDAY = date(2026, 4, 10)
FACTS = {"number": "T-01", "kind": "tape", "use": "週次 第1世代", "place": "耐火金庫", "locked": True}
DISPOSED = {"disposal": "destroyed", "proof": "証明書 第3号"}


class TestMedia(LedgerConformance):
    ledger = MEDIA
    keeper = "welfare"
    facts = FACTS | {"started_on": date(2026, 4, 1)}
    change = {"place": "別館の金庫", "off_site": True}
    broken = {"disposed_on": date(2026, 4, 9), "disposal": "destroyed"}  # no evidence of it


@pytest.fixture
def town(db: None) -> Town:
    return Town()


def entered(town: Town, **facts: object) -> Entry:
    return town.welfare.enters(MEDIA, at(FRIDAY), **{**FACTS, "started_on": date(2026, 4, 1), **facts})


def test_one_number_names_one_medium_at_a_time(town: Town) -> None:
    entered(town)

    with pytest.raises(Invalid, match="同じ期間に別の行"):
        entered(town, started_on=date(2026, 4, 2))


def test_a_number_may_be_given_again_when_its_medium_is_gone(town: Town) -> None:
    entered(town, disposed_on=date(2026, 4, 9), **DISPOSED)

    entered(town, started_on=date(2026, 4, 9))
    assert Medium.objects.count() == 2


def test_a_line_with_a_number_twice_can_be_struck_out(town: Town) -> None:
    first = entered(town, disposed_on=date(2026, 4, 9), **DISPOSED)
    again = entered(town, started_on=date(2026, 4, 9))

    retire(MEDIA, again, on=FRIDAY, reason="二重記載", act=town.welfare.act(at(FRIDAY)))
    retire(MEDIA, first, on=FRIDAY, reason="二重記載", act=town.welfare.act(at(FRIDAY)))

    assert not standing(Medium, at(FRIDAY)).exists()


def test_a_medium_that_is_out_is_out_with_somebody(town: Town) -> None:
    with pytest.raises(Invalid, match="持出者"):
        entered(town, taken_out_on=date(2026, 4, 3))
    with pytest.raises(Invalid, match="返却日"):
        entered(town, brought_back_on=date(2026, 4, 3))

    medium = entered(town, taken_out_on=date(2026, 4, 3), taken_out_by=town.clerk.line)
    back = {"brought_back_on": date(2026, 4, 2)}
    with pytest.raises(Invalid, match="始まりの日より前"):
        amend(MEDIA, medium, back, reason="返却", act=town.welfare.act(at(FRIDAY)))
