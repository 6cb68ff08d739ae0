"""Indicators as a workbook: one sheet of figures, one that says how they are counted."""

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from certificates.referrals.indicators.presentation import definitions_of
from certificates.referrals.indicators.rules import Indicator
from certificates.referrals.indicators.tables import Line, Table
from certificates.referrals.indicators.words import BY, EVERYBODY, NAMES
from lms.core.cells import as_cell
from lms.core.workbooks.writing import Page, Value, workbook


def workbook_of(table: Table) -> bytes:
    """Return the workbook of a table."""
    heads = [str(BY[table.wanted.by]), _("Indicator"), "n", "N", _("Rate in %"), _("Mean days")]
    heads += [pgettext("indicator", "Unknown"), pgettext("indicator", "Not due yet")]
    lines = [*table.lines, *([table.total] if table.total else [])]
    rows: list[list[Value]] = [_row(line, one) for line in lines for one in Indicator]
    # Years that are told once each stand as of another day.
    one_day = table.sees_people or bool(table.wanted.year)
    about: list[list[Value]] = [
        [_("As of"), f"{table.day:%Y-%m-%d}" if one_day else _("30 June of the year after")],
        [_("Rule since"), f"{table.definition.valid_from:%Y-%m-%d}"],
        [_("Year of completion"), table.wanted.year or pgettext("indicator", "All")],
        *_narrowed(table),
        [_("Who is counted"), str(EVERYBODY)],
        *([str(name), how] for name, how in definitions_of(table)),
    ]
    if not table.sees_people:
        about.append(
            [_("Left out"), _("“–”: too few people to be told, or a number from which they follow.")]
        )
    return workbook(
        [
            Page(_("Indicators"), [heads, *rows], widths=(30, 26, 8, 8, 12, 12, 12, 14)),
            Page(_("How this is counted"), about, widths=(30, 100), has_headings=False),
        ]
    )


def _row(line: Line, indicator: Indicator) -> list[Value]:
    about: list[Value] = [as_cell(line.title or pgettext("indicator", "Total")), str(NAMES[indicator])]
    if indicator not in line.told:
        return [*about, *["–"] * 6]
    figure, is_rate = line.tally[indicator], indicator is not Indicator.DAYS
    rate, mean = (figure.rate, None) if is_rate else (None, line.tally.mean_days)
    of: Value = figure.of if is_rate else ""
    return [
        *about,
        figure.yes,
        of,
        "" if rate is None else rate,
        "" if mean is None else mean,
        figure.unknown,
        figure.not_due,
    ]


def _narrowed(table: Table) -> list[list[Value]]:
    """Return to what an officer narrowed the table."""
    asked = {side: getattr(table.wanted, side) for side in ("site", "programme", "kind")}
    return [
        [str(BY[side]), as_cell(getattr(table.choices, side)[code])] for side, code in asked.items() if code
    ]
