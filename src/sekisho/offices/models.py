"""Where Django looks for the tables; each stands in its own module."""

from __future__ import annotations

from sekisho.offices.absences import Absence
from sekisho.offices.accounts import Account
from sekisho.offices.acting_decisions import ActingDecision
from sekisho.offices.appointments import Appointment
from sekisho.offices.persons import Person

__all__ = ["Absence", "Account", "ActingDecision", "Appointment", "Person"]
