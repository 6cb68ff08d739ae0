"""Whom a registrar has chosen in the list, kept in the session: people are in no address."""

from collections.abc import Sequence
from uuid import UUID

from django.contrib.sessions.backends.base import SessionBase

from lms.core.ids import new_uuid

NAME = "admission_choices"
PLACES = "admission_choices_from"
MOST = 4  # pages open at the same time; the oldest goes
MOST_PEOPLE = 500


def keep_choice(session: SessionBase, uuids: Sequence[str], place: str = "") -> str:
    """Keep the stays that were chosen and in which part of the list; return the key for the address."""
    key = str(new_uuid())
    for name, value in ((NAME, list(uuids)[:MOST_PEOPLE]), (PLACES, place)):
        session[name] = dict(list({**session.get(name, {}), key: value}.items())[-MOST:])
    return key


def find_choice(session: SessionBase, key: str | None) -> list[str]:
    """Return the stays of a choice; none if it is gone."""
    found: list[str] = session.get(NAME, {}).get(key, [])
    return found


def find_place(session: SessionBase, key: str | None) -> str:
    """Return the end of the address of the list in which a choice was made; "" for the whole list."""
    found: str = session.get(PLACES, {}).get(key, "")
    return found


def key_of(text: str | None) -> UUID | None:
    """Return the key of a choice as an address has it, None if it is none."""
    try:
        return UUID(text or "")
    except ValueError:
        return None
