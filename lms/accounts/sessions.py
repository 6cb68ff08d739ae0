"""Sessions in the database, as Django keeps them; found by a statement that is ready, since every request asks."""

from collections.abc import Callable
from typing import Any, TypeVar

from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.db import DEFAULT_DB_ALIAS, InterfaceError, OperationalError, connections
from django.utils import timezone

from lms.core.prepared import Asked, Question, Row, answers, slot

Answer = TypeVar("Answer")
_ALIVE = Question(
    lambda: Session.objects.filter(
        session_key=slot(Session, "session_key"), expire_date__gt=slot(Session, "expire_date")
    )
)


class SessionStore(db.SessionStore):
    """Django's own, but for how a row is found."""

    def ask_beside(self, question: Asked[Row]) -> list[Row]:
        """Ask what every request needs besides its session; where nobody has read that yet, both go one way."""
        if self.session_key is None or hasattr(self, "_session_cache"):
            return answers(question)[0]
        rows, beside = _ask_first(lambda: answers(_ALIVE.asked(**self._sought()), question))
        row = self._known(rows)
        self._session_cache = self.decode(row.session_data) if row else {}
        return beside

    def _get_session_from_db(self) -> Session | None:
        return self._known(_ask_first(lambda: _ALIVE.rows(**self._sought())))

    def _sought(self) -> dict[str, Any]:
        return {"session_key": self.session_key, "expire_date": timezone.now()}

    def _known(self, rows: list[Session]) -> Session | None:
        row = next(iter(rows), None)
        if row is None:
            self._session_key = None
        return row


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
