"""What would become of the rows of an admission, beside the records as they are now. Reads only."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from lms.accounts.api import Person, User, people_by_resident_id, users_by_number
from lms.core.printing.fonts import missing_characters
from lms.enrolments.admission import rules
from lms.enrolments.admission.columns import Column
from lms.enrolments.admission.models import Admission
from lms.enrolments.admission.names import born_alike, namesakes
from lms.enrolments.admission.namesakes import Namesake, namesakes_at
from lms.enrolments.admission.rules import Entrant, Given, Known, Problem, Verdict
from lms.enrolments.admission.workbooks import SheetRow
from lms.organisations.api import Site

NAMESAKES = frozenset({"namesake", "namesake_here", "namesake_formerly"})


@dataclass(slots=True)
class Line:
    """One row: as it came, as it was understood, what becomes of it, and whose row in the records it continues.

    `entrant` and `stated` are as in `Reading`.
    """

    row: SheetRow
    entrant: Entrant | None
    stated: Entrant | None
    problems: list[Problem]
    doubts: list[Problem]
    verdict: str = Verdict.REFUSED
    person: Person | None = field(default=None, repr=False)

    @property
    def is_wrong(self) -> bool:
        """Return whether something of a row that counts has to be corrected."""
        return bool(self.problems) and not self.row.is_left_out

    def wrong_text(self, column: Column) -> str | None:
        """Return what a wrong cell says; None for one that is right, or that could not be read as it stands."""
        given = self.row.cells.get(column, Given())
        if not self.is_wrong or given.damage or not any(one.column == column for one in self.problems):
            return None
        return given.text


@dataclass(frozen=True, slots=True)
class Plan:
    """What would become of all rows."""

    lines: Sequence[Line]

    @property
    def wrong(self) -> list[Line]:
        """Return the rows in which something has to be corrected."""
        return [line for line in self.lines if line.is_wrong]

    @property
    def doubtful(self) -> list[Line]:
        """Return the rows that count and of which something is unusual."""
        return [line for line in self.lines if line.doubts and not line.is_wrong and not line.row.is_left_out]

    @property
    def namesakes(self) -> list[Line]:
        """Return the rows to admit that may be of somebody who is there already, or twice in the file."""
        return [line for line in self.to_admit if any(one.code in NAMESAKES for one in line.doubts)]

    @property
    def to_admit(self) -> list[Line]:
        """Return the rows whose people would be admitted."""
        return [line for line in self.lines if line.verdict in (Verdict.NEW, Verdict.AGAIN)]

    @property
    def done(self) -> list[Line]:
        """Return the rows whose people are there already, just as the row says."""
        return [line for line in self.lines if line.verdict == Verdict.DONE]

    @property
    def left_out(self) -> list[Line]:
        """Return the rows that somebody left out."""
        return [line for line in self.lines if line.row.is_left_out]


def plan_of(rows: Sequence[SheetRow], *, site: Site, today: date) -> Plan:
    """Return what would become of rows. The queries do not grow with them."""
    lines = [_line(row, today) for row in rows]
    counted = [line for line in lines if not line.row.is_left_out]
    entrants = [line.stated for line in counted]
    places = _names_of_rows([line.row for line in counted])
    repeated = rules.repeated(entrants, places)
    _judge([line for line, problems in zip(counted, repeated, strict=True) if not problems], site)
    for line, problems in zip(counted, repeated, strict=True):
        line.problems += problems
    _add_namesakes(counted, site)
    return Plan(lines)


def _names_of_rows(rows: Sequence[SheetRow]) -> list[str]:
    """Return the numbers of rows, with the sheet behind a bar where there are several."""
    is_one = len({row.sheet for row in rows}) < 2
    return [str(row.row) if is_one else f"{row.row}|{row.sheet}" for row in rows]


def _line(row: SheetRow, today: date) -> Line:
    reading = rules.read_row(row.cells, today=today)
    remarks = [Problem(Column.NAME, code) for code in row.remarks]
    is_named = reading.stated is not None and not reading.is_refused(Column.NAME)
    if missing := missing_characters(reading.stated.full_name if reading.stated and is_named else ""):
        remarks.append(Problem(Column.NAME, "name_not_printed", "".join(missing)))
    return Line(row, reading.entrant, reading.stated, reading.problems, [*remarks, *reading.doubts])


def _judge(lines: Sequence[Line], site: Site) -> None:
    """Look at rows beside the records; one that is wrong otherwise stays refused, whatever they say."""
    read = [(line, line.stated) for line in lines if line.stated]
    users = users_by_number([entrant.number for _line, entrant in read])
    people = people_by_resident_id([one.resident_id for _line, one in read if one.resident_id])
    found = {user.person_id for user in users.values()} | {person.pk for person in people.values()}
    stays = _stays_of(found - {None})
    for line, entrant in read:
        user, person = users.get(entrant.number.lower()), people.get(entrant.resident_id)
        by_number = _known_by_number(user, site, stays) if user else None
        by_identity = _known(person, _number_of(person), site, stays) if person else None
        verdict, problems = rules.judge(entrant, by_number=by_number, by_identity=by_identity)
        line.problems += _sayable(problems, {one.column for one in line.problems})
        if line.entrant:
            line.verdict, line.person = verdict, person or (user.person if user else None)
            if verdict == Verdict.AGAIN and line.person and line.person.full_name != entrant.full_name:
                line.doubts.append(Problem(Column.NAME, "named_formerly", line.person.full_name))


def _sayable(problems: Sequence[Problem], wrong: set[Column]) -> list[Problem]:
    """Return what holds whatever the wrong cells of the row should say; a stay is told by the day of admission.

    Whose number it is, is told by the name.
    """
    rests_on = {"staying": Column.ADMITTED, "number_named_otherwise": Column.NAME}
    return [one for one in problems if not {one.column, rests_on.get(one.code, one.column)} & wrong]


Stays = dict[int, list[tuple[date, date | None]]]


def _stays_of(people: Iterable[int | None]) -> Stays:
    """Return by person the first and the last day of each stay; one query."""
    found: Stays = {}
    rows = Admission.objects.filter(person__in=list(people)).order_by()
    for person, *days in rows.values_list("person_id", "admitted_date", "left_date"):
        found.setdefault(person, []).append((days[0], days[1]))
    return found


def _known_by_number(user: User, site: Site, stays: Stays) -> Known:
    return _known(user.person, user.username, site, stays) if user.person else Known(None)


def _known(person: Person, number: str, site: Site, stays: Stays) -> Known:
    mine = stays.get(person.pk, [])
    since = [admitted for admitted, left in mine if left is None]
    return Known(
        person.pk,
        number,
        is_here=person.site_id == site.pk,
        full_name=person.full_name,
        former_names=frozenset(person.names_before),
        admitted_date=since[0] if since else None,
        is_staying=bool(since),
        free_from=rules.first_free_day(mine),
    )


def _number_of(person: Person) -> str:
    user: User | None = getattr(person, "user", None)
    return user.username if user else ""


def _add_namesakes(lines: Sequence[Line], site: Site) -> None:
    """Say of whom somebody in the file or at the site has the same name, where that may be one person twice.

    So may be who has no identity number, and who was born on the same day. Others are namesakes.
    """
    read = [line.entrant for line in lines if line.entrant]
    names, alike = namesakes(read), born_alike(read)
    new = {line.entrant.full_name for line in lines if line.entrant and line.verdict == Verdict.NEW}
    here: dict[str, list[Namesake]] = {}
    for one in namesakes_at(site.pk, new):
        here.setdefault(one.name, []).append(one)
    for line in lines:
        entrant = line.entrant
        if entrant is None:
            continue
        doubts = {"namesake": entrant.full_name in names, "born_alike": _name_and_birth(entrant) in alike}
        line.doubts += [Problem(Column.NAME, code) for code, is_so in doubts.items() if is_so]
        if line.verdict == Verdict.NEW:
            line.doubts += _doubts_beside(entrant, here.get(entrant.full_name, []))


def _name_and_birth(entrant: Entrant) -> tuple[str, date | None]:
    return entrant.full_name, entrant.birth_date


def _doubts_beside(entrant: Entrant, here: Sequence[Namesake]) -> list[Problem]:
    """Return what is doubtful of somebody new beside those at the site who have the name, or had it."""
    kind = "namesake"
    if entrant.resident_id:
        kind = "born_alike"
        here = [one for one in here if one.born is not None and one.born == entrant.birth_date]
    former = dict.fromkeys(one.name_now for one in here if one.is_former)
    found = [] if all(one.is_former for one in here) else [Problem(Column.NAME, f"{kind}_here")]
    return [*found, *(Problem(Column.NAME, f"{kind}_formerly", name) for name in former)]
