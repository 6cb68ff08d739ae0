"""What the pages of admission say: filters, tables to take away, a file that waits, people who cannot be enrolled."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from lms.core.models import Job, JobState
from lms.core.unreadable import WORDS
from lms.enrolments.admission.columns import Column
from lms.enrolments.admission.forms import listed_words
from lms.enrolments.admission.models import Admission, AdmissionFile
from lms.enrolments.admission.planning import NAMESAKES, Line
from lms.enrolments.admission.queries import Prospect
from lms.enrolments.admission.rules import MOST_PEOPLE, Given, Problem
from lms.enrolments.admission.words import OF_FILES, head_in_words, words_of
from lms.enrolments.entry.words import instead_text, reason_text

_YES_NO = (("yes", gettext_lazy("Yes")), ("no", pgettext_lazy("fact", "No")))
# Name in the address, label, choices; the first of each shows all.
FILTERS = (
    (
        "window",
        gettext_lazy("Release forecast"),
        (
            ("30", gettext_lazy("Within 30 days")),
            ("90", gettext_lazy("Within 90 days")),
            ("180", gettext_lazy("Within half a year")),
            ("365", gettext_lazy("Within a year")),
            ("passed", gettext_lazy("Passed already")),
            ("unknown", gettext_lazy("Not known")),
        ),
    ),
    ("fitness", gettext_lazy("Fit for training"), (*_YES_NO, ("unknown", gettext_lazy("Not known")))),
    ("enrolment", gettext_lazy("Enrolled on a programme"), _YES_NO),
    (
        "stay",
        gettext_lazy("Stays"),
        (("ended", pgettext_lazy("stays", "Ended")), ("all", pgettext_lazy("stays", "All"))),
    ),
    ("second", gettext_lazy("Second person"), (("waiting", gettext_lazy("Waited for")),)),
)
# What is unusual about a row or a person, and not about one cell.
_OF_ROWS = (
    frozenset({"hidden_row", "formula", "born_alike", "born_alike_here", "born_alike_formerly"}) | NAMESAKES
)
_TOLD_BY_IDENTITY = (Column.SEX, Column.BORN)
LEAST_ALIKE = 3  # rows: fewer are corrected one by one
REFUSALS = {
    "ended": gettext_lazy("The stay has ended."),
    "enrolled": gettext_lazy("This person is already enrolled on the programme."),
    "not_taught": gettext_lazy("The school does not teach at this site today. Check the pairing."),
}


def reasons_of(prospect: Prospect) -> list[str]:
    """Return why somebody cannot be enrolled, and what is possible instead."""
    reasons = [str(REFUSALS[code]) for code in prospect.refusals]
    reasons += map(reason_text, prospect.verdict.against)
    return [*reasons, *filter(None, [instead_text(prospect.instead)])]


def by_reason(unable: Iterable[tuple[Admission, list[str]]]) -> list[tuple[str, list[Admission]]]:
    """Return the people for each sentence of reasons, those first that are said of most people."""
    found: dict[str, list[Admission]] = {}
    for row, reasons in unable:
        found.setdefault(" ".join(reasons), []).append(row)
    return sorted(found.items(), key=lambda pair: -len(pair[1]))


def yes_or_no(value: bool | None) -> str:
    """Return a yes, a no, or that it is not known."""
    return _("Not known") if value is None else _("Yes") if value else pgettext("fact", "No")


def export_rows(rows: Iterable[Admission]) -> tuple[list[str], list[list[str]]]:
    """Return heads and rows of a table of stays; identity numbers stay where they are."""
    head = [
        *(pgettext("person", "Name"), _("Trainee number"), _("Sex"), _("Training site"), _("Admitted on")),
        *(_("Release forecast"), _("Schooling"), _("First language"), _("Fit for training")),
        *(
            _("Fitness stated on"),
            _("Consent"),
            _("Enrolled on a programme"),
            _("Earlier certificates, as declared"),
        ),
    ]
    return head, [_export_row(row) for row in rows]


def _export_row(row: Admission) -> list[str]:
    person: Any = row.person
    enrolled = getattr(row, "is_enrolled", None)
    cells: list[Any] = [
        *(person.full_name, row.number, person.get_sex_display(), row.site.name, row.admitted_date),
        *(row.forecast_date or _("Not known"), row.get_schooling_display(), row.get_language_display()),
        *(yes_or_no(row.is_fit), row.fitness_date or "", row.get_consent_display(), yes_or_no(enrolled)),
        row.certificates,
    ]
    return [str(cell) for cell in cells]


@dataclass(frozen=True, slots=True)
class WrongCell:
    """A cell to correct: its name in the file and on the form, its head, what it says, what is wrong, what fits.

    `is_wrong`: it is wrong itself, not only beside another one that is to be corrected.
    """

    place: str
    field: str
    head: str
    text: str
    words: tuple[str, ...]
    choices: tuple[tuple[str, str], ...]
    is_wrong: bool


@dataclass(frozen=True, slots=True)
class WrongRow:
    """A row to correct."""

    index: int
    place: str
    name: str
    cells: tuple[WrongCell, ...]


def wrong_rows(lines: Sequence[Line]) -> list[WrongRow]:
    """Return the rows to correct, each with its cells; `lines` are all of the file, as fields count them.

    A row whose number a later one repeats is among them: nobody knows which of the two was typed wrongly.
    """
    twins = _repeated_later(lines)
    listed = (index for index, line in enumerate(lines) if line.is_wrong or index in twins)
    return [_wrong_row(index, lines[index], twins.get(index, ())) for index in listed]


def _repeated_later(lines: Sequence[Line]) -> dict[int, list[Column]]:
    """Return by place the columns of rows that say first what a later row is told to repeat."""
    first: dict[tuple[Column, str], int] = {}
    found: dict[int, list[Column]] = {}
    for index, line in enumerate(lines):
        if line.row.is_left_out or line.stated is None:
            continue
        told = {problem.column for problem in line.problems if problem.code == "repeated"}
        values = {Column.NUMBER: line.stated.number, Column.IDENTITY: line.stated.resident_id}
        for column, value in values.items():
            earlier = first.setdefault((column, value), index)
            if column in told and column not in found.setdefault(earlier, []):
                found[earlier].append(column)
    return {index: columns for index, columns in found.items() if columns}


@dataclass(frozen=True, slots=True)
class SameWrong:
    """What several rows say wrongly alike: the name on the form, the head, the words, how many, what fits."""

    field: str
    head: str
    text: str
    count: int
    choices: tuple[tuple[str, str], ...]


def same_wrong(lines: Sequence[Line]) -> list[SameWrong]:
    """Return what is wrong in the same words in several rows and is chosen from a list: it is corrected once."""
    groups: dict[tuple[Column, str], list[int]] = {}
    for index, line in enumerate(lines):
        for column in {problem.column for problem in line.problems} if line.is_wrong else ():
            text = line.wrong_text(column)
            if text is not None and listed_words(column):
                groups.setdefault((column, text), []).append(index)
    return [
        SameWrong(
            f"same-{rows[0]}-{column.value}",
            head_in_words(column),
            text,
            len(rows),
            tuple(listed_words(column)),
        )
        for (column, text), rows in groups.items()
        if len(rows) >= LEAST_ALIKE
    ]


def _wrong_row(index: int, line: Line, repeated: Sequence[Column]) -> WrongRow:
    columns: dict[Column, list[str]] = {}
    for problem in line.problems:
        columns.setdefault(problem.column, []).append(words_of(problem))
    wrong = frozenset(columns)
    for column in _TOLD_BY_IDENTITY if Column.IDENTITY in wrong else ():
        if _said(line, column):
            columns.setdefault(column, [_("Has to fit the identity number.")])
    if any(problem.code in ("sex_differs", "born_differs") for problem in line.problems):
        columns.setdefault(Column.IDENTITY, [_("Or correct this one, if it is wrong.")])
    for column in repeated:
        columns.setdefault(column, [_("A later row says the same. Or correct this one, if it is wrong.")])
    for doubt in line.doubts:
        # What is doubtful beside what is wrong is seen in the same round.
        if doubt.code not in _OF_ROWS and doubt.column not in wrong and _said(line, doubt.column):
            columns.setdefault(doubt.column, []).append(words_of(doubt))
    cells = tuple(
        WrongCell(
            line.row.place(column),
            f"c-{index}-{column.value}",
            head_in_words(column),
            _said(line, column),
            tuple(words),
            tuple(choice for choice in listed_words(column) if choice[0] != _said(line, column)),
            column in wrong,
        )
        for column, words in columns.items()
    )
    return WrongRow(index, _place_in_words(line), _said(line, Column.NAME), cells)


def _said(line: Line, column: Column) -> str:
    return line.row.cells.get(column, Given()).text


def _place_in_words(line: Line) -> str:
    words = _("Sheet “%(sheet)s”, row %(row)s")
    return words % {"sheet": line.row.sheet, "row": line.row.row}


def marks_of(line: Line) -> dict[Column, str]:
    """Return what is wrong with a row by its questions, for the workbook that is taken away."""
    if not line.is_wrong:
        return {}
    marks: dict[Column, str] = {}
    for problem in line.problems:
        marks[problem.column] = " ".join([marks.get(problem.column, ""), words_of(problem)]).strip()
    return marks


def rarest_first(lines: Sequence[Line]) -> list[Line]:
    """Return doubtful rows, those with what is rare in the file before what many of them have."""
    counts = Counter((doubt.column, doubt.code) for line in lines for doubt in line.doubts)
    return sorted(lines, key=lambda line: min(counts[doubt.column, doubt.code] for doubt in line.doubts))


def doubts_of(lines: Sequence[Line]) -> list[tuple[str, str, list[str]]]:
    """Return the place, the name and what is unusual, of rows that are right all the same; cells are named."""
    return [
        (
            _place_in_words(line),
            _said(line, Column.NAME),
            [_doubt_in_words(line, doubt) for doubt in line.doubts],
        )
        for line in lines
    ]


def _doubt_in_words(line: Line, doubt: Problem) -> str:
    words = words_of(doubt)
    if doubt.code in _OF_ROWS:
        return words
    return f"{line.row.place(doubt.column)} {head_in_words(doubt.column)}{_(': ')}{words}"


def left_out_of(lines: Sequence[Line]) -> list[tuple[int, str, str]]:
    """Return the number, the place and the name of the rows that somebody left out."""
    return [
        (index, _place_in_words(line), _said(line, Column.NAME))
        for index, line in enumerate(lines)
        if line.row.is_left_out
    ]


def refusal_of(row: AdmissionFile) -> str:
    """Return why a file is refused, and what would help."""
    words = str(OF_FILES.get(row.problem) or WORDS.get(row.problem) or WORDS["broken"])
    return words % {"detail": row.detail, "most": MOST_PEOPLE} if "%(" in words else words


def progress_of(job: Job | None) -> dict[str, Any]:
    """Return how far the work on a file is."""
    if job is None or job.state == JobState.FAILED:
        return {"is_broken": True}
    percent = 100 * job.progress_done // max(job.progress_total, 1)
    return {"is_broken": False, "percent": percent, "done": job.progress_done, "total": job.progress_total}
