"""Which paper of a sitting the next candidate gets: that which fewest have, one's own paper once. No Django."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Laid:
    """A paper that lies ready, in its place; `is_own`: drawn for one candidate alone."""

    paper: int
    is_own: bool = False


def share_out(laid: Sequence[Laid], taken: Mapping[int, int], wanted: int) -> list[int]:
    """Return a paper for each of so many candidates, fewer where papers of one's own run out.

    `taken` counts who has which already. Equal counts go by the order in which the papers lie.
    """
    counts = {one.paper: taken.get(one.paper, 0) for one in laid}
    given: list[int] = []
    for _number in range(wanted):
        free = [one.paper for one in laid if not (one.is_own and counts[one.paper])]
        if not free:
            break
        given.append(min(free, key=counts.__getitem__))
        counts[given[-1]] += 1
    return given


def room_left(laid: Iterable[Laid], taken: Mapping[int, int]) -> int | None:
    """Return how many more candidates the papers are for; None: any number."""
    papers = list(laid)
    if not all(one.is_own for one in papers):
        return None
    return sum(not taken.get(one.paper) for one in papers)
