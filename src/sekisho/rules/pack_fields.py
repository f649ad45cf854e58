"""Reading one table of a rule pack key by key: types, closed sets, references.

What is wrong is reported and reading goes on with a harmless value (an empty text, zero,
the first of a closed set), so that one reading finds everything. A pack with findings is
never handed out, so no such value leaves the loader.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from difflib import get_close_matches
from enum import StrEnum
from typing import TypeVar

from sekisho.rules.model import Words
from sekisho.rules.pack_findings import Log, Place
from sekisho.rules.wareki import NotADay, parse_day

E = TypeVar("E", bound=StrEnum)
V = TypeVar("V")

IDENTIFIER = re.compile(r"[a-z][a-z0-9_.-]*")
_CLOCK = re.compile(r"([01]\d|2[0-3]):[0-5]\d")


@dataclass(frozen=True, slots=True)
class Reference:
    """A value that must be an id of one of `kinds`."""

    value: str
    kinds: tuple[str, ...]
    place: Place


@dataclass(slots=True)
class Reading:
    """One reading of one pack: the log, every table met and every reference made."""

    log: Log = field(default_factory=Log)
    tables: list[Table] = field(default_factory=list)
    references: list[Reference] = field(default_factory=list)


class Table:
    """One table of a pack. Each method reads one key; keys never asked for are unknown."""

    def __init__(self, values: Mapping[str, object], place: Place, reading: Reading) -> None:
        self.place = place
        self._values = values
        self._reading = reading
        self._asked: dict[str, None] = {}
        reading.tables.append(self)

    def report(self, key: str, ja: str, en: str) -> None:
        """Note something wrong with the value of `key`."""
        self._reading.log.report(self.place.at(key), ja, en)

    def has(self, key: str) -> bool:
        """Whether the key stands in the table."""
        self._asked[key] = None
        return key in self._values

    # --- plain values ---

    def text(self, key: str) -> str:
        """A text that is not empty."""
        return self._text(key, self._value(key, required=True)) or ""

    def optional_text(self, key: str) -> str | None:
        """A text, or None where the key is absent."""
        return self._text(key, self._value(key, required=False))

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of texts; none where the key is absent."""
        return tuple(text for value in self._items(key) if (text := self._text(key, value)))

    def words(self, key: str) -> Words:
        """A text in both languages: `key.ja` and `key.en`."""
        if not self.has(key):
            return self._missing(key, Words("", ""))
        return self.optional_words(key) or Words("", "")

    def optional_words(self, key: str) -> Words | None:
        """A text in both languages, or None where the key is absent."""
        table = self.table(key)
        return table.own_words() if table else None

    def own_words(self) -> Words:
        """This table as a text in both languages: `ja` and `en`."""
        words = Words(self.text("ja"), self.text("en"))
        if words.en and not re.search("[A-Za-z]", words.en):
            self.report(
                "en",
                "英語になっていません。英語で書いてください。",
                "This is not English. Say it in English.",
            )
        return words

    def flag(self, key: str, default: bool | None = None) -> bool:
        """true or false; required where there is no default."""
        value = self._value(key, required=default is None)
        if value is None:
            return bool(default)
        return (
            value if isinstance(value, bool) else self._mistyped(key, "true か false", "true or false", False)
        )

    def integer(self, key: str, low: int, high: int, default: int | None = None) -> int:
        """A whole number in [low, high]; required where there is no default."""
        value = self._value(key, required=default is None)
        if value is None:
            return default if default is not None else low
        if isinstance(value, bool) or not isinstance(value, int):
            return self._mistyped(key, "整数", "a whole number", low)
        if not low <= value <= high:
            self.report(
                key,
                f"{value} は範囲の外です。{low} から {high} までの整数にしてください。",
                f"{value} is out of range. Give a whole number from {low} to {high}.",
            )
        return value

    def optional_integer(self, key: str, low: int, high: int) -> int | None:
        """A whole number in [low, high], or None where the key is absent."""
        return self.integer(key, low, high) if self.has(key) else None

    def day(self, key: str) -> date:
        """A date: 2022-12-06, or in quotation marks 令和4年12月6日."""
        return self._day(key, self._value(key, required=True)) or date.min

    def optional_day(self, key: str) -> date | None:
        """A date, or None where the key is absent."""
        return self._day(key, self._value(key, required=False))

    def clock(self, key: str) -> str:
        """A time of day as "08:30"."""
        text = self.text(key)
        if not text or _CLOCK.fullmatch(text):
            return text
        self.report(
            key,
            f'「{text}」は時刻ではありません。"08:30" の形で書いてください。',
            f'"{text}" is not a time of day. Write it as "08:30".',
        )
        return ""

    def choice(self, key: str, closed: type[E], default: E | None = None) -> E:
        """One word of a closed set; required where there is no default."""
        value = self._value(key, required=default is None)
        if value is None:
            return default if default is not None else next(iter(closed))
        return self._chosen(key, value, closed)

    def choices(self, key: str, closed: type[E]) -> tuple[E, ...]:
        """A list of words of a closed set."""
        return tuple(self._chosen(key, value, closed) for value in self._items(key))

    def word_of(self, key: str, words: Sequence[str], default: str | None = None) -> str:
        """One of `words`; required where there is no default."""
        if default is not None and not self.has(key):
            return default
        return self._word(key, self.text(key), words)

    def words_of(self, key: str, words: Sequence[str]) -> tuple[str, ...]:
        """A list of some of `words`."""
        return tuple(self._word(key, text, words) for text in self.texts(key))

    def is_word(self, key: str, word: str) -> bool:
        """Whether exactly `word` stands there, for keys that take a number or one word."""
        return self.has(key) and self._values[key] == word

    # --- ids and references ---

    def identifier(self, kind: str, key: str = "id") -> str:
        """The id that this table gives its thing; twice the same is a finding."""
        text = self.text(key)
        self._spelled(key, text)
        known = self._reading.log.ids.setdefault(kind, {})
        if text in known:
            first = known[text]
            self.report(
                key,
                f"「{text}」は {first.source.name} の {first.line} 行目にもあります。どちらかの名前を変えてください。",
                f'"{text}" is also in {first.source.name}, line {first.line}. Give one of them another id.',
            )
        elif text:
            known[text] = self.place
        return text

    def reference(self, key: str, *kinds: str) -> str:
        """The id of something of one of `kinds`."""
        text = self.text(key)
        self.refer(key, text, *kinds)
        return text

    def optional_reference(self, key: str, *kinds: str) -> str | None:
        """An id, or None where the key is absent."""
        return self.reference(key, *kinds) if self.has(key) else None

    def references(self, key: str, *kinds: str) -> tuple[str, ...]:
        """A list of ids."""
        texts = self.texts(key)
        for text in texts:
            self.refer(key, text, *kinds)
        return texts

    def refer(self, key: str, text: str, *kinds: str) -> None:
        """Note that `text`, read from `key`, must be an id of one of `kinds`."""
        if text:
            self._reading.references.append(Reference(text, kinds, self.place.at(key)))

    # --- tables within ---

    def table(self, key: str) -> Table | None:
        """The table under `key`, or None where the key is absent."""
        value = self._value(key, required=False)
        if value is None:
            return None
        if not isinstance(value, dict):
            return self._mistyped(key, "表(項目の集まり)", "a table", None)
        return Table(value, self.place.at(key), self._reading)

    def required_table(self, key: str) -> Table:
        """The table under `key`; an empty one, and a finding, where it is absent."""
        self._value(key, required=True)
        return self.table(key) or Table({}, self.place.at(key), Reading())  # what is asked of it goes nowhere

    def tables(self, key: str) -> list[Table]:
        """The tables of a list of tables, [[...]]."""
        found = []
        for index, value in enumerate(self._items(key)):
            if isinstance(value, dict):
                found.append(Table(value, self.place.at(key, index), self._reading))
            else:
                self._mistyped(key, "表の並び [[…]]", "a list of tables, [[…]]", None)
        return found

    def names(self) -> tuple[str, ...]:
        """Every key that stands in the table, for tables whose keys are free."""
        return tuple(self._values)

    def close(self) -> None:
        """Report the keys that nobody asked for."""
        for key in self._values:
            if key not in self._asked:
                near = get_close_matches(key, self._asked, n=1)
                known = near or list(self._asked)
                self.report(
                    key,
                    f"「{key}」という項目はありません。{'もしかして' if near else '使える項目'}: {'、'.join(known)}",
                    f'There is no key "{key}". {"Did you mean" if near else "Known keys"}: {", ".join(known)}',
                )

    # --- below: one value ---

    def _value(self, key: str, *, required: bool) -> object:
        self._asked[key] = None
        value = self._values.get(key)
        return self._missing(key, None) if value is None and required else value

    def _items(self, key: str) -> list[object]:
        value = self._value(key, required=False)
        if value is None:
            return []
        return value if isinstance(value, list) else self._mistyped(key, "配列 [ ]", "a list [ ]", [])

    def _text(self, key: str, value: object) -> str | None:
        if value is None:
            return None
        if not isinstance(value, str):
            return self._mistyped(key, "文字列(引用符で囲んだもの)", "a text in quotation marks", None)
        if not value.strip():
            self.report(
                key, "空です。値を書くか、項目ごと消してください。", "Empty. Give a value or remove the key."
            )
            return None
        return value

    def _day(self, key: str, value: object) -> date | None:
        if value is None or (isinstance(value, date) and not isinstance(value, datetime)):
            return value
        if not isinstance(value, str):
            return self._mistyped(key, "日付(2022-12-06 の形)", "a date such as 2022-12-06", None)
        try:
            return parse_day(value)
        except NotADay as error:
            self.report(key, error.words.ja, error.words.en)
            return None

    def _chosen(self, key: str, value: object, closed: type[E]) -> E:
        found = next((word for word in closed if word == value), None)
        if found is None:
            self._not_among(key, str(value), [word.value for word in closed])
        return found or next(iter(closed))

    def _not_among(self, key: str, text: str, words: Sequence[str]) -> None:
        self.report(
            key,
            f"「{text}」は使えません。次のどれかにしてください: {'、'.join(words)}",
            f'"{text}" cannot be used. Take one of: {", ".join(words)}',
        )

    def _spelled(self, key: str, text: str) -> None:
        if text and not IDENTIFIER.fullmatch(text):
            self.report(
                key,
                f"「{text}」は識別子に使えません。半角の英小文字で始め、英小文字・数字・_ - . だけで書いてください。",
                f'"{text}" cannot be an id. Begin with a lower-case letter; use a-z, 0-9, _ - . only.',
            )

    def _word(self, key: str, text: str, words: Sequence[str]) -> str:
        if text in words:
            return text
        if text:
            self._not_among(key, text, words)
        return words[0]

    def _missing(self, key: str, instead: V) -> V:
        self._reading.log.report(
            self.place.at(key),
            f"項目「{key}」がありません。書き足してください。",
            f'The key "{key}" is missing. Add it.',
        )
        return instead

    def _mistyped(self, key: str, ja: str, en: str, instead: V) -> V:
        self.report(key, f"値の種類が違います。{ja}にしてください。", f"The wrong type of value. Give {en}.")
        return instead
