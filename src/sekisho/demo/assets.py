"""情報資産と棚卸: what the system consists of, what came and went, and the yearly counting (第5条第1号エ・ケ・サ)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial

from django.utils import timezone

from sekisho.demo.maintenance import NETWORK
from sekisho.demo.rhythm import SETTLING, Turns, each_year, in_turn
from sekisho.demo.stage import Stage, moment
from sekisho.kernel.models import Entry
from sekisho.kernel.queries import standing
from sekisho.kernel.verbs import amend, enter
from sekisho.ledgers.assets import ASSETS, Asset
from sekisho.ledgers.credentials import Credential
from sekisho.ledgers.stock_takes import STOCK_TAKES, StockTake
from sekisho.ledgers.terminals import Terminal

SUPERVISOR, STAFF = "resident_affairs_supervisor", "resident_affairs_staff"
ROOM, OFFICE = "サーバ室", "住民福祉課"
MISSED = "U-002"  # the stick that nobody finds at the stock-take
CERTIFICATE_BACK = timedelta(days=12)  # from its end to the last day
ROUTER_BACK = 310  # days before the last one on which the branch got another router
SEARCHED_FOR = 9  # open days until what was missing is found
Kind, Owner, Matter = Asset.Kind, Asset.Owner, StockTake.Matter


@dataclass(frozen=True, slots=True)
class Thing:
    """One asset: `age` is how many days it had been there when the records began."""

    number: str
    kind: Asset.Kind
    name: str
    place: str
    age: int
    owner: Asset.Owner = Owner.TOWN
    holds_data: bool = True


ROUTER, NEW_ROUTER = "N-002", "N-004"
THINGS = (
    Thing("H-001", Kind.HARDWARE, "コミュニケーションサーバ", ROOM, 1280),
    Thing("H-002", Kind.HARDWARE, "コミュニケーションサーバ(予備機)", ROOM, 1280),
    Thing("H-003", Kind.HARDWARE, "無停電電源装置", ROOM, 900, holds_data=False),
    Thing("H-004", Kind.HARDWARE, "バックアップ装置", ROOM, 640),
    Thing(
        "H-005", Kind.HARDWARE, "静脈読取装置(4台)", "本庁・支所 窓口", 1280, Owner.LEASE, holds_data=False
    ),
    Thing("H-006", Kind.HARDWARE, "県貸与プリンタ", "支所 窓口", 2000, Owner.PREFECTURE),
    Thing("N-001", Kind.NETWORK, "庁内ファイアウォール", ROOM, 730, Owner.LEASE),
    Thing(ROUTER, Kind.NETWORK, "支所ルータ", "支所 書庫", 2100, Owner.LEASE),
    Thing("N-003", Kind.NETWORK, "集線装置", ROOM, 1280, holds_data=False),
    Thing("S-001", Kind.SOFTWARE, "住基ネット業務アプリケーション", ROOM, 1280, Owner.JLIS),
    Thing("S-002", Kind.SOFTWARE, "ウイルス対策ソフト", "全ての統合端末", 500),
    Thing("U-001", Kind.MEDIUM, "USBメモリ(暗号化)", "住民福祉課 耐火金庫", 700),
    Thing(MISSED, Kind.MEDIUM, "USBメモリ(暗号化)", "住民福祉課 耐火金庫", 700),
    Thing("D-001", Kind.DOCUMENT, "構成図・設定書の綴", "管財情報課 鍵付き書庫", 1280),
)


def plan_assets(stage: Stage) -> None:
    """On the second day what there is; a router replaced; the stock-takes of each year."""
    in_turn(stage, moment(stage.open_after(stage.since, 1), 13, 25), _first_things(stage))
    replaced_on = stage.next_open(stage.until - timedelta(days=ROUTER_BACK))
    if replaced_on > stage.since + SETTLING:
        in_turn(stage, moment(replaced_on, 15, 45), _new_router(stage))
    for day in each_year(stage, 2, 25):
        if day > stage.since + SETTLING:
            stage.put(moment(stage.next_open(day), 13, 35), partial(_count_assets, stage))
    for day in each_year(stage, 4, 23):
        stage.put(moment(stage.next_open(day), 10, 15), partial(_count_credentials, stage))
    for day in each_year(stage, 9, 14):
        stage.put(moment(stage.next_open(day), 9, 55), partial(_count_terminals, stage))


def _first_things(stage: Stage) -> Turns:
    for thing in THINGS:
        at = yield
        _bring_in(stage, thing, stage.since - timedelta(days=thing.age), at)


def _bring_in(stage: Stage, thing: Thing, acquired_on: date, at: datetime) -> None:
    facts: dict[str, object] = {
        "number": thing.number,
        "kind": thing.kind,
        "name": thing.name,
        "place": thing.place,
        "owner": thing.owner,
        "keeper": SUPERVISOR,
        "holds_data": thing.holds_data,
        "acquired_on": acquired_on,
    }
    if thing.number == "N-001":
        # Mistake.EXPIRED_CERTIFICATE: its day stands in the ledger, and nobody looks there.
        facts["certificate_expires_on"] = stage.until - CERTIFICATE_BACK
    enter(ASSETS, facts, act=stage.act_in_post(SUPERVISOR, at))


def _new_router(stage: Stage) -> Turns:
    at = yield
    on = timezone.localdate(at)
    _bring_in(stage, Thing(NEW_ROUTER, Kind.NETWORK, "支所ルータ", "支所 書庫", 0, Owner.LEASE), on, at)
    at = yield
    [witness, *_others] = stage.holders(STAFF, on)
    facts = {
        "disposed_on": on,
        "disposal": "returned",
        "disposed_by": NETWORK.name,
        "witness_id": int(witness),
        "certificate": "設定消去の証明書 保守点検綴",
    }
    row = standing(Asset, at).get(number=ROUTER)
    amend(ASSETS, row, facts, reason="保守の終了により入れ替えた", act=stage.act_in_post(SUPERVISOR, at))


# --- stock-takes --------------------------------------------------------------------


def _count_assets(stage: Stage, at: datetime) -> None:
    """Mistake.MISSING_ASSET: one stick less than the ledger says, found some days later where nobody keeps it."""
    there = standing(Asset, at).filter(disposed_on__isnull=True)
    lost = there.filter(number=MISSED, moved_on__isnull=True).first()
    facts: dict[str, object] = {"in_ledger": there.count(), "found": there.count()}
    if lost is not None:
        facts |= {
            "found": there.count() - 1,
            "not_found": 1,
            "explanation": f"{lost}が金庫にない。貸出の記録もなく、全員の机を探している。",
        }
        found_on = stage.open_after(timezone.localdate(at), SEARCHED_FOR)
        stage.put(moment(found_on, 9, 50), partial(_find, stage, lost))
    _count(stage, Matter.ASSETS, facts, at)


def _find(stage: Stage, lost: Entry, at: datetime) -> None:
    act = stage.act_in_post(SUPERVISOR, at)
    facts = {"moved_on": act.on, "place": "住民福祉課 耐火金庫(返却済み)"}
    reason = "棚卸で見つからなかった。支所の引出しにあり、金庫に戻した。書き込まれたデータはなかった"
    amend(ASSETS, lost, facts, reason=reason, act=act)


def _count_credentials(stage: Stage, at: datetime) -> None:
    count = standing(Credential, at).filter(ended_on__isnull=True).count()
    _count(stage, Matter.CREDENTIALS, {"in_ledger": count, "found": count}, at)


def _count_terminals(stage: Stage, at: datetime) -> None:
    count = standing(Terminal, at).filter(removed_on__isnull=True).count()
    _count(stage, Matter.TERMINALS, {"in_ledger": count, "found": count}, at)


def _count(stage: Stage, matter: StockTake.Matter, facts: dict[str, object], at: datetime) -> None:
    act = stage.act_in_post(SUPERVISOR, at)
    witness = stage.holders(STAFF, act.on)[-1]
    common = {"matter": matter, "taken_on": act.on, "taker_id": int(act.person), "witness_id": int(witness)}
    enter(STOCK_TAKES, common | facts, act=act)
