"""The register as files that any server can hand out: tiles, checkpoints, receipts, proofs from one to the next.

Each file is written whole under a name of its own before the newest checkpoint names it; writing again is harmless.
"""

import os
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

from certificates.issuing.register.models import RegisterCheckpoint, RegisterEvent
from certificates.issuing.register.signing import platform_signer
from certificates.issuing.register.tree import read_nodes
from certificates.verifier import merkle, notes, tiles


def folder() -> Path:
    """Return where the files lie."""
    return Path(settings.REGISTER_DIR)


def publish_checkpoints() -> int:
    """Write what the newest checkpoints need and are not there yet; return how many checkpoints were new."""
    known = _published_size()
    new = list(RegisterCheckpoint.objects.filter(size__gt=known).order_by("size", "pk"))
    _write(tiles.KEY, f"{platform_signer().key}\n".encode())
    for checkpoint in new:
        if checkpoint.size > known:
            for name, content in files_of(checkpoint, since=known):
                _write(name, content)
            known = checkpoint.size
    if new:
        _write(tiles.CHECKPOINT, new[-1].note.encode())
    return len(new)


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
        size = notes.read_checkpoint(note, platform_signer().key).size
    except (OSError, UnicodeDecodeError, notes.UnreadableNote):
        return 0
    # The files of another database are not ours: everything is written again, and the monitor says what differs.
    return size if RegisterCheckpoint.objects.filter(size=size, note=note).exists() else 0


def _write(name: str, content: bytes) -> None:
    path = folder() / name
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.draft-{os.getpid()}")
    draft.write_bytes(content)
    draft.replace(path)
