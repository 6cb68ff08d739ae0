"""Classical item statistics (exam-protocol.md section 9). Pure figures: no Django, no library, sums without rounding.

x is an item's mark, T a candidate's total, R = T - x the rest. Variances are those of a sample unless said. A figure
that does not exist (nobody differs, one item only) is None, never 0. A cell of None was not asked of that candidate.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import fsum, sqrt
from operator import mul

TAIL = 0.27  # upper and lower groups (Rasch Measurement Transactions 12:1)
TOO_FEW, FEW = 30, 100
Row = Sequence[float | None]
Choice = str | frozenset[str] | None  # an option, the options that were ticked, or nothing


@dataclass(frozen=True, slots=True)
class Choices:
    """What each candidate chose of one item, the key, and the options that could be chosen where they are known.

    `is_any`: the key was corrected, and one of several answers in it is enough.
    """

    given: Sequence[Choice]
    key: Choice
    offered: tuple[str, ...] = ()
    is_any: bool = False


@dataclass(frozen=True, slots=True)
class Distractor:
    """One option: how many chose it, their share, their mean rest, how choosing it goes with the rest."""

    name: str
    is_key: bool
    count: int
    share: float
    mean_rest: float | None
    correlation: float | None
    upper: float  # share of the upper group that chose it
    lower: float


@dataclass(frozen=True, slots=True)
class ItemFigures:
    """One item: facility, discrimination in several forms, its options if responses are known, flags.

    `point_biserial` is corr(x, T), `corrected` corr(x, R), `discrimination` p of the upper less p of the lower 27 % by
    T, `efficiency` the covariance of x and R as a share of the largest that their values allow.
    """

    name: str
    n: int
    maximum: float
    facility: float
    deviation: float | None
    point_biserial: float | None
    corrected: float | None
    discrimination: float | None
    efficiency: float | None
    alpha_without: float | None
    options: tuple[Distractor, ...] = ()
    flags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FormFigures:
    """A whole form. `alpha`, `kr20` and `sem` are None unless everybody had the same items."""

    n: int
    items: int
    mean: float | None
    deviation: float | None
    alpha: float | None
    kr20: float | None
    sem: float | None
    is_one_form: bool

    @property
    def standing(self) -> str:
        """Return how far the figures can be trusted: too_few (below 30), unstable (below 100) or sound."""
        return "too_few" if self.n < TOO_FEW else "unstable" if self.n < FEW else "sound"


# --- figures of lists of numbers ----------------


def mean(values: Sequence[float]) -> float:
    """Return the mean of at least one value."""
    return fsum(values) / len(values)


def covariance(left: Sequence[float], right: Sequence[float]) -> float | None:
    """Return the covariance of a sample; None for fewer than two pairs."""
    if len(left) < 2:
        return None
    return fsum(map(mul, _centred(left), _centred(right))) / (len(left) - 1)


def _centred(values: Sequence[float]) -> list[float]:
    if not _differ(values):
        return [0.0] * len(values)
    middle = mean(values)
    return [value - middle for value in values]


def _differ(values: Sequence[float]) -> bool:
    """Return whether values differ by more than the last digits of sums of decimal fractions: 0.1 + 0.2 is 0.3 here."""
    lowest, highest = min(values), max(values)
    return highest - lowest > 1e-12 * max(abs(lowest), abs(highest))


def variance(values: Sequence[float]) -> float | None:
    """Return the variance of a sample; None for fewer than two values."""
    return covariance(values, values)


def correlation(left: Sequence[float], right: Sequence[float]) -> float | None:
    """Return Pearson's r; None where one side does not vary."""
    if len(left) < 2:
        return None
    ours, theirs = _centred(left), _centred(right)
    one, other = fsum(map(mul, ours, ours)), fsum(map(mul, theirs, theirs))
    if not one or not other:
        return None
    # One root after the other: the product of two tiny sums would be nothing.
    return max(-1.0, min(1.0, fsum(map(mul, ours, theirs)) / sqrt(one) / sqrt(other)))


def tails(order: Sequence[float]) -> tuple[list[float], list[float]]:
    """Return how far each candidate belongs to the upper and to the lower 27 %, from 0 to 1.

    Candidates with equal values share what is left of a group equally: the order of the rows decides nothing.
    """
    size = TAIL * len(order)
    return _tail([-value for value in order], size), _tail(order, size)


def _tail(order: Sequence[float], size: float) -> list[float]:
    left, weight = size, {}
    for value, count in sorted(Counter(order).items()):
        taken = min(float(count), left)
        weight[value] = taken / count
        left -= taken
    return [weight[value] for value in order]


def _share(weights: Sequence[float], values: Sequence[float]) -> float:
    whole = fsum(weights)
    return fsum(map(mul, weights, values)) / whole if whole else 0.0


# --- forms ----------------


def form_figures(rows: Sequence[Row], maxima: Sequence[float]) -> FormFigures:
    """Return the figures of a matrix of marks, candidates by items; who was asked nothing is no candidate."""
    count, is_one_form = len(maxima), _is_one_form(rows)
    full = [asked for row in rows if (asked := _asked(row))]
    totals = [fsum(row) for row in full]
    columns = [list(column) for column in zip(*full, strict=True)] if is_one_form else []
    alpha = _alpha(spreads_of(columns), totals)
    spread = variance(totals)
    is_binary = bool(columns) and all(value in (0, 1) for column in columns for value in column)
    return FormFigures(
        n=len(full),
        items=count,
        mean=mean(totals) if totals and is_one_form else None,
        deviation=sqrt(spread) if spread is not None and is_one_form else None,
        alpha=alpha,
        kr20=_kr20(columns, totals) if is_binary else None,
        sem=sqrt(spread * (1 - alpha)) if alpha is not None and spread is not None and alpha <= 1 else None,
        is_one_form=is_one_form,
    )


def _is_one_form(rows: Sequence[Row]) -> bool:
    """Return whether everybody who was asked anything was asked everything: an absent candidate is no other form."""
    return all(row.count(None) in (0, len(row)) for row in rows)


def _asked(cells: Row) -> list[float]:
    return [value for value in cells if value is not None]


def spreads_of(columns: Sequence[Sequence[float]]) -> list[float]:
    """Return the variance of each item's marks."""
    return [variance(column) or 0.0 for column in columns]


def _alpha(spreads: Sequence[float], totals: Sequence[float]) -> float | None:
    """Return Cronbach's alpha of items with these variances; it may be negative, and is shown so."""
    count, whole = len(spreads), variance(totals)
    if count < 2 or not whole:
        return None
    return count / (count - 1) * (1 - fsum(spreads) / whole)


def _kr20(columns: Sequence[Sequence[float]], totals: Sequence[float]) -> float | None:
    """Return KR-20 with variances of the population, for items marked 0 or 1."""
    count, n, whole = len(columns), len(totals), variance(totals)
    if count < 2 or not whole:
        return None
    parts = fsum(mean(column) * (1 - mean(column)) for column in columns)
    return count / (count - 1) * (1 - parts / (whole * (n - 1) / n))


# --- items ----------------


def item_figures(
    names: Sequence[str],
    rows: Sequence[Row],
    maxima: Sequence[float],
    *,
    choices: Mapping[str, Choices] | None = None,
) -> list[ItemFigures]:
    """Return the figures of each item; of its options too where `choices` says by item what was chosen.

    Where candidates had different items, the rest is the share of the marks that they could get elsewhere.
    """
    is_one_form = _is_one_form(rows)
    totals = [_Sum.of(_asked(row)) for row in rows]
    reached = [
        fsum(most for value, most in zip(row, maxima, strict=True) if value is not None) for row in rows
    ]
    columns = [[row[place] for row in rows] for place in range(len(names))]
    spreads = spreads_of([_asked(column) for column in columns]) if is_one_form else []
    return [
        _figures(
            name,
            _Asked.of(columns[place], totals, reached, maxima[place], is_one_form=is_one_form),
            other_spreads=[*spreads[:place], *spreads[place + 1 :]],
            choices=(choices or {}).get(name),
        )
        for place, name in enumerate(names)
    ]


@dataclass(frozen=True, slots=True)
class _Sum:
    """A sum as the nearest number, and what that lacks: taken apart again, decimal fractions leave no dust behind."""

    whole: float
    dust: float

    @classmethod
    def of(cls, values: Sequence[float]) -> "_Sum":
        whole = fsum(values)
        return cls(whole, fsum([*values, -whole]))

    def without(self, value: float) -> float:
        """Return what is left without one of its values."""
        return fsum((self.whole, self.dust, -value))


@dataclass(frozen=True, slots=True)
class _Asked:
    """The candidates who were asked an item: where they stand in the matrix, their marks, totals and rests."""

    places: list[int]
    marks: list[float]
    totals: list[float]
    rests: list[float]
    maximum: float

    @classmethod
    def of(
        cls,
        column: Row,
        totals: Sequence[_Sum],
        reached: Sequence[float],
        maximum: float,
        *,
        is_one_form: bool,
    ) -> "_Asked":
        asked = [(place, mark) for place, mark in enumerate(column) if mark is not None]
        rests = [totals[place].without(mark) for place, mark in asked]
        wholes = [totals[place].whole for place, _mark in asked]
        if not is_one_form:
            others = [reached[place] - maximum for place, _mark in asked]
            rests = [rest / most if most else 0.0 for rest, most in zip(rests, others, strict=True)]
            wholes = [
                whole / reached[place] if reached[place] else 0.0
                for whole, (place, _mark) in zip(wholes, asked, strict=True)
            ]
        return cls(
            [place for place, _mark in asked], [mark for _place, mark in asked], wholes, rests, maximum
        )


def _figures(
    name: str,
    asked: _Asked,
    *,
    other_spreads: Sequence[float],
    choices: Choices | None,
) -> ItemFigures:
    facility = mean(asked.marks) / asked.maximum if asked.marks and asked.maximum else 0.0
    spread = variance(asked.marks)
    corrected = correlation(asked.marks, asked.rests)
    upper, lower = tails(asked.totals)
    shares = [mark / asked.maximum if asked.maximum else 0.0 for mark in asked.marks]
    options = _options(asked, choices, upper, lower) if choices is not None else ()
    return ItemFigures(
        name=name,
        n=len(asked.marks),
        maximum=asked.maximum,
        facility=facility,
        deviation=sqrt(spread) if spread is not None else None,
        point_biserial=correlation(asked.marks, asked.totals),
        corrected=corrected,
        discrimination=_share(upper, shares) - _share(lower, shares) if asked.marks else None,
        efficiency=_efficiency(asked.marks, asked.rests),
        alpha_without=_alpha(other_spreads, asked.rests),
        options=options,
        flags=flags_of(
            facility, corrected, options, n=len(asked.marks), is_any=choices is not None and choices.is_any
        ),
    )


def _efficiency(marks: Sequence[float], rests: Sequence[float]) -> float | None:
    found, most = covariance(marks, rests), covariance(sorted(marks), sorted(rests))
    return found / most if found is not None and most else None


def _options(
    asked: _Asked, choices: Choices, upper: Sequence[float], lower: Sequence[float]
) -> tuple[Distractor, ...]:
    given = [ticked(choices.given[place]) for place in asked.places]
    keys = ticked(choices.key)
    found = []
    for name in sorted(frozenset(choices.offered).union(keys, *given)):
        took = [1.0 if name in one else 0.0 for one in given]
        rests = [rest for rest, took_it in zip(asked.rests, took, strict=True) if took_it]
        found.append(
            Distractor(
                name=name,
                is_key=name in keys,
                count=len(rests),
                share=len(rests) / len(given) if given else 0.0,
                mean_rest=mean(rests) if rests else None,
                correlation=correlation(took, asked.rests),
                upper=_share(upper, took),
                lower=_share(lower, took),
            )
        )
    return tuple(found)


def ticked(choice: Choice) -> frozenset[str]:
    """Return the options of a choice, none or one of them or several."""
    return choice if isinstance(choice, frozenset) else frozenset([choice] if choice else [])


# --- flags ----------------


def flags_of(
    facility: float, corrected: float | None, options: Sequence[Distractor], *, n: int, is_any: bool = False
) -> tuple[str, ...]:
    """Return codes of what should be looked at; none below 30 candidates, where chance says as much.

    `is_any`: one of several right options is enough.
    """
    if n < TOO_FEW:
        return ()
    flags = []
    if facility < 0.2:
        flags.append("very_hard")
    if facility > 0.95:
        flags.append("very_easy")
    if corrected is None or corrected < 0.1:
        flags.append("does_not_separate" if corrected is None or corrected >= 0 else "separates_wrongly")
    elif corrected < 0.2:
        flags.append("separates_poorly")
    return (*flags, *_flags_of_options(options, is_any=is_any))


def _flags_of_options(options: Sequence[Distractor], *, is_any: bool) -> list[str]:
    rights = [option.upper for option in options if option.is_key]
    # Of right options that belong together the least chosen one must still stand out among the strongest.
    least = fsum(rights) if is_any and rights else min(rights, default=None)
    others = [option for option in options if not option.is_key]
    flags = []
    if least is not None and any(option.upper > least for option in others):
        flags.append("distractor_beats_key")
    if any((option.correlation or 0) > 0 for option in others):
        flags.append("distractor_draws_the_strong")
    if any(option.share < 0.05 for option in others):
        flags.append("distractor_unused")
    return flags
