"""What was printed with a person's former name and stays as it is: told by the apps that issue it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from lms.accounts.api import Person, User


@dataclass(frozen=True, slots=True)
class PrintedPaper:
    """A paper that bears a name: what it is called, the name on it, its day, and its page.

    `address` is empty where the reader may not open it; the desk that corrects it is led to from there.
    """

    title: str
    name: str
    day: date
    address: str


class Printer(Protocol):
    """Given a person: the papers in force, or being made, that bear the name; the queries do not grow with them."""

    def __call__(self, person: Person, reader: User) -> Sequence[PrintedPaper]: ...


_printers: list[Printer] = []


def register_printer(printer: Printer) -> None:
    """Name who knows what was printed for people; called once by the app that issues it, when it starts."""
    if printer not in _printers:
        _printers.append(printer)


def papers_not_named(name: str, person: Person, reader: User) -> list[PrintedPaper]:
    """Return the papers of a person that bear another name than this one."""
    return [paper for printer in _printers for paper in printer(person, reader) if paper.name != name]
