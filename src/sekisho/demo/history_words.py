"""What is done at the terminals of the demo town, in words. People and numbers are invented, visibly."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

OWN, PREFECTURE, NATION = "自市町村", "県内", "全国"
DONE, NOTHING, UNKNOWN_PALM = "正常", "該当なし", "照合失敗"
PRINTED: Final = "有"
SIGN_ON: Final = "照合"
RESIDENTS: Final = 15_000
CODE: Final = "999000"  # and five digits: no 住民票コード begins so

# 髙 and 﨑 are NEC's and IBM's additions, which CP932 has and Shift_JIS has not; kana are half-width, as terminals take them.
FAMILIES: Final = (
    ("髙﨑", "ﾀｶｻｷ"),
    ("髙野瀬", "ﾀｶﾉｾ"),
    ("岩﨑", "ｲﾜｻｷ"),
    ("柿﨑", "ｶｷｻﾞｷ"),
    ("紀ノ上", "ｷﾉｳｴ"),
    ("丹生川", "ﾆｭｳｶﾞﾜ"),
    ("大谷内", "ｵｵﾔｳﾁ"),
    ("妙寺", "ﾐｮｳｼﾞ"),
    ("笠田", "ｶｾﾀﾞ"),
    ("渋谷", "ｼﾌﾞﾔ"),
    ("四邑", "ﾖﾑﾗ"),
    ("新城", "ｼﾝｼﾞｮｳ"),
)
GIVEN: Final = (
    ("美穂", "ﾐﾎ"),
    ("健一郎", "ｹﾝｲﾁﾛｳ"),
    ("さくら", "ｻｸﾗ"),
    ("昭夫", "ｱｷｵ"),
    ("由紀子", "ﾕｷｺ"),
    ("陸", "ﾘｸ"),
    ("千代", "ﾁﾖ"),
    ("大和", "ﾔﾏﾄ"),
    ("瑞希", "ﾐｽﾞｷ"),
    ("勝", "ﾏｻﾙ"),
)


@dataclass(frozen=True, slots=True)
class Step:
    """One operation of an errand: `searches` by name, `prints` so often in a thousand.

    Certificates come from a printer of their own; what the terminals print themselves is a few sheets a week.
    """

    process: str
    searches: bool = False
    prints: int = 0


@dataclass(frozen=True, slots=True)
class Errand:
    """What brings somebody to the window: which authority it needs, how often it comes, and what is then done.

    `scopes` are (自市町村, 県内, 全国) in a hundred.
    """

    business: str
    reason: str
    letter: str
    weight: int
    scopes: tuple[int, int, int]
    steps: tuple[Step, ...]


_SEARCH, _SHOW = Step("検索", searches=True), Step("照会")
ERRANDS: Final = (
    Errand("転入・転出", "転入届", "転入", 9, (0, 93, 7), (_SEARCH, Step("転入通知"), Step("住所の更新"))),
    Errand("転入・転出", "転出届", "転出", 8, (100, 0, 0), (_SEARCH, Step("転出確定", prints=40))),
    Errand("本人確認情報の照会", "本人確認", "照会", 22, (96, 3, 1), (_SEARCH, _SHOW)),
    Errand("本人確認情報の照会", "公用請求", "公用", 5, (70, 26, 4), (_SEARCH, Step("照会", prints=70))),
    Errand("本人確認情報の照会", "広域交付", "広域", 4, (0, 92, 8), (_SEARCH, Step("発行", prints=90))),
    Errand(
        "個人番号カードの交付",
        "カード交付",
        "交付",
        10,
        (100, 0, 0),
        (_SHOW, Step("交付前設定"), Step("交付")),
    ),
    Errand(
        "個人番号カードの交付", "暗証番号の再設定", "再設", 6, (100, 0, 0), (_SHOW, Step("暗証番号再設定"))
    ),
    Errand("操作者の管理", "月例の確認", "", 1, (100, 0, 0), (Step("操作者一覧", prints=200),)),
)  # fmt: skip -- one errand a line reads as a table
SCOPES: Final = (OWN, PREFECTURE, NATION)

# How many come in each half-hour from 8:30 on; nobody begins after 17:00.
RHYTHM: Final = (3, 7, 9, 10, 11, 9, 6, 2, 2, 7, 8, 8, 7, 6, 6, 5, 3)
