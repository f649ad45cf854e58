"""Why something could not be done, in the words of whoever reads it.

The archive says in English, and to the programmer, what is wrong. Here each reason that people meet has its Japanese
sentence, with what to do; what has none stands with the general one of its kind, as a detail in brackets.
"""

from __future__ import annotations

import errno
import re
from collections.abc import Iterator
from typing import Final

from sekisho.archive.checkpoints import AnotherOrigin, MalformedCheckpoint
from sekisho.archive.cosignature_files import OtherCheckpoint
from sekisho.archive.engines import BadQuery, Forbidden, MemoryExceeded, NotReadOnly, TimedOut, Unreadable
from sekisho.archive.handovers import HandoverRefused
from sekisho.archive.keys import BadKeyFile
from sekisho.archive.log_hashes import HashesMissing, RecordsGone
from sekisho.archive.manifest import MalformedManifest
from sekisho.archive.merkle import NotIncluded
from sekisho.archive.month_keys import BadSecrets, DamagedKey
from sekisho.archive.notes import (
    KeyRefused,
    MalformedNote,
    NoKnownKey,
    NoteRefused,
    RepeatedSignature,
    WrongSignature,
)
from sekisho.archive.parts import UnreadablePart
from sekisho.archive.proof_files import MalformedProofFile
from sekisho.archive.proving import NotProven
from sekisho.archive.reading import NoSuchRecord
from sekisho.archive.records import BadRecord
from sekisho.archive.schema import BadDeclaration
from sekisho.archive.sealing import DamagedBox
from sekisho.archive.store import EvidenceBroken
from sekisho.archive.tail import DamagedFrame
from sekisho.archive.vault import SaltKeyMissing
from sekisho.archive.writer import OtherSchema, Stopped
from sekisho.cli.words import said

OS_WORDS: Final = {
    errno.ENOENT: "ありません",
    errno.ENOTDIR: "フォルダではないものの下にあります",
    errno.EISDIR: "ファイルではなくフォルダです",
    errno.EEXIST: "もうあります",
    errno.EACCES: "権限がありません",
    errno.EPERM: "許されていません",
    errno.EROFS: "読み出し専用のディスクにあります",
    errno.ENOSPC: "ディスクに空きがありません",
    errno.ENAMETOOLONG: "名前が長すぎます",
    errno.EIO: "ディスクが読み書きできません",
    errno.EINVAL: "使えない場所です",
    errno.EPIPE: "出力を受け取る側が先に終わりました",
}

ONLY_SELECT: Final = (
    "尋ねられるのは、読むだけのSELECT文一つです。ATTACH、COPY、PRAGMA、DROPなど、ほかの文は使えません。"
)
ONLY_VIEWS: Final = "読めるのはビューだけです。SHOW TABLESで一覧できます。"

SENTENCES: Final[tuple[tuple[str, str], ...]] = (
    # Questions in SQL.
    (r"Only SELECT statements can be serialized.*|The statement has no rows to give\.", ONLY_SELECT),
    (r"Only reading is answered, not (.*)\.", ONLY_SELECT),
    (r"More than one statement is asked\.", "文が二つ以上あります。SELECT文を一つだけ書いてください。"),
    (r"Nothing is asked\.", "質問が空です。SELECT文を一つ書いてください。"),
    (r"The question is longer than (\d+) characters\.", "質問が長すぎます。{1}文字以内で書いてください。"),
    (
        r"The question contains what is no character\.",
        "質問に文字でないものが入っています。取り除いてください。",
    ),
    (
        r"The question has more than (\d+) brackets open at once\.",
        "括弧の入れ子が{1}段を超えています。分けて尋ねてください。",
    ),
    (r"The question is nested too deeply\.", "質問の入れ子が深すぎます。分けて尋ねてください。"),
    (r'A WITH clause cannot be named "(.*)"\.', "WITHの名前に{1}は使えません。別の名前にしてください。"),
    (r"The (?:table )?function (.*) is not available\.", "関数{1}は使えません。" + ONLY_VIEWS),
    (
        r"Only SHOW TABLES, DESCRIBE and SUMMARIZE of a view.*",
        "使えるのはSHOW TABLESと、ビューのDESCRIBE、SUMMARIZEだけです。",
    ),
    (r'Only views can be read, not "(.*)"\.', "{1}は読めません。" + ONLY_VIEWS),
    (r'There is no view "(.*)"\. There are: (.*)\.', "ビュー{1}はありません。あるのは{2}です。"),
    # Keys.
    (
        r"There is no (?:sealing )?key (?:at|in) (.*)\.",
        "鍵が{1}にありません。SEKISHO_KEYSの場所を確かめるか、sekisho keys initでつくってください。",
    ),
    (
        r"(.*) has the mode (\d+): others can put other keys there\..*",
        "鍵のフォルダ{1}は、ほかの者も書き込める設定({2})です。所有者だけが書き込めるように、0700にしてください。",
    ),
    (
        r"(.*) has the mode (\d+): others can get at the key\..*",
        "{1}はほかの者も読める設定({2})です。所有者だけが読めるように、0600にしてください。",
    ),
    (
        r"(.*) lies inside the archive (.*)\. Keys are kept elsewhere\.",
        "鍵{1}がアーカイブ{2}の中にあります。外に移してください。",
    ),
    (r"(.*) is no file of a key\.", "{1}は鍵のファイルではありません。控えから戻してください。"),
    (r"(.*) is a key for .*, not for .*\.", "{1}は別の用途の鍵です。控えから正しい鍵を戻してください。"),
    (r"(.*) holds no key of .*", "{1}に正しい鍵が入っていません。控えから戻してください。"),
    (
        r"The key is for (.*), not for (.*)\.",
        "この鍵は{1}のもので、{2}には使えません。鍵の場所を確かめてください。",
    ),
    (
        r"'(.*)' is no short name of a log\.?",
        "{1}は台帳の短い名前ではありません。operationsのように、英小文字、数字、_で書いてください。",
    ),
    (
        r"The name '(.*)' is taken; no log can have it\.",
        "{1}はアーカイブが自分で使う名前なので、台帳の名前になりません。",
    ),
    (
        r"'(.*)' is no base of an archive\.",
        "{1}はアーカイブの名前になりません。https://などを付けずに、town.example/sekishoのように書いてください。",
    ),
    (r"(.*) is there twice\.", "{1}が二度書かれています。一度だけ書いてください。"),
    (
        r"The key in (.*) has handed over, and the key that took over is not there\.",
        "{1}の鍵はもう引き継ぎを終えていますが、引き継いだ鍵がありません。控えから戻してください。",
    ),
    # Sealed fields.
    (
        r"The sealing key (.*) is needed; given: .*",
        "封印鍵{1}が要ります。控えから鍵の場所に戻してください。",
    ),
    (r"The key of (.*) was shredded on (.*)\.", "{1}の鍵は{2}に壊されました。もう誰にも開けません。"),
    (
        r"(.*) has no key for (.*): it seals nothing\.",
        "{1}の{2}には封じたものがありません。開かずに読めます。",
    ),
    (r"There is no key of (.*)\.", "{1}の鍵はありません。2026-11やfy2026の形か確かめてください。"),
    (r"No record is kept that was sealed under (.*)\.", "{1}の鍵で封じた記録は残っていません。"),
    (r"say who opens it, and why", "誰が、なぜ開くのかを--byと--reasonに書いてください。"),
    (
        r"(.*) seals no (.*)",
        "台帳{1}に{2}という封じた項目はありません。封じていない項目はaskで読めます。",
    ),
    (
        r"(.*) cannot be searched for (.*)",
        "台帳{1}は{2}では探せません。探せるのは、住民などの個人の項目です。",
    ),
    # Logs and records.
    (r"there is no (?:such log: |log in )(.*)", "{1}を見ました。archive statusで一覧できます。"),
    (r"record (.*) of (.*) is disposed of", "{2}の記録{1}は廃棄されました。"),
    (r"record (.*) of (.*) is not sealed", "{2}の記録{1}は、まだ封印されていないか、ありません。"),
    (r"nothing is sealed in (.*) yet", "台帳{1}には、まだ封印された記録がありません。"),
    (r"records before (.*) of (.*) were disposed of", "{2}の記録{1}より前は廃棄されたので、書き出せません。"),
    (r"the checkpoint of size (.*) of (.*) is missing", "{2}の大きさ{1}のチェックポイントがありません"),
    (r"(.*) is no manifest: .*", "{1}は目録として読めません"),
    # Proofs.
    (
        r"the key was not good for size (.*)",
        "この鍵は、大きさ{1}のチェックポイントに署名できる期間の鍵ではありません。",
    ),
    (
        r"the record says that it stands at (.*), not at (.*)",
        "証明は位置{2}についてのもので、記録は位置{1}のものです。台帳が偽られているので、監査人に知らせてください。",
    ),
    (
        r"the file does not carry the record",
        "ファイルに記録が入っていません。sekisho proveでつくったファイルを渡してください。",
    ),
    (
        r"No public key was given\.",
        "公開鍵が与えられていません。町が配った公開鍵を--keyで渡してください。",
    ),
    (
        r"None of the known keys signed this note\. It names: (.*)\.",
        "渡された公開鍵のどれも、これに署名していません。町が配った公開鍵を--keyで渡してください(署名した鍵: {1})。",
    ),
    (
        r"No known key of (.*) signed this checkpoint\.",
        "渡された{1}の公開鍵は、これに署名していません。町が配った公開鍵を--keyで渡してください。",
    ),
)
"""By what the archive says as a whole: the sentence, with what stands in the brackets of the pattern."""

GENERAL: Final[tuple[tuple[type[Exception] | tuple[type[Exception], ...], str], ...]] = (
    (TimedOut, "時間切れです。--secondsを増やすか、期間などの条件で絞ってください。"),
    (MemoryExceeded, "使えるメモリーを超えました。--memoryを増やすか、期間などの条件で絞ってください。"),
    (Unreadable, "アーカイブのファイルが欠けているか、壊れています。sekisho verifyで調べてください({0})。"),
    (NotReadOnly, ONLY_SELECT),
    (Forbidden, ONLY_VIEWS),
    (
        BadQuery,
        "SQLを実行できません。綴りと列の名前、値の形を確かめてください。列はDESCRIBEで一覧できます({0})。",
    ),
    (NotIncluded, "記録がチェックポイントの木に含まれません。記録か証明が書き換えられています。"),
    (
        WrongSignature,
        "署名が合いません。書き換えられているか、公開鍵が違います。町が配った公開鍵か確かめてください。",
    ),
    (AnotherOrigin, "別の台帳のチェックポイントです。どの町の公開鍵か確かめてください({0})。"),
    (RepeatedSignature, "同じ鍵の署名が二つ付いています。受け取り直してください。"),
    (
        MalformedProofFile,
        "証明ファイルの形ではありません。途中で切れたか、別のファイルです。受け取り直してください。",
    ),
    (MalformedCheckpoint, "チェックポイントの形が崩れています。受け取り直してください。"),
    (MalformedNote, "署名の形が崩れています。受け取り直してください。"),
    (NoKnownKey, "これに署名した公開鍵がありません。町が配った公開鍵を--keyで渡してください。"),
    (
        HandoverRefused,
        "鍵の引き継ぎの記録が続いていないか、壊れています。sekisho verifyで調べてください({0})。",
    ),
    (BadKeyFile, "鍵のファイルが正しくありません。控えから戻してください({0})。"),
    (KeyRefused, "鍵として使えません。町が配った公開鍵のファイルか確かめてください({0})。"),
    (OtherCheckpoint, "その大きさの連署は、別のチェックポイントのものです({0})"),
    (NoteRefused, "署名された文が正しくありません({0})"),
    (NotProven, "証明が成り立ちません。ファイルと公開鍵を確かめ、証明を受け取り直してください({0})。"),
    (NoSuchRecord, "番号と台帳の名前を確かめてください。archive statusで件数が分かります({0})。"),
    (
        (DamagedBox, DamagedKey),
        "封じたものが鍵と場所に合いません。書き換えられたか、壊れています。sekisho verifyで調べてください({0})。",
    ),
    (SaltKeyMissing, "鍵の表(secrets)がありません({0})"),
    (BadSecrets, "鍵の表(secrets)が正しくありません({0})"),
    (RecordsGone, "要る記録が廃棄されています({0})"),
    (HashesMissing, "木のハッシュが欠けています({0})"),
    (MalformedManifest, "目録(manifest)が正しくありません({0})"),
    (UnreadablePart, "記録のファイルが読めません({0})"),
    (BadDeclaration, "台帳の列の宣言が正しくありません({0})"),
    (BadRecord, "記録の形が正しくありません({0})"),
    (DamagedFrame, "書き込みの途中にあったファイル(tail)が正しくありません({0})"),
    (OtherSchema, "台帳の列の宣言が、前のものに続きません({0})。"),
    (EvidenceBroken, "アーカイブが、署名されたものと食い違っています({0})。"),
    (Stopped, "今は書き込めません。ディスクの空きと接続を確かめてください({0})。"),
)
"""By kind, where what is said has no sentence of its own; the first that fits."""


def reason(error: BaseException) -> str:
    """What the error says, in the language that is asked for, with what to do about it."""
    return said(in_japanese(error), str(error))


def in_japanese(error: BaseException) -> str:
    """What the error says, with what to do about it."""
    text = str(error)
    if isinstance(error, OSError):
        return _os_in_japanese(error)
    for pattern, sentence in SENTENCES:
        found = re.fullmatch(pattern, text, re.DOTALL)
        if found is not None:
            return sentence.format(text, *found.groups())
    for each in sorted(causes(error), key=_hands_on):
        for kind, sentence in GENERAL:
            if isinstance(each, kind):
                return sentence.format(text)
    return text


def os_words(error: OSError) -> str:
    """What the system refused, and of which file."""
    return said(_os_in_japanese(error), str(error))


def _os_in_japanese(error: OSError) -> str:
    why = OS_WORDS.get(error.errno or 0)
    where = f"{error.filename}: " if error.filename else ""
    return f"{where}{why}" if why else f"読み書きできません: {error}"


def _hands_on(error: BaseException) -> bool:
    """Whether it only hands on what it came from: that says more."""
    return isinstance(error, NotProven)


def causes(error: BaseException | None) -> Iterator[BaseException]:
    """The error and what it came from."""
    while error is not None:
        yield error
        error = error.__cause__
