"""What a kind of table is made of: its columns, the row they make, and what must hold within a row."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from sekisho.intake.tables.findings import Weight, Words
from sekisho.intake.tables.values import Read, Value, text


@dataclass(frozen=True, slots=True)
class Field:
    """One canonical field. `label` is what the built-in profile calls it, `also` what a sample may call it.

    `required`: the column has to be there. `needed`: each cell of it has to be filled, and whole.
    """

    name: str
    label: str
    read: Read = text
    required: bool = False
    needed: bool = False
    also: tuple[str, ...] = ()


class Doubt(NamedTuple):
    """What is wrong between the fields of one row; `field` names the one to look at."""

    field: str
    words: Words
    weight: Weight = Weight.ROW


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of table. `row` makes the typed row of the values, and `line=`; `doubts` looks at it.

    `among` looks at all rows together: what rows of one file say of each other. Each doubt comes with the line it is of.
    """

    name: str
    title: Words
    fields: tuple[Field, ...]
    row: Callable[..., Any]  # Any: each kind has its own dataclass
    doubts: Callable[[Any], Iterable[Doubt]] = lambda _row: ()
    among: Callable[[Sequence[Any]], Iterable[tuple[int, Doubt]]] = lambda _rows: ()

    def field(self, name: str) -> Field | None:
        """The field of that canonical name."""
        return next((each for each in self.fields if each.name == name), None)

    def made(self, values: Mapping[str, Value], line: int) -> Any:
        """The typed row. What has no value takes the row's default."""
        return self.row(line=line, **{name: value for name, value in values.items() if value is not None})


def must(name: str, label: str, read: Read = text, *also: str) -> Field:
    """A field without which a row says nothing."""
    return Field(name, label, read, required=True, needed=True, also=also)


def ends_before(field: str) -> Doubt:
    """The end lies before the beginning."""
    return Doubt(field, Words("終わりが始まりより前です。", "It ends before it begins."))
