"""Who operates the system and was not trained this fiscal year (かつらぎ町 第3条第6項第4号・第5条第3号イ)."""

from __future__ import annotations

from datetime import date, datetime

from django.db.models import Q

from sekisho.kernel.queries import standing
from sekisho.ledgers.credentials import Credential
from sekisho.ledgers.training_attendance import trained


def untrained_operators(on: date, known_at: datetime) -> set[int]:
    """Persons (line ids) whose credential is live on `on` and who attended nothing this fiscal year so far.

    Who failed the test counts as untrained. As known at `known_at`.
    """
    live = standing(Credential, known_at).filter(issued_on__lte=on)
    live = live.filter(Q(ended_on__isnull=True) | Q(ended_on__gt=on))
    live = live.filter(Q(expires_on__isnull=True) | Q(expires_on__gte=on))
    holders = set(live.values_list("holder", flat=True))
    return holders - trained(on, known_at)
