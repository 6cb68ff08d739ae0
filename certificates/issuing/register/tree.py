"""The tree over its table: each reader asks the database once, whatever the size of the register."""

from collections.abc import Mapping, Sequence

from certificates.issuing.register.models import RegisterNode
from certificates.verifier.merkle import Node


def position_of(node: Node) -> int:
    """Return the number of a node among all of them, in order from left to right."""
    level, index = node
    return (index << level + 1) + (1 << level) - 1


def read_nodes(nodes: Sequence[Node]) -> Mapping[Node, bytes]:
    """Return the stored hashes of these nodes.

    :raises KeyError: when one is not stored, because the tree is smaller or the table damaged.
    """
    wanted = {position_of(node): node for node in nodes}
    rows = RegisterNode.objects.filter(pk__in=wanted).values_list("position", "hash")
    found = {wanted[position]: bytes(kept) for position, kept in rows}
    return {node: found[node] for node in nodes}
