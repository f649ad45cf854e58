"""From what was seen to what is the case."""

from __future__ import annotations

from collections.abc import Collection

from sekisho.isolation.model import Answer, Barrier, State


def judge(barrier: Barrier, answers: Collection[Answer]) -> State:
    """The state that the barrier and the attempts to connect prove together.

    An answer proves a connection, whatever the barrier says. Silence proves nothing by itself, for a server that
    is switched off is silent too: it counts only with the barrier seen in place. And a barrier that nobody tried is
    believed only where no probe is set up at all, as a signature may have to be.
    """
    answered = Answer.ANSWERED in answers
    if barrier is Barrier.PARTIAL:
        return State.PARTLY
    if answered:
        all_answered = set(answers) == {Answer.ANSWERED}
        return State.PARTLY if barrier is Barrier.IN_PLACE and not all_answered else State.CONNECTED
    if barrier is Barrier.IN_PLACE and (not answers or Answer.SILENT in answers):
        return State.CUT
    if barrier is Barrier.ABSENT and not answers:
        return State.CONNECTED
    return State.UNKNOWN
