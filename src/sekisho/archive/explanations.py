"""What a verifier explains besides: what holds, what it could not know, what it did not look at; in Japanese, in English."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

EXPLANATIONS: Final[Mapping[str, tuple[str, str]]] = {
    # files
    "log_absent": (
        "この台帳の公開鍵が与えられていますが、台帳がありません。まだ始まっていないのか、取り除かれたのかは分かりません。",
        "A key for this log was given and the log is not here. Whether it has not begun yet or was removed cannot be known.",
    ),
    # checkpoints
    "given_agrees": (
        "与えられたチェックポイント(大きさ{size})と一致します。",
        "The given checkpoint (size {size}) agrees.",
    ),
    "open_end": (
        "与えられたチェックポイントは大きさ{size}までです。その後({here}件まで)に続きがあったかどうかは分かりません。",
        "The given checkpoints reach to size {size}. Whether more followed than the {here} records here cannot be known.",
    ),
    # records
    "clock_said": (
        "時計が{before}から{after}に戻されたと記されています。",
        "The clock was set back from {before} to {after}, and the log says so.",
    ),
    # tail and further
    "aside": (
        "書きかけの{count}バイトが、再開の時に別に置かれました。",
        "{count} bytes of an interrupted write were set aside at a restart.",
    ),
    "unsealed": (
        "まだ封印されていない記録が{count}件あります。署名はこれを守っていません。",
        "{count} records are not sealed yet: no signature protects them.",
    ),
    "sampled": (
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
        "記録0から{first}の前までは、決定により廃棄されています。",
        "Records [0, {first}) were disposed of by decision.",
    ),
    "cosigned": (
        "証人{witness}が、大きさ{size}までの記録を{moment}に連署しています。",
        "The witness {witness} cosigned the records up to size {size} at {moment}.",
    ),
    "not_cosigned": (
        "証人{witness}の連署はありません。",
        "The witness {witness} has cosigned nothing of this log.",
    ),
    "cosigned_unverified": (
        "連署されたチェックポイントが{count}個ありますが、証人の公開鍵が与えられていないので、連署は確かめていません。",
        "{count} checkpoints are cosigned; no key of a witness was given, so the cosignatures were not verified.",
    ),
    "timestamped": (
        "大きさ{size}までの記録が{moment}にあったことを、タイムスタンプが示しています。",
        "A time stamp shows that the records up to size {size} were there at {moment}.",
    ),
    "timestamp_no_root": (
        "{count}個のタイムスタンプは、時刻認証局のルート証明書が与えられていないので、署名を確かめていません。",
        "The signatures of {count} time stamps were not verified: no root certificate of the authority was given.",
    ),
    "timestamp_no_extra": (
        "{count}個のタイムスタンプを確かめていません。拡張timestampが入っていません。",
        "{count} time stamps were not verified: the extra timestamp is not installed.",
    ),
    "timestamp_unseen": (
        "{count}個のタイムスタンプは、その大きさの根を計算できないので、比べていません。",
        "{count} time stamps could not be compared: the roots of their sizes cannot be computed.",
    ),
}
