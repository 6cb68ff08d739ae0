"""allauth's list of sessions, for people of employers only: of the others nothing about browsers is kept."""

from typing import Any

from allauth.account.signals import password_changed, user_logged_in
from allauth.usersessions.apps import UserSessionsConfig


class SessionListConfig(UserSessionsConfig):
    """The app without its own receivers, which write a row for everybody who signs in."""

    def ready(self) -> None:
        # A changed password gives the session another key: without a new row it would stand in no list.
        for signal in (user_logged_in, password_changed):
            signal.connect(note_session)


def note_session(sender: Any, request: Any, user: Any, **kwargs: Any) -> None:
    """Keep the session of somebody at an employer as it is now, and forget those that are over."""
    from allauth.usersessions.models import UserSession

    from lms.core.enums import EMPLOYER_ROLES

    if user.holds_any_role(EMPLOYER_ROLES):
        UserSession.objects.purge_and_list(user)
        UserSession.objects.create_from_request(request)


def end_sessions_of(users: Any) -> None:
    """End every session of these people of employers."""
    from allauth.usersessions.models import UserSession

    for session in UserSession.objects.filter(user__in=users):
        session.end()
