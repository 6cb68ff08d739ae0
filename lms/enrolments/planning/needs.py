"""What each person of a site still needs, which classes suit, and people of equal needs taken together."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from lms.enrolments.planning.eligibility import entry_reasons
from lms.enrolments.planning.facts import Outcome, Person, Programme
from lms.enrolments.planning.hours import remaining_minutes
from lms.enrolments.planning.offers import Catalogue, Offer
from lms.enrolments.planning.schedule import Way, first_free
from lms.enrolments.planning.target import Key, key_of, missing, safe_until

HELD = date.min


@dataclass(frozen=True, slots=True)
class Need:
    """One person's need: equal needs but for the person can be planned together."""

    group: str
    missing: int
    has: tuple[tuple[str, date], ...]
    """Programmes whose award is held, or needs the examination only, and since when."""
    keys: frozenset[Key]
    """What these count as."""
    suits: tuple[tuple[int, date], ...]
    """Numbers of the offers that suit, and when the certificate would be there."""
    joined: tuple[int, ...]
    """Offers that staff put the person into, whether they suit or not."""


class Needs:
    """The needs of all people of a task."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.catalogue, self.rule = catalogue, catalogue.task.rule
        self._by_group: dict[str, list[int]] = {}
        for number, offer in enumerate(catalogue.offers):
            self._by_group.setdefault(offer.group, []).append(number)
        self._given = {one.given: at for at, one in enumerate(catalogue.offers) if one.given}
        self.people = {person.code: person for person in catalogue.task.people}
        self.of: dict[str, Need] = {code: self._need(person) for code, person in self.people.items()}

    def key(self, programme: str) -> Key | None:
        """Return what the award of a programme counts as; None for a diploma, which is enough alone."""
        award = self.catalogue.programmes[programme].award
        return None if award.outcome is Outcome.DIPLOMA else key_of(award, self.rule.distinct)

    def _need(self, person: Person) -> Need:
        catalogue, fixes = self.catalogue, self.catalogue.task.fixes
        joined = tuple(
            sorted(self._given[c] for p, c in fixes.joins if p == person.code and c in self._given)
        )
        until = safe_until(person, self.rule)
        held = {p.code: HELD for p in catalogue.task.programmes if p.award in person.held}
        way = Way(person, catalogue.task.site, until) if until else None
        has = held | (self._exams_only(way, held) | self._from_own_class(way, held) if way else {})
        awards = [*person.held, *(catalogue.programmes[code].award for code in has)]
        wanted = missing(awards, self.rule)
        keys = frozenset(key_of(one, self.rule.distinct) for one in awards)
        suits = self._suiting(way, has, keys) if way and wanted else ()
        return Need(person.group, wanted, tuple(sorted(has.items())), keys, suits, joined)

    def _exams_only(self, way: Way, held: dict[str, date]) -> dict[str, date]:
        """Return the programmes whose lessons are done, and when their certificate can be there."""
        found: dict[str, date] = {}
        for programme in self.catalogue.task.programmes:
            if programme.code in held or programme.code in way.person.closed:
                continue
            if entry_reasons(way.person, programme):
                continue
            if programme.prerequisites <= held.keys() and remaining_minutes(programme, way.person) == 0:
                step = way.step(programme, self.catalogue.task.site.bands[0], (), way.earliest)
                found |= {programme.code: step.certificate_on} if step else {}
        return found

    def _from_own_class(self, way: Way, held: dict[str, date]) -> dict[str, date]:
        """Return the programmes whose rest the person’s own class can give, and when the certificate is there."""
        found: dict[str, date] = {}
        for one in way.person.in_class:
            programme = self.catalogue.programmes.get(one.programme)
            if programme is None or one.programme in held or one.programme in way.person.closed:
                continue
            if remaining_minutes(programme, way.person) == 0:
                continue  # its lessons are done or planned: the examination alone is left
            taught = way.first_taught(programme)
            if entry_reasons(way.person, programme) or taught is None or taught > one.until:
                continue
            done = certificate_on(programme, one.until, way.exams_of(programme))
            found |= {one.programme: done} if done else {}
        return found

    def _suiting(self, way: Way, has: dict[str, date], keys: frozenset[Key]) -> tuple[tuple[int, date], ...]:
        refused = {code for who, code in self.catalogue.task.fixes.refused if who == way.person.code}
        refused |= way.person.closed
        useful = self._useful(keys)
        open_to = {
            code: way.exams_of(programme)
            for code, programme in self.catalogue.programmes.items()
            if code in useful and code not in has and code not in refused
            if not entry_reasons(way.person, programme)
        }
        found, begin = [], first_free(way.person)
        for number in self._by_group.get(way.person.group, ()):
            offer = self.catalogue.offers[number]
            if offer.programme in open_to and begin <= offer.first and not _is_away(way.person, offer):
                programme = self.catalogue.programmes[offer.programme]
                done = certificate_on(programme, offer.last, open_to[offer.programme])
                found += [(number, done)] if done else []
        return tuple(found)

    def _useful(self, keys: frozenset[Key]) -> set[str]:
        """Return the programmes that count, and those that must come before one that does."""
        programmes = self.catalogue.programmes
        useful = {code for code in programmes if self.key(code) not in keys}
        while True:
            before = {one for code in useful for one in programmes[code].prerequisites if one in programmes}
            if before <= useful:
                return useful
            useful |= before


def certificate_on(programme: Programme, last: date, exams: Iterable[date]) -> date | None:
    """Return when the certificate is there after the first of one's own examinations that follows the last lesson."""
    ready = last + timedelta(days=programme.lead_days)
    days = (day + timedelta(days=programme.result_days) for day in exams if day >= ready)
    return next(days, None)


def _is_away(person: Person, offer: Offer) -> bool:
    """Return whether the person is away on a day between the first and the last lesson."""
    return any(stretch.first <= offer.last and offer.first <= stretch.last for stretch in person.away)
