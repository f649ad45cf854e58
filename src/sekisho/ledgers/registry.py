"""The ledgers, in the order in which they are listed. A new one is a module and a line here."""

from __future__ import annotations

from sekisho.ledgers.backups import BACKUPS
from sekisho.ledgers.credentials import CREDENTIALS
from sekisho.ledgers.daily_checks import DAILY_CHECKS
from sekisho.ledgers.firewall_logs import FIREWALL_LOGS
from sekisho.ledgers.grants import GRANTS
from sekisho.ledgers.media import MEDIA
from sekisho.ledgers.methods import METHODS
from sekisho.ledgers.official_texts import OFFICIAL_TEXTS
from sekisho.ledgers.operation_histories import OPERATION_HISTORIES
from sekisho.ledgers.papers import PAPERS
from sekisho.ledgers.restore_tests import RESTORE_TESTS
from sekisho.ledgers.stock_takes import STOCK_TAKES
from sekisho.ledgers.terminals import TERMINALS

LEDGERS = (
    DAILY_CHECKS,
    OPERATION_HISTORIES,
    PAPERS,
    CREDENTIALS,
    GRANTS,
    FIREWALL_LOGS,
    TERMINALS,
    MEDIA,
    BACKUPS,
    RESTORE_TESTS,
    STOCK_TAKES,
    METHODS,
    OFFICIAL_TEXTS,
)
