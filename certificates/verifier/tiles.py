"""The register as files (C2SP tlog-tiles): which tile lies where, what it holds, and a reader of nodes from tiles."""

from collections.abc import Callable, Iterator, Mapping, Sequence

from certificates.verifier.merkle import Node, hash_leaf, hash_pair

HEIGHT = 8
WIDTH = 1 << HEIGHT
HASH = 32
CHECKPOINT, KEY = "checkpoint", "key"
GetFile = Callable[[str], bytes]


class DamagedTile(ValueError):
    """A tile is missing or is not as long as its name says."""


def number_path(number: int) -> str:
    """Return the number in groups of three digits, all but the last marked: x001/x234/067."""
    groups = [f"{number % 1000:03d}"]
    while number := number // 1000:
        groups.insert(0, f"x{number % 1000:03d}")
    return "/".join(groups)


def tile_path(level: int | str, number: int, width: int = WIDTH) -> str:
    """Return the name of a tile of hashes, or with the level "entries" of a bundle of entries."""
    part = "" if width == WIDTH else f".p/{width}"
    return f"tile/{level}/{number_path(number)}{part}"


def consistency_path(old: int, new: int) -> str:
    """Return the name of the proof between two checkpoints."""
    return f"consistency/{old}-{new}"


def proof_path(index: int) -> str:
    """Return the name of the receipt of one entry."""
    return f"proof/{number_path(index)}"


def checkpoint_path(size: int) -> str:
    """Return the name under which a checkpoint of this size stays."""
    return f"checkpoints/{size}"


def anchor_path(size: int) -> str:
    """Return the name of the time-stamp (DER) over the checkpoint that stays under this size."""
    return f"anchors/{size}"


def tiles_of(size: int, *, since: int = 0) -> Iterator[tuple[int, int, int]]:
    """Give level, number and width of each tile that a tree of `size` has and one of `since` has not as wide."""
    level = 0
    while size >> level * HEIGHT:
        before, count = since >> level * HEIGHT, size >> level * HEIGHT
        for number in range(before // WIDTH, (count + WIDTH - 1) // WIDTH):
            width = min(WIDTH, count - number * WIDTH)
            if width > min(WIDTH, max(0, before - number * WIDTH)):
                yield level, number, width
        level += 1


def pack_entries(entries: Sequence[bytes]) -> bytes:
    """Return a bundle: each entry behind its length in two bytes."""
    return b"".join(len(entry).to_bytes(2, "big") + entry for entry in entries)


def unpack_entries(bundle: bytes, width: int) -> list[bytes]:
    """Return the entries of a bundle.

    :raises DamagedTile: when it does not hold just so many.
    """
    entries, place = [], 0
    while place < len(bundle) and len(entries) < width:
        length = int.from_bytes(bundle[place : place + 2], "big")
        entries.append(bundle[place + 2 : place + 2 + length])
        place += 2 + length
    if place != len(bundle) or len(entries) != width:
        raise DamagedTile("A bundle of entries is damaged.")
    return entries


def bundles(size: int, get: GetFile) -> Iterator[tuple[int, list[bytes]]]:
    """Give the index of the first entry and the entries of each bundle, from the first to the last."""
    for number in range((size + WIDTH - 1) // WIDTH):
        width = min(WIDTH, size - number * WIDTH)
        yield number * WIDTH, unpack_entries(get(tile_path("entries", number, width)), width)


class TileReader:
    """Reads nodes of a tree of `size` from its tiles; what lies between tiles' edges is computed from them."""

    def __init__(self, size: int, get: GetFile) -> None:
        self.size, self.get = size, get
        self.kept: dict[tuple[int, int], bytes] = {}

    def __call__(self, nodes: Sequence[Node]) -> Mapping[Node, bytes]:
        return {node: self.node(*node) for node in nodes}

    def node(self, level: int, index: int) -> bytes:
        """Return one node.

        :raises DamagedTile: when its tile is missing or too short.
        """
        stage, above = divmod(level, HEIGHT)
        return self._folded(stage, index << above, 1 << above)

    def from_below(self, stage: int, index: int) -> bytes:
        """Return what a hash of the tiles of this level has to be, from the whole tile below it."""
        return self._folded(stage - 1, index * WIDTH, WIDTH)

    def _folded(self, stage: int, first: int, count: int) -> bytes:
        hashes = [self._hash(stage, place) for place in range(first, first + count)]
        while len(hashes) > 1:
            hashes = [hash_pair(*pair) for pair in zip(hashes[::2], hashes[1::2], strict=True)]
        return hashes[0]

    def _hash(self, stage: int, index: int) -> bytes:
        number, place = divmod(index, WIDTH)
        if (stage, number) not in self.kept:
            width = min(WIDTH, (self.size >> stage * HEIGHT) - number * WIDTH)
            tile = self.get(tile_path(stage, number, width))
            if len(tile) != width * HASH:
                raise DamagedTile("A tile is damaged.")
            self.kept[stage, number] = tile
        return self.kept[stage, number][place * HASH : (place + 1) * HASH]


def leaves_of(entries: Sequence[bytes]) -> list[bytes]:
    """Return the leaf hashes of entries."""
    return [hash_leaf(entry) for entry in entries]
