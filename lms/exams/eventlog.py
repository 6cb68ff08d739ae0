"""The protocol of logs that terminals write: numbered events, gaps, the chain of hashes, digests, codes. No Django."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any


def contiguous_up_to(numbers: Iterable[int]) -> int:
    """Return the highest n such that 1..n are all there; 0 when 1 is missing."""
    present = set(numbers)
    highest = 0
    while highest + 1 in present:
        highest += 1
    return highest


def missing_ranges(numbers: Iterable[int], final: int) -> list[tuple[int, int]]:
    """Return the gaps in 1..final as inclusive ranges."""
    gaps: list[tuple[int, int]] = []
    expected = 1
    for number in sorted({n for n in numbers if 1 <= n <= final}):
        if number > expected:
            gaps.append((expected, number - 1))
        expected = number + 1
    if expected <= final:
        gaps.append((expected, final))
    return gaps


def acknowledged(known: Mapping[int, Iterable[int]]) -> dict[int, int]:
    """Return by epoch up to which number everything is there."""
    return {epoch: contiguous_up_to(numbers) for epoch, numbers in known.items()}


def missing_in(known: Mapping[int, Mapping[int, Any]]) -> dict[int, list[tuple[int, int]]]:
    """Return by epoch the gaps below its highest number; epochs without gaps are left out."""
    gaps = {epoch: missing_ranges(numbers, max(numbers)) for epoch, numbers in known.items() if numbers}
    return {epoch: ranges for epoch, ranges in gaps.items() if ranges}


def canonical(value: Any) -> bytes:
    """Return the bytes that are hashed and signed: JSON with sorted names and no spaces."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def sha256(value: Any) -> str:
    """Return SHA-256 over the canonical bytes of a value."""
    return hashlib.sha256(canonical(value)).hexdigest()


def chain_hash(body_hash: str, *, previous: str, received_at: datetime, held: str) -> str:
    """Return the hash that ties one event to all before it."""
    return sha256({"prev": previous, "body": body_hash, "at": received_at.isoformat(), "held": held})


def short_code(digest: str) -> str:
    """Return twelve characters of a digest in groups, without letters that look alike."""
    alphabet = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
    number, characters = int(digest, 16), ""
    for _place in range(12):
        number, rest = divmod(number, len(alphabet))
        characters += alphabet[rest]
    return "-".join((characters[:4], characters[4:8], characters[8:]))


def normal_short_code(typed: str) -> str:
    """Return a short code as it is stored, however it was typed; an empty string when it cannot be one."""
    characters = "".join(typed.upper().replace("-", " ").split())
    is_code = len(characters) == 12 and characters.isascii() and characters.isalnum()
    return "-".join((characters[:4], characters[4:8], characters[8:])) if is_code else ""
