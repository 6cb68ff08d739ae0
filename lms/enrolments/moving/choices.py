"""What a registrar has chosen and not yet agreed to, kept in the session: so each page can be gone back to.

A choice of many people is too long for an address, and a page that answers a form cannot be shown again unasked.
"""

from collections.abc import Sequence
from typing import Any

from django.contrib.sessions.backends.base import SessionBase

from lms.core.ids import new_uuid

NAME = "moving_choices"
MOST = 4  # pages open at the same time; the oldest goes


def keep_choice(session: SessionBase, *, people: Sequence[str], version: str) -> str:
    """Keep who moves to which version, and return the key for the address."""
    key = str(new_uuid())
    choices = {**session.get(NAME, {}), key: {"people": list(people), "version": version}}
    session[NAME] = dict(list(choices.items())[-MOST:])
    return key


def find_choice(session: SessionBase, key: str | None) -> dict[str, Any] | None:
    """Return a kept choice as a form takes it, or None when it is gone."""
    found: dict[str, Any] | None = session.get(NAME, {}).get(key)
    return found
