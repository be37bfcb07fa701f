"""Merkle trees of RFC 6962, section 2.1: roots, proofs that an entry is in, proofs that nothing before changed.

Entries come in as their leaf hashes, 32 bytes each, in order. A proof is a list of hashes.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from typing import Final

HASH_BYTES: Final = 32


def leaf_hash(entry: bytes) -> bytes:
    """The hash of one leaf: SHA-256(0x00 || entry), 32 bytes. Source: RFC 6962, 2.1."""
    return hashlib.sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of an inner node: SHA-256(0x01 || left || right), 32 bytes. Source: RFC 6962, 2.1."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def root(leaves: Sequence[bytes]) -> bytes:
    """The root over leaf hashes in order, split at the largest power of two below their number.

    The empty list has the hash of the empty string. Source: RFC 6962, 2.1.
    """
    if not leaves:
        return hashlib.sha256().digest()
    level = list(leaves)
    while len(level) > 1:  # pairing neighbours, the odd one carried up, is the tree split at powers of two
        paired = [node_hash(level[i], level[i + 1]) for i in range(0, len(level) - 1, 2)]
        level = paired + level[len(paired) * 2 :]
    return level[0]


def inclusion(index: int, hashes: Sequence[bytes]) -> list[bytes]:
    """The proof that the entry at the index is in the tree, from its neighbour upwards.

    Raises IndexError where the tree has no such entry. Source: RFC 6962, 2.1.1.
    """
    if not 0 <= index < len(hashes):
        raise IndexError(index)
    return list(_inclusion(index, hashes))


def consistency(old: int, hashes: Sequence[bytes]) -> list[bytes]:
    """The proof that the tree's first `old` entries are those it had when it was that large; empty where it is now.

    Raises IndexError where `old` is 0, which nothing can be proven about, or more than there are. Source: RFC 6962,
    2.1.2.
    """
    if not 0 < old <= len(hashes):
        raise IndexError(old)
    return list(_consistency(old, hashes, whole=True))


def check_inclusion(index: int, size: int, leaf: bytes, proof: Sequence[bytes], root: bytes) -> bool:
    """True where the proof leads from a leaf hash at the index to the root of a tree of that size.

    Source: RFC 9162, 2.1.3.2 (the checks for the trees of RFC 6962, which does not spell them out).
    """
    if not 0 <= index < size or not _are_hashes([leaf, root, *proof]):
        return False
    at, last, found = index, size - 1, leaf
    for step in proof:
        if last == 0:
            return False
        if at & 1 or at == last:
            found = node_hash(step, found)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            found = node_hash(found, step)
        at, last = at >> 1, last >> 1
    return last == 0 and found == root


def check_consistency(old: int, size: int, old_root: bytes, root: bytes, proof: Sequence[bytes]) -> bool:
    """True where the proof shows that a tree of `size` begins with all of a tree of `old` entries.

    False where `old` is 0: every tree begins with nothing, so there is nothing to show. Source: RFC 9162, 2.1.4.2.
    """
    if old == size:
        return old > 0 and not proof and old_root == root
    if not 0 < old < size or not _are_hashes([old_root, root, *proof]):
        return False
    steps = list(proof)
    if old & (old - 1) == 0:  # an old tree that is whole is itself the first step
        steps.insert(0, old_root)
    if not steps:
        return False
    at, last = old - 1, size - 1
    while at & 1:
        at, last = at >> 1, last >> 1
    before = now = steps[0]
    for step in steps[1:]:
        if last == 0:
            return False
        if at & 1 or at == last:
            before, now = node_hash(step, before), node_hash(step, now)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            now = node_hash(now, step)
        at, last = at >> 1, last >> 1
    return last == 0 and before == old_root and now == root


def _split(size: int) -> int:
    """The largest power of two below the size."""
    return 1 << (size - 1).bit_length() - 1


def _inclusion(index: int, hashes: Sequence[bytes]) -> Iterator[bytes]:
    if len(hashes) == 1:
        return
    split = _split(len(hashes))
    if index < split:
        yield from _inclusion(index, hashes[:split])
        yield root(hashes[split:])
    else:
        yield from _inclusion(index - split, hashes[split:])
        yield root(hashes[:split])


def _consistency(old: int, hashes: Sequence[bytes], *, whole: bool) -> Iterator[bytes]:
    """The recursion of RFC 6962, 2.1.2; `whole` while the old tree is still seen as one from the left edge."""
    if old == len(hashes):
        if not whole:
            yield root(hashes)
        return
    split = _split(len(hashes))
    if old <= split:
        yield from _consistency(old, hashes[:split], whole=whole)
        yield root(hashes[split:])
    else:
        yield from _consistency(old - split, hashes[split:], whole=False)
        yield root(hashes[:split])


def _are_hashes(found: Sequence[bytes]) -> bool:
    return all(len(each) == HASH_BYTES for each in found)
