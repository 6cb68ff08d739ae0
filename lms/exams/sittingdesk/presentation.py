"""What pages of the desk show: a month of days, the map of a room, who may come."""

import calendar
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.utils.timezone import get_current_timezone, localtime
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from lms.core.clock import local_date
from lms.exams.papers.models import PaperVersion
from lms.exams.sittingdesk.queries import paper_of
from lms.exams.sittings import reasons
from lms.exams.sittings.eligibility import Conditions
from lms.exams.sittings.models import Sitting, SittingCandidate
from lms.exams.sittings.operations.seating import plan_of
from lms.exams.sittings.standings import Judged


@dataclass(frozen=True, slots=True)
class Day:
    """One day of a month's sheet; days of the months beside it are empty."""

    day: date
    is_in_month: bool
    is_today: bool
    sittings: list[Sitting] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Month:
    """A month in weeks from Monday, and the months beside it."""

    first: date
    weeks: list[list[Day]]

    @property
    def before(self) -> str:
        """Return the month before."""
        return f"{self.first - timedelta(days=1):%Y-%m}"

    @property
    def after(self) -> str:
        """Return the month after."""
        return f"{self.first + timedelta(days=31):%Y-%m}"

    @property
    def busy_days(self) -> list[Day]:
        """Return the days on which something is, for the list of a narrow screen."""
        return [day for week in self.weeks for day in week if day.sittings]


def first_of(month: str, *, now: datetime) -> date:
    """Return the first day of a month written 2026-11, of this one where nothing is written."""
    if not month:
        return local_date(now).replace(day=1)
    return date.fromisoformat(f"{month}-01")


def bounds_of(first: date) -> tuple[datetime, datetime]:
    """Return when a month begins and ends here."""
    days = calendar.monthrange(first.year, first.month)[1]
    zone = get_current_timezone()
    begins = datetime(first.year, first.month, 1, tzinfo=zone)
    return begins, begins + timedelta(days=days)


def month_of(first: date, sittings: Iterable[Sitting], *, today: date) -> Month:
    """Return the sheet of a month."""
    by_day: dict[date, list[Sitting]] = {}
    for sitting in sittings:
        by_day.setdefault(localtime(sitting.opens_at).date(), []).append(sitting)
    weeks = calendar.Calendar().monthdatescalendar(first.year, first.month)
    return Month(
        first,
        [
            [Day(day, day.month == first.month, day == today, by_day.get(day, [])) for day in week]
            for week in weeks
        ],
    )


@dataclass(frozen=True, slots=True)
class PlannedSeat:
    """One place of a room's map: a gap, an empty seat, or a candidate with a form of the paper."""

    name: str
    candidate: SittingCandidate | None = None
    form: str = ""
    is_chosen: bool = False


def seat_map(
    sitting: Sitting, rows: Sequence[SittingCandidate], papers: Sequence[PaperVersion], *, chosen: str = ""
) -> list[list[PlannedSeat]]:
    """Return the room as it stands, row by row from the front."""
    by_seat = {row.seat: row for row in rows if row.seat}
    forms = form_names(papers)
    return [[_seat(name, by_seat.get(name), forms, chosen) for name in row] for row in plan_of(sitting)]


def _seat(name: str, row: SittingCandidate | None, forms: dict[int, str], chosen: str) -> PlannedSeat:
    form = forms.get(paper_of(row), "") if row else ""
    return PlannedSeat(name, row, form, bool(name) and name == chosen)


def form_names(papers: Sequence[PaperVersion]) -> dict[int, str]:
    """Return how papers are called in this sitting; the only one has no name."""
    if len(papers) < 2:
        return {}
    return {paper.pk: paper.form_name or str(place) for place, paper in enumerate(papers, start=1)}


@dataclass(frozen=True, slots=True)
class CandidateRow:
    """One person on the list of who may come."""

    judged: Judged
    against: list[str]
    warnings: list[str]

    @property
    def is_admitted(self) -> bool:
        """Return whether the person is in already."""
        return self.judged.candidate is not None

    @property
    def can_be_admitted(self) -> bool:
        """Return whether the person is not in and nothing stands against it."""
        return not self.is_admitted and self.judged.judgement.is_eligible

    @property
    def is_proposed(self) -> bool:
        """Return whether the person is chosen to begin with."""
        return self.judged.judgement.is_proposed

    @property
    def number(self) -> str:
        """Return the trainee's number."""
        user = getattr(self.judged.enrolment.person, "user", None)
        return user.username if user else "–"


def rows_of(judged: Iterable[Judged], conditions: Conditions) -> list[CandidateRow]:
    """Return the list with its reasons in words."""
    return [CandidateRow(one, reasons.against(one, conditions), reasons.warnings(one)) for one in judged]


def export_of(rows: Iterable[CandidateRow]) -> tuple[list[str], list[list[Any]]]:
    """Return the list of who may come as a table."""
    head = [pgettext("person", "Name"), _("Trainee number"), _("Programme"), _("Candidate number"), _("Seat")]
    head += [_("Can be admitted"), pgettext("to an examination", "Why not"), _("Look at")]
    return head, [_cells(row) for row in rows]


def _cells(row: CandidateRow) -> list[Any]:
    enrolment, candidate = row.judged.enrolment, row.judged.candidate
    may = pgettext("may be admitted", "Yes") if row.can_be_admitted else pgettext("may be admitted", "No")
    can = _("Admitted") if candidate else may
    return [
        enrolment.person.full_name,
        row.number,
        enrolment.version.programme.code,
        str(candidate) if candidate else "",
        candidate.seat if candidate else "",
        can,
        "" if candidate else "; ".join(row.against),
        "; ".join(row.warnings),
    ]
