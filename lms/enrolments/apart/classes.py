"""Classes that hold people whom the site keeps apart. Who keeps classes, an app above, registers here."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from lms.organisations.api import Site


@dataclass(frozen=True, slots=True)
class MixedClass:
    """A class with people of different groups, from which day on, and its page."""

    code: str
    address: str
    since: date


# Given a site and a day: its classes that are mixed then or later.
Source = Callable[[Site, date], Sequence[MixedClass]]
_sources: list[Source] = []


def register_mixed_classes(source: Source) -> None:
    """Name who keeps classes; called once by that app, when it starts."""
    _sources[:] = [source]


def mixed_classes_at(site: Site, day: date) -> list[MixedClass]:
    """Return the classes of a site that hold people of different groups; none where no app keeps classes."""
    return list(_sources[0](site, day)) if _sources else []
