"""What the desk shows of results: lines of candidates with what is to be looked at, lines of a set, counts."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from lms.core.numbers import plain
from lms.exams.results.changes import changes_of, in_words
from lms.exams.results.models import ResultSet
from lms.exams.results.queries import BY_HAND, DONE, IN_WORK, NOTHING, OPEN, TO_FREEZE, WAITING
from lms.exams.results.rules import NOT_YET, Stand
from lms.exams.results.standing import Standing
from lms.exams.results.words import STANDS
from lms.exams.sittings.verdicts import VERDICTS, verdict_of

STAGES: Mapping[str, Any] = {
    OPEN: pgettext_lazy("results", "The room is open"),
    WAITING: pgettext_lazy("results", "Waits for a second person"),
    BY_HAND: pgettext_lazy("results", "Waits for marks by hand"),
    IN_WORK: pgettext_lazy("results", "Is being marked"),
    TO_FREEZE: pgettext_lazy("results", "To be frozen"),
    DONE: pgettext_lazy("results", "Released"),
    NOTHING: pgettext_lazy("results", "Nobody sat"),
}
FROZEN = pgettext_lazy("results", "Frozen, waits for release")
EXCUSED = gettext_lazy("Did not appear, excused")


@dataclass(frozen=True, slots=True)
class Line:
    """One candidate on the desk."""

    standing: Standing
    number: str
    name: str
    trainee: str
    state: str
    mark: str
    percent: str
    verdict: str
    told: str
    notes: tuple[str, ...]

    @property
    def stand(self) -> str:
        """Return where it stands, as a code."""
        return str(self.standing.stand)

    @property
    def has_passed(self) -> bool:
        """Return whether the result that counts is a pass."""
        return self.standing.result is not None and self.standing.result.passed


def line_of(standing: Standing) -> Line:
    """Return one candidate in words."""
    person, result = standing.candidate.enrolment.person, standing.result
    user = getattr(person, "user", None)
    return Line(
        standing=standing,
        number=str(standing.candidate),
        name=person.full_name,
        trainee=user.username if user else "",
        state=state_of(standing),
        mark=f"{plain(result.score)} / {plain(result.max_score)}" if result else "",
        percent=plain(result.percent) if result else "",
        verdict=_verdict(standing, passed=result.passed) if result else "",
        told=told_of(standing),
        notes=tuple(_notes(standing)),
    )


def state_of(standing: Standing) -> str:
    """Return where a result stands, in words; a frozen one that has changed since stands where it really does."""
    if standing.stand is Stand.ABSENT and standing.is_excused:
        return str(EXCUSED)
    is_frozen = standing.is_frozen and standing.stand is Stand.READY
    return str(FROZEN if is_frozen else STANDS[standing.stand])


def told_of(standing: Standing) -> str:
    """Return the mark that the candidate was told before, where another one counts now."""
    told = standing.told
    if told is None or not (standing.is_told_otherwise or standing.result is None):
        return ""
    verdict = VERDICTS[verdict_of(passed=told.passed, is_set_aside=False)]
    return _("%(percent)s %%, %(verdict)s") % {"percent": plain(told.percent), "verdict": verdict}


def _verdict(standing: Standing, *, passed: bool) -> str:
    return str(VERDICTS[standing.verdict_of(passed=passed)])


def _notes(standing: Standing) -> list[str]:
    notes = []
    if standing.result is not None and not standing.candidate.is_seen:
        notes.append(_("Nobody noted that the person was compared with their papers"))
    if standing.facts.undecided:
        notes.append(_("Held answers undecided: %(count)d") % {"count": standing.facts.undecided})
    if standing.incidents:
        notes.append(_("Incidents: %(count)d") % {"count": standing.incidents})
    return notes


def counts_of(standings: Sequence[Standing]) -> list[dict[str, Any]]:
    """Return how many candidates stand where: {stand, label, count}, in the order of the work."""
    counts = Counter((row.stand, state_of(row)) for row in standings)
    order = list(Stand)
    rows = sorted(counts.items(), key=lambda row: order.index(row[0][0]))
    return [{"stand": str(stand), "label": label, "count": count} for (stand, label), count in rows]


def left_out(standings: Sequence[Standing]) -> list[Line]:
    """Return who could not be in a set now."""
    return [line_of(row) for row in standings if row.stand in NOT_YET]


@dataclass(frozen=True, slots=True)
class SetLine:
    """One candidate of a frozen set: what is frozen, and what the candidate was told before."""

    number: str
    name: str
    mark: str
    percent: str
    verdict: str
    told: str
    notes: tuple[str, ...]


def set_lines(row: ResultSet, standings: Mapping[int, Standing]) -> list[SetLine]:
    """Return a frozen set as it is kept, with the names of its candidates."""
    return [
        _set_line(one.values, standings[one.result.attempt_id])
        for one in row.rows.select_related("result").order_by("position")
    ]


def _set_line(values: Mapping[str, Any], standing: Standing) -> SetLine:
    return SetLine(
        number=values["candidate"],
        name=standing.candidate.enrolment.person.full_name,
        mark=f"{plain(Decimal(values['score']))} / {plain(Decimal(values['max']))}",
        percent=plain(Decimal(values["percent"])),
        verdict=_verdict(standing, passed=values["passed"]),
        told=told_of(standing),
        notes=tuple(_notes(standing)),
    )


def changed_words(row: ResultSet, standings: Mapping[int, Standing]) -> list[str]:
    """Return in words what has changed since a set was frozen."""
    return in_words(changes_of(row, standings))


def left_out_words(row: ResultSet) -> list[str]:
    """Return in words who was left out of a set when it was frozen, and why."""
    words = _("Candidate %(number)s: %(state)s")
    return [words % {"number": one["candidate"], "state": STANDS[Stand(one["why"])]} for one in row.left_out]


def by_attempt(standings: Sequence[Standing]) -> dict[int, Standing]:
    """Return standings by the attempt that counts."""
    return {row.attempt.pk: row for row in standings}
