"""Proofs of RFC 6962: those of others' published probes, every one of small trees, and none that is wrong."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.ledger.test_merkle import INNER, ROOTS, hashed
from tests.needs import need_real_data

from bukti.ledger.merkle import check_consistency, check_inclusion, consistency, inclusion, leaf_hash, root

PROBES = 98


def probes(kind: str) -> list[dict[str, Any]]:
    """The probes of transparency-dev/merkle of one kind: what a verifier is given, and whether it must refuse."""
    text = (need_real_data() / "merkle-probes" / "probes.json").read_text(encoding="utf-8")
    return [probe for probe in json.loads(text) if probe["name"].startswith(f"{kind}/")]


def raw(text: str | None) -> bytes:
    return base64.b64decode(text or "")


@pytest.mark.real
def test_every_inclusion_probe_is_taken_or_refused_as_its_authors_say() -> None:
    found = {
        p["name"]: not check_inclusion(
            p["leafIdx"], p["treeSize"], raw(p["leafHash"]), [raw(h) for h in p["proof"] or []], raw(p["root"])
        )
        for p in probes("inclusion")
    }
    assert found == {p["name"]: p["wantErr"] for p in probes("inclusion")}
    assert len(found) == PROBES


@pytest.mark.real
def test_every_consistency_probe_is_taken_or_refused_as_its_authors_say() -> None:
    found = {
        p["name"]: not check_consistency(
            p["size1"], p["size2"], raw(p["root1"]), raw(p["root2"]), [raw(h) for h in p["proof"] or []]
        )
        for p in probes("consistency")
    }
    assert found == {p["name"]: p["wantErr"] for p in probes("consistency")}
    assert len(found) == PROBES


def leaves(size: int) -> list[bytes]:
    return [leaf_hash(str(n).encode()) for n in range(size)]


def test_the_proof_of_a_published_leaf_is_the_published_nodes_beside_its_path() -> None:
    """Leaf 5 of eight by hand: its neighbour 4, then the pair 6-7, then the first four."""
    assert [h.hex() for h in inclusion(5, hashed())] == [INNER[0, 4], INNER[1, 3], ROOTS[4]]
    assert inclusion(0, hashed()[:1]) == []


def test_the_consistency_proof_of_published_trees_is_the_published_nodes() -> None:
    """By hand: from 6 to 8 the pairs 4-5 and 6-7, then the first four; from 4 only what was added."""
    assert [h.hex() for h in consistency(6, hashed())] == [INNER[1, 2], INNER[1, 3], ROOTS[4]]
    four = hashed()[4:]
    assert consistency(4, hashed()) == [root(four)]
    assert consistency(8, hashed()) == []


def test_every_entry_of_every_small_tree_has_a_proof_that_holds() -> None:
    for size in range(1, 40):
        tree = leaves(size)
        for index in range(size):
            assert check_inclusion(index, size, tree[index], inclusion(index, tree), root(tree)), (index, size)


def test_every_small_tree_is_shown_to_grow_from_every_smaller_one() -> None:
    for size in range(1, 40):
        tree = leaves(size)
        for old in range(1, size + 1):
            assert check_consistency(old, size, root(tree[:old]), root(tree), consistency(old, tree)), (old, size)


@settings(deadline=None, max_examples=50)
@given(st.integers(1, 700), st.data())
def test_a_proof_of_a_larger_tree_holds_and_breaks_with_any_flipped_bit(size: int, data: st.DataObject) -> None:
    tree = leaves(size)
    index = data.draw(st.integers(0, size - 1))
    proof = inclusion(index, tree)
    assert check_inclusion(index, size, tree[index], proof, root(tree))
    if proof:
        at, bit = data.draw(st.integers(0, len(proof) - 1)), data.draw(st.integers(0, 255))
        assert not check_inclusion(index, size, tree[index], flipped(proof, at, bit), root(tree))
    assert not check_inclusion(index, size, tree[index], [*proof, tree[0]], root(tree))
    assert not check_inclusion(index, size, tree[index], proof[:-1], root(tree)) or not proof
    other = data.draw(st.integers(0, size - 1))
    assert check_inclusion(other, size, tree[index], proof, root(tree)) == (other == index)


@settings(deadline=None, max_examples=50)
@given(st.integers(1, 700), st.data())
def test_a_growth_holds_and_breaks_with_any_flipped_bit(size: int, data: st.DataObject) -> None:
    tree = leaves(size)
    old = data.draw(st.integers(1, size))
    proof, before, now = consistency(old, tree), root(tree[:old]), root(tree)
    assert check_consistency(old, size, before, now, proof)
    if proof:
        at, bit = data.draw(st.integers(0, len(proof) - 1)), data.draw(st.integers(0, 255))
        assert not check_consistency(old, size, before, now, flipped(proof, at, bit))
        assert not check_consistency(old, size, before, now, proof[:-1])
        assert not check_consistency(old, size, before, root([*tree, tree[0]]), proof)
    assert not check_consistency(old, size, before, now, [*proof, tree[0]])
    changed = [leaf_hash(b"changed"), *tree[1:old]]
    assert not check_consistency(old, size, root(changed), now, proof)


def flipped(proof: list[bytes], at: int, bit: int) -> list[bytes]:
    changed = (int.from_bytes(proof[at], "big") ^ (1 << bit)).to_bytes(32, "big")
    return [*proof[:at], changed, *proof[at + 1 :]]


def test_a_proof_from_a_larger_tree_does_not_hold_for_a_smaller_one() -> None:
    """The root is reached, but by more steps than a tree of the stated size has."""
    two = leaves(2)
    assert not check_inclusion(0, 1, two[1], [two[0]], root(two))
    eight = leaves(8)
    seven = root(eight[:7])
    assert check_consistency(7, 8, seven, root(eight), consistency(7, eight))
    assert not check_consistency(3, 4, seven, root(eight), consistency(7, eight))


def test_what_cannot_be_proven_is_not_tried() -> None:
    with pytest.raises(IndexError):
        inclusion(3, leaves(3))
    with pytest.raises(IndexError):
        inclusion(-1, leaves(3))
    with pytest.raises(IndexError):
        consistency(0, leaves(3))
    with pytest.raises(IndexError):
        consistency(4, leaves(3))


def test_hashes_of_another_length_prove_nothing() -> None:
    one = leaves(1)
    assert check_inclusion(0, 1, one[0], [], one[0])
    assert not check_inclusion(0, 1, one[0][:31], [], one[0][:31])
    assert not check_consistency(1, 2, one[0][:31], root(leaves(2)), consistency(1, leaves(2)))
    assert not check_consistency(3, 8, root(leaves(3)), root(leaves(8)), [])
