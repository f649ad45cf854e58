"""The facts about people as the rules want them: appointments, absences, mayor's decisions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sekisho.kernel import queries
from sekisho.offices.absences import Absence
from sekisho.offices.acting_decisions import ActingDecision
from sekisho.offices.appointments import Appointment
from sekisho.offices.persons import Person
from sekisho.rules import standing as facts
from sekisho.rules.model import Condition


@dataclass(frozen=True, slots=True)
class People:
    """Who is who and who holds what, as known at one moment. Four queries, whatever the history."""

    standing: facts.Standing
    persons: dict[str, Person]

    def name(self, person: str) -> str:
        """The person's name; the key itself for one who is not in the ledger."""
        found = self.persons.get(person)
        return found.name if found else person


def people(known_at: datetime) -> People:
    """All that is known at `known_at` about who holds what, past and future appointments included."""
    return People(
        standing=facts.Standing(
            appointments=tuple(
                facts.Appointment(
                    person=str(row.person_id),
                    post=row.post,
                    since=row.since,
                    until=row.until,
                    order_number=row.order_number,
                    concurrent=row.concurrent,
                )
                for row in queries.standing(Appointment, known_at).order_by("since", "line")
            ),
            absences=tuple(
                facts.Absence(
                    person=str(row.person_id),
                    since=row.since_at,
                    until=row.until_at,
                    condition=Condition(row.condition),
                )
                for row in queries.standing(Absence, known_at).order_by("since_at", "line")
            ),
            decisions=tuple(
                facts.ActingDecision(
                    role_or_post=row.acts_for,
                    person=str(row.person_id),
                    post=row.post,
                    since=row.since_at,
                    until=row.until_at,
                    number=row.document_number,
                )
                for row in queries.standing(ActingDecision, known_at).order_by("since_at", "line")
            ),
        ),
        persons={str(row.line_id): row for row in queries.standing(Person, known_at)},
    )
