"""Gathers what is wrong with a pack, so that whoever wrote it hears of everything at once and not of one fault a day.

Inside `all_faults_together` a fault of one part (`noted`) does not keep the next part from being looked at; outside it
the first fault is raised, as when a pack that was found usable is loaded.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from typing import NoReturn, TypeVar

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from courses.pages.packs.errors import PackError

MOST = 50
LONGEST = 400
# A file may be wrong in each of its lines; from here on nobody counts.
MOST_COUNTED = 1_000
# What no database keeps and no page shows; the words of a fault may quote the file.
_STRANGE = re.compile("[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
# What a file of another shape than expected runs into; whoever wrote it needs the words, not a trace.
_SHAPE = (TypeError, ValueError, AttributeError, LookupError)
_gathered: ContextVar[dict[str, None] | None] = ContextVar("faults_of_this_pack", default=None)
T = TypeVar("T")


class _Left(Exception):
    """There are faults, and what would be looked at next hangs on what they are about."""


@contextmanager
def all_faults_together() -> Iterator[None]:
    """Go on after each noted fault inside, MOST_COUNTED at most, and raise all of them at the end.

    :raises PackError: its message is the first, its `reasons` are the others, MOST at most.
    """
    found: dict[str, None] = {}
    token = _gathered.set(found)
    try:
        with suppress(_Left), noted():
            yield
    finally:
        _gathered.reset(token)
    if found:
        raise _as_one(list(found))


@contextmanager
def noted(place: str = "") -> Iterator[None]:
    """Keep a fault for the end where faults are gathered, and leave the block; `place` says where a wrong shape is."""
    try:
        try:
            yield
        except _SHAPE as error:
            raise PackError(_sentence_of_shape(error, place)) from error
    except PackError as error:
        found = _gathered.get()
        if found is None:
            raise
        # Shortened at once: each may quote a line as long as a file.
        found |= dict.fromkeys(map(_plain, [error.message, *error.reasons]))
        if len(found) >= MOST_COUNTED:
            raise _Left from error


def unless_wrong(read: Callable[[], T], otherwise: T, place: str = "") -> T:
    """Return what reading gives, the other value where there is a fault that is noted."""
    with noted(place):
        return read()
    return otherwise


def has_faults() -> bool:
    """Return whether something was noted up to now."""
    return bool(_gathered.get())


def leave() -> NoReturn:
    """Leave the block in which faults are gathered; there is at least one."""
    raise _Left


def _sentence_of_shape(error: Exception, place: str) -> str:
    if isinstance(error, KeyError):
        sentence = _("A value named %(name)s is missing.") % {"name": error}
    else:
        sentence = _("A value is of another kind than a pack has there: %(error)s") % {"error": error}
    return f"{place}: {sentence}" if place else sentence


def _as_one(found: list[str]) -> PackError:
    said = found[:MOST]
    more = len(found) - MOST
    if more > 0:
        words = ngettext(
            "There is %(number)s more fault.",
            "There are %(number)s more faults.",
            more,
        )
        said.append(words % {"number": more})
    return PackError(said[0], reasons=said[1:])


def _plain(text: str) -> str:
    """Return the words of a fault as any database keeps them and any page bears them."""
    short = text if len(text) <= LONGEST else f"{text[:LONGEST]} …"
    return _STRANGE.sub("?", short)
