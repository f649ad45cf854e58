"""Signed sizes and roots against the tree: the log's own checkpoints, those that others keep, those that are given."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from sekisho.archive.checkpoints import Checkpoint
from sekisho.archive.findings import Finding, finding
from sekisho.archive.manifest import Manifest
from sekisho.archive.short_form import ShortForm
from sekisho.archive.verify_files import Claim
from sekisho.archive.verify_tree import BLOCK, Tree
from sekisho.archive.verify_units import Looked
from sekisho.archive.verify_values import shown

Given = Checkpoint | ShortForm


def log_of(given: Given) -> str:
    """The short name of the log that a checkpoint is of."""
    return given.log if isinstance(given, ShortForm) else given.origin.rpartition("/")[2]


def claim_of(given: Given) -> Claim:
    """What a given checkpoint says."""
    root = given.root_prefix if isinstance(given, ShortForm) else given.root
    return Claim(given.size, root, "")


def check_claims(
    log: str, claims: Sequence[Claim], tree: Tree, manifest: Manifest, *, sound: int, sampled: bool
) -> tuple[int, list[Finding]]:
    """The log's own checkpoints; `sound` is the largest size that is proven. Returns how many sizes were compared.

    One that does not fit below it is of another history, for the records are those that were proven.
    """
    found: list[Finding] = []
    compared, unknown = set[int](), set[int]()
    for claim in claims:
        root = tree.root_at(claim.size)
        if root is None and claim.size <= manifest.size and not _is_disposed(claim, manifest):
            unknown.add(claim.size)
        elif root is not None:
            compared.add(claim.size)
        if root is not None and claim.signed and not claim.fits(root) and claim.size <= sound:
            found.append(finding("branch", log, claim.file, size=claim.size))
    if unknown and not sampled:
        found.append(finding("not_compared", log, count=len(unknown), size=min(unknown)))
    return len(compared), found


def what_changed(
    log: str,
    proofs: Sequence[Claim],
    tree: Tree,
    manifest: Manifest,
    *,
    sound: int,
    looked: Sequence[Looked],
) -> Iterator[Finding]:
    """Between which sizes something changed: above `sound`, up to the first proof that does not fit.

    Where none is left above that could tell, the records there are under no signature.
    """
    roots = [(proof, tree.root_at(proof.size)) for proof in proofs if proof.size > sound]
    beyond = sorted({proof.size for proof, root in roots if root is not None and not proof.fits(root)})
    received = {one.unit.first: one.received_at[0] for one in looked if one.is_hashed}
    received |= {size: moment for one in looked for size, moment in one.moments.items()}
    if beyond:
        yield finding(
            "fork",
            log,
            at=sound,
            until=beyond[0],
            first=sound,
            size=beyond[0],
            begin=shown(received.get(sound)),
            last=shown(received.get(beyond[0])),
            more=len(beyond) - 1,
        )
    elif sound < manifest.size and all(proof.size > manifest.size for proof, _root in roots):
        begin, last = (shown(received.get(size)) for size in (sound, manifest.size))
        yield finding("unproven", log, at=sound, until=manifest.size, begin=begin, last=last)


def check_witnessed(
    log: str, handed_over: Iterable[Claim], cosigned: Iterable[Claim], tree: Tree, manifest: Manifest
) -> Iterator[Finding]:
    """What the handovers of keys and the witnesses saw."""
    for claim in handed_over:
        if _contradicts(claim, tree, manifest):
            yield finding("handed_over", log, claim.file, size=claim.size, here=manifest.size)
    for claim in cosigned:
        if _contradicts(claim, tree, manifest):
            detail = f"its root of size {claim.size} is not that of the records here"
            yield finding("cosignature", log, claim.file, detail=detail)


def check_given(log: str, given: Sequence[Given], tree: Tree, manifest: Manifest) -> Iterator[Finding]:
    """The checkpoints that the caller was given elsewhere."""
    agreed: list[int] = []
    for each in given:
        root = tree.root_at(each.size)
        if each.size > manifest.size:
            place = {"at": manifest.size, "until": each.size}
            yield finding("shorter", log, "", **place, size=each.size, here=manifest.size)
        elif root is None:
            unknown = "pruned_given" if each.size < manifest.first else "given_unknown"
            yield finding(unknown, log, size=each.size)
        elif claim_of(each).fits(root) and _is_of(each, manifest.origin):
            agreed.append(each.size)
            yield finding("given_agrees", log, size=each.size)
        else:
            yield finding("given_differs", log, at=0, until=max(each.size, 1), size=each.size)
    if agreed and max(agreed) < manifest.size:
        yield finding("open_end", log, size=max(agreed), here=manifest.size)
    if not given:
        yield finding("no_anchor", log)


def _contradicts(claim: Claim, tree: Tree, manifest: Manifest) -> bool:
    if claim.size > manifest.size:
        return True
    root = tree.root_at(claim.size)
    return root is not None and not claim.fits(root)


def _is_disposed(claim: Claim, manifest: Manifest) -> bool:
    """Whether the hashes of single records would be needed that are gone."""
    return claim.size < manifest.first and claim.size % BLOCK != 0


def _is_of(given: Given, origin: str) -> bool:
    """Whether it is of that log; the short form has the short name only, by which it was chosen."""
    return isinstance(given, ShortForm) or given.origin == origin
