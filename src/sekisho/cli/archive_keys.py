"""`sekisho keys`: make the archive's keys, show the public ones."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from sekisho.archive import rotation
from sekisho.archive.archive import Archive
from sekisho.archive.handovers import HandoverRefused
from sekisho.archive.key_rotation import rotate_sealing_key
from sekisho.archive.keys import PUBLIC_FILE, KeysExist, load_sealing_keys, make_keys, read_public_keys
from sekisho.archive.notes import KeyRefused
from sekisho.archive.places import archive_folder, data_folder, keys_folder
from sekisho.archive.shredding import rewrap_all
from sekisho.cli.archive_work import refusals
from sekisho.cli.reasons import os_words, reason
from sekisho.cli.words import Sentence, said
from sekisho.intake.papers import FOLDER as PAPERS
from sekisho.intake.papers import DamagedPaper, reseal

LOGS = ("operations", "network", "journal")


def init(base: str, *, logs: Sequence[str] | None, folder: Path | None) -> None:
    """Make the keys and print the public ones. Nothing that exists is overwritten."""
    place = (folder or keys_folder()).resolve()
    for taken in (data_folder(), archive_folder()):
        if place == taken or taken in place.parents:
            raise Sentence(
                f"鍵はデータの外に置いてください。{place}は{taken}の中です。",
                f"Keys lie outside the data: {place} is inside {taken}.",
            )
    try:
        public = make_keys(place, base, logs or LOGS)
    except KeysExist as error:
        raise Sentence(
            f"{place}にはもう鍵があります。上書きはしません。",
            f"There are keys in {place} already; nothing was changed.",
        ) from error
    except OSError as error:
        raise Sentence(
            f"鍵を{place}につくれません。--keysかSEKISHO_KEYSで、書き込めるフォルダを指定してください({os_words(error)})。",
            f"No keys can be made in {place}; name a folder to write to with --keys or SEKISHO_KEYS. ({error})",
        ) from error
    except KeyRefused as error:
        raise Sentence(f"その名前では鍵をつくれません。{reason(error)}", str(error)) from error
    print(said(f"鍵を{place}につくりました。", f"The keys are in {place}."))
    print(
        said(
            "signing.keyとsealing.keyの控えを別々に封じて保管し、次の公開鍵を監査人と県に渡してください。",
            "Keep copies of signing.key and sealing.key apart, and give these public keys to the auditors:",
        )
    )
    print(str(public), end="")


def show(*, folder: Path | None) -> None:
    """Print the public keys."""
    path = (folder or keys_folder()) / PUBLIC_FILE
    try:
        keys = read_public_keys(path)
    except (PermissionError, KeyRefused) as error:
        raise Sentence(
            f"公開鍵のファイル{path}を読めません({reason(error)})。", f"{path} holds no public keys: {error}"
        ) from error
    except OSError as error:
        raise Sentence(
            f"公開鍵がありません({path})。sekisho keys initでつくってください。",
            f"There are no public keys ({path}). Make them with sekisho keys init.",
        ) from error
    for key in keys:
        print(key)


def rotate(*, folder: Path | None) -> None:
    """Let a new signing key take over; where it was interrupted, go on."""
    archive = Archive(folder or archive_folder())
    with refusals():
        try:
            public = rotation.rotate(archive, keys_folder())
        except (HandoverRefused, KeyRefused) as error:
            raise Sentence(f"引き継げません。{reason(error)}", f"No key takes over. {error}") from error
    print(
        said("新しい鍵に引き継ぎました。次の公開鍵を配ってください。", "A new key has taken over. Hand out:")
    )
    print(str(public), end="")


def rewrap(*, folder: Path | None, new: bool) -> None:
    """Wrap the keys of all months and years, and the town's papers, under the present sealing key, a new one if asked.

    If we crash between, the old key stays beside the new one, and calling it again does the rest.
    """
    archive = Archive(folder or archive_folder())
    with refusals():
        if new:
            rotate_sealing_key(keys_folder(), archive=archive.folder, at=datetime.now(UTC))
        count = rewrap_all(archive, keys_folder())
        try:
            papers = reseal(data_folder() / PAPERS, load_sealing_keys(keys_folder(), archive=archive.folder))
        except DamagedPaper as error:
            raise Sentence(*error.words) from error
    if papers:
        print(said(f"{papers}件の照合資料を封じ直しました。", f"{papers} papers were sealed anew."))
    print(said(f"{count}個の鍵を包み直しました。", f"{count} keys were wrapped anew."))
