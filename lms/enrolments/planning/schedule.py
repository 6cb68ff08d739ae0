"""One person's way through programmes, lesson by lesson day: the earliest end of a sequence, the latest safe start."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from lms.enrolments.planning.eligibility import exams_before, is_of_age
from lms.enrolments.planning.facts import Award, Band, Person, Programme, Site
from lms.enrolments.planning.hours import ONE_DAY, Lessons, remaining_minutes

DEEPEST = 5  # programmes in one plan: two certificates, each after at most one other, and one to spare

Goal = Callable[[Iterable[Award]], bool]


@dataclass(frozen=True, slots=True)
class Step:
    """One programme in a plan. Without lessons left there is neither a band nor a first and last lesson."""

    programme: str
    band: str | None
    first_lesson: date | None
    last_lesson: date | None
    exam: date
    certificate_on: date


def first_free(person: Person) -> date:
    """Return the first day on which another class can begin: after the classes that the person is in."""
    return max([person.ready_on, *(one.until + ONE_DAY for one in person.in_class)])


class Way:
    """What one person can still do at a site until a day."""

    def __init__(self, person: Person, site: Site, until: date) -> None:
        self.person, self.site, self.until = person, site, until
        self.earliest = max(person.ready_on, site.begin)
        self.free = max(first_free(person), site.begin)
        self.lessons = {band: Lessons(site, band, person.away) for band in _unlike(site)}

    def exams_of(self, programme: Programme) -> list[date]:
        """Return the examinations in time at which the age is right."""
        days = exams_before(programme, self.until)
        return [day for day in days if is_of_age(self.person, programme, day)]

    def usable_minutes(self, programme: Programme) -> int:
        """Return the most minutes of one band between the first possible lesson and the last examination."""
        last = self.exams_of(programme)[-1] - timedelta(days=programme.lead_days)
        begin = self.begin_of(programme)
        return max(lessons.between(begin, last) for lessons in self.lessons.values())

    def begin_of(self, programme: Programme) -> date:
        """Return the first day for lessons: while one's own class of it can give them, else after all one's classes."""
        own, taught = self._own_until(programme), self.first_taught(programme)
        if not remaining_minutes(programme, self.person) or (own and taught and taught <= own):
            return self.earliest
        return self.free

    def _own_until(self, programme: Programme) -> date | None:
        """Return until when somebody is in a class of the programme."""
        days = [one.until for one in self.person.in_class if one.programme == programme.code]
        return max(days, default=None)

    def first_taught(self, programme: Programme) -> date | None:
        """Return the first day by which all that is left can be taught; None within no window."""
        minutes = remaining_minutes(programme, self.person)
        found = [lessons.last_lesson(self.earliest, minutes) for lessons in self.lessons.values()]
        return min((day for day in found if day is not None), default=None)

    def latest_start(self, programme: Programme) -> date | None:
        """Return the last day to begin so that the last examination is reached; None if that day is gone."""
        exams = self.exams_of(programme)
        if not exams:
            return None
        last = exams[-1] - timedelta(days=programme.lead_days)
        minutes = remaining_minutes(programme, self.person)
        found = [lessons.latest_first(last, minutes) for lessons in self.lessons.values()]
        begin = self.begin_of(programme)
        days = [day for day in found if day is not None and day >= begin]
        return max(days, default=None)

    def shortest(self, programmes: Iterable[Programme], goal: Goal) -> tuple[Step, ...] | None:
        """Return the steps that reach the goal first, then with the fewest programmes; None if nothing does."""
        return _Search(self, tuple(programmes), goal).run()

    def step(self, programme: Programme, band: Band, before: tuple[Step, ...], start: date) -> Step | None:
        """Return the programme begun as early as possible from `start` beside the steps before."""
        minutes = remaining_minutes(programme, self.person)
        if minutes == 0:
            return self._finish(programme, None, start, start)
        taken = [one for one in before if one.last_lesson]
        own = self._own_until(programme)
        found = self._place(band, minutes, taken, start) if own else None
        if found is None or own is None or own < found[1]:  # not within the class that the person is in
            found = self._place(band, minutes, taken, max(start, self.free))
        return self._finish(programme, band.code, *found) if found else None

    def _finish(self, programme: Programme, band: str | None, first: date, last: date) -> Step | None:
        """Add the first examination after the last lesson."""
        for exam in self.exams_of(programme):
            if last + timedelta(days=programme.lead_days) <= exam:
                done = exam + timedelta(days=programme.result_days)
                taught = band is not None
                return Step(
                    programme.code, band, first if taught else None, last if taught else None, exam, done
                )
        return None

    def _place(self, band: Band, minutes: int, taken: list[Step], start: date) -> tuple[date, date] | None:
        """Return the first stretch of lessons in a band that does not collide with what is taken."""
        ends = {step.last_lesson + ONE_DAY for step in taken if step.last_lesson}
        for moment in sorted({start} | {day for day in ends if day > start}):
            first = self.lessons[band].last_lesson(moment, 1)
            last = self.lessons[band].last_lesson(moment, minutes)
            if first is None or last is None:
                return None
            if not self._collides(band, first, last, taken):
                return first, last
        return None

    def _collides(self, band: Band, first: date, last: date, taken: list[Step]) -> bool:
        """Return whether the band is taken, or too many classes run on one day."""
        spans = [
            (step.first_lesson, step.last_lesson, step.band)
            for step in taken
            if step.first_lesson and step.last_lesson
            if step.first_lesson <= last and first <= step.last_lesson
        ]
        if any(other == band.code for _from, _to, other in spans):
            return True
        moments = [first, *(begin for begin, _to, _band in spans if begin > first)]
        return any(sum(a <= day <= b for a, b, _band in spans) >= self.site.at_once for day in moments)


class _Search:
    """Tries every order of programmes; each begins as early as it can, so no later beginning has to be tried."""

    def __init__(self, way: Way, programmes: tuple[Programme, ...], goal: Goal) -> None:
        self.way, self.goal = way, goal
        self.programmes = sorted(programmes, key=lambda programme: programme.code)
        self.awards = {programme.code: programme.award for programme in programmes}
        self.best: tuple[tuple, tuple[Step, ...]] | None = None

    def run(self) -> tuple[Step, ...] | None:
        """Return the best steps."""
        self._extend((), self.way.person.held)
        return self.best[1] if self.best else None

    def _extend(self, steps: tuple[Step, ...], awards: tuple[Award, ...]) -> None:
        if self.goal(awards):
            self._keep(steps)
            return
        if len(steps) == DEEPEST:
            return
        for programme in self.programmes:
            if programme.award in awards:
                continue
            start = self._may_begin(programme, steps, awards)
            if start is None:
                continue
            for band in self.way.lessons:
                step = self.way.step(programme, band, steps, start)
                if step and self._may_win((*steps, step)):
                    self._extend((*steps, step), (*awards, programme.award))

    def _may_begin(
        self, programme: Programme, steps: tuple[Step, ...], awards: tuple[Award, ...]
    ) -> date | None:
        """Return the first day on which every prerequisite is held; None if one is missing."""
        moment = self.way.earliest
        for code in programme.prerequisites:
            award = self.awards.get(code)
            if award in self.way.person.held:
                continue
            if award is None or award not in awards:
                return None
            moment = max(
                moment, *(one.certificate_on for one in steps if self.awards[one.programme] == award)
            )
        return moment

    def _may_win(self, steps: tuple[Step, ...]) -> bool:
        return self.best is None or self._rank(steps)[:2] <= self.best[0][:2]

    def _keep(self, steps: tuple[Step, ...]) -> None:
        rank = self._rank(steps)
        if self.best is None or rank < self.best[0]:
            self.best = (rank, steps)

    @staticmethod
    def _rank(steps: tuple[Step, ...]) -> tuple:
        last = max((step.certificate_on for step in steps), default=date.min)
        return (last, len(steps), tuple((step.programme, step.band or "") for step in steps))


def _unlike(site: Site) -> list[Band]:
    """Return the bands to try: where one class at a time is the rule, bands of equal minutes are one."""
    if site.at_once > 1:
        return list(site.bands)
    return list({band.minutes: band for band in reversed(site.bands)}.values())[::-1]
