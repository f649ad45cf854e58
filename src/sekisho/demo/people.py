"""The cast of the demo town. All of it is invented; no name is that of a real official."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Member:
    """One person: staff number, name and reading (ふりがな)."""

    number: str
    name: str
    reading: str


@dataclass(frozen=True, slots=True)
class Founder:
    """Somebody who is in post when the records begin.

    `began` is (fiscal years before the one of the founding, month, day) of the appointment;
    `series` the kind of paper that made it; `concurrent` a second post (兼務).
    """

    member: Member
    post: str
    began: tuple[int, int, int]
    series: str = "辞令"
    concurrent: str = ""


APRIL = (4, 1)

# 髙 and 﨑 exist in CP932 but not in Shift_JIS; 𠮷 exists in neither. Real ledgers hold all three.
FOUNDERS = (
    Founder(Member("00001", "丹生谷 隆之", "にうたに たかゆき"), "mayor", (2, 10, 30), "当選"),
    Founder(Member("00002", "髙垣 修一", "たかがき しゅういち"), "vice_mayor", (2, *APRIL)),
    Founder(Member("00003", "笠松 文枝", "かさまつ ふみえ"), "superintendent", (1, 10, 1)),
    Founder(Member("00112", "尾﨑 健吾", "おざき けんご"), "property_information_head", (1, *APRIL)),
    Founder(Member("00098", "西渕 直美", "にしぶち なおみ"), "resident_affairs_head", (2, *APRIL)),
    Founder(Member("00087", "的場 俊夫", "まとば としお"), "general_affairs_head", (3, *APRIL)),
    Founder(Member("00103", "湯川 剛志", "ゆかわ つよし"), "crisis_management_head", (1, *APRIL)),
    Founder(Member("00187", "楠見 千春", "くすみ ちはる"), "resident_affairs_supervisor", (2, *APRIL)),
    Founder(Member("00231", "𠮷村 美咲", "よしむら みさき"), "resident_affairs_staff", (1, *APRIL)),
    Founder(Member("00215", "玉置 亮太", "たまき りょうた"), "resident_affairs_staff", (3, *APRIL)),
    Founder(Member("00244", "雑賀 奈緒", "さいか なお"), "resident_affairs_staff", (1, *APRIL)),
    Founder(Member("00226", "岩橋 拓也", "いわはし たくや"), "resident_affairs_staff", (3, *APRIL)),
    Founder(Member("00258", "辻岡 由香", "つじおか ゆか"), "resident_affairs_staff", (0, *APRIL)),
    Founder(Member("00239", "榎本 沙織", "えのもと さおり"), "resident_affairs_staff", (2, *APRIL)),
    Founder(Member("00261", "田伏 翔", "たぶせ しょう"), "resident_affairs_staff", (0, *APRIL)),
    Founder(
        Member("00176", "新谷 浩平", "しんたに こうへい"), "property_information_supervisor", (2, *APRIL)
    ),
    Founder(Member("00220", "土橋 智也", "どばし ともや"), "property_information_staff", (2, *APRIL)),
    Founder(Member("00253", "前久保 真理", "まえくぼ まり"), "property_information_staff", (0, *APRIL)),
    Founder(
        Member("00169", "津名 恵子", "つな けいこ"),
        "general_affairs_supervisor",
        (1, *APRIL),
        concurrent="crisis_management_supervisor",
    ),
    Founder(Member("00247", "北畑 駿", "きたはた しゅん"), "general_affairs_staff", (1, *APRIL)),
    Founder(Member("00229", "栗栖 彩", "くるす あや"), "general_affairs_staff", (2, *APRIL)),
    Founder(Member("00218", "畑山 大輔", "はたやま だいすけ"), "crisis_management_staff", (1, *APRIL)),
    Founder(Member("90001", "小倉 泰三", "おぐら たいぞう"), "auditor", (0, *APRIL), "委嘱"),
)

# Who takes over the vice-mayor's post, one after the other.
VICE_MAYORS = (
    Member("00004", "南出 昭彦", "みなみで あきひこ"),
    Member("00005", "龍田 雅代", "たつた まさよ"),
)

# Who waits to come to Resident Affairs; whoever leaves queues up behind them.
HEADS_TO_COME = (
    Member("00095", "宮楠 和代", "みやくす かずよ"),
    Member("00101", "井関 正人", "いぜき まさと"),
)
CLERKS_TO_COME = (
    Member("00266", "川口 萌", "かわぐち もえ"),
    Member("00269", "神前 悠斗", "こうざき ゆうと"),
    Member("00241", "硲 健太", "はざま けんた"),
    Member("00272", "上野山 遥", "うえのやま はるか"),
    Member("00275", "坂部 航", "さかべ わたる"),
    Member("00278", "薮本 里奈", "やぶもと りな"),
)

# Sections of the town that the regulation does not name: whoever goes there leaves its posts.
ELSEWHERE = ("税務課", "産業観光課", "建設課", "健康推進課", "上下水道課", "議会事務局")
