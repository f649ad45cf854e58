"""What the boxes of all operations share: a dictionary for zstd, made of invented operations.

A row alone is too short to be compressed: its box would be longer than the row. With the words that rows have in
common it is half as long, and sealed sooner. The dictionary stands in the archive in the clear, for ever (archive
format, section 4), so nothing in it is of a town or of a person.
"""

from __future__ import annotations

import time
from functools import cache
from random import Random
from typing import Final

from sekisho.archive.sealing import box_texts, train_dictionary

SAMPLES: Final = 3_000
BEGAN: Final = 1_775_000_000
SPAN_SECONDS: Final = 200 * 86_400
BUSINESSES: Final = (
    "転入・転出", "転居", "本人確認情報の照会", "本人確認情報検索", "住民票の写しの交付", "住民票の広域交付",
    "住民票コードの変更", "個人番号カードの交付", "カードの一時停止", "公的個人認証", "在留関連", "戸籍附票",
    "異動入力", "操作者の管理", "統計",
)  # fmt: skip
PROCESSES: Final = (
    "検索", "照会", "表示", "更新", "登録", "訂正", "削除", "発行", "印刷", "一覧", "交付", "確定", "取消",
    "転入通知", "転出確定", "住所の更新", "暗証番号再設定", "操作者一覧", "ログイン", "ログアウト", "照合",
)  # fmt: skip
REASONS: Final = (
    "窓口", "郵送", "電話", "公用請求", "庁内照会", "本人確認", "職権", "転入届", "転出届", "転居届", "世帯変更",
    "出生", "死亡", "カード交付", "証明書交付", "交付申請", "異動の処理", "記載の確認", "資格の確認", "住民票", "税",
    "国保", "年金", "介護", "児童手当", "選挙", "月例の確認",
)  # fmt: skip
SCOPES: Final = ("自市町村", "県内", "都道府県内", "全国")
HITS: Final = ("0", "1", "1", "1", "2", "12")
RESULTS: Final = ("正常", "正常終了", "該当なし", "異常", "異常終了", "中断", "照合失敗", "権限なし")
FAMILIES: Final = ("ﾀｶｻｷ", "ﾀｶﾉｾ", "ｲﾜｻｷ", "ｶｷｻﾞｷ", "ｷﾉｳｴ", "ﾆｭｳｶﾞﾜ", "ｵｵﾔｳﾁ", "ﾐｮｳｼﾞ", "ｶｾﾀﾞ", "ｼﾌﾞﾔ", "ﾖﾑﾗ", "ｼﾝｼﾞｮｳ")  # fmt: skip
GIVEN: Final = ("ﾐﾎ", "ｹﾝｲﾁﾛｳ", "ｻｸﾗ", "ｱｷｵ", "ﾕｷｺ", "ﾘｸ", "ﾁﾖ", "ﾔﾏﾄ", "ﾐｽﾞｷ", "ﾏｻﾙ", "ﾋﾛｼ", "ｶｽﾞｺ")  # fmt: skip
ERAS: Final = ("大正", "昭和", "平成", "令和")
CLOCKS: Final = ("%Y-%m-%d %H:%M:%S", "%Y/%m/%d %H:%M:%S", "%Y/%m/%d %H:%M")
ENCODINGS: Final = ("cp932", "cp932", "cp932", "utf-8")  # most systems of towns write CP932
DELIMITERS: Final = (",", ",", ",", "\t")


@cache
def operations_dictionary() -> bytes:
    """The dictionary, 16 KiB; made in a fraction of a second, the same by one version of zstd."""
    random = Random(SAMPLES)  # noqa: S311 -- invented rows, the same each time
    rows = [invented(random, number) for number in range(SAMPLES)]
    conditions, subjects, raws = zip(*rows, strict=True)
    return train_dictionary(box_texts([conditions, subjects], raws))


def invented(random: Random, number: int) -> tuple[str | None, str | None, bytes]:
    """Search condition, subject and line of one invented operation."""
    subject = f"9990{random.randrange(10**7):07}" if random.random() < 0.9 else None  # noqa: PLR2004 -- some have none
    condition = _condition(random) if random.random() < 1 / 3 else None
    at = time.gmtime(BEGAN + number * SPAN_SECONDS // SAMPLES)
    cells = [
        time.strftime(random.choice(CLOCKS), at),
        f"V{random.randrange(10**4):04}" if random.random() < 1 / 2 else "",
        f"U{random.randrange(10**4):04}",
        f"T{random.randrange(200):03}",
        random.choice(BUSINESSES),
        random.choice(PROCESSES),
        condition or "",
        subject or "",
        random.choice(SCOPES),
        random.choice(HITS),
        "・".join(random.sample(REASONS, random.randrange(1, 4))),
        f"{random.choice('ABC')}-{number}" if random.random() < 1 / 2 else "",
        random.choice(RESULTS),
        random.choice(("有", "無", "")),
        str(number),
    ]
    mark = '"' if random.random() < 1 / 4 else ""
    line = random.choice(DELIMITERS).join(f"{mark}{cell}{mark}" for cell in cells)
    return condition, subject, line.encode(random.choice(ENCODINGS))


def _condition(random: Random) -> str:
    born = f"{random.choice(ERAS)}{random.randrange(1, 64)}年"
    name = f"{random.choice(FAMILIES)} {random.choice(GIVEN)}"
    return random.choice(
        (f"氏名カナ={name} 生年={born}", f"氏名カナ={name}", f"生年月日={born}{random.randrange(1, 13)}月")
    )
