"""The cross-checks, in the order in which they are shown. A new one is a module and a line here."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from sekisho.crosschecks.findings import CrossCheck
from sekisho.crosschecks.leavers import leavers_with_credentials
from sekisho.ledgers.credentials import CREDENTIALS
from sekisho.offices.appointments import APPOINTMENTS

CROSS_CHECKS = (
    CrossCheck("leavers", _("離任者と認証情報"), (CREDENTIALS, APPOINTMENTS), leavers_with_credentials),
)
