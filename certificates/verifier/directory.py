"""Checks the published files of a register from the first entry to the newest checkpoint; looks up digests."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from certificates.verifier import merkle, notes, tiles
from certificates.verifier.entries import Event, EventKind, UnreadableEntry, read_event
from certificates.verifier.growing import GrowingTree
from certificates.verifier.results import Check, Outcome
from certificates.verifier.timestamps import CannotRead, UnreadableStamp, read_stamp

LONGEST_FILE = 1 << 20
KEY, CHECKPOINT, ENTRIES, TILES, GROWTH, STAMPS = (
    "key",
    "newest checkpoint",
    "entries",
    "tiles",
    "earlier checkpoints",
    "time-stamps",
)
REFUSALS = (
    OSError,
    UnicodeDecodeError,
    notes.UnreadableNote,
    tiles.DamagedTile,
    UnreadableEntry,
    UnreadableStamp,
    KeyError,
)


@dataclass(frozen=True, slots=True)
class Standing:
    """How what has a digest stands in the register: its index, and what ended it, if anything did."""

    index: int
    ended_by: EventKind | None = None


class Directory:
    """The published files below one folder, read within bounds."""

    def __init__(self, folder: Path, keys: Sequence[notes.NoteKey] = ()) -> None:
        self.folder, self._keys = folder, keys

    def get(self, name: str) -> bytes:
        """Return a file's bytes.

        :raises OSError: when it is not there or larger than any file of a register.
        """
        with (self.folder / name).open("rb") as file:
            content = file.read(LONGEST_FILE + 1)
        if len(content) > LONGEST_FILE:
            raise OSError(f"{name} is too large.")
        return content

    def text(self, name: str) -> str:
        return self.get(name).decode("utf-8")

    def keys(self) -> Sequence[notes.NoteKey]:
        """Return the keys that were given, or those that lie beside the files."""
        return self._keys or notes.read_keys(self.text(tiles.KEY))

    def checkpoint(self, name: str = tiles.CHECKPOINT) -> notes.Checkpoint:
        return notes.read_checkpoint(self.text(name), self.keys())

    def earlier(self) -> list[int]:
        """Return the sizes of all checkpoints that are kept, ascending."""
        return self._sizes("checkpoints")

    def stamped(self) -> list[int]:
        """Return the sizes of the checkpoints that have a time-stamp, ascending."""
        return self._sizes("anchors")

    def _sizes(self, kind: str) -> list[int]:
        names = [path.name for path in (self.folder / kind).glob("*")]
        return sorted(int(name) for name in names if name.isascii() and name.isdigit())


def check_directory(
    folder: Path, *, keys: Sequence[notes.NoteKey] = (), roots: Sequence[bytes] = ()
) -> list[Check]:
    """Check keys, newest checkpoint, all entries, all tiles, and that every earlier checkpoint grew into the newest.

    Time-stamps too, where there are some, or `roots` (DER) that an authority's certificate must lead to were given.
    """
    directory = Directory(folder, keys)
    checks = [_tried(KEY, lambda: _check_keys(directory, given=bool(keys)))]
    checks.append(_tried(CHECKPOINT, lambda: f"{directory.checkpoint().size} entries, signed."))
    if checks[-1].outcome is not Outcome.OK:
        words = "Not checked: there is no newest checkpoint to compare with."
        return checks + [Check(name, Outcome.UNCHECKED, words) for name in (ENTRIES, TILES, GROWTH, STAMPS)]
    newest = directory.checkpoint()
    grown: dict[int, bytes] = {}
    checks.append(_tried(ENTRIES, lambda: _check_entries(directory, newest, grown)))
    checks.append(_tried(TILES, lambda: _check_tiles(directory, newest)))
    checks.append(_tried(GROWTH, lambda: _check_growth(directory, newest, grown)))
    if roots or directory.stamped():
        checks.append(_tried(STAMPS, lambda: _check_stamps(directory, roots)))
    return checks


def look_up(directory: Directory, digest: str) -> Standing | None:
    """Return how a digest stands in the entries under the newest checkpoint, or None when it was never issued.

    The entries are believed: `check_directory` says whether they are those of the checkpoint.
    """
    found: Standing | None = None
    wanted = digest.encode("ascii")
    for first, bundle in tiles.bundles(directory.checkpoint().size, directory.get):
        for place, entry in enumerate(bundle):
            if wanted in entry:
                found = _after(found, read_event(entry), digest, first + place)
    return found


def _after(found: Standing | None, event: Event, digest: str, index: int) -> Standing | None:
    if event.digest != digest:
        return found
    if event.kind is EventKind.ISSUE:
        return Standing(index)
    ended = event.kind in {EventKind.REVOKE, EventKind.REPLACE}
    return Standing(found.index, event.kind) if found and ended else found


def _tried(name: str, check: Callable[[], str]) -> Check:
    try:
        return Check(name, Outcome.OK, check())
    except FileNotFoundError as error:
        return Check(name, Outcome.FAILED, f"A file is missing: {Path(error.filename or '').name}.")
    except (_NotGiven, CannotRead) as error:
        return Check(name, Outcome.UNCHECKED, str(error))
    except REFUSALS as error:
        return Check(name, Outcome.FAILED, f"{error}")


class _NotGiven(Exception):
    """Nobody said what a check needs to know."""


def _check_keys(directory: Directory, *, given: bool) -> str:
    keys = directory.keys()
    if not given:
        listed = ", ".join(map(str, keys))
        raise _NotGiven(f"The key lies beside the files: compare it with the one you know: {listed}")
    return "The key is the one that was given."


def _check_entries(directory: Directory, newest: notes.Checkpoint, roots: dict[int, bytes]) -> str:
    tree, wanted = GrowingTree(), set(directory.earlier())
    for entry in _entries(directory, newest.size):
        read_event(entry)
        tree.append(entry)
        if tree.size in wanted:
            roots[tree.size] = tree.root()
    if tree.root() != newest.root:
        raise tiles.DamagedTile("The entries are not those that the newest checkpoint was signed over.")
    return "All entries are those that the newest checkpoint was signed over."


def _entries(directory: Directory, size: int) -> Iterator[bytes]:
    for _first, bundle in tiles.bundles(size, directory.get):
        yield from bundle


def _check_tiles(directory: Directory, newest: notes.Checkpoint) -> str:
    size, below = newest.size, tiles.TileReader(newest.size, directory.get)
    for level, number, width in tiles.tiles_of(size):
        tile = directory.get(tiles.tile_path(level, number, width))
        if len(tile) != width * tiles.HASH:
            raise tiles.DamagedTile(f"Tile {level}/{number} is damaged.")
        for place in range(width):
            kept = tile[place * tiles.HASH : (place + 1) * tiles.HASH]
            if level and below.from_below(level, number * tiles.WIDTH + place) != kept:
                raise tiles.DamagedTile(f"Tile {level}/{number} does not follow from the one below.")
        if not level:
            bundle = directory.get(tiles.tile_path("entries", number, width))
            if b"".join(tiles.leaves_of(tiles.unpack_entries(bundle, width))) != tile:
                raise tiles.DamagedTile(f"Tile {level}/{number} does not follow from its entries.")
    if merkle.root(size, below) != newest.root:
        raise tiles.DamagedTile("The tiles do not lead to the newest checkpoint.")
    return "All tiles follow from the entries."


def _check_growth(directory: Directory, newest: notes.Checkpoint, roots: dict[int, bytes]) -> str:
    sizes = directory.earlier()
    if not sizes:
        raise _NotGiven("No earlier checkpoint is kept.")
    before = None
    for size in sizes:
        said = directory.checkpoint(tiles.checkpoint_path(size))
        if (
            said.size != size
            or size > newest.size
            or said.root != roots.get(size, said.root if size == 0 else b"")
        ):
            raise tiles.DamagedTile(f"The checkpoint of size {size} is not one of this register.")
        if before and before.size:
            _check_step(directory, before, said)
        before = said
    return f"{len(sizes)} checkpoints, each the beginning of the next."


def _check_step(directory: Directory, old: notes.Checkpoint, new: notes.Checkpoint) -> None:
    lines = directory.text(tiles.consistency_path(old.size, new.size)).split()
    try:
        proof = [bytes.fromhex(line) for line in lines]
    except ValueError:
        proof = [b""]
    if not merkle.is_consistent(proof, old=old.size, new=new.size, old_root=old.root, new_root=new.root):
        raise tiles.DamagedTile(f"The proof from size {old.size} to {new.size} does not hold.")


def _check_stamps(directory: Directory, roots: Sequence[bytes]) -> str:
    sizes = directory.stamped()
    if not sizes:
        raise _NotGiven("No checkpoint has a time-stamp.")
    if not roots:
        raise _NotGiven("No certificate of an authority for time-stamps was given to compare.")
    for size in sizes:
        note = directory.get(tiles.checkpoint_path(size))
        stamp = read_stamp(directory.get(tiles.anchor_path(size)), note, roots)
    return (
        f"{len(sizes)} checkpoints; that of size {size} was there on {stamp.stamped_at:%Y-%m-%d %H:%M} UTC."
    )
