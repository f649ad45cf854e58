"""What a verifier found: each finding in one sentence, in Japanese and in English."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Weight(StrEnum):
    """A fault says that evidence is damaged, missing or altered, or could not be looked at; a note explains."""

    FAULT = "fault"
    NOTE = "note"


LONGEST = 300
"""Characters of one piece of a sentence."""

WORDS: dict[str, tuple[Weight, str, str]] = {
    # keys
    "no_key": (Weight.FAULT, "公開鍵が与えられていません。", "No public key was given."),
    "unknown_key": (
        Weight.FAULT,
        "与えられた公開鍵では確かめられない署名です。({detail})",
        "The signature is not that of a given key. ({detail})",
    ),
    "wrong_signature": (
        Weight.FAULT,
        "署名が内容と合いません。({detail})",
        "The signature does not fit. ({detail})",
    ),
    "key_outside_span": (
        Weight.FAULT,
        "大きさ{size}のチェックポイントに、その時期の鍵ではない鍵で署名されています。",
        "The checkpoint of size {size} is signed by a key that was not good for it.",
    ),
    "handover": (
        Weight.FAULT,
        "鍵の引継ぎの記録が正しくありません。({detail})",
        "The handovers of keys are broken. ({detail})",
    ),
    # files
    "missing_file": (Weight.FAULT, "あるべきファイルがありません。", "The file is missing."),
    "extra_file": (Weight.FAULT, "目録にないファイルがあります。", "The file is named by no manifest."),
    "file_differs": (
        Weight.FAULT,
        "ファイルの内容が、署名された目録と違います。",
        "The file is not what the signed manifest says.",
    ),
    "irregular": (
        Weight.FAULT,
        "ファイルでもフォルダーでもないもの(リンクやパイプなど)があります。中は見ていません。",
        "This is neither a file nor a directory, but a link, a pipe or the like. It was not looked into.",
    ),
    "no_manifest": (Weight.FAULT, "目録がありません。", "There is no manifest."),
    "manifest": (Weight.FAULT, "目録を読めません。({detail})", "The manifest cannot be read. ({detail})"),
    "no_log": (Weight.FAULT, "この名前の台帳はありません。", "There is no log of this name."),
    "log_absent": (
        Weight.NOTE,
        "この台帳の公開鍵が与えられていますが、台帳がありません。まだ始まっていないのか、取り除かれたのかは分かりません。",
        "A key for this log was given and the log is not here. Whether it has not begun yet or was removed cannot be known.",
    ),
    "nothing": (Weight.FAULT, "ここにアーカイブはありません。", "There is no archive here."),
    # checkpoints
    "checkpoint": (
        Weight.FAULT,
        "チェックポイントを読めません。({detail})",
        "A checkpoint cannot be read. ({detail})",
    ),
    "checkpoint_order": (
        Weight.FAULT,
        "チェックポイントの大きさが増えていません。({before}の次に{size})",
        "The sizes of the checkpoints do not grow: {size} after {before}.",
    ),
    "checkpoints_end": (
        Weight.FAULT,
        "最後のチェックポイント(大きさ{size})が目録(大きさ{manifest})と合いません。",
        "The last checkpoint (size {size}) is not that of the manifest (size {manifest}).",
    ),
    "fork": (
        Weight.FAULT,
        (
            "大きさ{size}で、署名された根と記録から計算した根が違います。記録{first}から{size}の前までのどこかが変わっています"
            "(受信{begin}〜{last}、続く{more}個のチェックポイントも合いません)。"
        ),
        (
            "At size {size} the signed root is not that of the records: something in [{first}, {size}) has changed "
            "(received {begin} to {last}; {more} checkpoints after it do not fit either)."
        ),
    ),
    "unproven": (
        Weight.FAULT,
        "ここの記録(受信{begin}〜{last})を守る正しい署名がありません。",
        "No valid signature covers these records (received {begin} to {last}).",
    ),
    "branch": (
        Weight.FAULT,
        "大きさ{size}の署名済みチェックポイントは、ここの記録とは別の枝のものです。後のチェックポイントはここの記録と合います。",
        "The signed checkpoint of size {size} is of another history than the records here, which later ones confirm.",
    ),
    "not_compared": (
        Weight.FAULT,
        "{count}個のチェックポイント(大きさ{size}から)は、読めない記録があるため比べられません。",
        "{count} checkpoints from size {size} on could not be compared: some of the records cannot be read.",
    ),
    "handed_over": (
        Weight.FAULT,
        "鍵の引継ぎの時の大きさ{size}と根が、ここの記録と合いません。ここには{here}件あります。",
        "A handover of keys names size {size} and its root, which are not those of the {here} records here.",
    ),
    "shorter": (
        Weight.FAULT,
        "与えられたチェックポイントは大きさ{size}ですが、ここには{here}件しかありません。末尾が失われたか、古い控えです。",
        "The given checkpoint has size {size}, and only {here} records are here: cut off, or an older copy.",
    ),
    "given_differs": (
        Weight.FAULT,
        "与えられたチェックポイント(大きさ{size})の根が、ここの記録の根と違います。",
        "The root of the given checkpoint (size {size}) is not that of the records here.",
    ),
    "given_agrees": (
        Weight.NOTE,
        "与えられたチェックポイント(大きさ{size})と一致します。",
        "The given checkpoint (size {size}) agrees.",
    ),
    "given_unknown": (
        Weight.FAULT,
        "与えられたチェックポイント(大きさ{size})は、読めない記録があるため比べられません。",
        "The given checkpoint (size {size}) could not be compared: some of the records cannot be read.",
    ),
    "open_end": (
        Weight.NOTE,
        "与えられたチェックポイントは大きさ{size}までです。その後({here}件まで)に続きがあったかどうかは分かりません。",
        "The given checkpoints reach to size {size}. Whether more followed than the {here} records here cannot be known.",
    ),
    "pruned_given": (
        Weight.FAULT,
        "与えられたチェックポイント(大きさ{size})は廃棄した範囲の中にあり、確かめられません。",
        "The given checkpoint (size {size}) lies within what was disposed of and cannot be compared.",
    ),
    # records
    "unreadable": (Weight.FAULT, "読めない所があります。({detail})", "A piece cannot be read. ({detail})"),
    "records_differ": (
        Weight.FAULT,
        "内容が封印の時と違います。",
        "The content is not what was sealed.",
    ),
    "position": (
        Weight.FAULT,
        "番号が続いていません。{expected}のはずが{found}です。",
        "The numbers do not follow: {found} instead of {expected}.",
    ),
    "gap": (Weight.FAULT, "記録がありません。", "Records are missing."),
    "overlap": (
        Weight.FAULT,
        "同じ番号の記録が二つのファイルにあります。",
        "Two files hold records of the same numbers.",
    ),
    "surplus": (
        Weight.FAULT,
        "ファイルの名より{count}件多く記録があります。",
        "The file holds {count} records more than its name says.",
    ),
    "value": (
        Weight.FAULT,
        "記録にあり得ない値です。({detail})",
        "No record can have this value. ({detail})",
    ),
    "columns": (
        Weight.FAULT,
        "列が宣言と違います。({detail})",
        "The columns are not the declared ones. ({detail})",
    ),
    "undeclared": (Weight.FAULT, "宣言{number}がありません。", "Declaration {number} is missing."),
    "other_schema": (
        Weight.FAULT,
        "宣言{number}の後の記録が、宣言{schema}に従っています。",
        "Records after declaration {number} follow declaration {schema}.",
    ),
    "salt_key": (
        Weight.FAULT,
        "この月の塩の鍵を読めないので、記録を確かめられません。({detail})",
        "The month's salt key cannot be read, so its records cannot be verified. ({detail})",
    ),
    "clock": (
        Weight.FAULT,
        "受信時刻が前の記録より戻っています。({before}から{after})",
        "The time of receipt steps back from {before} to {after}.",
    ),
    "clock_said": (
        Weight.NOTE,
        "時計が{before}から{after}に戻されたと記されています。",
        "The clock was set back from {before} to {after}, and the log says so.",
    ),
    "day_missing": (
        Weight.FAULT,
        "{source}の{day}の記録がありません。毎開庁日に届く約束です。",
        "Source {source} promised records for {day}, and there are none.",
    ),
    "statement": (
        Weight.FAULT,
        "アーカイブの陳述を読めません。({detail})",
        "A statement cannot be read. ({detail})",
    ),
    # tree
    "tile": (Weight.FAULT, "タイルが記録と合いません。", "The tile is not that of the records."),
    "marks": (Weight.FAULT, "目印が記録と合いません。", "The marks are not those of the records."),
    "rollup": (
        Weight.FAULT,
        "時間ごとの集計が、記録を数え直した結果と合いません。({detail})",
        "The roll-up is not what counting the records gives. ({detail})",
    ),
    # tail and further
    "tail": (
        Weight.FAULT,
        "封印前の記録に、フレームでない{count}バイトがあります。書きかけか損傷です。",
        "{count} bytes of the tail are no frame: an interrupted write, or damage.",
    ),
    "tail_frame": (
        Weight.FAULT,
        "封印前の記録のフレームを読めません。({detail})",
        "A frame of the tail cannot be read. ({detail})",
    ),
    "tail_gap": (
        Weight.FAULT,
        "封印前の記録が番号{found}から始まります。{expected}のはずです。",
        "The tail begins at record {found} instead of {expected}.",
    ),
    "aside": (
        Weight.NOTE,
        "書きかけの{count}バイトが、再開の時に別に置かれました。",
        "{count} bytes of an interrupted write were set aside at a restart.",
    ),
    "aside_differs": (
        Weight.FAULT,
        "別に置かれたバイトが、記された時と違うか、記されていません。",
        "Bytes set aside are not what the log says of them, or it says nothing.",
    ),
    "unsealed": (
        Weight.NOTE,
        "まだ封印されていない記録が{count}件あります。署名はこれを守っていません。",
        "{count} records are not sealed yet: no signature protects them.",
    ),
    "sampled": (
        Weight.NOTE,
        (
            "抜取りです。{rows}件のうち{looked}件を計算し、残りは見ていません。チェックポイントは{checkpoints}個のうち{compared}個を比べました。"
            "届く約束の日と、見ていない所の時計は調べていません。"
        ),
        (
            "A sample: {looked} of {rows} records were recomputed and the others not looked at; {compared} of {checkpoints} "
            "checkpoints were compared. Promised days, and the clock where nothing was looked at, were not checked."
        ),
    ),
    "no_anchor": (
        Weight.NOTE,
        (
            "外に控えたチェックポイントが与えられていないので、末尾が切り捨てられていないか、全体が古い控えや別の枝でないか、"
            "与えられた公開鍵が本物かどうかは分かりません。"
        ),
        (
            "No checkpoint from elsewhere was given: whether the end was cut off, whether all of it is an older copy or another "
            "branch, and whether the given key is the true one, cannot be known."
        ),
    ),
    "disposed": (
        Weight.NOTE,
        "記録0から{first}の前までは、決定により廃棄されています。",
        "Records [0, {first}) were disposed of by decision.",
    ),
    "undisposed": (
        Weight.FAULT,
        "記録0から{first}の前までがなく、それを廃棄した決定がありません。",
        "Records [0, {first}) are gone, and no decision disposed of them.",
    ),
    "cosignature": (
        Weight.FAULT,
        "連署が記録と合いません。({detail})",
        "The cosigned checkpoint does not fit. ({detail})",
    ),
    "cosigned": (
        Weight.NOTE,
        "証人{witness}が、大きさ{size}までの記録を{moment}に連署しています。",
        "The witness {witness} cosigned the records up to size {size} at {moment}.",
    ),
    "not_cosigned": (
        Weight.NOTE,
        "証人{witness}の連署はありません。",
        "The witness {witness} has cosigned nothing of this log.",
    ),
    "cosigned_unverified": (
        Weight.NOTE,
        "連署されたチェックポイントが{count}個ありますが、証人の公開鍵が与えられていないので、連署は確かめていません。",
        "{count} checkpoints are cosigned; no key of a witness was given, so the cosignatures were not verified.",
    ),
    "timestamp": (
        Weight.FAULT,
        "大きさ{size}のタイムスタンプが、ここの記録のチェックポイントのものと認められません。({detail})",
        "The time stamp of size {size} is not one over the checkpoint of these records. ({detail})",
    ),
    "timestamped": (
        Weight.NOTE,
        "大きさ{size}までの記録が{moment}にあったことを、タイムスタンプが示しています。",
        "A time stamp shows that the records up to size {size} were there at {moment}.",
    ),
    "timestamp_no_root": (
        Weight.NOTE,
        "{count}個のタイムスタンプは、時刻認証局のルート証明書が与えられていないので、署名を確かめていません。",
        "The signatures of {count} time stamps were not verified: no root certificate of the authority was given.",
    ),
    "timestamp_no_extra": (
        Weight.NOTE,
        "{count}個のタイムスタンプを確かめていません。拡張timestampが入っていません。",
        "{count} time stamps were not verified: the extra timestamp is not installed.",
    ),
    "timestamp_unseen": (
        Weight.NOTE,
        "{count}個のタイムスタンプは、その大きさの根を計算できないので、比べていません。",
        "{count} time stamps could not be compared: the roots of their sizes cannot be computed.",
    ),
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing found: where (log, file or range of positions), and what, by its key in WORDS."""

    what: str
    log: str = ""
    file: str = ""
    first: int | None = None
    end: int | None = None
    field: str = ""
    detail: tuple[tuple[str, str], ...] = ()

    @property
    def weight(self) -> Weight:
        """Fault or note."""
        return WORDS[self.what][0]

    @property
    def ja(self) -> str:
        """The sentence in Japanese."""
        return WORDS[self.what][1].format(**dict(self.detail))

    @property
    def en(self) -> str:
        """The sentence in English."""
        return WORDS[self.what][2].format(**dict(self.detail))

    @property
    def where(self) -> str:
        """The place: log, file, records, field, as far as known."""
        places = [self.log, self.file, self.field]
        if self.first is not None and self.end is not None:
            one = self.end == self.first + 1
            places.insert(1, f"#{self.first}" if one else f"#{self.first}–{self.end - 1}")
        return " ".join(place for place in places if place)


def finding(what: str, log: str = "", file: str = "", **detail: object) -> Finding:
    """A finding; `at`, `until` (exclusive) and `field` are its place, everything else goes into the sentence."""
    first, end, field = detail.pop("at", None), detail.pop("until", None), detail.pop("field", "")
    assert isinstance(first, int | None)
    assert isinstance(end, int | None)
    said = tuple(sorted((name, _printable(_first_line(value))) for name, value in detail.items()))
    return Finding(what, _printable(log), _printable(file), first, end, _printable(str(field)), said)


def _first_line(value: object) -> str:
    """What a library says may have several; a name has only this one (`_printable` shows where it does not)."""
    return str(value).strip().split("\n", 1)[0]


def _printable(text: str) -> str:
    """On one line and safe on a terminal, whatever a file is called and whatever a damaged one makes a library say."""
    line = text.encode("utf-8", "backslashreplace").decode()
    shown = "".join(each if each.isprintable() else f"\\x{ord(each):02x}" for each in line)
    return shown if len(shown) <= LONGEST else f"{shown[:LONGEST]}…"
