"""What became of the diploma of who completed, told by the app that issues; without it nothing is told."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from django.db.models import QuerySet

from lms.accounts.api import User
from lms.enrolments.models import Enrolment


@dataclass(frozen=True, slots=True)
class DiplomaTold:
    """One sentence on a diploma, and the page that leads on, empty where the reader may not open it.

    `is_due`: none was ever made, nor is in a batch.
    """

    text: str
    address: str
    label: str
    is_due: bool = False


class DiplomaDesk(Protocol):
    """Who issues diplomas."""

    def told(self, enrolments: Sequence[Enrolment], *, reader: User) -> Mapping[int, DiplomaTold]:
        """Return by enrolment what became of the diploma, of those who completed a diploma programme."""

    def due(self) -> QuerySet[Enrolment]:
        """Return the completed enrolments of diploma programmes of which `told` says that the diploma is due."""

    def address(self, *, school: UUID, cohort: UUID) -> str:
        """Return the page on which the diplomas of a class are prepared."""


_desks: list[DiplomaDesk] = []


def register_diploma_desk(desk: DiplomaDesk) -> None:
    """Name who issues diplomas; called once by the app that does, when it starts."""
    _desks.append(desk)


def diplomas_told(enrolments: Sequence[Enrolment], *, reader: User) -> dict[int, DiplomaTold]:
    """Return by enrolment what became of the diploma; the queries do not grow with the enrolments."""
    return {key: told for desk in _desks for key, told in desk.told(enrolments, reader=reader).items()}


def diplomas_due() -> QuerySet[Enrolment]:
    """Return the completed enrolments whose diploma is due: none was ever made, nor is in a batch."""
    return _desks[0].due() if _desks else Enrolment.objects.none()


def diplomas_address(*, school: UUID, cohort: UUID) -> str:
    """Return the page on which the diplomas of a class are prepared."""
    return _desks[0].address(school=school, cohort=cohort) if _desks else ""
