"""Sessions in the database, as Django keeps them; found by a statement that is ready, since every request asks.

The key of a session stays with one user for as long as there is the session. A process that has seen it asks for that
user in the same way to the server. What it remembers is only what to ask for: session, user and roles are read anew by
every request, and the rows are of use only to the user whom the session read then names.
"""

from collections.abc import Callable
from contextvars import ContextVar
from typing import Any, TypeVar

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends import db
from django.contrib.sessions.backends.base import UpdateError
from django.contrib.sessions.models import Session
from django.db import DEFAULT_DB_ALIAS, InterfaceError, OperationalError, connections
from django.utils import timezone

from lms.accounts.models import User
from lms.accounts.queries import asked_user
from lms.core.prepared import Asked, Question, Row, answers, slot

Answer = TypeVar("Answer")
_ALIVE = Question(
    lambda: Session.objects.filter(
        session_key=slot(Session, "session_key"), expire_date__gt=slot(Session, "expire_date")
    )
)
MOST_REMEMBERED = 10_000
_whose: dict[str, str] = {}
_ahead: ContextVar[list[User]] = ContextVar("users_read_with_their_session")


def read_ahead(user_id: Any) -> list[User]:
    """Return what was read of this user with the session, once; nothing when it was not, or was somebody else."""
    rows = _ahead.get([])
    _ahead.set([])
    return rows if rows and rows[0].pk == user_id else []


class SessionStore(db.SessionStore):
    """Django's own, but for how a row is found, and for what is said where none can be written."""

    def __init__(self, session_key: str | None = None) -> None:
        super().__init__(session_key)
        _ahead.set([])  # what another request did not use

    def save(self, must_create: bool = False) -> None:
        """Write the session.

        :raises UpdateError: it is over.
        :raises OperationalError: the database cannot write now (busy, no space). Django would call that over, too, and
            an examination would be told that its answers are refused instead of that it shall send them again.
        """
        try:
            super().save(must_create)
        except UpdateError as error:
            if isinstance(error.__context__, OperationalError):
                raise error.__context__ from None
            raise

    def load(self) -> dict[str, Any]:
        """Return what the session holds; nothing when it is over."""
        return self._read()[0]

    def ask_beside(self, question: Asked[Row]) -> list[Row]:
        """Ask what every request needs besides its session; where nobody has read that yet, both go one way."""
        if self.session_key is None or hasattr(self, "_session_cache"):
            return answers(question)[0]
        self._session_cache, (beside,) = self._read(question)
        return beside

    def _read(self, *questions: Asked[Any]) -> tuple[dict[str, Any], list[list[Any]]]:
        """Return what the session holds, and the answers to what is asked beside it."""
        key = self.session_key or ""
        asked = [_ALIVE.asked(session_key=key, expire_date=timezone.now()), *questions]
        if key in _whose:
            asked.append(asked_user(_whose[key]))
        rows, *found = _ask_first(lambda: answers(*asked))
        beside, users = found[: len(questions)], found[len(questions) :]
        if not rows:
            self._session_key = None
            _whose.pop(key, None)
            return {}, beside
        held: dict[str, Any] = self.decode(rows[0].session_data)
        _remember(key, held.get(SESSION_KEY))
        _ahead.set(users[0] if users else [])
        return held, beside


def _remember(key: str, user_id: str | None) -> None:
    if user_id is None or _whose.get(key) == user_id:
        return
    if len(_whose) >= MOST_REMEMBERED:
        _whose.clear()
    _whose[key] = user_id


def _ask_first(ask: Callable[[], Answer]) -> Answer:
    """Ask, as the first of a request: a kept connection that has gone is opened anew, and asked once more.

    So this is the connection's health check, too, and every request has one way less to the server.
    """
    connection = connections[DEFAULT_DB_ALIAS]
    is_first = connection.connection is not None and connection.health_check_enabled
    if not is_first or connection.health_check_done or connection.in_atomic_block:
        return ask()
    connection.health_check_done = True
    try:
        return ask()
    except (OperationalError, InterfaceError):
        connection.close()
        return ask()
