"""What a place of work is on the first page of staff and employers, and the areas in which they stand."""

from dataclasses import dataclass
from enum import Enum

from django.utils.translation import gettext_lazy

from lms.core.enums import Role


class Area(Enum):
    """What a place of work is about; the page shows them in this order."""

    PEOPLE = gettext_lazy("People and their training")
    TEACHING = gettext_lazy("Classes and attendance")
    EXAMINATIONS = gettext_lazy("Examinations and marking")
    QUESTIONS = gettext_lazy("Questions")
    COURSES = gettext_lazy("Courses and programmes")
    CERTIFICATES = gettext_lazy("Certificates")
    WORK = gettext_lazy("Employers and work")
    ORGANISATION = gettext_lazy("Your organisation")
    ROOMS = gettext_lazy("Rooms and computers")
    OVERSIGHT = gettext_lazy("Oversight")


@dataclass(frozen=True, slots=True)
class Desk:
    """One place of work: where it is and which roles use it; `fuller` is the text for those who may do more there."""

    area: Area
    title: object
    text: object
    url_name: str
    roles: frozenset[Role]
    fuller: tuple[object, frozenset[Role]] | None = None

    def text_for(self, roles: frozenset[Role]) -> object:
        """Return what one with these roles does there."""
        return self.fuller[0] if self.fuller and self.fuller[1] & roles else self.text
