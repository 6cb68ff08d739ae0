"""The classes that an enrolment is in. Who keeps classes, an app above, registers here."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from lms.enrolments.models import Enrolment


@dataclass(frozen=True, slots=True)
class ClassOfEnrolment:
    """A class at the enrolment's site: its page, from which day on, and the first day not any more."""

    code: str
    address: str
    since: date
    until: date | None


Source = Callable[[Enrolment], Iterable[ClassOfEnrolment]]
_sources: list[Source] = []


def register_classes(source: Source) -> None:
    """Name who keeps classes; called once by that app, when it starts."""
    _sources[:] = [source]


def classes_of(enrolment: Enrolment) -> list[ClassOfEnrolment]:
    """Return the classes that an enrolment is or was in, the latest first; none where no app keeps classes."""
    return list(_sources[0](enrolment)) if _sources else []
