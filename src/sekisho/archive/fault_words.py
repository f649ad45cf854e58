"""What a verifier says of evidence that is damaged, missing or altered, or could not be looked at: in Japanese, in English."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

FAULTS: Final[Mapping[str, tuple[str, str]]] = {
    # keys
    "no_key": ("公開鍵が与えられていません。", "No public key was given."),
    "unknown_key": (
        "与えられた公開鍵では確かめられない署名です。({detail})",
        "The signature is not that of a given key. ({detail})",
    ),
    "wrong_signature": (
        "署名が内容と合いません。({detail})",
        "The signature does not fit. ({detail})",
    ),
    "key_outside_span": (
        "大きさ{size}のチェックポイントに、その時期の鍵ではない鍵で署名されています。",
        "The checkpoint of size {size} is signed by a key that was not good for it.",
    ),
    "handover": (
        "鍵の引継ぎの記録が正しくありません。({detail})",
        "The handovers of keys are broken. ({detail})",
    ),
    # files
    "missing_file": ("あるべきファイルがありません。", "The file is missing."),
    "extra_file": ("目録にないファイルがあります。", "The file is named by no manifest."),
    "file_differs": (
        "ファイルの内容が、署名された目録と違います。",
        "The file is not what the signed manifest says.",
    ),
    "irregular": (
        "ファイルでもフォルダーでもないもの(リンクやパイプなど)があります。中は見ていません。",
        "This is neither a file nor a directory, but a link, a pipe or the like. It was not looked into.",
    ),
    "no_manifest": ("目録がありません。", "There is no manifest."),
    "manifest": ("目録を読めません。({detail})", "The manifest cannot be read. ({detail})"),
    "no_log": ("この名前の台帳はありません。", "There is no log of this name."),
    "nothing": ("ここにアーカイブはありません。", "There is no archive here."),
    # checkpoints
    "checkpoint": (
        "チェックポイントを読めません。({detail})",
        "A checkpoint cannot be read. ({detail})",
    ),
    "checkpoint_order": (
        "チェックポイントの大きさが増えていません。({before}の次に{size})",
        "The sizes of the checkpoints do not grow: {size} after {before}.",
    ),
    "checkpoints_end": (
        "最後のチェックポイント(大きさ{size})が目録(大きさ{manifest})と合いません。",
        "The last checkpoint (size {size}) is not that of the manifest (size {manifest}).",
    ),
    "fork": (
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
        "ここの記録(受信{begin}〜{last})を守る正しい署名がありません。",
        "No valid signature covers these records (received {begin} to {last}).",
    ),
    "branch": (
        "大きさ{size}の署名済みチェックポイントは、ここの記録とは別の枝のものです。後のチェックポイントはここの記録と合います。",
        "The signed checkpoint of size {size} is of another history than the records here, which later ones confirm.",
    ),
    "not_compared": (
        "{count}個のチェックポイント(大きさ{size}から)は、読めない記録があるため比べられません。",
        "{count} checkpoints from size {size} on could not be compared: some of the records cannot be read.",
    ),
    "handed_over": (
        "鍵の引継ぎの時の大きさ{size}と根が、ここの記録と合いません。ここには{here}件あります。",
        "A handover of keys names size {size} and its root, which are not those of the {here} records here.",
    ),
    "shorter": (
        "与えられたチェックポイントは大きさ{size}ですが、ここには{here}件しかありません。末尾が失われたか、古い控えです。",
        "The given checkpoint has size {size}, and only {here} records are here: cut off, or an older copy.",
    ),
    "given_differs": (
        "与えられたチェックポイント(大きさ{size})の根が、ここの記録の根と違います。",
        "The root of the given checkpoint (size {size}) is not that of the records here.",
    ),
    "given_unknown": (
        "与えられたチェックポイント(大きさ{size})は、読めない記録があるため比べられません。",
        "The given checkpoint (size {size}) could not be compared: some of the records cannot be read.",
    ),
    "pruned_given": (
        "与えられたチェックポイント(大きさ{size})は廃棄した範囲の中にあり、確かめられません。",
        "The given checkpoint (size {size}) lies within what was disposed of and cannot be compared.",
    ),
    # records
    "unreadable": ("読めない所があります。({detail})", "A piece cannot be read. ({detail})"),
    "records_differ": (
        "内容が封印の時と違います。",
        "The content is not what was sealed.",
    ),
    "position": (
        "番号が続いていません。{expected}のはずが{found}です。",
        "The numbers do not follow: {found} instead of {expected}.",
    ),
    "gap": ("記録がありません。", "Records are missing."),
    "overlap": (
        "同じ番号の記録が二つのファイルにあります。",
        "Two files hold records of the same numbers.",
    ),
    "surplus": (
        "ファイルの名より{count}件多く記録があります。",
        "The file holds {count} records more than its name says.",
    ),
    "value": (
        "記録にあり得ない値です。({detail})",
        "No record can have this value. ({detail})",
    ),
    "columns": (
        "列が宣言と違います。({detail})",
        "The columns are not the declared ones. ({detail})",
    ),
    "undeclared": ("宣言{number}がありません。", "Declaration {number} is missing."),
    "other_schema": (
        "宣言{number}の後の記録が、宣言{schema}に従っています。",
        "Records after declaration {number} follow declaration {schema}.",
    ),
    "salt_key": (
        "この月の塩の鍵を読めないので、記録を確かめられません。({detail})",
        "The month's salt key cannot be read, so its records cannot be verified. ({detail})",
    ),
    "clock": (
        "受信時刻が前の記録より戻っています。({before}から{after})",
        "The time of receipt steps back from {before} to {after}.",
    ),
    "day_missing": (
        "{source}の{day}の記録がありません。毎開庁日に届く約束です。",
        "Source {source} promised records for {day}, and there are none.",
    ),
    "statement": (
        "アーカイブの陳述を読めません。({detail})",
        "A statement cannot be read. ({detail})",
    ),
    # tree
    "tile": ("タイルが記録と合いません。", "The tile is not that of the records."),
    "marks": ("目印が記録と合いません。", "The marks are not those of the records."),
    "rollup": (
        "時間ごとの集計が、記録を数え直した結果と合いません。({detail})",
        "The roll-up is not what counting the records gives. ({detail})",
    ),
    # tail and further
    "tail": (
        "封印前の記録に、フレームでない{count}バイトがあります。書きかけか損傷です。",
        "{count} bytes of the tail are no frame: an interrupted write, or damage.",
    ),
    "tail_frame": (
        "封印前の記録のフレームを読めません。({detail})",
        "A frame of the tail cannot be read. ({detail})",
    ),
    "tail_gap": (
        "封印前の記録が番号{found}から始まります。{expected}のはずです。",
        "The tail begins at record {found} instead of {expected}.",
    ),
    "aside_differs": (
        "別に置かれたバイトが、記された時と違うか、記されていません。",
        "Bytes set aside are not what the log says of them, or it says nothing.",
    ),
    "undisposed": (
        "記録0から{first}の前までがなく、それを廃棄した決定がありません。",
        "Records [0, {first}) are gone, and no decision disposed of them.",
    ),
    "cosignature": (
        "連署が記録と合いません。({detail})",
        "The cosigned checkpoint does not fit. ({detail})",
    ),
    "timestamp": (
        "大きさ{size}のタイムスタンプが、ここの記録のチェックポイントのものと認められません。({detail})",
        "The time stamp of size {size} is not one over the checkpoint of these records. ({detail})",
    ),
}
