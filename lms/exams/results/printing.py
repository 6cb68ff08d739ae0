"""Slips of results and the list of them, A4, in one language. Facilities are on none of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils import translation
from django.utils.timezone import localtime

from lms.exams.results.telling import slip_of
from lms.exams.results.told import Told
from lms.exams.sittingdesk.printing import LANGUAGES, ON_A_SHEET, printed
from lms.exams.sittings.models import Sitting

DOCUMENTS = {"slips": "print/result_slips.html", "list": "print/result_list.html"}


def print_slips(language: str, told: Sequence[Told]) -> bytes:
    """Return the slips of some results as PDF, two on a sheet.

    :raises NotPrintable: a text has a character that the documents' typeface lacks.
    """
    with translation.override(LANGUAGES[language]):
        slips = [slip_of(one) for one in told]
        sheets = [slips[at : at + ON_A_SHEET] for at in range(0, len(slips), ON_A_SHEET)]
        return printed(DOCUMENTS["slips"], {"sheets": sheets})


@dataclass(frozen=True, slots=True)
class Without:
    """The numbers of candidates who have no result: who did not appear, and whose attempt was declared void."""

    absent: Sequence[str] = ()
    void: Sequence[str] = ()


def print_list(language: str, sitting: Sitting, told: Sequence[Told], without: Without) -> bytes:
    """Return the list of a sitting's released results as PDF.

    :raises NotPrintable: a text has a character that the documents' typeface lacks.
    """
    with translation.override(LANGUAGES[language]):
        return printed(DOCUMENTS["list"], list_context(sitting, told, without))


def list_context(sitting: Sitting, told: Sequence[Told], without: Without) -> dict[str, Any]:
    """Return what stands on the list of results."""
    schools = {one.candidate.enrolment.school.name for one in told}
    first, last = (localtime(at).date() for at in (sitting.opens_at, sitting.closes_at))
    return {
        "sitting": sitting,
        # Of several days each line says its own.
        "days": [first] if first == last else [first, last],
        "school": " · ".join(sorted(schools)),
        "needed": f"{sitting.scheme.pass_percent.normalize():f}",
        "lines": [slip_of(one) for one in told],
        "passed": sum(one.result.passed for one in told),
        "absent": without.absent,
        "void": without.void,
    }
