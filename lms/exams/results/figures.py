"""Figures of what was written, before anybody is told: the marks around the pass mark, the questions, suspected keys.

They are reckoned as those that are kept later (statistics), but nothing is kept: these are for moderation.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from lms.exams.bank.models import ItemVersion
from lms.exams.papers.models import ItemOnPaper, PaperPart, PaperRelease, PaperVersion
from lms.exams.papers.rules import printed_numbers
from lms.exams.results.rules import Stand
from lms.exams.results.standing import Standing
from lms.exams.sittings.models import Sitting
from lms.exams.statistics.attempts import matrix_of_attempts
from lms.exams.statistics.charts import Histogram, histogram
from lms.exams.statistics.presentation.items import short_stem
from lms.exams.statistics.reckoning import reckon
from lms.exams.statistics.rules import TOO_FEW
from lms.exams.statistics.words import FLAGS, GRAVITY, words_for_discrimination

# Each of these may mean that the key is wrong.
SUSPICIOUS = frozenset(
    ["distractor_beats_key", "separates_wrongly", "very_hard", "distractor_draws_the_strong"]
)
HARD = 0.2
# Of fewer candidates nothing can be said of a question: that two were wrong says nothing of its key.
LEAST = 5


@dataclass(frozen=True, slots=True)
class Where:
    """One paper on which a question stands, and its number there as it is printed."""

    paper: PaperVersion
    number: int


@dataclass(frozen=True, slots=True)
class QuestionRow:
    """One question: what share of its marks was earned, how it separates, what its figures say of its key."""

    code: str
    stem: str
    n: int
    facility: float
    corrected: float | None
    flags: tuple[str, ...]
    where: tuple[Where, ...]

    @property
    def is_suspect(self) -> bool:
        """Return whether the key should be looked at; of few candidates only that hardly anybody was right says so."""
        return self.n >= LEAST and (bool(SUSPICIOUS.intersection(self.flags)) or self.facility < HARD)

    @property
    def flag_words(self) -> list[str]:
        """Return the flags as sentences, gravest first."""
        if self.n < LEAST:
            return [_("Too few candidates")]
        flags = self.flags or (("very_hard",) if self.facility < HARD else ())
        return [str(FLAGS[flag]) for flag in flags]

    @property
    def band(self) -> str:
        """Return in a word how it separates; of few candidates that says nothing."""
        return words_for_discrimination(self.corrected) if self.n >= TOO_FEW else ""


@dataclass(frozen=True, slots=True)
class Figures:
    """What the answers of a sitting say as a whole."""

    n: int
    mean_share: float | None
    tenths: list[tuple[str, int]]
    histogram: Histogram | None
    close_below: int
    close_above: int
    unmarked: int
    rows: list[QuestionRow]

    @property
    def suspects(self) -> list[QuestionRow]:
        """Return the questions whose key should be looked at."""
        return [row for row in self.rows if row.is_suspect]

    @property
    def is_too_few(self) -> bool:
        """Return whether nothing at all can be said of its questions: too few had any of them."""
        return all(row.n < LEAST for row in self.rows)

    @property
    def is_few(self) -> bool:
        """Return whether chance says as much as these figures."""
        return self.n < TOO_FEW


CLOSE = 5  # percent of the marks


def figures_of(sitting: Sitting, standings: Sequence[Standing]) -> Figures:
    """Return the figures of all attempts at a sitting that have ended; the number of queries does not grow."""
    attempts = [row.attempt for row in standings if row.stand not in (Stand.ABSENT, Stand.OPEN, Stand.VOID)]
    found = reckon(matrix_of_attempts(attempts))
    passing = sitting.scheme.pass_percent
    percents = [row.result.percent for row in standings if row.result is not None]
    mean = found["mean_share"]
    return Figures(
        n=len(attempts),
        mean_share=mean,
        tenths=[(f"{at * 10}–{at * 10 + 10}%", count) for at, count in enumerate(found["bins"])],
        histogram=None if mean is None else histogram(found["bins"], mean, pass_share=float(passing) / 100),
        close_below=sum(passing - CLOSE <= percent < passing for percent in percents),
        close_above=sum(passing <= percent < passing + CLOSE for percent in percents),
        unmarked=sum(row.stand is Stand.MISSING for row in standings),
        rows=_rows(sitting, found["item_figures"]),
    )


def _rows(sitting: Sitting, figures: Sequence[dict[str, Any]]) -> list[QuestionRow]:
    versions = ItemVersion.objects.select_related("item").in_bulk([row["version_id"] for row in figures])
    places = _places(sitting)
    unsealed = set(
        PaperRelease.objects.filter(paper__in=sitting.papers.all(), part=PaperPart.PAPER).values_list(
            "paper_id", flat=True
        )
    )
    rows = [
        _row(one, versions[one["version_id"]], places.get(one["version_id"], ()), unsealed) for one in figures
    ]
    return sorted(rows, key=lambda row: (not row.is_suspect, -_gravity(row), row.facility, row.code))


def _places(sitting: Sitting) -> dict[int, tuple[Where, ...]]:
    """Return by version where it stands, with the numbers of the printed papers and of the lists of keys."""
    papers = {paper.pk: paper for paper in sitting.papers.select_related("scheme", "drawing")}
    printed = {pk: printed_numbers(paper.content["items"], seed=paper.sha256) for pk, paper in papers.items()}
    found: dict[int, tuple[Where, ...]] = {}
    for place in ItemOnPaper.objects.filter(paper__in=papers).order_by("paper__laid__position", "number"):
        known, paper = found.get(place.version_id, ()), papers[place.paper_id]
        if paper not in [one.paper for one in known]:
            found[place.version_id] = (*known, Where(paper, printed[paper.pk][place.number]))
    return found


def _row(
    figures: dict[str, Any], version: ItemVersion, where: tuple[Where, ...], unsealed: set[int]
) -> QuestionRow:
    """Return a question; while one of its papers is sealed, nothing of what is on it."""
    is_shown = all(one.paper.pk in unsealed for one in where)
    return QuestionRow(
        code=version.item.code if is_shown else "",
        stem=short_stem(version) if is_shown else "",
        n=figures["n"],
        facility=figures["facility"],
        corrected=figures["corrected"],
        flags=tuple(sorted(figures["flags"], key=lambda flag: -GRAVITY.get(flag, 0))),
        where=where,
    )


def _gravity(row: QuestionRow) -> int:
    return max((GRAVITY.get(flag, 0) for flag in row.flags), default=0)
