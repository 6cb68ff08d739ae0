"""How far a figure may be from the truth: 95 % bounds, and shares of groups. No Django."""

from math import atanh, sqrt, tanh

from lms.exams.statistics.rules import TAIL

_Z = 1.959963984540054  # two-sided 95 %


def of_share(share: float, n: int) -> tuple[float, float]:
    """Return Wilson's bounds of a share. For marks between nothing and all they are rather too wide than too narrow."""
    if not n:
        return 0.0, 1.0
    square = _Z * _Z
    middle = (share + square / (2 * n)) / (1 + square / n)
    half = _Z / (1 + square / n) * sqrt(share * (1 - share) / n + square / (4 * n * n))
    return max(0.0, middle - half), min(1.0, middle + half)


def of_correlation(r: float, n: int) -> tuple[float, float]:
    """Return the bounds of a correlation by Fisher's z."""
    if n <= 3 or abs(r) >= 1:
        return r, r
    half = _Z / sqrt(n - 3)
    return tanh(atanh(r) - half), tanh(atanh(r) + half)


def middle_share(share: float, upper: float, lower: float) -> float:
    """Return what share of the middle 46 % chose something, from that of all and of the two tails."""
    rest = (share - TAIL * upper - TAIL * lower) / (1 - 2 * TAIL)
    return max(0.0, min(1.0, rest))
