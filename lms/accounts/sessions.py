"""Sessions in the database, as Django keeps them; found by a statement that is ready, since every request asks."""

from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.utils import timezone

from lms.core.prepared import Question, slot

_ALIVE = Question(
    lambda: Session.objects.filter(
        session_key=slot(Session, "session_key"), expire_date__gt=slot(Session, "expire_date")
    )
)


class SessionStore(db.SessionStore):
    """Django's own, but for how a row is found."""

    def _get_session_from_db(self) -> Session | None:
        row = _ALIVE.first(session_key=self.session_key, expire_date=timezone.now())
        if row is None:
            self._session_key = None
        return row
