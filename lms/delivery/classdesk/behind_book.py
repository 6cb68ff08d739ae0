"""The workbook of every row behind an audit: a sheet that explains it, then tables headed in the reader's language.

Keys of sheets and columns stay the same in every language and stand last in each name, for programs.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from lms.core.workbooks.writing import Page, Value
from lms.delivery.classdesk.behind_words import column_words, sheet_words
from lms.delivery.classdesk.queries.behind_names import NAME, OWN
from lms.delivery.cohorts.models import Cohort, CohortMember
from lms.enrolments.api import Table

LONGEST = 31  # characters that a spreadsheet program takes as the name of a sheet
WIDTHS = (60, 40, 80)


def pages_of(
    cohort: Cohort, tables: Sequence[Table], left: Sequence[CohortMember], *, today: date
) -> list[Page]:
    """Return the sheets; `left`: who was in the class and is not in them."""
    about = [*_intro(cohort, left, today), *_index(tables)]
    explained = Page(pgettext("sheet", "About"), about, WIDTHS, has_headings=False)
    return [explained, *(_page(table) for table in tables)]


def _page(table: Table) -> Page:
    head = [f"{words}\n{key}" for key, words in zip(table.head, _headings(table), strict=True)]
    return Page(_sheet_name(table), [head, *table.rows], [22] * len(head))


def _sheet_name(table: Table) -> str:
    words = sheet_words()[table.name][0]
    name = table.name if words.lower() == table.name else f"{words} {table.name}"
    return name if len(name) <= LONGEST else table.name


def _headings(table: Table) -> Iterator[str]:
    """Yield what each column holds: codes where words stand in a column behind it, or in the rest of the row."""
    known = column_words()
    for key in table.head:
        words = known.get(f"{table.name} {key}") or known[key.removesuffix(NAME)]
        is_code = f"{key}{NAME}" in table.head or OWN.get(table.name) == key
        yield _("%(what)s (code)") % {"what": words} if is_code else words


def _intro(cohort: Cohort, left: Iterable[CohortMember], today: date) -> list[list[Value]]:
    gone = [f"{row.enrolment.person.full_name} · {row.left_on or ''} · {row.left_text}" for row in left]
    said = [
        _("Records behind the completion audit of class %(code)s, %(day)s")
        % {"code": cohort.code, "day": today},
        _("From these rows alone every number of the audit can be worked out again."),
        _("Times are those of the site's clock (%(zone)s), with the difference to UTC behind them.")
        % {"zone": cohort.site.time_zone},
        _("Hours stand in minutes; a class hour has 45 minutes. Empty cells say that there is nothing."),
        _("Each heading has the name of the column for programs below it, the same in every language."),
        _("“elsewhere” is a class of another site: of it only is said when somebody was taught."),
    ]
    names = [_("Left the class, and not in these sheets:"), *gone] if gone else []
    return [[text] for text in (*said, *names, "")]


def _index(tables: Sequence[Table]) -> list[list[Value]]:
    words = sheet_words()
    sheets = [[_sheet_name(table), *words[table.name]] for table in tables]
    columns = [
        [_sheet_name(table), key, heading]
        for table in tables
        for key, heading in zip(table.head, _headings(table), strict=True)
    ]
    return [
        [pgettext("workbook", "Sheet"), pgettext("sheet", "Called"), _("What one row says")],
        *sheets,
        [""],
        [pgettext("workbook", "Sheet"), _("Column"), _("What it holds")],
        *columns,
    ]
