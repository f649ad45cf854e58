"""Legal holds: stating one in a log, and ending it (spec 12). What is said wrong there stays for ever, so it is refused.

How holds are read, and what they keep from going, is in retention.py.
"""

from __future__ import annotations

from sekisho.archive.retention import Hold, holds_in, is_blank
from sekisho.archive.writer import Writer


class HoldRefused(Exception):
    """The base of every reason not to state a hold, or its end."""


class NoNameOrReason(HoldRefused):
    """A hold has a name and a reason, and so has its end a reason; blanks are none."""


class HoldsNothing(HoldRefused):
    """The range is empty, or none of its records is in the log: it would keep nothing from going."""


class HoldExists(HoldRefused):
    """A hold of that name is in force."""


class NoSuchHold(HoldRefused):
    """No hold of that name is in force."""


def hold(writer: Writer, wanted: Hold) -> int:
    """State a legal hold and seal it. Returns the position of the statement.

    Raises a HoldRefused: then nothing was stated.
    """
    if is_blank(wanted.id) or is_blank(wanted.reason):
        raise NoNameOrReason("A hold has a name and a reason.")
    _require_range(writer, wanted)
    if any(each.id == wanted.id for each in holds_in(writer.statements)):
        raise HoldExists(f"There is a hold {wanted.id} already.")
    position = writer.state(
        {
            "statement": "hold",
            "id": wanted.id,
            "reason": wanted.reason,
            "first": wanted.first,
            "end": wanted.end,
        }
    )
    writer.seal()
    return position


def release(writer: Writer, name: str, *, reason: str) -> int:
    """State that a hold has ended and seal it. Returns the position of the statement. Raises a HoldRefused."""
    if is_blank(reason):
        raise NoNameOrReason("A hold ends for a reason.")
    if all(each.id != name for each in holds_in(writer.statements)):
        raise NoSuchHold(f"There is no hold {name}.")
    position = writer.state({"statement": "release", "id": name, "reason": reason})
    writer.seal()
    return position


def _require_range(writer: Writer, wanted: Hold) -> None:
    """A hold on all that is still to come may begin where the log ends. Raises HoldsNothing."""
    kept, size = writer.manifest.first, writer.size
    to_come = wanted.end is None and wanted.first == size
    is_empty = wanted.first < 0 or (wanted.end is not None and wanted.end <= wanted.first)
    if is_empty or not (wanted.covers(kept, size) or to_come):
        end = "" if wanted.end is None else wanted.end
        raise HoldsNothing(f"[{wanted.first}, {end}) has none of the records [{kept}, {size}).")
