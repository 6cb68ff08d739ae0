"""Order that a seed decides: the same on every machine and every version of Python."""

import hashlib
from collections.abc import Iterable, Sequence


def shuffled(names: Iterable[str], *, seed: str) -> list[str]:
    """Return the names in the order that the seed gives them."""
    return sorted(names, key=lambda name: hashlib.sha256(f"{seed}\x00{name}".encode()).digest())


def displayed(names: Sequence[str], *, right: Sequence[str], seed: str) -> list[str]:
    """Return the names shuffled by the seed, but never in the order that is the answer."""
    order = shuffled(names, seed=seed)
    return order[1:] + order[:1] if order == list(right) else order
