"""Places on a picture: each right one is marked once.

A region is kept as {id, shape, coords, zh, en, ratio}: coordinates are shares of the picture's width and height as
decimal texts, `ratio` is its height by its width, which a circle needs: its radius is a share of the width.

A response is a list of picks. A pick is a point, "0.25,0.5", or the name of a region, "b". Points are what a mouse or a
finger says, and they are kept as they were said: which region they lie in is worked out when the answer is marked, from
the regions of the key, so that a corrected region re-marks what candidates did. Names are what a list of labels says,
for people who do not point. Each region counts once, however often it is hit; a point in no region is a wrong pick.
"""

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from typing import Any

from lms.exams.bank.rules.choices import LETTERS, are_places, option_ids
from lms.exams.bank.rules.keys import BY_HAND, EXACT, MAPPED, NOTHING, PER_PART, ItemKey, decimal, of_picks

HOTSPOT = "hotspot"
KINDS = (HOTSPOT,)
SCORINGS = {HOTSPOT: (EXACT, PER_PART, MAPPED, BY_HAND)}
SHAPES = ("rect", "circle", "poly")
MOST_CORNERS = 200
_POINT = re.compile(r"(0(?:\.[0-9]{1,6})?|1(?:\.0{1,6})?),(0(?:\.[0-9]{1,6})?|1(?:\.0{1,6})?)")
Region = Mapping[str, Any]
Point = tuple[Fraction, Fraction]


def reasons_against(item: Mapping[str, Any]) -> list[str]:
    """Return what is wrong with regions and key, and whether the picture is there."""
    regions = item.get("regions") or []
    attachments = item.get("attachments") or []
    has_picture = any(isinstance(one, Mapping) and one.get("kind") != "formula" for one in attachments)
    reasons = [] if has_picture else ["picture_missing"]
    if not isinstance(regions, list) or not 1 <= len(regions) <= len(LETTERS):
        return [*reasons, "regions_missing"]
    if not all(_is_region(region) for region in regions):
        return [*reasons, "region_not_usable"]
    return reasons + ([] if are_places(item.get("key"), len(regions)) else ["key_not_usable"])


def _is_region(region: object) -> bool:
    if not isinstance(region, Mapping) or region.get("shape") not in SHAPES:
        return False
    coords = region.get("coords")
    if not isinstance(coords, list) or not isinstance(region.get("label") or {}, Mapping):
        return False
    numbers = [number for text in coords if (number := decimal(text)) is not None and -1 <= number <= 2]
    return len(numbers) == len(coords) and _has_extent(region["shape"], numbers)


def _has_extent(shape: str, numbers: Sequence[Decimal]) -> bool:
    if shape == "rect":
        return len(numbers) == 4 and numbers[0] < numbers[2] and numbers[1] < numbers[3]
    if shape == "circle":
        return len(numbers) == 3 and numbers[2] > 0
    return 6 <= len(numbers) <= 2 * MOST_CORNERS and len(numbers) % 2 == 0


def named_regions(regions: Sequence[Mapping[str, Any]], *, ratio: str = "1") -> list[dict[str, Any]]:
    """Return the regions of a usable item with their stable names, as they are kept."""
    return [
        {
            "id": name,
            "shape": region["shape"],
            "coords": [text.strip() for text in region["coords"]],
            **{language: (region.get("label") or {}).get(language, "") for language in ("zh", "en")},
            "ratio": ratio,
        }
        for name, region in zip(option_ids(len(regions)), regions, strict=True)
    ]


def key_of(item: Mapping[str, Any]) -> list[str]:
    """Return the key as it is kept: the sorted names of the right regions."""
    names = option_ids(len(item["regions"]))
    return sorted(names[place - 1] for place in item["key"])


def written_key(kind: str, key: Sequence[str]) -> list[int]:
    """Return a kept key as a content pack writes it."""
    return [LETTERS.index(name) + 1 for name in key]


def read_response(kind: str, raw: object) -> object:
    """Return a response from what a form sends: picks, each once; fields that were left alone are none."""
    if not isinstance(raw, list) or not all(isinstance(pick, str) for pick in raw):
        return raw
    return list(dict.fromkeys(pick for pick in raw if pick))


def is_response(names: Sequence[str], most: int, response: object) -> bool:
    """Return whether a response is a list of points or names of regions, no more of them than may be marked."""
    if (
        not isinstance(response, list)
        or len(response) > most
        or not all(isinstance(pick, str) for pick in response)
    ):
        return False
    return len(set(response)) == len(response) and all(
        pick in names or _POINT.fullmatch(pick) for pick in response
    )


def most_picks(key: ItemKey) -> int:
    """Return how many places may be marked: as many as are right, else marking everything would earn everything."""
    return len(key.key)


def has_wrong_regions(regions: Sequence[Region], key: Sequence[str]) -> bool:
    """Return whether there are regions that are not right: without one, a list of all would be the key itself."""
    return len(regions) > len(key)


def share(key: ItemKey, response: object) -> Fraction:
    """Return which share of the marks a response earns."""
    return (
        of_picks(key, picked(key.regions, response)) if isinstance(response, list) and response else NOTHING
    )


def picked(regions: Sequence[Region], response: Sequence[str]) -> set[str | None]:
    """Return the regions that a response marks; None among them when a point lies in none."""
    names = {region["id"] for region in regions}
    return {pick if pick in names else region_at(regions, pick) for pick in response}


def region_at(regions: Sequence[Region], pick: str) -> str | None:
    """Return the region that a point lies in, of several the smallest, or None."""
    found = _POINT.fullmatch(pick)
    if found is None:
        return None
    point = Fraction(found[1]), Fraction(found[2])
    hit = [region for region in regions if _holds(region, point)]
    return str(min(hit, key=lambda region: (_extent(region), region["coords"]))["id"]) if hit else None


def _numbers(region: Region) -> list[Fraction]:
    return [Fraction(text) for text in region["coords"]]


def _holds(region: Region, point: Point) -> bool:
    """Return whether a point lies in a region; its edge belongs to it."""
    numbers, (x, y) = _numbers(region), point
    if region["shape"] == "rect":
        left, top, right, bottom = numbers
        return left <= x <= right and top <= y <= bottom
    if region["shape"] == "circle":
        down = (y - numbers[1]) * Fraction(region["ratio"])
        return (x - numbers[0]) ** 2 + down**2 <= numbers[2] ** 2
    return _is_in_polygon(_corners(numbers), point)


def _corners(numbers: Sequence[Fraction]) -> list[Point]:
    return list(zip(numbers[::2], numbers[1::2], strict=True))


def _is_in_polygon(corners: Sequence[Point], point: Point) -> bool:
    """Return whether a point lies in a polygon or on its edge, by the edges that a line to the right crosses."""
    x, y = point
    is_inside = False
    for (x1, y1), (x2, y2) in pairwise([*corners, corners[0]]):
        turn = (x2 - x1) * (y - y1) - (y2 - y1) * (x - x1)
        if turn == 0 and min(x1, x2) <= x <= max(x1, x2) and min(y1, y2) <= y <= max(y1, y2):
            return True
        if (y1 > y) != (y2 > y) and (turn > 0) == (y2 > y1):
            is_inside = not is_inside
    return is_inside


def _extent(region: Region) -> Fraction:
    """Return the area of a region as a share of the picture; of a circle, of the square around it."""
    numbers = _numbers(region)
    if region["shape"] == "rect":
        return (numbers[2] - numbers[0]) * (numbers[3] - numbers[1])
    if region["shape"] == "circle":
        return 4 * numbers[2] ** 2 / Fraction(region["ratio"])
    corners = _corners(numbers)
    crosses = (x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in pairwise([*corners, corners[0]]))
    return abs(sum(crosses, Fraction(0))) / 2


# --- drawing ----------------


def ratio_of(regions: Sequence[Region]) -> Fraction:
    """Return the height of the picture by its width."""
    return Fraction(regions[0]["ratio"]) if regions else Fraction(1)


def drawn_region(region: Region, width: int) -> tuple[dict[str, str], tuple[str, str]]:
    """Return the attributes of a region's shape on a picture so many units wide, and where its number stands."""
    height = Fraction(region["ratio"]) * width
    numbers = [number * (height if place % 2 else width) for place, number in enumerate(_numbers(region))]
    if region["shape"] == "rect":
        left, top, right, bottom = numbers
        sides = {"x": left, "y": top, "width": right - left, "height": bottom - top}
        return _texts(sides), (drawn_number((left + right) / 2), drawn_number((top + bottom) / 2))
    if region["shape"] == "circle":
        x, y, _radius = numbers
        round_ = {"cx": x, "cy": y, "r": _numbers(region)[2] * width}
        return _texts(round_), (drawn_number(x), drawn_number(y))
    corners = _corners(numbers)
    points = " ".join(f"{drawn_number(x)},{drawn_number(y)}" for x, y in corners)
    x, y = (sum((one[axis] for one in corners), Fraction(0)) / len(corners) for axis in (0, 1))
    return {"points": points}, (drawn_number(x), drawn_number(y))


def _texts(numbers: Mapping[str, Fraction]) -> dict[str, str]:
    return {name: drawn_number(number) for name, number in numbers.items()}


def drawn_number(number: Fraction) -> str:
    """Return a number of a drawing with at most one decimal."""
    return f"{float(number):.1f}".removesuffix(".0")
