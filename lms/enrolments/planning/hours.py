"""Usable lesson minutes between two days: slots of the week less holidays and days away (domain rule 2)."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from datetime import date, timedelta

from lms.enrolments.planning.facts import Band, Days, Person, Programme, Site

ONE_DAY = timedelta(days=1)


class Lessons:
    """The minutes of one band, summed day by day from the first to the last day."""

    def __init__(self, site: Site, band: Band, away: Iterable[Days] = ()) -> None:
        self.begin = site.begin
        length = (site.end - site.begin).days + 1
        absent = list(away)
        self._sums = [0]
        for number in range(length):
            day = site.begin + timedelta(days=number)
            free = day in site.holidays or any(stretch.first <= day <= stretch.last for stretch in absent)
            self._sums.append(self._sums[-1] + (0 if free else band.minutes[day.weekday()]))

    def between(self, first: date, last: date) -> int:
        """Return the minutes from one day to another, both included."""
        return max(0, self._upto(last) - self._upto(first - ONE_DAY))

    def last_lesson(self, first: date, minutes: int) -> date | None:
        """Return the day on which so many minutes are full when lessons begin on `first`; None within no window."""
        if minutes <= 0:
            return first
        at = bisect_left(self._sums, self._upto(first - ONE_DAY) + minutes)
        return self._day(at - 1) if at < len(self._sums) else None

    def latest_first(self, last: date, minutes: int) -> date | None:
        """Return the last day on which lessons can begin so that all are given by `last`."""
        if minutes <= 0:
            return last
        wanted = self._upto(last) - minutes
        return self._day(bisect_right(self._sums, wanted) - 1) if wanted >= 0 else None

    def _upto(self, day: date) -> int:
        number = (day - self.begin).days + 1
        return self._sums[min(max(number, 0), len(self._sums) - 1)]

    def _day(self, number: int) -> date:
        return self.begin + timedelta(days=number)


def remaining_minutes(programme: Programme, person: Person | None) -> int:
    """Return the minutes still to be taught; theory does not stand in for practice, credits for either."""
    theory, practice, granted = programme.theory_minutes, programme.practice_minutes, 0
    for earned in person.earned if person else ():
        if earned.programme == programme.code:
            theory -= earned.theory_minutes
            practice -= earned.practice_minutes
            granted += earned.credits * programme.minutes_per_credit
    return max(0, max(0, theory) + max(0, practice) - granted)
