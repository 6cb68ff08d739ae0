"""A whole set in words: reliability, error, mean, spread, histogram, scatter."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lms.exams.bank.models import ItemVersion
from lms.exams.statistics.charts import Histogram, Scatter, ScatterItem, histogram, scatter
from lms.exams.statistics.models import FigureSet, ItemFigure, ScoreDraft
from lms.exams.statistics.presentation.items import gravity_of
from lms.exams.statistics.rules import FEW, TOO_FEW
from lms.exams.statistics.words import STANDINGS, words_for_alpha, words_for_note


@dataclass(frozen=True, slots=True)
class Fact:
    """A figure of a form: its name, its value and what it means."""

    label: str
    value: str
    meaning: str = ""


def is_hidden(figure_set: FigureSet) -> bool:
    """Return whether a set has too few candidates for figures."""
    return figure_set.n < TOO_FEW


def standing_of(n: int) -> str:
    """Return how far figures of so many candidates can be trusted, in words."""
    return str(STANDINGS["too_few" if n < TOO_FEW else "unstable" if n < FEW else "sound"])


def facts_of(figure_set: FigureSet) -> list[Fact]:
    """Return the figures of a form in words."""
    count = [
        Fact(_("Candidates"), str(figure_set.n), standing_of(figure_set.n)),
        Fact(_("Questions"), str(figure_set.items), _form_words(figure_set)),
    ]
    if figure_set.left_out:
        words = ngettext(
            "%(count)d candidate sat again and is left out.",
            "%(count)d candidates sat again and are left out.",
            figure_set.left_out,
        )
        count.append(
            Fact(_("Not at their first attempt"), str(figure_set.left_out), _counted(words, figure_set))
        )
    return count if is_hidden(figure_set) else [*count, *_figures(figure_set)]


def _counted(words: str, figure_set: FigureSet) -> str:
    return words % {"count": figure_set.left_out}


def _form_words(figure_set: FigureSet) -> str:
    if figure_set.is_one_form:
        return _("Everybody had the same questions.")
    return _("Candidates had different questions: each question is compared with the share earned elsewhere.")


def _figures(figure_set: FigureSet) -> list[Fact]:
    facts = [
        Fact(_("Mean"), _amount(figure_set, figure_set.mean_share), _("What candidates earned on average.")),
        Fact(
            _("Spread (standard deviation)"),
            _amount(figure_set, figure_set.deviation_share),
            _("Two in three candidates are usually no further than this from the mean."),
        ),
        Fact(
            _("Reliability (Cronbach’s alpha)"),
            decimal(figure_set.alpha),
            words_for_alpha(figure_set.alpha, is_one_form=figure_set.is_one_form),
        ),
    ]
    if figure_set.kr20 is not None:
        facts.append(
            Fact("KR-20", decimal(figure_set.kr20), _("The same for questions that are right or wrong."))
        )
    if figure_set.sem is not None:
        facts.append(Fact(_("Error of measurement"), _error(figure_set), _error_words()))
    return facts


def _error(figure_set: FigureSet) -> str:
    return "± " + _("%(marks)s marks") % {"marks": f"{figure_set.sem:.1f}"}


def _error_words() -> str:
    return _("On another day two in three candidates would be within this of the marks they have now.")


def _amount(figure_set: FigureSet, share: float | None) -> str:
    """Return a share of the marks, in marks too where everybody could have the same."""
    if share is None:
        return "–"
    if figure_set.maximum is None:
        return percent(share)
    words = _("%(marks)s of %(most)s marks (%(percent)s)")
    most = f"{figure_set.maximum:g}"
    return words % {"marks": f"{share * figure_set.maximum:.1f}", "most": most, "percent": percent(share)}


def percent(share: float | None) -> str:
    """Return a share as a percentage without decimals."""
    return "–" if share is None else f"{share * 100:.0f}%"


def decimal(value: float | None) -> str:
    """Return a figure with two decimals."""
    return "–" if value is None else f"{value:.2f}"


def notes_of(figure_set: FigureSet) -> list[str]:
    """Return what is to be said of the input of a set; the same thing of several columns is said once."""
    by_code: dict[str, list[str]] = {}
    for code, detail in figure_set.notes:
        by_code.setdefault(code, []).append(detail)
    return [words_for_note(code, ", ".join(details)) for code, details in by_code.items()]


def histogram_of(figure_set: FigureSet) -> Histogram | None:
    """Return the histogram of a set with enough candidates."""
    if is_hidden(figure_set) or figure_set.mean_share is None:
        return None
    return histogram(figure_set.bins, figure_set.mean_share)


def tenths_of(figure_set: FigureSet) -> list[tuple[str, int]]:
    """Return the histogram as a table: "60–70%" and how many."""
    return [(f"{at * 10}–{at * 10 + 10}%", count) for at, count in enumerate(figure_set.bins)]


def scatter_of(figures: Sequence[ItemFigure]) -> Scatter | None:
    """Return the chart of difficulty against discrimination; figures that cannot be had or shown are left out."""
    items = [
        ScatterItem(figure.version.item.code, figure.facility, figure.corrected, gravity_of(figure))
        for figure in figures
        if figure.n >= TOO_FEW and figure.corrected is not None
    ]
    return scatter(items) if items else None


def preview_of(draft: ScoreDraft) -> tuple[FigureSet, list[ItemFigure]]:
    """Return the figures that somebody looks over, as the rows that they would become; nothing is written."""
    content: dict[str, Any] = draft.content
    columns = {name: value for name, value in content.items() if name != "item_figures"}
    figure_set = FigureSet(**columns)
    rows = [ItemFigure(figure_set=figure_set, **values) for values in content["item_figures"]]
    versions = ItemVersion.objects.select_related("item").in_bulk([row.version_id for row in rows])
    for row in rows:
        row.version = versions[row.version_id]
    return figure_set, sorted(rows, key=lambda row: row.version.item.code)
