"""開いたままの記載: who went in and did not come out, what was lent and did not come back (第5条第2号イ, 第5条第1号コ, ス)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from django.utils.translation import gettext as _

from sekisho.crosschecks.books import Books
from sekisho.crosschecks.findings import Compared, Contradiction, Side, line_side, missing_side
from sekisho.kernel.cells import day as day_text
from sekisho.kernel.queries import day_of
from sekisho.ledgers.entry_exit import ENTRY_EXIT, RoomEntry
from sekisho.ledgers.key_loans import KEY_LOANS, KeyLoan
from sekisho.ledgers.keys import KEYS, Key
from sekisho.ledgers.media import MEDIA, Medium
from sekisho.ledgers.sheets import SHEETS, Sheet


def entries_without_exit(books: Books) -> Compared:
    """Every entry into the room, held against the exit that ends it; the day of the entry itself is not over."""
    entries = [one for one in books.of(RoomEntry) if day_of(one.entered_at) <= books.on]
    found, open_today = [], 0
    for entry in entries:
        if entry.left_at is not None:
            continue
        if day_of(entry.entered_at) == books.on:
            open_today += 1
            continue
        sentence = _("入室した日が過ぎても、退室の記載がありません。退室した日時を確かめて記載してください。")
        missing = missing_side(ENTRY_EXIT, _("この入室の退室日時"))
        sides = (line_side(ENTRY_EXIT, entry), missing)
        found.append(Contradiction(day_of(entry.entered_at), sentence, sides))
    return Compared(len(entries), tuple(found), open_today)


def keys_not_back(books: Books) -> Compared:
    """Every loan of a key, held against the ledger of keys: after the day of the loan the key hangs there again."""
    loans = [one for one in books.of(KeyLoan) if day_of(one.lent_at) <= books.on]
    return lent_too_long(loans, {one.line_id: one for one in books.of(Key)}, on=books.on)


def lent_too_long(loans: Sequence[KeyLoan], keys: Mapping[int, Key], *, on: date) -> Compared:
    """Loans that were made before `on` and have not ended."""
    found, open_today = [], 0
    for loan in loans:
        if loan.returned_at is not None:
            continue
        if day_of(loan.lent_at) == on:
            open_today += 1
            continue
        key = keys.get(loan.key_id)
        other = (
            missing_side(KEY_LOANS, _("この貸出の返却日時"))
            if key is None
            else Side(
                str(KEYS),
                _("%(key)s 保管場所:%(place)s") % {"key": key, "place": key.place},
                KEYS,
                key.line.number,
            )
        )
        sentence = _(
            "貸し出した日が過ぎても、鍵が戻っていません。返してもらって返却日時を書いてください。"
            "失われたときは、それが分かった日時を書いてください。"
        )
        found.append(Contradiction(day_of(loan.lent_at), sentence, (line_side(KEY_LOANS, loan), other)))
    return Compared(len(loans), tuple(found), open_today)


def media_not_back(books: Books) -> Compared:
    """Every medium that is out, held against the day on which it was to be back; without one it is not compared."""
    out = [
        one
        for one in books.of(Medium)
        if one.taken_out_on is not None
        and one.taken_out_on <= books.on
        and (one.brought_back_on is None or one.brought_back_on > books.on)
        and (one.disposed_on is None or one.disposed_on > books.on)
    ]
    found = []
    for medium in out:
        if medium.back_by_on is None or medium.back_by_on >= books.on:
            continue
        sentence = _(
            "持ち出した媒体が、返却予定日を過ぎても戻っていません。"
            "戻して返却日を書くか、持出しを続ける理由と新しい予定日を書いてください。"
        )
        missing = missing_side(MEDIA, _("%(day)sまでの返却") % {"day": day_text(medium.back_by_on)})
        found.append(Contradiction(medium.back_by_on, sentence, (line_side(MEDIA, medium), missing)))
    return Compared(len(out), tuple(found), sum(one.back_by_on is None for one in out))


def sheets_kept_too_long(books: Books) -> Compared:
    """Every sheet that is kept until a planned day, held against its destruction."""
    kept = [one for one in books.of(Sheet) if day_of(one.printed_at) <= books.on and one.kept]
    planned = [one for one in kept if one.to_destroy_on is not None]
    found = []
    for sheet in planned:
        if sheet.to_destroy_on is None or sheet.to_destroy_on >= books.on:
            continue
        sentence = _(
            "廃棄予定日を過ぎた帳票が保管されたままです。廃棄して記載するか、残す理由があれば予定日を訂正してください。"
        )
        missing = missing_side(
            SHEETS,
            _("%(day)sまでの%(n)d枚の廃棄") % {"day": day_text(sheet.to_destroy_on), "n": sheet.kept},
        )
        found.append(Contradiction(sheet.to_destroy_on, sentence, (line_side(SHEETS, sheet), missing)))
    return Compared(len(planned), tuple(found))
