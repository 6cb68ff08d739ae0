"""The Merkle tree of the register (RFC 9162, section 2.1): roots and proofs from stored nodes, and their checks.

A node is named (level, index): it covers the leaves from index * 2^level on, 2^level of them, all there. Each
function asks its reader once, for at most two nodes a level, so the work grows with the logarithm of the size.
"""

import hashlib
from collections.abc import Callable, Mapping, Sequence

Node = tuple[int, int]
Reader = Callable[[Sequence[Node]], Mapping[Node, bytes]]
Range = tuple[int, int]
EMPTY_ROOT = hashlib.sha256().digest()


def hash_leaf(entry: bytes) -> bytes:
    """Return the hash of one entry's exact bytes."""
    return hashlib.sha256(b"\x00" + entry).digest()


def hash_pair(left: bytes, right: bytes) -> bytes:
    """Return the hash of two neighbouring subtrees."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def append(index: int, leaf: bytes, read: Reader) -> dict[Node, bytes]:
    """Return the nodes that become complete when a leaf is put at `index`, the leaf itself first."""
    levels = []
    while index >> len(levels) & 1:
        levels.append(len(levels))
    known = read([(level, (index >> level) - 1) for level in levels])
    made = {(0, index): leaf}
    for level in levels:
        leaf = hash_pair(known[level, (index >> level) - 1], leaf)
        made[level + 1, index >> level + 1] = leaf
    return made


def root(size: int, read: Reader) -> bytes:
    """Return the root of the first `size` leaves."""
    return _hashes([(0, size)], read)[0] if size else EMPTY_ROOT


def prove_inclusion(index: int, size: int, read: Reader) -> list[bytes]:
    """Return the audit path of one leaf, from the leaf up.

    :raises ValueError: when the tree has no such leaf.
    """
    if not 0 <= index < size:
        raise ValueError("No such leaf.")
    start, end, path = 0, size, []
    while end - start > 1:
        middle = start + _split(end - start)
        if index < middle:
            path.append((middle, end))
            end = middle
        else:
            path.append((start, middle))
            start = middle
    return _hashes(path[::-1], read)


def prove_consistency(old: int, new: int, read: Reader) -> list[bytes]:
    """Return the proof that the tree of `new` leaves begins with the tree of `old`.

    :raises ValueError: when there is nothing to prove: sizes that are no sizes, or in the wrong order.
    """
    if not 0 < old <= new:
        raise ValueError("A proof leads from a smaller tree, not empty, to a larger one.")
    start, end, is_known, path = 0, new, True, []
    while old != end:
        middle = start + _split(end - start)
        if old <= middle:
            path.append((middle, end))
            end = middle
        else:
            path.append((start, middle))
            start, is_known = middle, False
    if not is_known:
        path.append((start, end))
    return _hashes(path[::-1], read)


def includes(proof: Sequence[bytes], *, leaf: bytes, index: int, size: int, root: bytes) -> bool:
    """Return whether the path leads from the leaf to the root (RFC 9162, 2.1.3.2)."""
    if not 0 <= index < size:
        return False
    place, last, current = index, size - 1, leaf
    for sibling in proof:
        if last == 0:
            return False
        if place & 1 or place == last:
            current = hash_pair(sibling, current)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            current = hash_pair(current, sibling)
        place, last = place >> 1, last >> 1
    return last == 0 and current == root


def is_consistent(proof: Sequence[bytes], *, old: int, new: int, old_root: bytes, new_root: bytes) -> bool:
    """Return whether the larger tree begins with the smaller one (RFC 9162, 2.1.4.2)."""
    if not 0 < old <= new:
        return False
    if old == new:
        return not proof and old_root == new_root
    path = list(proof) if old & (old - 1) else [old_root, *proof]
    if not path:
        return False
    place, last = old - 1, new - 1
    while place & 1:
        place, last = place >> 1, last >> 1
    first = second = path[0]
    for sibling in path[1:]:
        if last == 0:
            return False
        if place & 1 or place == last:
            first, second = hash_pair(sibling, first), hash_pair(sibling, second)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            second = hash_pair(second, sibling)
        place, last = place >> 1, last >> 1
    return last == 0 and first == old_root and second == new_root


def _split(size: int) -> int:
    return 1 << (size - 1).bit_length() - 1


def _complete(start: int, end: int) -> list[Node]:
    """Return the complete subtrees that a range falls into, from left to right, largest first."""
    nodes = []
    while start < end:
        level = (end - start).bit_length() - 1
        nodes.append((level, start >> level))
        start += 1 << level
    return nodes


def _hashes(ranges: Sequence[Range], read: Reader) -> list[bytes]:
    parts = [_complete(*one) for one in ranges]
    known = read([node for nodes in parts for node in nodes])
    return [_fold([known[node] for node in nodes]) for nodes in parts]


def _fold(hashes: Sequence[bytes]) -> bytes:
    folded = hashes[-1]
    for left in hashes[-2::-1]:
        folded = hash_pair(left, folded)
    return folded
