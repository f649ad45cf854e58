"""The ledgers, in the order in which they are listed. A new one is a module and a line here."""

from __future__ import annotations

from sekisho.ledgers.assets import ASSETS
from sekisho.ledgers.attendance import ATTENDANCE
from sekisho.ledgers.audit_findings import AUDIT_FINDINGS
from sekisho.ledgers.audits import AUDITS
from sekisho.ledgers.authority_checks import AUTHORITY_CHECKS
from sekisho.ledgers.backups import BACKUPS
from sekisho.ledgers.building import BUILDING
from sekisho.ledgers.card_counts import CARD_COUNTS
from sekisho.ledgers.cards import CARDS
from sekisho.ledgers.contacts import CONTACTS
from sekisho.ledgers.contractors import CONTRACTORS
from sekisho.ledgers.credentials import CREDENTIALS
from sekisho.ledgers.daily_checks import DAILY_CHECKS
from sekisho.ledgers.data_centre_checks import DATA_CENTRE_CHECKS
from sekisho.ledgers.data_centre_instructions import DATA_CENTRE_INSTRUCTIONS
from sekisho.ledgers.disaster import DISASTER
from sekisho.ledgers.disaster_drills import DISASTER_DRILLS
from sekisho.ledgers.disaster_plans import DISASTER_PLANS
from sekisho.ledgers.disconnection_orders import DISCONNECTION_ORDERS
from sekisho.ledgers.disconnection_runs import DISCONNECTION_RUNS
from sekisho.ledgers.disconnections import DISCONNECTIONS
from sekisho.ledgers.emergency_binders import EMERGENCY_BINDERS
from sekisho.ledgers.emergency_notices import EMERGENCY_NOTICES
from sekisho.ledgers.entry_exit import ENTRY_EXIT
from sekisho.ledgers.environment import ENVIRONMENT
from sekisho.ledgers.firewall_logs import FIREWALL_LOGS
from sekisho.ledgers.firewall_reviews import FIREWALL_REVIEWS
from sekisho.ledgers.grants import GRANTS
from sekisho.ledgers.handlers import HANDLERS
from sekisho.ledgers.hearings import HEARINGS
from sekisho.ledgers.incidents import INCIDENTS
from sekisho.ledgers.instructions import INSTRUCTIONS
from sekisho.ledgers.key_loans import KEY_LOANS
from sekisho.ledgers.keys import KEYS
from sekisho.ledgers.maintenance_reports import MAINTENANCE_REPORTS
from sekisho.ledgers.media import MEDIA
from sekisho.ledgers.meeting_notices import MEETING_NOTICES
from sekisho.ledgers.meetings import MEETINGS
from sekisho.ledgers.methods import METHODS
from sekisho.ledgers.minutes import MINUTES
from sekisho.ledgers.official_texts import OFFICIAL_TEXTS
from sekisho.ledgers.operation_histories import OPERATION_HISTORIES
from sekisho.ledgers.papers import PAPERS
from sekisho.ledgers.pledges import PLEDGES
from sekisho.ledgers.recovery_funds import RECOVERY_FUNDS
from sekisho.ledgers.resolutions import RESOLUTIONS
from sekisho.ledgers.restore_tests import RESTORE_TESTS
from sekisho.ledgers.server_room import SERVER_ROOM
from sekisho.ledgers.sheets import SHEETS
from sekisho.ledgers.special_matters import SPECIAL_MATTERS
from sekisho.ledgers.stock_takes import STOCK_TAKES
from sekisho.ledgers.terminals import TERMINALS
from sekisho.ledgers.training import TRAINING
from sekisho.ledgers.training_attendance import TRAINING_ATTENDANCE
from sekisho.ledgers.training_plans import TRAINING_PLANS
from sekisho.ledgers.transfer_lists import TRANSFER_LISTS

LEDGERS = (
    DAILY_CHECKS,
    OPERATION_HISTORIES,
    AUTHORITY_CHECKS,
    PAPERS,
    CREDENTIALS,
    GRANTS,
    PLEDGES,
    HANDLERS,
    FIREWALL_LOGS,
    FIREWALL_REVIEWS,
    CONTRACTORS,
    MAINTENANCE_REPORTS,
    TERMINALS,
    MEDIA,
    BACKUPS,
    RESTORE_TESTS,
    ASSETS,
    STOCK_TAKES,
    SHEETS,
    CARDS,
    CARD_COUNTS,
    SERVER_ROOM,
    DATA_CENTRE_CHECKS,
    ENTRY_EXIT,
    KEYS,
    KEY_LOANS,
    DATA_CENTRE_INSTRUCTIONS,
    ENVIRONMENT,
    RECOVERY_FUNDS,
    SPECIAL_MATTERS,
    BUILDING,
    TRAINING_PLANS,
    TRAINING,
    TRAINING_ATTENDANCE,
    DISASTER_PLANS,
    CONTACTS,
    DISASTER_DRILLS,
    EMERGENCY_BINDERS,
    DISASTER,
    INCIDENTS,
    DISCONNECTIONS,
    DISCONNECTION_ORDERS,
    DISCONNECTION_RUNS,
    EMERGENCY_NOTICES,
    TRANSFER_LISTS,
    MEETINGS,
    MEETING_NOTICES,
    ATTENDANCE,
    HEARINGS,
    RESOLUTIONS,
    MINUTES,
    INSTRUCTIONS,
    METHODS,
    AUDITS,
    AUDIT_FINDINGS,
    OFFICIAL_TEXTS,
)
