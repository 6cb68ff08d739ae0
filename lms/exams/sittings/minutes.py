"""The minutes of a room as PDF: who sat where and when, what happened, codes of receipts, lines to sign. Staff only."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings
from django.db.models import QuerySet
from django.template.loader import get_template
from django.utils import translation

from lms.accounts.api import User
from lms.core.printing import fonts
from lms.core.printing.sheet import Sheet
from lms.core.sentences import enumerated
from lms.exams.sittings import rules
from lms.exams.sittings.arrangements import duration_for
from lms.exams.sittings.console import RosterLine, roster
from lms.exams.sittings.models import Sitting, TimeKind
from lms.exams.sittings.room_log import LogLine, room_log

if TYPE_CHECKING:
    from lms.core.printing.press import Press

FOLDER = Path(settings.BASE_DIR) / "templates" / "print"
FIRST, SECOND = "zh-hans", "en"
# Signatures below the minutes at least.
LEAST_SIGNS = 2
_GIFTS = (TimeKind.EXTRA, TimeKind.OUTAGE)


@dataclass(frozen=True, slots=True)
class MinutesLine:
    """One candidate in the minutes."""

    line: RosterLine
    started_at: datetime | None
    minutes_given: int
    codes: list[str]


def print_minutes(sitting: Sitting, *, now: datetime) -> bytes:
    """Return the PDF in Chinese with English beside: who signs and files it is not who pressed the button.

    :raises NotPrintable: when the press refuses the document.
    """
    with translation.override(FIRST):
        log = list(reversed(room_log(sitting, with_starts=False)))
        asked, acted = _names(sitting.invigilators.all()), _names(_staff_in(sitting, log))
        context = {
            "sitting": sitting,
            "language": FIRST,
            "beside": SECOND,
            "lines": _lines(sitting, now=now),
            "log": log,
            "invigilators": enumerated(asked),
            "acted": enumerated(name for name in acted if name not in asked),
            # Two sign, also where nobody was asked to watch.
            "signs": asked + [""] * (LEAST_SIGNS - len(asked)),
            "now": now,
        }
        html = fonts.printable(get_template("print/room_minutes.html").render(context))
    return press().print(Sheet(html=html))


def _names(users: QuerySet[User]) -> list[str]:
    return [user.get_full_name() for user in users.order_by("username")]


def _staff_in(sitting: Sitting, log: Sequence[LogLine]) -> QuerySet[User]:
    """Return who acted in the room, its candidates not among them."""
    acted = User.objects.filter(uuid__in={line.by for line in log if line.by})
    return acted.exclude(person__enrolments__sittings__sitting=sitting)


def _lines(sitting: Sitting, *, now: datetime) -> list[MinutesLine]:
    codes: dict[int, list[str]] = {}
    signed = sitting.candidates.filter(attempts__receipts__isnull=False).order_by(
        "attempts__receipts__number"
    )
    for attempt_id, code in signed.values_list("attempts__pk", "attempts__receipts__short_code"):
        codes.setdefault(attempt_id, []).append(code)
    planned = sitting.scheme.duration_minutes * 60
    return [_minutes_line(line, codes.get(line.attempt.pk, []), planned) for line in roster(sitting, now=now)]


def _minutes_line(line: RosterLine, codes: list[str], planned: int) -> MinutesLine:
    """Return what the minutes say of one candidate; time that was arranged in advance was given too."""
    events = list(line.attempt.time_events.all())
    started_at = rules.clock_of(events).started_at
    given = sum(event.seconds for event in events if event.kind in _GIFTS)
    if started_at is not None:
        given += duration_for(line.attempt.candidate, planned) - planned
    return MinutesLine(line, started_at, given // 60, codes)


@lru_cache(maxsize=1)
def press() -> "Press":
    """Return this process's press for minutes; WeasyPrint is loaded only where something is printed."""
    from lms.core.printing.press import Press

    return Press(style=(FOLDER / "room_minutes.css").read_text(encoding="utf-8"))
