"""How hard an item is expected to be: the share of its marks that candidates earn, in whole thousandths."""

from collections.abc import Mapping, Sequence

from lms.exams.papers.rules.blueprint import Band, Drawable

# What an author's word stands for until there are figures. Classical practice aims at .3 to .9 for an item that tells
# candidates apart and at about .65 for a whole paper (a little above half way from chance to everything in choices of
# four); the three words lie evenly, .2 apart, around that middle. They only have to be steady and in order: as soon
# as enough candidates have answered, what was measured stands in their place.
STATED = {"easy": 850, "medium": 650, "hard": 450}
UNSTATED = STATED["medium"]
# Facilities of fewer candidates say nothing yet (exam-protocol.md section 9).
ENOUGH_CANDIDATES = 30
WHOLE = 1000


def facility_of(item: Drawable, measured: Mapping[str, int]) -> int:
    """Return the expected facility of an item: measured where it was, else what its author states."""
    found = measured.get(item.code)
    return STATED.get(item.difficulty, UNSTATED) if found is None else found


def mean_of(facilities: Sequence[int]) -> int:
    """Return the mean in thousandths, rounded half up; none for nothing."""
    return (2 * sum(facilities) + len(facilities)) // (2 * len(facilities)) if facilities else 0


def sums_in(band: Band, count: int) -> tuple[int, int]:
    """Return between which sums of facilities the mean of so many items lies in the band."""
    lowest, highest = band.lowest * 10 * count, band.highest * 10 * count
    return -int(-lowest // 1), int(highest // 1)
