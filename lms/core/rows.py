"""One row of those that somebody may see, or the refusal that says that there is none."""

from typing import TypeVar
from uuid import UUID

from django.db.models import Model, QuerySet

from lms.core.errors import DomainError

Row = TypeVar("Row", bound=Model)


def one_of(rows: QuerySet[Row], uuid: UUID, refusal: DomainError) -> Row:
    """Return the row of this uuid.

    :raises DomainError: the refusal that was given: it is not among these rows.
    """
    row = rows.filter(uuid=uuid).first()
    if row is None:
        raise refusal
    return row
