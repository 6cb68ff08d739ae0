"""Items of a set as rows of a table, with their flags as sentences; chosen and put in order."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse

from lms.core.language import pick
from lms.exams.bank.models import ItemVersion
from lms.exams.bank.rules import one_line
from lms.exams.statistics.models import ItemFigure
from lms.exams.statistics.rules import TOO_FEW
from lms.exams.statistics.words import FLAGS, GRAVITY, words_for_discrimination

_STEM = 70


@dataclass(frozen=True, slots=True)
class ItemRow:
    """An item of a set. Figures of too few candidates are None here, whatever the database holds."""

    figure: ItemFigure
    code: str
    stem: str
    address: str
    n: int
    facility: float | None
    corrected: float | None
    discrimination: float | None
    band: str
    flags: tuple[str, ...]

    @property
    def flag_words(self) -> list[str]:
        """Return the flags as sentences, gravest first."""
        return [str(FLAGS[flag]) for flag in self.flags]

    @property
    def is_hidden(self) -> bool:
        """Return whether there are too few candidates for figures."""
        return self.n < TOO_FEW


def flags_of(figure: ItemFigure) -> tuple[str, ...]:
    """Return the flags of figures, gravest first; none of too few candidates."""
    shown = figure.flags if figure.n >= TOO_FEW else []
    return tuple(sorted(shown, key=lambda flag: -GRAVITY.get(flag, 0)))


def gravity_of(figure: ItemFigure) -> int:
    """Return how grave the gravest flag of figures is; 0 without any."""
    return max((GRAVITY.get(flag, 0) for flag in flags_of(figure)), default=0)


def row_of(figure: ItemFigure) -> ItemRow:
    """Return figures as a row."""
    item, is_shown = figure.version.item, figure.n >= TOO_FEW
    return ItemRow(
        figure=figure,
        code=item.code,
        stem=short_stem(figure.version),
        address=reverse("figures:item", args=[item.uuid]),
        n=figure.n,
        facility=figure.facility if is_shown else None,
        corrected=figure.corrected if is_shown else None,
        discrimination=figure.discrimination if is_shown else None,
        band=words_for_discrimination(figure.corrected) if is_shown else "",
        flags=flags_of(figure),
    )


def short_stem(version: ItemVersion) -> str:
    """Return the beginning of a wording on one line, without marks of pictures."""
    return one_line(pick(version, "stem"), _STEM)


def whole_stem(version: ItemVersion) -> str:
    """Return a wording on one line, without marks of pictures."""
    return one_line(pick(version, "stem"))


def chosen(rows: Sequence[ItemRow], *, flag: str, sort: str) -> list[ItemRow]:
    """Return the rows with a flag ("any": with one at all), in an order of `forms.ItemsForm.SORTS`."""
    found = [row for row in rows if not flag or flag in row.flags or (flag == "any" and row.flags)]
    found.sort(key=lambda row: row.code)
    if sort in ("", "grave"):
        return sorted(found, key=lambda row: -gravity_of(row.figure))
    name = sort.removeprefix("-")
    if name == "code":
        return found
    known = [row for row in found if getattr(row, name) is not None]
    unknown = [row for row in found if getattr(row, name) is None]
    return [*sorted(known, key=lambda row: getattr(row, name), reverse=sort.startswith("-")), *unknown]
