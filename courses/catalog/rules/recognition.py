"""Credits for certificates that somebody holds already: by a dated table, up to a cap, nothing counted twice."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from courses.catalog.plans import PlannedCourse, PlannedRecognition
from courses.catalog.rules.totals import credits_per_block

LEVELS = "skill_level_"


@dataclass(frozen=True, slots=True)
class HeldCertificate:
    """A certificate somebody holds: its own number, its kind, and the occupation or skill that it names."""

    number: str
    kind: str
    subject: str
    awarded_date: date


@dataclass(frozen=True, slots=True)
class Recognised:
    """What is recognised: the credits after the cap, the cap, and for each certificate its credits and why."""

    credits: int
    cap: int
    lines: tuple[tuple[HeldCertificate, int, str], ...]


def table_in_force(tables: Iterable[PlannedRecognition], day: date) -> PlannedRecognition | None:
    """Return the newest table that is valid on the day, or None."""
    valid = [table for table in tables if table.valid_from <= day]
    return max(valid, key=lambda table: table.valid_from, default=None)


def recognise(
    held: Iterable[HeldCertificate], table: PlannedRecognition, courses: Sequence[PlannedCourse]
) -> Recognised:
    """Return the credits that certificates count for.

    The same number, and lower levels of an occupation whose higher level counts, give nothing; the sum ends at the
    cap, rounded down. Reasons: counted, not_in_table, same_certificate, higher_level_counts, over_cap.
    """
    cap = cap_of(table, courses)
    left, numbers, subjects, lines = cap, set(), set(), []
    for certificate in sorted(held, key=lambda row: (-table.credits.get(row.kind, 0), row.awarded_date)):
        key = (_family(certificate.kind), certificate.subject)
        worth = table.credits.get(certificate.kind, 0)
        if not worth:
            lines.append((certificate, 0, "not_in_table"))
        elif certificate.number in numbers:
            lines.append((certificate, 0, "same_certificate"))
        elif key in subjects:
            lines.append((certificate, 0, "higher_level_counts"))
        else:
            given = min(worth, left)
            left -= given
            numbers.add(certificate.number)
            subjects.add(key)
            lines.append((certificate, given, "counted" if given == worth else "over_cap"))
    return Recognised(credits=cap - left, cap=cap, lines=tuple(lines))


def cap_of(table: PlannedRecognition, courses: Sequence[PlannedCourse]) -> int:
    """Return how many credits may be recognised at most."""
    per_block = credits_per_block(courses)
    return sum(per_block.get(block, 0) for block in table.cap_blocks) * table.cap_percent // 100


def _family(kind: str) -> str:
    """All levels of an occupation are one family: level 4 stands on level 5."""
    return LEVELS if kind.startswith(LEVELS) else kind
