"""The ledgers of the offices, in the order in which they are listed."""

from __future__ import annotations

from sekisho.offices.absences import ABSENCES
from sekisho.offices.acting_decisions import ACTING_DECISIONS
from sekisho.offices.appointments import APPOINTMENTS
from sekisho.offices.persons import PERSONS

LEDGERS = (PERSONS, APPOINTMENTS, ABSENCES, ACTING_DECISIONS)
