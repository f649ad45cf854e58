"""What can be done to the files of an archive, and what a verifier then finds, and where."""

from __future__ import annotations

import base64
import os
import shutil
from collections.abc import Callable
from dataclasses import replace

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from sekisho.archive.manifest import listed
from sekisho.archive.notes import Ed25519Signer
from sekisho.archive.short_form import short_form_of
from sekisho.archive.verify_archive import Report
from tests.campaigns.attacker import with_value
from tests.unit.archive.forging import BEGIN, NEXT_KEY, ORIGIN, line
from tests.unit.archive.logs import BASE, SIGNING_KEY
from tests.unit.archive.scenes import ENDS, NETWORKS, OWN, Scene, notes_of

FIRST = f"{0:020}-{ENDS[0]:020}"
LAST = f"{ENDS[1]:020}-{ENDS[2]:020}"
NEXT = Ed25519Signer(ORIGIN, NEXT_KEY).verifier_key
STRANGER = Ed25519Signer(ORIGIN, Ed25519PrivateKey.from_private_bytes(bytes(32))).verifier_key

Harm = Callable[[Scene], Report]
HARMS: list[tuple[str, str, Harm]] = []


def provokes(what: str, where: str) -> Callable[[Harm], Harm]:
    """A harm, what is found, and where."""

    def taken_down(harm: Harm) -> Harm:
        HARMS.append((what, where, harm))
        return harm

    return taken_down


# --- Keys ------------------------------------------------------------------------------------------


@provokes("no_key", "")
def without_a_key(scene: Scene) -> Report:
    return scene.verified(keys=[])


@provokes("unknown_key", "operations manifest")
def with_another_key(scene: Scene) -> Report:
    return scene.verified(keys=[NEXT])


@provokes("unknown_key", "handovers")
def with_a_key_outside_the_handovers(scene: Scene) -> Report:
    scene.forgery().part(BEGIN).hand_over(3).sign()
    return scene.forged(keys=[STRANGER])


@provokes("wrong_signature", "operations manifest")
def a_manifest_that_says_something_else(scene: Scene) -> Report:
    return scene.edit("manifest", lambda data: data.replace(b"\nfirst 0\n", b"\nfirst 256\n")).verified()


@provokes("wrong_signature", "operations checkpoints/2026-05")
def a_checkpoint_that_says_something_else(scene: Scene) -> Report:
    return scene.edit("checkpoints/2026-05", lambda data: data.replace(b"\n672\n", b"\n673\n")).verified()


@provokes("key_outside_span", "operations checkpoints/2026-04")
def a_key_that_signs_after_it_has_handed_over(scene: Scene) -> Report:
    forgery = scene.forgery().part(BEGIN).hand_over(3)
    forgery.key = SIGNING_KEY
    forgery.part([line(3)])
    forgery.key = NEXT_KEY
    forgery.sign()
    return scene.forged()


@provokes("handover", "handovers/0001")
def a_handover_that_is_damaged(scene: Scene) -> Report:
    scene.forgery().part(BEGIN).hand_over(3).put("../handovers/0001", b"").sign()
    return scene.forged()


@provokes("handover", "handovers")
def a_key_that_no_handover_leads_to(scene: Scene) -> Report:
    scene.forgery().part(BEGIN).sign()
    return scene.forged(keys=[OWN, NEXT])


# --- Files -----------------------------------------------------------------------------------------


@provokes("missing_file", f"operations marks/{FIRST}.marks")
def marks_that_are_gone(scene: Scene) -> Report:
    return scene.remove(f"marks/{FIRST}.marks").verified()


@provokes("missing_file", "operations tile/1/000.p/2")
def a_tile_that_is_gone(scene: Scene) -> Report:
    return scene.remove("tile/1/000.p/2").verified()


@provokes("missing_file", f"operations marks/{FIRST}.marks")
def marks_that_are_gone_and_that_no_manifest_names(scene: Scene) -> Report:
    return scene.remove(f"marks/{FIRST}.marks").sign_as_it_is().verified()


@provokes("extra_file", "operations parts/notes.txt")
def a_file_among_the_parts(scene: Scene) -> Report:
    return scene.put("operations/parts/notes.txt", b"x").verified()


@provokes("extra_file", "operations tail/evil")
def a_file_in_the_tail(scene: Scene) -> Report:
    return scene.put("operations/tail/evil", b"x").verified()


@provokes("extra_file", "operations tile/1/000.p/1")
def a_tile_of_an_earlier_size(scene: Scene) -> Report:
    return scene.put("operations/tile/1/000.p/1", bytes(32)).verified()


@provokes("extra_file", "operations marks/x.marks")
def marks_of_no_part(scene: Scene) -> Report:
    scene.put("operations/marks/x.marks", b"").sign(lambda files: {**files, "marks/x.marks": listed(b"")})
    return scene.verified()


@provokes("extra_file", "notes.txt")
def a_file_beside_the_logs(scene: Scene) -> Report:
    return scene.put("notes.txt", b"").verified()


@provokes("extra_file", "handovers/readme")
def a_file_beside_the_handovers(scene: Scene) -> Report:
    return scene.put("handovers/readme", b"").verified()


@provokes("file_differs", "operations secrets/fy2026")
def another_year_s_key(scene: Scene) -> Report:
    return scene.flip("secrets/fy2026").verified()


@provokes("file_differs", "operations lock")
def a_lock_with_something_in_it(scene: Scene) -> Report:
    return scene.put("operations/lock", b"x").verified()


@provokes("irregular", f"operations parts/{FIRST}.parquet")
def a_pipe_in_place_of_a_part(scene: Scene) -> Report:
    scene.remove(f"parts/{FIRST}.parquet")
    os.mkfifo(scene.log / f"parts/{FIRST}.parquet")
    return scene.verified()


@provokes("irregular", "network")
def a_log_that_is_a_link(scene: Scene) -> Report:
    (scene.archive / "network").rename(scene.empty / "network")
    (scene.archive / "network").symlink_to(scene.empty / "network")
    return scene.verified()


@provokes("no_manifest", "operations")
def a_log_without_manifest(scene: Scene) -> Report:
    return scene.remove("manifest").verified()


@provokes("no_manifest", "operations manifest")
def a_manifest_that_is_a_directory(scene: Scene) -> Report:
    scene.remove("manifest")
    (scene.log / "manifest").mkdir()
    return scene.verified()


@provokes("manifest", "operations manifest")
def a_manifest_that_is_none(scene: Scene) -> Report:
    return scene.edit("manifest", lambda data: b"x" * len(data)).verified()


@provokes("manifest", "operations manifest")
def a_manifest_that_names_what_none_names(scene: Scene) -> Report:
    return scene.sign(lambda files: {**files, "tail/1": listed(b"")}).verified()


@provokes("unknown_key", "operations manifest")
def the_manifest_of_another_log(scene: Scene) -> Report:
    return scene.edit("manifest", lambda _data: (scene.archive / "network/manifest").read_bytes()).verified(
        keys=[OWN, NETWORKS]
    )


@provokes("no_log", "journal")
def a_checkpoint_of_a_log_that_is_not_here(scene: Scene) -> Report:
    return scene.verified(replace(scene.checkpoint(), origin=f"{BASE}/journal"))


@provokes("no_log", "operations")
def a_log_that_a_handover_knows(scene: Scene) -> Report:
    scene.forgery().part(BEGIN).hand_over(3).sign()
    shutil.rmtree(scene.empty / "operations")
    return scene.forged()


@provokes("log_absent", "network")
def a_log_whose_key_was_handed_out(scene: Scene) -> Report:
    shutil.rmtree(scene.archive / "network")
    return scene.verified(keys=[OWN, NETWORKS])


@provokes("nothing", "")
def an_empty_directory(scene: Scene) -> Report:
    return scene.forged()


# --- Checkpoints -----------------------------------------------------------------------------------


@provokes("checkpoint", "operations checkpoints/2026-04")
def something_that_is_no_checkpoint(scene: Scene) -> Report:
    return scene.edit("checkpoints/2026-04", lambda data: data + b"\nx").verified()


@provokes("checkpoint_order", "operations checkpoints/2026-04")
def checkpoints_in_another_order(scene: Scene) -> Report:
    turned = scene.edit("checkpoints/2026-04", lambda data: b"\n".join(reversed(notes_of(data))))
    return turned.sign_as_it_is().verified()


@provokes("checkpoints_end", "operations checkpoints/2026-04")
def the_last_checkpoint_gone(scene: Scene) -> Report:
    return scene.remove("checkpoints/2026-05").sign_as_it_is().verified()


@provokes("fork", "operations #602–641")
def a_record_whose_marks_and_tiles_were_made_to_fit(scene: Scene) -> Report:
    scene.forger(2).change(with_value(scene.records(), 610, "hit_count", -1))
    return scene.verified()


@provokes("unproven", "operations #602–671")
def nothing_signed_any_more(scene: Scene) -> Report:
    scene.forger(4).change(with_value(scene.records(), 610, "hit_count", -1))
    return scene.verified()


@provokes("branch", "operations checkpoints/2026-04")
def two_checkpoints_that_do_not_agree(scene: Scene) -> Report:
    scene.forgery().part(BEGIN).checkpoint_before(2, bytes(32)).sign()
    return scene.forged()


@provokes("not_compared", "operations")
def checkpoints_over_records_that_are_gone(scene: Scene) -> Report:
    return scene.remove(f"parts/{LAST}.parquet").verified()


@provokes("handed_over", "operations handovers/0001")
def a_handover_that_names_another_root(scene: Scene) -> Report:
    scene.forgery().part(BEGIN).hand_over(3, bytes(32)).part([line(3)]).sign()
    return scene.forged()


@provokes("handed_over", "operations handovers/0001")
def a_log_that_was_longer_when_keys_changed(scene: Scene) -> Report:
    scene.forgery().part(BEGIN).hand_over(3).sign()
    shutil.rmtree(scene.empty / "operations")
    scene.forgery().part(BEGIN[:2]).sign()
    return scene.forged()


@provokes("shorter", "operations #672–999")
def a_given_checkpoint_of_more_than_there_is(scene: Scene) -> Report:
    return scene.verified(scene.checkpoint(1000))


@provokes("given_differs", "operations #0–671")
def a_given_checkpoint_with_another_root(scene: Scene) -> Report:
    return scene.verified(short_form_of(scene.checkpoint(672)))


@provokes("given_differs", "operations #0–671")
def a_given_checkpoint_of_another_town(scene: Scene) -> Report:
    return scene.verified(replace(scene.checkpoint(), origin="other.example/sekisho/operations"))


@provokes("given_agrees", "operations")
def the_given_checkpoint(scene: Scene) -> Report:
    return scene.verified(short_form_of(scene.checkpoint()))


@provokes("given_unknown", "operations")
def a_given_checkpoint_over_records_that_are_gone(scene: Scene) -> Report:
    return scene.remove(f"parts/{LAST}.parquet").verified(scene.checkpoint())


@provokes("open_end", "operations")
def a_given_checkpoint_that_is_not_the_last(scene: Scene) -> Report:
    earlier = notes_of((scene.log / "checkpoints/2026-04").read_bytes())[0].decode().split("\n")
    checkpoint = scene.checkpoint(int(earlier[1]))
    return scene.verified(replace(checkpoint, root=base64.b64decode(earlier[2])))


@provokes("pruned_given", "operations")
def a_given_checkpoint_of_records_that_were_disposed_of(scene: Scene) -> Report:
    block = [*BEGIN, *(line(number) for number in range(253))]
    scene.forgery().part(block).part([line(3)]).dispose().sign()
    return scene.forged(scene.checkpoint(100))
