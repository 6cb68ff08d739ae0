"""Which logo and seal of a school are in force on a day, and the pictures that certificates name."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import lru_cache

from certificates.issuing.emblems.frame import EMBLEMS
from certificates.issuing.emblems.models import Emblem, EmblemUse
from certificates.issuing.errors import EmblemNotFound
from certificates.issuing.proposals.queries import in_force


@dataclass(frozen=True, slots=True)
class Emblems:
    """The SHA-256 of a school's own logo and seal; empty where it has none. The fields are those of `payload.Award`."""

    logo: str = ""
    seal_picture: str = ""


NONE = Emblems()
_FIELDS = {EmblemUse.LOGO.value: "logo", EmblemUse.SEAL.value: "seal_picture"}


def emblems_on(schools: Iterable[int], day: date, *, as_of: datetime | None = None) -> dict[int, Emblems]:
    """Return by school the approved pictures on a day, where it has own ones; one query.

    `as_of`: by what was approved until then.
    """
    found: dict[int, Emblems] = {}
    for row in in_force(EMBLEMS, schools, day, as_of=as_of):
        found[row.school_id] = with_version(found.get(row.school_id, NONE), row)
    return {school: emblems for school, emblems in found.items() if emblems != NONE}


def with_version(emblems: Emblems, row: Emblem) -> Emblems:
    """Return the pictures when this version takes the place of the one that was."""
    return replace(emblems, **{_FIELDS[row.use]: row.sha256})


@lru_cache(maxsize=32)
def picture_of(sha256: str) -> bytes:
    """Return the PNG that a certificate names, empty where it names none; kept in this process, as it never changes.

    :raises EmblemNotFound: when there is none.
    """
    if not sha256:
        return b""
    row = Emblem.objects.filter(sha256=sha256).only("content").first()
    if row is None:
        raise EmblemNotFound
    return bytes(row.content)
