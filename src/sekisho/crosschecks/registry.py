"""The cross-checks, in the order in which they are shown. A new one is a module and a line here."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from sekisho.crosschecks.backups import backups_on_media, restore_tests_of_backups
from sekisho.crosschecks.cards import chain_of_cards, counts_of_cards
from sekisho.crosschecks.findings import CrossCheck
from sekisho.crosschecks.leavers import leavers_with_credentials
from sekisho.ledgers.backups import BACKUPS
from sekisho.ledgers.card_counts import CARD_COUNTS
from sekisho.ledgers.cards import CARDS
from sekisho.ledgers.credentials import CREDENTIALS
from sekisho.ledgers.media import MEDIA
from sekisho.ledgers.restore_tests import RESTORE_TESTS
from sekisho.offices.appointments import APPOINTMENTS

CROSS_CHECKS = (
    CrossCheck("leavers", _("離任者と認証情報"), (CREDENTIALS, APPOINTMENTS), leavers_with_credentials),
    CrossCheck("backups", _("バックアップと媒体"), (BACKUPS, MEDIA), backups_on_media),
    CrossCheck(
        "restore-tests", _("復元試験とバックアップ"), (RESTORE_TESTS, BACKUPS), restore_tests_of_backups
    ),
    CrossCheck("card-counts", _("カードの照合と受払"), (CARD_COUNTS, CARDS), counts_of_cards),
    CrossCheck("card-chain", _("カードの残の引継ぎ"), (CARDS,), chain_of_cards),
)
