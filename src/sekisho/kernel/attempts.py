"""What was tried and refused, where it has to stay on record: to widen one's own powers, to audit one's own section.

The refusal itself comes first: whatever happens to its record, nothing of the act is done.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import replace
from functools import wraps
from typing import ParamSpec, TypeVar

from django.db import DatabaseError
from django.db.models import Max

from sekisho.kernel.acts import Act
from sekisho.kernel.models import JournalEvent, Refused
from sekisho.kernel.permissions import Object
from sekisho.kernel.records import canonical, event_for, fields_of, writing
from sekisho.kernel.refusals import Attempt
from sekisho.rules.authority import Capacity
from sekisho.rules.model import Verb

P = ParamSpec("P")
T = TypeVar("T")
LOG = logging.getLogger(__name__)


def attempts_on_record(verb: Verb) -> Callable[[Callable[P, T]], Callable[P, T]]:
    """A verb whose refused attempts are kept; it takes its act as the keyword `act`.

    It stands outside the verb's own transaction (`writing`), which the refusal has rolled back by then. Where a caller has opened
    one of its own and gives it up too, the caller is such a verb itself and the record is made there. If we crash
    between the refusal and its record, nothing was done and nothing is on record.
    """

    def wrap(do: Callable[P, T]) -> Callable[P, T]:
        @wraps(do)
        def tried(*args: P.args, **kwargs: P.kwargs) -> T:
            try:
                return do(*args, **kwargs)
            except Attempt as refusal:
                act = kwargs["act"]
                assert isinstance(act, Act)
                keep_attempt(refusal, verb, act)
                raise

        return tried

    return wrap


def keep_attempt(refusal: Attempt, verb: Verb, act: Act) -> None:
    """Put on record that `act` was tried. Asks no permission and raises nothing but our own mistakes."""
    if act.capability.capacity is Capacity.FOUNDING:
        return  # nobody is there yet to answer for it
    try:
        with writing():
            last = JournalEvent.objects.aggregate(last=Max("recorded_at"))["last"]
            at = act.at if last is None else max(act.at, last)  # the journal never goes back
            row = Refused(kind=type(refusal).__name__, sentence=refusal.sentence)
            about = Object(name=refusal.sentence, clause=refusal.clause)
            event = event_for(row, verb, replace(act, at=at), about)
            event.body = canonical(fields_of(row))
            event.save(force_insert=True)
            row.event = event
            row.save(force_insert=True)
    except DatabaseError:
        LOG.exception("an attempt was refused and could not be put on record")
