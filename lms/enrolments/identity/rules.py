"""Pure decisions on a number that comes after the admission, beside what the records say. No Django."""

from enum import StrEnum

from lms.enrolments.person_facts.rules import Facts


class Fact(StrEnum):
    """What an identity number holds of a person."""

    SEX = "sex"
    BORN = "birth_date"


def against_the_records(recorded: Facts, held: Facts) -> list[Fact]:
    """Return of what the records say something else than a number; what they do not know speaks against nothing."""
    found = {
        Fact.SEX: bool(recorded.sex) and recorded.sex != held.sex,
        Fact.BORN: recorded.born is not None and recorded.born != held.born,
    }
    return [fact for fact, differs in found.items() if differs]


def filled_by_a_number(recorded: Facts) -> list[Fact]:
    """Return what the records do not know and take from a number."""
    found = {Fact.SEX: not recorded.sex, Fact.BORN: recorded.born is None}
    return [fact for fact, is_empty in found.items() if is_empty]
