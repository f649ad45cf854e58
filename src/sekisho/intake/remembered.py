"""What short texts mean, remembered. To look into a dictionary takes a third of the time of a call that looks first."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

Text = TypeVar("Text", bound=str | None)
Value = TypeVar("Value")


def remembered(most: int, longest: int) -> Callable[[Callable[[Text], Value]], Callable[[Text], Value]]:
    """Makes a function of one text remember so many of its values, of texts of so many characters at the longest.

    Neither many texts nor long ones can fill the memory. When it is full, it begins anew: that costs a sender of ever
    other texts no more than if nothing were remembered. The function has to be pure.
    """

    def remembering(function: Callable[[Text], Value]) -> Callable[[Text], Value]:
        return _Memory(function, most, longest).__getitem__

    return remembering


class _Memory(dict[Text, Value]):
    __slots__ = ("_function", "_longest", "_most")

    def __init__(self, function: Callable[[Text], Value], most: int, longest: int) -> None:
        super().__init__()
        self._function = function
        self._most = most
        self._longest = longest

    def __missing__(self, text: Text) -> Value:
        value = self._function(text)
        if text is None or len(text) <= self._longest:
            if len(self) >= self._most:
                self.clear()
            self[text] = value
        return value
