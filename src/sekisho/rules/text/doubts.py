"""What a reading can leave in doubt: stable codes, and a sentence for each in both languages."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from sekisho.rules.model import Words
from sekisho.rules.text.tree import Doubt


class Code(StrEnum):
    """Why a person should look. The values are stable: other programs may compare them."""

    LOST_MARKER = "lost_marker"
    LOST_HEADING = "lost_heading"
    UNNUMBERED_PARAGRAPH = "unnumbered_paragraph"
    UNMARKED_LINE = "unmarked_line"
    ODD_MARK = "odd_mark"
    TOUCHING_MARK = "touching_mark"
    LOOKALIKE = "lookalike"
    AMBIGUOUS = "ambiguous"
    GAP = "gap"
    DUPLICATE = "duplicate"
    OUT_OF_ORDER = "out_of_order"
    LATE_START = "late_start"
    STRAY_CAPTION = "stray_caption"
    STRAY_ARTICLE = "stray_article"
    UNPLACED_LINE = "unplaced_line"
    PAGE_MARK = "page_mark"
    CONTENTS_MISMATCH = "contents_mismatch"
    NO_TITLE = "no_title"
    NO_CLAUSES = "no_clauses"
    REPLACEMENT_CHARACTER = "replacement_character"
    PRIVATE_USE = "private_use"
    CONTROL_CHARACTER = "control_character"
    INVISIBLE_CHARACTER = "invisible_character"
    INCOMPLETE_PROMULGATION = "incomplete_promulgation"
    UNREADABLE_DATE = "unreadable_date"
    UNDATED_SUPPLEMENT = "undated_supplement"
    NO_COMMENCEMENT = "no_commencement"
    UNCLEAR_COMMENCEMENT = "unclear_commencement"
    PARTIAL_COMMENCEMENT = "partial_commencement"
    NOT_IN_HISTORY = "not_in_history"
    NO_SUPPLEMENT = "no_supplement"


def doubt(code: Code, line: int, facts: Mapping[str, str | int] = MappingProxyType({})) -> Doubt:
    """The doubt `code` about `line`; `facts` fill the gaps of its sentence."""
    ja, en = _SENTENCES[code]
    return Doubt(code.value, line, Words(ja.format_map(facts), en.format_map(facts)))


_SENTENCES = {
    Code.LOST_MARKER: (
        "番号のない行です。前後の並びから「{label}」を補いました。原本で確かめてください。",
        "The line has lost its number; “{label}” was put back from the order around it. Check the original.",
    ),
    Code.LOST_HEADING: (
        "「附則」の見出しがありませんが、内容から附則の始まりとして読みました。原本で確かめてください。",
        "The heading 附則 is missing; the wording says that supplementary provisions begin. Check the original.",
    ),
    Code.UNNUMBERED_PARAGRAPH: (
        "項番号のない行を第{number}項として読みました。原本で確かめてください。",
        "The line has no paragraph number and was read as paragraph {number}. Check the original.",
    ),
    Code.UNMARKED_LINE: (
        "番号のない行です。どの条項に属するか確かめてください。",
        "The line has no number. Check to which clause it belongs.",
    ),
    Code.ODD_MARK: (
        "条文の番号ではない記号「{mark}」で始まる行です。どの条項に属するか確かめてください。",
        "The line begins with “{mark}”, which numbers no clause. Check to which clause it belongs.",
    ),
    Code.TOUCHING_MARK: (
        "番号「{label}」と本文の間に空きがありません。番号として読みました。原本で確かめてください。",
        "Nothing separates “{label}” from its text; it was read as a number. Check the original.",
    ),
    Code.LOOKALIKE: (
        "「{label}」は、並びから見て「{meant}」の誤りとして読みました。原本で確かめてください。",
        "“{label}” was read as a slip for “{meant}”, which the order asks for. Check the original.",
    ),
    Code.AMBIGUOUS: (
        "「{label}」は二通りに読めます。内側の並びとして読みました。原本で確かめてください。",
        "“{label}” can be read in two ways and was taken for the inner list. Check the original.",
    ),
    Code.GAP: (
        "「{before}」の次が「{after}」です。間の番号が欠けています。削除か脱落か確かめてください。",
        "“{before}” is followed by “{after}”; a number is missing between them. Check whether it was repealed or lost.",
    ),
    Code.DUPLICATE: (
        "番号「{after}」が二度あります。原本で確かめてください。",
        "The number “{after}” stands twice. Check the original.",
    ),
    Code.OUT_OF_ORDER: (
        "「{before}」の次が「{after}」で、順になっていません。原本で確かめてください。",
        "“{before}” is followed by “{after}”, out of order. Check the original.",
    ),
    Code.LATE_START: (
        "並びが「{after}」から始まっています。前の番号が欠けていないか確かめてください。",
        "The list begins with “{after}”. Check whether earlier numbers are missing.",
    ),
    Code.STRAY_CAPTION: (
        "見出し「{caption}」の後に条も項もありません。どの条項の見出しか確かめてください。",
        "The caption “{caption}” is followed by no clause. Check to which clause it belongs.",
    ),
    Code.STRAY_ARTICLE: (
        "附則又は別表の後に本則の続きとみられる「{label}」があります。本則の条として読みました。",
        "“{label}” stands behind 附則 or an appendix but continues the main provisions, with which it was read.",
    ),
    Code.UNPLACED_LINE: (
        "何の行か分かりません。そのまま残しました。原本で確かめてください。",
        "What this line is could not be told; it was kept as it stands. Check the original.",
    ),
    Code.PAGE_MARK: (
        "頁番号とみられる行です。条文に含めませんでした。",
        "The line looks like a page number and was left out of the clauses.",
    ),
    Code.CONTENTS_MISMATCH: (
        "目次の「{label}」が本文にありません。目次と本文を見比べてください。",
        "The contents name “{label}”, which the text does not have. Compare the two.",
    ),
    Code.NO_TITLE: (
        "題名が見つかりません。本文の初めに題名の行があるか確かめてください。",
        "No title was found. Check whether the text begins with its title.",
    ),
    Code.NO_CLAUSES: (
        "条も項も見つかりません。規程の本文かどうか確かめてください。",
        "Neither articles nor paragraphs were found. Check whether this is the text of a rule.",
    ),
    Code.REPLACEMENT_CHARACTER: (
        "読めない文字の代わりの記号({found})があります。元の文字を原本で確かめてください。",
        "The line holds signs that replace unreadable characters ({found}). Look up the originals.",
    ),
    Code.PRIVATE_USE: (
        "外字({found})があります。どの文字か原本で確かめてください。",
        "The line holds characters of private use, 外字 ({found}). Look up what they are.",
    ),
    Code.CONTROL_CHARACTER: (
        "制御文字({found})があります。文字が欠けていないか原本で確かめてください。",
        "The line holds control characters ({found}). Check whether text is missing.",
    ),
    Code.INVISIBLE_CHARACTER: (
        "目に見えない文字({found})があります。取り除いてよいか確かめてください。",
        "The line holds invisible characters ({found}). Check whether they can go.",
    ),
    Code.INCOMPLETE_PROMULGATION: (
        "公布の日と番号の両方がそろっていないため、版として挙げていません。原本で確かめてください。",
        "The day and the number of promulgation are not both given, so no version was made of it. Check the original.",
    ),
    Code.UNREADABLE_DATE: (
        "日付「{written}」を読めません。原本で確かめてください。",
        "The date “{written}” cannot be read. Check the original.",
    ),
    Code.UNDATED_SUPPLEMENT: (
        "この附則には公布の日と番号がなく、どの改正のものか分かりません。沿革と見比べてください。",
        "These supplementary provisions name no date and number, so their amendment is unknown. Compare the history.",
    ),
    Code.NO_COMMENCEMENT: (
        "この附則に施行の日がありません。原本で確かめてください。",
        "These supplementary provisions name no day of commencement. Check the original.",
    ),
    Code.UNCLEAR_COMMENCEMENT: (
        "施行の日が日付として書かれていません。決定や告示で確かめて、版に記入してください。",
        "The day of commencement is not written as a date. Look it up in the decision or notice that set it.",
    ),
    Code.PARTIAL_COMMENCEMENT: (
        "一部の規定だけ施行又は適用の日が異なります。版の日付は最初に書かれた日によりました。",
        "Some provisions commence or apply on another day. The version carries the day that is named first.",
    ),
    Code.NOT_IN_HISTORY: (
        "{named}の附則がありますが、沿革に同じ改正がありません。原本で確かめてください。",
        "There are supplementary provisions of {named}, which the history does not list. Check the original.",
    ),
    Code.NO_SUPPLEMENT: (
        "{named}の附則がありません。施行の日は分かりません。原本で確かめてください。",
        "The supplementary provisions of {named} are missing; its commencement is unknown. Check the original.",
    ),
}
