"""The cross-checks, in the order in which they are shown. A new one is a module and a line here."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from sekisho.crosschecks import (
    backups,
    cards,
    contacts,
    enrolment,
    handlers,
    leavers,
    maintenance,
    open_ends,
    prints,
    running_out,
)
from sekisho.crosschecks.findings import CrossCheck
from sekisho.ledgers.assets import ASSETS
from sekisho.ledgers.backups import BACKUPS
from sekisho.ledgers.card_counts import CARD_COUNTS
from sekisho.ledgers.cards import CARDS
from sekisho.ledgers.contacts import CONTACTS
from sekisho.ledgers.contractors import CONTRACTORS
from sekisho.ledgers.credentials import CREDENTIALS
from sekisho.ledgers.data_centre_checks import DATA_CENTRE_CHECKS
from sekisho.ledgers.disaster_plans import DISASTER_PLANS
from sekisho.ledgers.entry_exit import ENTRY_EXIT
from sekisho.ledgers.environment import ENVIRONMENT
from sekisho.ledgers.grants import GRANTS
from sekisho.ledgers.handlers import HANDLERS
from sekisho.ledgers.key_loans import KEY_LOANS
from sekisho.ledgers.keys import KEYS
from sekisho.ledgers.maintenance_reports import MAINTENANCE_REPORTS
from sekisho.ledgers.media import MEDIA
from sekisho.ledgers.operation_histories import OPERATION_HISTORIES
from sekisho.ledgers.pledges import PLEDGES
from sekisho.ledgers.restore_tests import RESTORE_TESTS
from sekisho.ledgers.sheets import SHEETS
from sekisho.ledgers.terminals import TERMINALS
from sekisho.ledgers.training_attendance import TRAINING_ATTENDANCE
from sekisho.offices.appointments import APPOINTMENTS

_VISITS = (MAINTENANCE_REPORTS, CONTRACTORS)

PEOPLE = (
    CrossCheck(
        "leavers", _("離任者と認証情報"), (CREDENTIALS, APPOINTMENTS), leavers.leavers_with_credentials
    ),
    CrossCheck(
        "designations",
        _("認証情報と取扱者の指定"),
        (CREDENTIALS, HANDLERS, APPOINTMENTS),
        handlers.holders_designated,
    ),
    CrossCheck(
        "released", _("離任者と取扱者の指定"), (HANDLERS, APPOINTMENTS), handlers.designated_without_post
    ),
    CrossCheck(
        "operators", _("操作履歴と権限の付与"), (OPERATION_HISTORIES, GRANTS), handlers.operators_known
    ),
    CrossCheck("pledged", _("登録前の誓約"), (CREDENTIALS, PLEDGES), enrolment.pledged_first),
    CrossCheck("trained", _("登録前の研修"), (CREDENTIALS, TRAINING_ATTENDANCE), enrolment.trained_first),
)
MAINTENANCE = (
    CrossCheck("visits-entries", _("保守点検と入退室"), (*_VISITS, ENTRY_EXIT), maintenance.visits_in_room),
    CrossCheck(
        "visits-keys",
        _("保守点検の入室と鍵の貸出"),
        (*_VISITS, ENTRY_EXIT, KEY_LOANS, KEYS),
        maintenance.keys_for_visits,
    ),
    CrossCheck("visits-reports", _("保守点検と報告"), _VISITS, maintenance.visits_reported),
    CrossCheck(
        "entries-visits", _("業者の入室と保守点検"), (ENTRY_EXIT, *_VISITS), maintenance.contractors_in_room
    ),
)
OPEN_ENDS = (
    CrossCheck("exits", _("入室と退室"), (ENTRY_EXIT,), open_ends.entries_without_exit),
    CrossCheck("keys-back", _("鍵の貸出と返却"), (KEY_LOANS, KEYS), open_ends.keys_not_back),
    CrossCheck("media-back", _("媒体の持出しと返却"), (MEDIA,), open_ends.media_not_back),
    CrossCheck("sheets-destroyed", _("帳票の廃棄予定と廃棄"), (SHEETS,), open_ends.sheets_kept_too_long),
)
STORED = (
    CrossCheck("backups-due", _("バックアップの予定と採取"), (BACKUPS,), backups.backups_due),
    CrossCheck("backups", _("バックアップと媒体"), (BACKUPS, MEDIA), backups.backups_on_media),
    CrossCheck("restore-tests-due", _("復元試験の予定と実施"), (RESTORE_TESTS,), backups.restore_tests_due),
    CrossCheck(
        "restore-tests",
        _("復元試験とバックアップ"),
        (RESTORE_TESTS, BACKUPS),
        backups.restore_tests_of_backups,
    ),
)
COUNTED = (
    CrossCheck(
        "prints",
        _("操作履歴の出力と帳票"),
        (OPERATION_HISTORIES, SHEETS, TERMINALS, GRANTS, CREDENTIALS),
        prints.prints_and_sheets,
    ),
    CrossCheck("card-counts", _("カードの照合と受払"), (CARD_COUNTS, CARDS), cards.counts_of_cards),
    CrossCheck("card-chain", _("カードの残の引継ぎ"), (CARDS,), cards.chain_of_cards),
    CrossCheck(
        "card-movements", _("カードの受払と照合の有無"), (CARDS, CARD_COUNTS), cards.movements_counted
    ),
)
RUNNING_OUT = (
    CrossCheck("contracts", _("委託契約と証明書の期限"), (CONTRACTORS,), running_out.contracts_running_out),
    CrossCheck("assets", _("情報資産の契約・保守・証明書の期限"), (ASSETS,), running_out.assets_running_out),
    CrossCheck(
        "data-centres",
        _("データセンターの認証の期限"),
        (DATA_CENTRE_CHECKS,),
        running_out.certificates_running_out,
    ),
    CrossCheck("batteries", _("無停電電源の電池の期限"), (ENVIRONMENT,), running_out.batteries_running_out),
)
DISASTERS = (
    CrossCheck("net-reached", _("手順の見直しと連絡網"), (CONTACTS, DISASTER_PLANS), contacts.net_reached),
)
CROSS_CHECKS = (*PEOPLE, *MAINTENANCE, *OPEN_ENDS, *STORED, *COUNTED, *RUNNING_OUT, *DISASTERS)
