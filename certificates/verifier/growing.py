"""The tree again from its entries, one after the other, with no more memory than one hash a level."""

from certificates.verifier import merkle
from certificates.verifier.merkle import Node


class GrowingTree:
    """A tree that keeps only its right edge; give it every entry from the first on."""

    def __init__(self) -> None:
        self.size = 0
        self._edge: dict[Node, bytes] = {}

    def append(self, entry: bytes) -> dict[Node, bytes]:
        """Add one entry and return the nodes that are complete now."""
        made = merkle.append(self.size, merkle.hash_leaf(entry), self._read)
        for level in range(len(made) - 1):
            self._edge.pop((level, (self.size >> level) - 1), None)
        top = max(made)
        self._edge[top] = made[top]
        self.size += 1
        return made

    def root(self) -> bytes:
        """Return the root of what was added."""
        return merkle.root(self.size, self._read)

    def _read(self, nodes: object) -> dict[Node, bytes]:
        return self._edge
