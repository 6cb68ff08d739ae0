"""The tree against the published vectors of RFC 6962 and RFC 9162, and against a naive recomputation."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certificates.verifier import merkle
from certificates.verifier.merkle import Node, hash_leaf, hash_pair

# The entries and roots of the reference tree that implementations of Certificate Transparency share.
ENTRIES = [
    bytes.fromhex(text)
    for text in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
A, B, C = (
    "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
    "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
    "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
)
D, E = (
    "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
)
INCLUSION = [
    (0, 1, []),
    (0, 8, [A, B, C]),
    (5, 8, [D, E, ROOTS[3]]),
    (2, 3, [ROOTS[1]]),
    (1, 5, [ROOTS[0], B, D]),
]
CONSISTENCY = [
    (1, 1, []),
    (1, 8, [A, B, C]),
    (6, 8, ["0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a", E, ROOTS[3]]),
    (2, 5, [B, D]),
]


class Stored:
    """Nodes as a table keeps them; it counts how many were asked for."""

    def __init__(self, entries: Sequence[bytes]) -> None:
        self.nodes: dict[Node, bytes] = {}
        self.asked = 0
        for index, entry in enumerate(entries):
            self.nodes |= merkle.append(index, hash_leaf(entry), self)

    def __call__(self, nodes: Sequence[Node]) -> dict[Node, bytes]:
        self.asked += len(nodes)
        return {node: self.nodes[node] for node in nodes}


def naive_root(entries: Sequence[bytes]) -> bytes:
    """The definition, word by word (RFC 9162, 2.1.1)."""
    if not entries:
        return merkle.EMPTY_ROOT
    if len(entries) == 1:
        return hash_leaf(entries[0])
    split = 1
    while split * 2 < len(entries):
        split *= 2
    return hash_pair(naive_root(entries[:split]), naive_root(entries[split:]))


@pytest.mark.parametrize("size", range(1, 9))
def test_published_roots(size: int) -> None:
    assert merkle.root(size, Stored(ENTRIES)).hex() == ROOTS[size - 1]


def test_the_empty_tree_has_the_hash_of_nothing() -> None:
    assert merkle.root(0, Stored([])).hex().startswith("e3b0c44298fc1c14")


@pytest.mark.parametrize(("index", "size", "path"), INCLUSION)
def test_published_inclusion_proofs(index: int, size: int, path: list[str]) -> None:
    proof = merkle.prove_inclusion(index, size, Stored(ENTRIES))
    assert [one.hex() for one in proof] == path
    leaf, root = hash_leaf(ENTRIES[index]), bytes.fromhex(ROOTS[size - 1])
    assert merkle.includes(proof, leaf=leaf, index=index, size=size, root=root)


@pytest.mark.parametrize(("old", "new", "path"), CONSISTENCY)
def test_published_consistency_proofs(old: int, new: int, path: list[str]) -> None:
    proof = merkle.prove_consistency(old, new, Stored(ENTRIES))
    assert [one.hex() for one in proof] == path
    roots = {"old_root": bytes.fromhex(ROOTS[old - 1]), "new_root": bytes.fromhex(ROOTS[new - 1])}
    assert merkle.is_consistent(proof, old=old, new=new, **roots)


sizes = st.integers(min_value=1, max_value=70)


@given(st.data(), sizes)
def test_any_tree_has_the_naive_root_and_proofs_that_hold(data: st.DataObject, size: int) -> None:
    entries = data.draw(st.lists(st.binary(max_size=4), min_size=size, max_size=size))
    old, index = data.draw(st.integers(1, size)), data.draw(st.integers(0, size - 1))
    stored = Stored(entries)
    root, old_root = naive_root(entries), naive_root(entries[:old])
    assert (merkle.root(size, stored), merkle.root(old, stored)) == (root, old_root)
    proof = merkle.prove_inclusion(index, size, stored)
    assert merkle.includes(proof, leaf=hash_leaf(entries[index]), index=index, size=size, root=root)
    between = merkle.prove_consistency(old, size, stored)
    assert merkle.is_consistent(between, old=old, new=size, old_root=old_root, new_root=root)


@given(st.data(), sizes)
def test_a_proof_with_one_bit_or_one_hash_changed_holds_no_more(data: st.DataObject, size: int) -> None:
    entries = [bytes([number]) for number in range(size)]
    stored, root = Stored(entries), naive_root(entries)
    old, index = data.draw(st.integers(1, size)), data.draw(st.integers(0, size - 1))
    proof = damaged(merkle.prove_inclusion(index, size, stored), data)
    assert not merkle.includes(proof, leaf=hash_leaf(entries[index]), index=index, size=size, root=root)
    between = damaged(merkle.prove_consistency(old, size, stored), data)
    old_root = naive_root(entries[:old])
    assert not merkle.is_consistent(between, old=old, new=size, old_root=old_root, new_root=root)


def damaged(proof: list[bytes], data: st.DataObject) -> list[bytes]:
    if not proof or data.draw(st.booleans()):
        return [*proof, bytes(32)]
    place, bit = data.draw(st.integers(0, len(proof) - 1)), data.draw(st.integers(0, 255))
    changed = bytearray(proof[place])
    changed[bit // 8] ^= 1 << bit % 8
    return [*proof[:place], bytes(changed), *proof[place + 1 :]]


@pytest.mark.parametrize(("index", "size"), [(3, 3), (-1, 3), (0, 0)])
def test_no_leaf_no_proof(index: int, size: int) -> None:
    with pytest.raises(ValueError):
        merkle.prove_inclusion(index, size, Stored(ENTRIES))
    assert not merkle.includes([], leaf=bytes(32), index=index, size=size, root=bytes(32))


@pytest.mark.parametrize(("old", "new"), [(0, 3), (4, 3), (-1, 3)])
def test_nothing_leads_from_an_empty_or_larger_tree(old: int, new: int) -> None:
    with pytest.raises(ValueError):
        merkle.prove_consistency(old, new, Stored(ENTRIES))
    assert not merkle.is_consistent([], old=old, new=new, old_root=bytes(32), new_root=bytes(32))


def test_a_proof_reads_no_more_than_two_nodes_a_level() -> None:
    stored = Stored([number.to_bytes(2, "big") for number in range(1023)])
    for index in (0, 511, 1022):
        stored.asked = 0
        merkle.prove_inclusion(index, 1023, stored)
        assert stored.asked <= 20
