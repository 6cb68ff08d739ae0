"""Banks as people choose and read them: the code, with the name of the programme that the bank is of."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from courses.catalog.api import Programme
from lms.core.language import pick
from lms.exams.intake.queries import list_banks

Choices = list[tuple[str, str]]
Groups = list[tuple[str, Choices]]


def names_of_banks() -> dict[str, str]:
    """Return the names of the programmes by their codes, which are the codes of their banks."""
    return {row.code: pick(row, "title") for row in Programme.objects.order_by("code")}


def bank_in_words(code: str, names: dict[str, str] | None = None) -> str:
    """Return a bank as people read it; one that is of no programme has its code only."""
    name = (names_of_banks() if names is None else names).get(code, "")
    return f"{code} · {name}" if name else code


def bank_or_new(code: str) -> str:
    """Return a bank as people read it; one that does not exist yet is called new, so that a slip is seen in time."""
    names = names_of_banks()
    if code in names or code in list_banks():
        return bank_in_words(code, names)
    return _("%(code)s (a new bank)") % {"code": code}


def bank_choices(codes: Iterable[str]) -> Choices:
    """Return banks to choose from, as (code, words)."""
    names = names_of_banks()
    return [(code, bank_in_words(code, names)) for code in codes]


def bank_groups() -> Groups:
    """Return the banks that there are, and the programmes whose bank the first question makes; no empty group."""
    names, known = names_of_banks(), list_banks()
    new = [code for code in names if code not in known]
    groups = [(_("Banks"), known), (_("Programmes without a bank so far"), new)]
    return [
        (label, [(code, bank_in_words(code, names)) for code in codes]) for label, codes in groups if codes
    ]
