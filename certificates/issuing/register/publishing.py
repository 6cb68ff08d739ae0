"""The register as files that any server can hand out: tiles, checkpoints, receipts, proofs, time-stamps.

Each file is written whole under a name of its own, and on the disk, before the newest checkpoint names it; writing
again is harmless.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path

from certificates.issuing.register.folder import folder
from certificates.issuing.register.models import RegisterAnchor, RegisterCheckpoint, RegisterEvent
from certificates.issuing.register.signing import known_keys
from certificates.issuing.register.tree import read_nodes
from certificates.verifier import merkle, notes, tiles
from lms.core.local_storage import alone_in, replace_whole, wait_for_disk


def publish_checkpoints() -> int:
    """Write what the newest checkpoints need and are not there yet; return how many checkpoints were new."""
    with alone_in(folder()):
        known = _published_size()
        new = list(RegisterCheckpoint.objects.filter(size__gt=known).order_by("size", "pk"))
        written = [_write(tiles.KEY, "".join(f"{key}\n" for key in known_keys()).encode())]
        for checkpoint in new:
            if checkpoint.size > known:
                written += [_write(name, content) for name, content in files_of(checkpoint, since=known)]
                known = checkpoint.size
        if new:
            _wait_for_all(written)
            _write(tiles.CHECKPOINT, new[-1].note.encode())
    return len(new)


def publish_anchors() -> None:
    """Write the time-stamps that are not there yet, of checkpoints that are."""
    with alone_in(folder()):
        for anchor in RegisterAnchor.objects.select_related("checkpoint").order_by("pk"):
            size = anchor.checkpoint.size
            name, stamped = tiles.anchor_path(size), tiles.checkpoint_path(size)
            if (folder() / stamped).exists() and not (folder() / name).exists():
                _wait_for_all([_write(name, bytes(anchor.token))])


def files_of(checkpoint: RegisterCheckpoint, *, since: int) -> Iterator[tuple[str, bytes]]:
    """Give name and content of each file that a checkpoint adds to those of the one of size `since`."""
    size = checkpoint.size
    for level, number, width in tiles.tiles_of(size, since=since):
        first = number * tiles.WIDTH
        nodes = [(level * tiles.HEIGHT, first + place) for place in range(width)]
        yield tiles.tile_path(level, number, width), b"".join(read_nodes(nodes).values())
        if level == 0:
            rows = RegisterEvent.objects.filter(index__gte=first, index__lt=first + width).order_by("index")
            entries = [bytes(entry) for entry in rows.values_list("entry", flat=True)]
            yield tiles.tile_path("entries", number, width), tiles.pack_entries(entries)
    for index in range(since, size):
        path = merkle.prove_inclusion(index, size, read_nodes)
        yield tiles.proof_path(index), notes.Receipt(index, path, checkpoint.note).text().encode()
    if since:
        proof = merkle.prove_consistency(since, size, read_nodes)
        yield tiles.consistency_path(since, size), "".join(f"{one.hex()}\n" for one in proof).encode()
    yield tiles.checkpoint_path(size), checkpoint.note.encode()


def _published_size() -> int:
    try:
        note = (folder() / tiles.CHECKPOINT).read_text(encoding="utf-8")
        size = notes.read_checkpoint(note, known_keys()).size
    except (OSError, UnicodeDecodeError, notes.UnreadableNote):
        return 0
    # The files of another database are not ours: everything is written again, and the monitor says what differs.
    return size if RegisterCheckpoint.objects.filter(size=size, note=note).exists() else 0


def _write(name: str, content: bytes) -> Path:
    path = folder() / name
    replace_whole(path, content, waits=name == tiles.CHECKPOINT)
    return path


def _wait_for_all(written: Iterable[Path]) -> None:
    """Return when the disk has all of them: after a power cut nobody writes again what a checkpoint names already."""
    folders: set[Path] = set()
    for path in written:
        wait_for_disk(path)
        folders.update(above for above in path.parents if above.is_relative_to(folder()))
    for above in folders:
        wait_for_disk(above)
