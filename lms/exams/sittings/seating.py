"""Who sits where: drawn from a seed, neighbours with different forms of the paper. No Django.

Neighbours are the next seats to the left, to the right, in front and behind; across a gap nobody is one's neighbour.
"""

import hashlib
from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from typing import TypeVar

Who = TypeVar("Who", bound=Hashable)
Place = tuple[int, int]
STEPS = ((0, 1), (1, 0), (0, -1), (-1, 0))


def places_of(plan: Sequence[Sequence[str]]) -> dict[str, Place]:
    """Return the row and the column of each seat."""
    return {name: (row, at) for row, names in enumerate(plan) for at, name in enumerate(names) if name}


def draw_seats(who: Sequence[Who], plan: Sequence[Sequence[str]], *, seed: str) -> dict[Who, str]:
    """Return a seat for each, as far apart as the room allows: who gets which is drawn.

    Fewer seats than people: the last of the draw get none.
    """
    drawn = sorted(who, key=lambda one: hashlib.sha256(f"{seed}\n{one}".encode()).digest())
    return dict(zip(drawn, spread_over(plan, len(drawn)), strict=False))


def spread_over(plan: Sequence[Sequence[str]], wanted: int) -> list[str]:
    """Return so many seats in reading order, chosen one by one: next to as few taken ones as can be, then diagonally
    to as few as can be, then from the front. Nobody has a neighbour before half of the room is taken.
    """
    places = places_of(plan)
    taken: dict[Place, str] = {}

    def nearness(name: str) -> tuple[int, int, Place]:
        row, column = places[name]
        beside = sum((row + down, column + right) in taken for down, right in STEPS)
        aslant = sum((row + down, column + right) in taken for down in (-1, 1) for right in (-1, 1))
        return beside, aslant, places[name]

    for _seat in range(min(wanted, len(places))):
        name = min((name for name, place in places.items() if place not in taken), key=nearness)
        taken[places[name]] = name
    return [taken[place] for place in sorted(taken)]


def forms_of(taken: Iterable[str], plan: Sequence[Sequence[str]], forms: int) -> dict[str, int]:
    """Return which form lies at each seat that is taken, counted from 0; neighbours never have the same one.

    Diagonally through the room the forms follow each other; each group of neighbours begins with the form that makes
    the numbers of papers most equal.
    """
    places = {name: place for name, place in places_of(plan).items() if name in set(taken)}
    counts: Counter[int] = Counter()
    given: dict[str, int] = {}
    for group in _groups(places):
        # From four forms on the seats diagonally behind differ too.
        steps = [((2 if forms > 3 else 1) * places[name][0] + places[name][1]) % forms for name in group]
        offset = min(range(forms), key=lambda first: _spread(counts, steps, first, forms))
        for name, step in zip(group, steps, strict=True):
            given[name] = (step + offset) % forms
            counts[given[name]] += 1
    return given


def alike_neighbours(forms: Mapping[str, Hashable], plan: Sequence[Sequence[str]]) -> list[tuple[str, str]]:
    """Return the pairs of neighbouring seats at which the same lies, each pair once."""
    places = places_of(plan)
    by_place = {places[name]: name for name in forms if name in places}
    pairs = []
    for (row, column), name in sorted(by_place.items()):
        for down, right in STEPS[:2]:
            other = by_place.get((row + down, column + right))
            if other is not None and forms[other] == forms[name]:
                pairs.append((name, other))
    return pairs


def _spread(counts: Counter[int], steps: Sequence[int], first: int, forms: int) -> int:
    after = Counter(counts)
    after.update((step + first) % forms for step in steps)
    return sum(after[form] ** 2 for form in range(forms))


def _groups(places: Mapping[str, Place]) -> list[list[str]]:
    """Return the seats in groups of neighbours, in reading order."""
    by_place = {place: name for name, place in sorted(places.items(), key=lambda item: item[1])}
    seen: set[Place] = set()
    groups = []
    for start in by_place:
        if start in seen:
            continue
        seen.add(start)
        group, waiting = [], [start]
        while waiting:
            row, column = waiting.pop()
            group.append(by_place[row, column])
            near = [(row + down, column + right) for down, right in STEPS]
            fresh = [place for place in near if place in by_place and place not in seen]
            seen.update(fresh)
            waiting += fresh
        groups.append(group)
    return groups
