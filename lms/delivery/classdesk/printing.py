"""The class-opening file, the sign-in sheet of a session, and the monthly register, A4, in the reader's language.

No training site is named on any of them: they leave the house, and the school answers for them.
"""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from courses.catalog.api import hours_text, need_text
from lms.core.equipment import Stock
from lms.core.printing.fonts import printable
from lms.core.printing.sheet import Sheet
from lms.core.sentences import enumerated, in_brackets
from lms.delivery.classdesk.presentation import hour_rows
from lms.delivery.classdesk.queries.papers import Cell, Month, OpeningFile
from lms.delivery.cohorts.models import Cohort
from lms.delivery.register.models import AttendanceMark, AttendanceState
from lms.delivery.timetable.models import ClassSession
from lms.enrolments.api import Enrolment
from lms.organisations.api import kind_names

if TYPE_CHECKING:
    from lms.core.printing.press import Press

FOLDER = Path(settings.BASE_DIR) / "templates" / "print"
# So many sessions stand side by side on one sheet of the monthly register.
SESSIONS_ON_A_SHEET = 16


@lru_cache(maxsize=1)
def press() -> "Press":
    """Return this process's press for these papers; WeasyPrint is loaded only where something is printed."""
    from lms.core.printing.press import Press

    return Press(style=(FOLDER / "classes.css").read_text(encoding="utf-8"))


def _printed(template: str, context: dict[str, Any]) -> bytes:
    html = render_to_string(f"print/{template}", {"language": get_language(), **context})
    page = _("Page %(number)s of %(all)s") % {"number": '" counter(page) "', "all": '" counter(pages) "'}
    style = f'@page {{ @bottom-right {{ content: "{page}" }} }}'
    return press().print(Sheet(html=printable(html), style=style))


def print_sign_in_sheet(session: ClassSession, people: Sequence[Enrolment]) -> bytes:
    """Return the sheet on which everybody of a session signs, and the instructor at the end."""
    return _printed("class_sign_in.html", {"session": session, "cohort": session.cohort, "people": people})


def print_month(cohort: Cohort, month: Month) -> bytes:
    """Return the register of a month: everybody by every session, with signature lines."""
    shares = shares_of(len(month.sessions), SESSIONS_ON_A_SHEET)
    sheets = [
        {
            "sessions": month.sessions[share],
            "rows": [
                (
                    row.enrolment,
                    [sign_of(cell) for cell in row.cells[share]],
                    _sum_of(row),
                )
                for row in month.rows
            ],
        }
        for share in shares
    ]
    return _printed(
        "class_month.html", {"cohort": cohort, "month": month, "sheets": sheets, "key": key_of_signs()}
    )


def shares_of(count: int, most: int) -> list[slice]:
    """Return how so many columns are shared out: on the fewest sheets, as evenly as can be, never over `most`."""
    each = -(-count // max(1, -(-count // most)))
    return [slice(at, at + each) for at in range(0, max(1, count), max(1, each))]


def _sum_of(row: Any) -> str:
    return f"{hours_text(row.attended)} / {hours_text(row.delivered)}"


def sign_of(cell: Cell) -> str:
    """Return what stands in a cell of the monthly register."""
    if not cell.is_member:
        return "–"
    if cell.mark is None:
        return pgettext("register", "R") if cell.rests else ""
    return "".join(_signs_of(cell.mark))


def _signs_of(mark: AttendanceMark) -> list[str]:
    found = [] if mark.late or mark.left_early else [str(signs_by_state()[mark.state])]
    if mark.late:
        found.append(pgettext("register", "L%(minutes)d") % {"minutes": mark.late})
    if mark.left_early:
        found.append(pgettext("register", "E%(minutes)d") % {"minutes": mark.left_early})
    return found


def signs_by_state() -> dict[str, str]:
    """Return the sign of each state in the reader's language."""
    return {
        AttendanceState.PRESENT: "√",
        AttendanceState.EXCUSED: pgettext("register", "X"),
        AttendanceState.ABSENT: pgettext("register", "A"),
        AttendanceState.PUNISHED: pgettext("register", "M"),
        AttendanceState.TRANSFERRED: pgettext("register", "T"),
    }


def key_of_signs() -> list[tuple[str, str]]:
    """Return each sign with what it means."""
    found = [(sign, str(AttendanceState(state).label)) for state, sign in signs_by_state().items()]
    late = pgettext("register", "L%(minutes)d") % {"minutes": 10}
    early = pgettext("register", "E%(minutes)d") % {"minutes": 10}
    return [
        *found,
        (late, _("10 minutes late")),
        (early, _("Left 10 minutes early")),
        (pgettext("register", "R"), _("Training rests")),
        ("–", _("Not in the cohort")),
    ]


def _equipment_of(stocks: Sequence[Stock], names: Mapping[str, str]) -> str:
    return enumerated(
        _("%(name)s × %(count)d") % {"name": names[one.kind], "count": one.count} for one in stocks
    )


def _needed(file: OpeningFile, names: Mapping[str, str]) -> str:
    """Return each kind that the programme asks for once, with how many for whom in each of its parts."""
    found: dict[str, list[str]] = {}
    for row in file.needs:
        found.setdefault(row.code, []).append(need_text(row))
    told = [in_brackets(names[code], enumerated(dict.fromkeys(words))) for code, words in found.items()]
    return _("; ").join(told)


def print_opening_file(cohort: Cohort, file: OpeningFile, *, today: Any) -> bytes:
    """Return the class-opening file."""
    names = kind_names() if file.needs or any(file.equipment.values()) else {}
    context = {
        "cohort": cohort,
        "file": file,
        "rooms": [(room, _equipment_of(file.equipment[room.pk], names)) for room in file.rooms],
        "needs": _needed(file, names),
        "today": today,
        "hours": hour_rows(file.hours),
        "teachers": [(row, hours_text(row.minutes)) for row in file.teachers],
        "requirements": [row.title for row in file.requirements],
    }
    return _printed("class_opening.html", context)
