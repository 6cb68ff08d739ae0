"""Pure decisions on admission: what one row says, what is wrong with it, and which rows meet each other.

Values in, values and reasons out; no reason ever holds an identity number.
"""

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from lms.accounts.api import (
    birth_date_of,
    looks_like_trainee_number,
    normalise_name,
    normalise_resident_id,
    reasons_against_name,
    reasons_against_resident_id,
    sex_of,
)
from lms.core.days import is_age_to_begin, is_far_off
from lms.core.transfers.rules import Steps
from lms.enrolments.admission.columns import Column, code_of, is_none_yet, is_not_known
from lms.enrolments.admission.dates import NoDate, day_of, reasons_against_past_day
from lms.enrolments.admission.identities import form_of_identity
from lms.enrolments.admission.names import doubts_about_name

READING, READY, ADMITTING = "reading", "ready", "admitting"
_OVER = frozenset({"discarded", "expired"})
# State of an admission file -> what it may become; what is not named is the end.
STEPS: Steps = {
    READING: frozenset({READY, "refused"}) | _OVER,
    READY: frozenset({READY, ADMITTING}) | _OVER,
    ADMITTING: frozenset({READY, "admitted"}),
}
WITH_FILE = frozenset(STEPS)
MOST_PEOPLE = 2000  # of one file: a year of a large site
MOST_TEXT = 500
# Two years, and one more after an extension (Anti-drug Law article 47); time of an escape is not counted.
LONGEST_STAY = timedelta(days=3 * 366)
TRUTHS = frozenset({"TRUE", "FALSE"})  # what a cell of yes or no is read as
_WHO = (Column.NUMBER, Column.IDENTITY)


@dataclass(frozen=True, slots=True)
class Given:
    """What a cell says, and how it was damaged before it came ("" if it was not)."""

    text: str = ""
    damage: str = ""


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong, or doubtful, with a cell: the question, a stable code, and what of other rows is worth naming."""

    column: Column
    code: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Entrant:
    """One person as admission keeps it."""

    number: str
    full_name: str
    admitted_date: date
    schooling: str
    resident_id: str = field(default="", repr=False)  # in no message of an error
    sex: str = ""
    birth_date: date | None = None
    language: str = ""
    other_language: str = ""
    release_date: date | None = None
    is_fit: bool | None = None
    fitness_date: date | None = None
    certificates: str = ""
    notice_date: date | None = None
    consent: str = "not_asked"


@dataclass(slots=True)
class Reading:
    """What was understood, what is wrong or doubtful. `entrant`: None while something is wrong; `stated`: in `_WHO`.

    `stated` is enough to look the row up beside others; what is wrong of it says nothing.
    """

    entrant: Entrant | None = None
    stated: Entrant | None = None
    problems: list[Problem] = field(default_factory=list)
    doubts: list[Problem] = field(default_factory=list)

    def is_refused(self, column: Column) -> bool:
        """Return whether a cell is wrong."""
        return any(problem.column == column for problem in self.problems)


def read_row(cells: Mapping[Column, Given], *, today: date) -> Reading:
    """Return what a row says of one person."""
    return _Reader(cells, today).read()


class _Reader:
    """Reads the cells of one row and collects every problem, not only the first."""

    def __init__(self, cells: Mapping[Column, Given], today: date) -> None:
        self._cells, self._today = cells, today
        self._reading = Reading()

    def read(self) -> Reading:
        """Return the row as it was understood."""
        number, name = self._number(), self._name()
        identity = self._identity()
        sex, born = self._sex(identity), self._born(identity)
        schooling = self._choice(Column.SCHOOLING, is_required=True)
        admitted = self._day(Column.ADMITTED, is_required=True)
        self._check_admitted(admitted, born)
        fit, fit_date = self._fitness()
        notice, consent = self._consent()
        entrant = Entrant(
            number=number,
            full_name=name,
            resident_id=identity or "",
            sex=sex,
            birth_date=born,
            schooling=schooling,
            language=self._choice(Column.LANGUAGE),
            other_language=self._choice(Column.OTHER_LANGUAGE),
            admitted_date=admitted or self._today,
            release_date=self._release(admitted),
            is_fit=fit,
            fitness_date=fit_date,
            certificates=self._certificates(),
            notice_date=notice,
            consent=consent,
        )
        if not any(map(self._reading.is_refused, _WHO)):
            self._reading.stated = entrant
        if not self._reading.problems:
            self._reading.entrant = entrant
        return self._reading

    def _refuse(self, column: Column, code: str, detail: str = "") -> None:
        self._reading.problems.append(Problem(column, code, detail))

    def _doubt(self, column: Column, code: str, detail: str = "") -> None:
        self._reading.doubts.append(Problem(column, code, detail))

    def _text(self, column: Column, *, is_required: bool = False) -> str:
        """Return what a cell says; "" also when that was said to be wrong already."""
        given = self._cells.get(column, Given())
        if given.damage:
            self._refuse(column, given.damage)
            return ""
        text = given.text.strip()
        if not text and is_required:
            self._refuse(column, "missing")
        return text

    def _number(self) -> str:
        text = self._text(Column.NUMBER, is_required=True)
        number = "".join(unicodedata.normalize("NFKC", text).split())
        if text and not looks_like_trainee_number(number):
            self._refuse(Column.NUMBER, "number_form")
        elif is_wide(text):
            self._doubt(Column.NUMBER, "read_as", number)
        return number

    def _name(self) -> str:
        text = self._text(Column.NAME, is_required=True)
        name = normalise_name(text)
        if text and (reasons := reasons_against_name(name)):
            self._refuse(Column.NAME, f"name_{reasons[0]}")
        elif name in TRUTHS:
            self._refuse(Column.NAME, "name_truth")
        elif text:
            for doubt in doubts_about_name(name):
                self._doubt(Column.NAME, doubt)
        return name

    def _identity(self) -> str | None:
        """Return the identity number, "" for none yet, None while it is wrong."""
        text = self._text(Column.IDENTITY)
        if self._cells.get(Column.IDENTITY, Given()).damage:
            return None
        if not text:
            self._refuse(Column.IDENTITY, "identity_missing")
            return None
        if is_none_yet(text):
            return ""
        number = normalise_resident_id(text)
        if reasons := reasons_against_resident_id(number, today=self._today):
            self._refuse(Column.IDENTITY, form_of_identity(number) or f"identity_{reasons[0]}")
            return None
        if is_wide(text):
            self._doubt(Column.IDENTITY, "read_plain")
        return number

    def _sex(self, identity: str | None) -> str:
        chosen = self._choice(Column.SEX)
        if not identity:
            if identity == "" and not self._cells.get(Column.SEX, Given()).text.strip():
                self._refuse(Column.SEX, "sex_missing")
            return chosen
        if chosen and chosen != sex_of(identity):
            self._refuse(Column.SEX, "sex_differs")
        return sex_of(identity)

    def _born(self, identity: str | None) -> date | None:
        told = self._day(Column.BORN)
        if identity:
            born = birth_date_of(identity)
            if told and told != born:
                self._refuse(Column.BORN, "born_differs")
            return born
        if told and told > self._today:
            self._refuse(Column.BORN, "in_future")
        return told

    def _choice(self, column: Column, *, is_required: bool = False) -> str:
        text = self._text(column, is_required=is_required)
        if not text:
            return ""
        code = code_of(column, text)
        if code is None:
            self._refuse(column, "not_in_list")
        return code or ""

    def _day(self, column: Column, *, is_required: bool = False) -> date | None:
        text = self._text(column, is_required=is_required)
        if not text:
            return None
        try:
            day = day_of(text)
        except NoDate as error:
            is_of_release = column is Column.RELEASE and error.code == "not_a_date"
            self._refuse(column, "release_not_a_date" if is_of_release else error.code, error.meant)
            return None
        if is_wide(text):
            self._doubt(column, "read_as", day.isoformat())
        return day

    def _past_day(self, column: Column) -> date | None:
        day = self._day(column)
        for reason in reasons_against_past_day(day, today=self._today) if day else ():
            self._refuse(column, reason)
        return day

    def _check_admitted(self, admitted: date | None, born: date | None) -> None:
        if admitted is None:
            return
        if reasons := reasons_against_past_day(admitted, today=self._today):
            self._refuse(Column.ADMITTED, reasons[0])
        elif born and not is_age_to_begin(born, admitted):
            self._doubt(Column.ADMITTED, "age_unusual")

    def _release(self, admitted: date | None) -> date | None:
        text = self._text(Column.RELEASE)
        if not text or is_not_known(text):
            return None
        day = self._day(Column.RELEASE)
        if day:
            reasons = reasons_against_forecast(day, admitted=admitted, today=self._today)
            if reasons:
                self._refuse(Column.RELEASE, reasons[0])
            for doubt in () if reasons else doubts_about_forecast(day, admitted=admitted, today=self._today):
                self._doubt(Column.RELEASE, doubt)
        return day

    def _fitness(self) -> tuple[bool | None, date | None]:
        chosen, day = self._choice(Column.FIT), self._past_day(Column.FIT_DATE)
        if chosen and not day and not self._reading.is_refused(Column.FIT_DATE):
            self._refuse(Column.FIT_DATE, "fitness_date_missing")
        if day and not chosen and not self._reading.is_refused(Column.FIT):
            self._refuse(Column.FIT, "fitness_missing")
        return ({"yes": True, "no": False}.get(chosen), day if chosen else None)

    def _consent(self) -> tuple[date | None, str]:
        notice = self._past_day(Column.NOTICE)
        consent = self._choice(Column.CONSENT) or "not_asked"
        if consent != "not_asked" and not notice and not self._reading.is_refused(Column.NOTICE):
            self._refuse(Column.NOTICE, "notice_missing")
        return notice, consent

    def _certificates(self) -> str:
        text = self._text(Column.CERTIFICATES)
        if len(text) > MOST_TEXT:
            self._refuse(Column.CERTIFICATES, "text_too_long")
        return text


def is_wide(text: str) -> bool:
    """Return whether a text holds full-width characters, or others, that are read as plain ones; spaces aside."""
    return "".join(unicodedata.normalize("NFKC", text).split()) != "".join(text.split())


def reasons_against_forecast(day: date, *, admitted: date | None, today: date) -> list[str]:
    """Return why a forecast cannot be: nobody leaves before coming, or stays for ten years and more."""
    if admitted and day < admitted:
        return ["release_before_admission"]
    return ["far_off"] if is_far_off(day, today=today) else []


def doubts_about_forecast(day: date, *, admitted: date | None, today: date) -> list[str]:
    """Return what is unusual about a forecast; it can be so, as the time of an escape is not counted.

    Of a row whose admission cannot be read a day that is over is all that can be said.
    """
    doubts = ["release_passed"] if (admitted is None or admitted <= day) and day < today else []
    return [*doubts, "stay_long"] if admitted and day - admitted > LONGEST_STAY else doubts


def repeated(entrants: Sequence[Entrant | None], rows: Sequence[str]) -> list[list[Problem]]:
    """Return, for each entrant, the problem that an earlier row of the file has the same number or identity number.

    `rows` name the rows for the reader.
    """
    first: dict[tuple[Column, str], int] = {}
    found: list[list[Problem]] = []
    for place, entrant in enumerate(entrants):
        problems = []
        keys = ((Column.NUMBER, entrant.number), (Column.IDENTITY, entrant.resident_id)) if entrant else ()
        for key in keys:
            # By place: rows of two sheets may bear one number.
            if key[1] and (earlier := first.setdefault(key, place)) != place:
                problems.append(Problem(key[0], "repeated", rows[earlier]))
        found.append(problems)
    return found


@dataclass(frozen=True, slots=True)
class Known:
    """What the records say about a number or an identity number; times are of the open stay, if there is one."""

    person_id: int | None  # None: the number is somebody's who is no trainee
    number: str = ""  # the trainee's number, "" if there is none
    is_here: bool = True  # at the site of the admission
    full_name: str = ""
    former_names: frozenset[str] = frozenset()  # before corrections
    admitted_date: date | None = None
    is_staying: bool = False
    free_from: date | None = None  # the first day on which another stay can begin; None: none has ended

    def is_called(self, name: str) -> bool:
        """Return whether this is the name of the person, or was it before a correction."""
        return name == self.full_name or name in self.former_names


def first_free_day(stays: Iterable[tuple[date, date | None]]) -> date | None:
    """Return the first day on which another stay can begin after those (first day, last day) that ended; None: any."""
    ended = [(admitted, left) for admitted, left in stays if left is not None]
    return max((max(left, admitted + timedelta(days=1)) for admitted, left in ended), default=None)


class Verdict:
    """What becomes of a row."""

    NEW, AGAIN, DONE, REFUSED = "new", "again", "done", "refused"


def judge(
    entrant: Entrant, *, by_number: Known | None, by_identity: Known | None
) -> tuple[str, list[Problem]]:
    """Return what becomes of an entrant beside the records, and the problems if it is refused.

    Whoever is there already just as the row says (same person, same number, same day) is done: the same file sent
    again, or by two registrars, admits each person once.
    """
    known = by_identity or (by_number if by_number and not entrant.resident_id else None)
    if by_number and (known is None or by_number.person_id is None):
        # Who had no identity number, or has another one since a correction, is no other person.
        is_same = by_number.is_here and by_number.is_called(entrant.full_name)
        return Verdict.REFUSED, [Problem(Column.NUMBER, "number_of_namesake" if is_same else "number_taken")]
    if known is None:
        return Verdict.NEW, []
    return _judge_known(entrant, known, by_number)


def _judge_known(entrant: Entrant, known: Known, by_number: Known | None) -> tuple[str, list[Problem]]:
    """Judge somebody of whom there are records."""
    where = Column.IDENTITY if entrant.resident_id else Column.NUMBER
    problems = []
    if not known.is_here:
        problems.append(Problem(where, "elsewhere"))
    elif not known.is_called(entrant.full_name):
        code = "name_differs" if entrant.resident_id else "number_named_otherwise"
        problems.append(Problem(Column.NAME if entrant.resident_id else Column.NUMBER, code))
    elif known.number and known.number != entrant.number:
        problems.append(Problem(Column.NUMBER, "has_number", known.number))
    elif by_number and by_number.person_id != known.person_id:
        problems.append(Problem(Column.NUMBER, "number_taken"))
    elif known.is_staying and known.admitted_date == entrant.admitted_date:
        return Verdict.DONE, []
    elif known.is_staying:
        problems.append(Problem(where, "staying", str(known.admitted_date)))
    elif known.free_from and entrant.admitted_date < known.free_from:
        problems.append(Problem(Column.ADMITTED, "earlier_stay", str(known.free_from)))
    return (Verdict.REFUSED, problems) if problems else (Verdict.AGAIN, [])
