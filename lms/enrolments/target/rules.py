"""Pure decisions on the target rule: by release a diploma, or at least two certificates. No Django.

What counts as two is a dated setting; without one, certificates of another occupation or of another kind are two.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

DIPLOMA = "diploma"
# Of the same standing: level-type qualifications became skill-level certificates.
_FAMILIES = {"qualification": "skill_level"}
COUNTED_KINDS = frozenset({"skill_level", "qualification", "special_operation", "single_skill"})


class Distinct(StrEnum):
    """What makes two certificates two."""

    OCCUPATION_OR_KIND = "occupation_or_kind"
    OCCUPATION = "occupation"
    KIND = "kind"
    NUMBER = "number"


@dataclass(frozen=True, slots=True)
class TargetRule:
    """The rule from a day on: how many, what makes them different, and which kinds count."""

    valid_from: date
    minimum: int = 2
    distinct: Distinct = Distinct.OCCUPATION_OR_KIND
    kinds: frozenset[str] = COUNTED_KINDS


@dataclass(frozen=True, slots=True)
class Held:
    """A certificate or diploma of one person; `key` names the paper, `name` is what people read.

    `enrolment`: the key of the enrolment for which it was issued here, if it was.
    """

    key: str
    kind: str
    occupation: str
    awarded: date
    expires: date | None = None
    is_confirmed: bool = True
    name: str = ""
    enrolment: int | None = None


class LeftOut(StrEnum):
    """Why a certificate does not count."""

    KIND = "kind"
    UNCONFIRMED = "unconfirmed"
    LATER = "later"
    ENDED = "ended"
    SAME = "same"


@dataclass(frozen=True, slots=True)
class Target:
    """How a person stands to the rule on a day: reached or how many are missing, what counts and what does not."""

    day: date
    is_reached: bool
    has_diploma: bool
    missing: int
    counted: tuple[Held, ...]
    left_out: tuple[tuple[Held, LeftOut], ...]


def rule_in_force(rules: Iterable[TargetRule], day: date) -> TargetRule:
    """Return the newest rule that is valid on the day; before the first one, the default."""
    valid = [rule for rule in rules if rule.valid_from <= day]
    return max(valid, key=lambda rule: rule.valid_from, default=TargetRule(date.min))


def target_on(held: Iterable[Held], rule: TargetRule, *, day: date) -> Target:
    """Return how somebody with these papers stands to the rule on a day: today, or the forecast of release."""
    counted: list[Held] = []
    left_out: list[tuple[Held, LeftOut]] = []
    seen: set[object] = set()
    has_diploma = False
    for paper in sorted(held, key=lambda one: (one.awarded, one.key)):
        reason = _against(paper, rule, day)
        if reason is None and paper.kind == DIPLOMA:
            has_diploma = True
            counted.append(paper)
        elif reason is None and _identity(paper, rule) in seen:
            left_out.append((paper, LeftOut.SAME))
        elif reason is None:
            seen.add(_identity(paper, rule))
            counted.append(paper)
        else:
            left_out.append((paper, reason))
    missing = 0 if has_diploma else max(0, rule.minimum - len(seen))
    return Target(day, missing == 0, has_diploma, missing, tuple(counted), tuple(left_out))


def _against(paper: Held, rule: TargetRule, day: date) -> LeftOut | None:
    if paper.kind != DIPLOMA and paper.kind not in rule.kinds:
        return LeftOut.KIND
    if not paper.is_confirmed:
        return LeftOut.UNCONFIRMED
    if paper.awarded > day:
        return LeftOut.LATER
    return LeftOut.ENDED if paper.expires is not None and paper.expires < day else None


def family_of(kind: str) -> str:
    """Return what kinds of the same standing are called together; the levels of an occupation are one kind."""
    return _FAMILIES.get(kind, kind)


def _identity(paper: Held, rule: TargetRule) -> object:
    kind = family_of(paper.kind)
    return {
        Distinct.OCCUPATION_OR_KIND: (kind, paper.occupation),
        Distinct.OCCUPATION: paper.occupation,
        Distinct.KIND: kind,
        Distinct.NUMBER: paper.key,
    }[rule.distinct]


def read_rules(written: str) -> list[TargetRule]:
    """Return the rules of a setting: `2021-06-28:2:occupation_or_kind`, several apart by commas.

    :raises ValueError: a part cannot be read.
    """
    found = []
    for part in filter(None, (piece.strip() for piece in written.split(","))):
        day, minimum, distinct = part.split(":")
        if int(minimum) < 1:
            raise ValueError(f"{part}: at least one")
        found.append(TargetRule(date.fromisoformat(day), int(minimum), Distinct(distinct)))
    return found
