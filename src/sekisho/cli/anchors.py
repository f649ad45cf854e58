"""`sekisho witness` and `sekisho timestamp`: what other organisations say of our checkpoints."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from sekisho.archive import witness_server
from sekisho.archive.archive import Archive
from sekisho.archive.files import Locked
from sekisho.archive.handovers import key_chain
from sekisho.archive.keys import PUBLIC_FILE, read_public_keys
from sekisho.archive.newest import NothingSigned
from sekisho.archive.notes import AnotherUse, KeyRefused, VerifierKey, parse_verifier_key
from sekisho.archive.outbound import NotAnAddress
from sekisho.archive.places import archive_folder, keys_folder
from sekisho.archive.timestamps import (
    AuthorityAway,
    ExtraMissing,
    NoRoots,
    NotOurRequest,
    NotStamped,
    RequestExists,
    TimestampRefused,
    WrongTimestamp,
    read_roots,
    stamp_with,
)
from sekisho.archive.timestamps import take_answer as take
from sekisho.archive.timestamps import write_request as write
from sekisho.archive.witness_client import (
    BadCosignature,
    CannotProve,
    CosignRefused,
    NotWitnessed,
    OtherHistory,
    Witness,
    WitnessAway,
    WitnessSawMore,
    cosign_with,
)
from sekisho.archive.witness_config import BadWitnessConfig
from sekisho.archive.witness_state import OriginTooLong, StateBroken
from sekisho.cli.archive_work import refusals, writing
from sekisho.cli.reasons import in_japanese
from sekisho.cli.words import Sentence, said

NO_WITNESS = (BadWitnessConfig, KeyRefused, StateBroken, OriginTooLong, Locked, OSError)
REASONS: tuple[tuple[type[Exception], str], ...] = (
    (BadWitnessConfig, "設定のファイルを直してください({0})。"),
    (
        StateBroken,
        "連署の控えが壊れています。控えを戻さず、docs/witness.mdの「The state」に従ってください({0})。",
    ),
    (OriginTooLong, "台帳の名前が長すぎます({0})。"),
    (Locked, "別の立会人が、同じ控えのフォルダを使っています。"),
    (
        WitnessAway,
        "立会人が答えません。--urlの番地と、つながるかどうかを確かめ、後でもう一度行ってください({0})。",
    ),
    (
        NotWitnessed,
        "立会人は、この台帳かその鍵を知りません。public.txtの行を立会人に渡し、--urlの番地を確かめてください({0})。",
    ),
    (
        OtherHistory,
        "立会人は、この台帳の別の歴史に連署しています。どちらかが偽りです。書き込みを止め、両方を残して監査人に知らせてください({0})。",
    ),
    (
        WitnessSawMore,
        "立会人は、ここにあるよりも大きな台帳に連署しています。末尾が失われたか、古い写しです。書き込みを止めて調べてください({0})。",
    ),
    (CannotProve, "立会人が最後に見た大きさの記録は廃棄されていて、続きであることを示せません({0})。"),
    (BadCosignature, "答えは、--witness-keyの鍵の連署ではありません。番地と鍵を確かめてください({0})。"),
    (NotAnAddress, "番地として読めません。https://witness.pref.example/townsのように書いてください({0})。"),
    (AnotherUse, "--witness-keyは立会人の鍵ではありません。立会人が印字した鍵を渡してください({0})。"),
    (NothingSigned, "まだ何も封印されていません。"),
    (ExtraMissing, "時刻認証には追加の部品が要ります。sekisho[timestamp]を入れてください({0})。"),
    (AuthorityAway, "時刻認証局が答えません。URLと、つながるかどうかを確かめてください({0})。"),
    (NotStamped, "時刻認証局が、時刻印を出しませんでした。URLと要求を確かめてください({0})。"),
    (NoRoots, "時刻認証局のルート証明書を読めません。--rootsにPEMのファイルを渡してください({0})。"),
    (
        RequestExists,
        "その要求のファイルはもうあります。答えを待っているものかもしれません。別の名前にしてください({0})。",
    ),
    (NotOurRequest, "この台帳が出した要求ではありません。request で書いたファイルを渡してください({0})。"),
    (WrongTimestamp, "時刻印が正しくありません。答えのファイルとルート証明書を確かめてください({0})。"),
    (TimestampRefused, "時刻印を確かめられません({0})。"),
    (CosignRefused, "立会人の連署を得られませんでした({0})。"),
)
"""What the reasons of this module mean for whoever reads them, and what is to be done."""


def run_witness(config: Path) -> None:
    """Serve until stopped. Prints the address and the key by which a town asks."""
    try:
        witness_server.run_witness(config, say=partial(print, flush=True))
    except NO_WITNESS as error:
        raise Sentence(
            f"立会人を始められません。{_why(error)}", f"The witness cannot begin. {error}"
        ) from error


def cosign(log: str, *, url: str, witness_key: str, folder: Path | None) -> None:
    """Ask one witness."""
    with _anchoring(log, folder) as (path, keys, then):
        witness = Witness(url, parse_verifier_key(witness_key))
        done = cosign_with(path, witness, keys=keys, then=then)
    moment = datetime.fromtimestamp(done.timestamp, UTC).isoformat()
    print(
        said(
            f"大きさ{done.size}に{moment}付けの連署を得ました。",
            f"Size {done.size} was cosigned at {moment}.",
        )
    )


def write_request(log: str, to: Path, *, folder: Path | None) -> None:
    """Write a request to be carried to the authority."""
    archive = Archive(folder or archive_folder())
    with refusals(), _refusing():
        size = write(archive.folder / log, to, keys=_keys(archive, log))
    print(said(f"大きさ{size}の要求を{to}に書きました。", f"A request over size {size} is in {to}."))


def take_answer(log: str, request: Path, answer: Path, *, roots: Path, folder: Path | None) -> None:
    """Check the answer that came back, and keep it."""
    with _anchoring(log, folder) as (path, keys, then):
        done = take(
            path, request.read_bytes(), answer.read_bytes(), keys=keys, roots=read_roots(roots), then=then
        )
    print(said(f"大きさ{done.size}は{done.at}にありました。", f"Size {done.size} was there at {done.at}."))


def stamp(log: str, url: str, *, roots: Path, folder: Path | None) -> None:
    """Ask the authority directly."""
    with _anchoring(log, folder) as (path, keys, then):
        done = stamp_with(path, url, keys=keys, roots=read_roots(roots), then=then)
    print(said(f"大きさ{done.size}は{done.at}にありました。", f"Size {done.size} was there at {done.at}."))


@contextmanager
def _anchoring(
    log: str, folder: Path | None
) -> Iterator[tuple[Path, list[VerifierKey], Callable[[], object]]]:
    """The log's folder and keys, and what lets its manifest name a new file."""
    archive = Archive(folder or archive_folder())
    with writing(log, folder) as writer, _refusing():
        yield archive.folder / log, _keys(archive, log), writer.name_files_beside


@contextmanager
def _refusing() -> Iterator[None]:
    try:
        yield
    except (CosignRefused, TimestampRefused, NothingSigned, KeyRefused, NotAnAddress, OSError) as error:
        raise Sentence(f"できませんでした。{_why(error)}", f"This did not work. {error}") from error


def _why(error: Exception) -> str:
    """The sentence of its kind, else what is said of it everywhere."""
    for kind, sentence in REASONS:
        if isinstance(error, kind):
            return sentence.format(error)
    return in_japanese(error)


def _keys(archive: Archive, log: str) -> list[VerifierKey]:
    trusted = read_public_keys(keys_folder() / PUBLIC_FILE)
    return list(key_chain(archive.handovers(), trusted).keys(log))
