"""What was printed of a person and stays as it is when the records are corrected: told by the apps that issue it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import NamedTuple, Protocol

from lms.accounts.api import Person, User


class Particulars(NamedTuple):
    """Who somebody is, as a paper or the records say it; empty where they do not. Of the identity number the end."""

    name: str = ""
    sex: str = ""
    birth_date: date | None = None
    identity: str = ""

    def otherwise_than(self, records: "Particulars") -> "Particulars":
        """Return of what is said here that which the records say otherwise."""
        both = zip(self._fields, self, records, strict=True)
        return Particulars(
            **{field: ours for field, ours, theirs in both if ours and theirs and ours != theirs}
        )


@dataclass(frozen=True, slots=True)
class PrintedPaper:
    """A paper that says who somebody is: what it is called, what it says, its day, and its page.

    `address` is empty where the reader may not open it; the desk that corrects it is led to from there.
    """

    title: str
    says: Particulars
    day: date
    address: str


class Printer(Protocol):
    """Given a person: the papers in force, or being made, of that person; the queries do not grow with them."""

    def __call__(self, person: Person, reader: User) -> Sequence[PrintedPaper]: ...


_printers: list[Printer] = []


def register_printer(printer: Printer) -> None:
    """Name who knows what was printed for people; called once by the app that issues it, when it starts."""
    if printer not in _printers:
        _printers.append(printer)


def particulars_of(person: Person) -> Particulars:
    """Return what the records say."""
    identity = person.masked_resident_id if person.resident_id_last4 else ""
    return Particulars(person.full_name, person.sex, person.birth_date, identity)


def papers_otherwise(records: Particulars, person: Person, reader: User) -> list[PrintedPaper]:
    """Return the papers of a person that say otherwise than these records, each with only what differs."""
    papers = (paper for printer in _printers for paper in printer(person, reader))
    differing = (replace(paper, says=paper.says.otherwise_than(records)) for paper in papers)
    return [paper for paper in differing if any(paper.says)]
