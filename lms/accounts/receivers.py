"""What a completed sign-in sets off: the session gets its limits, the audit trail its row."""

from typing import Any

from allauth.account.signals import user_logged_in as sign_in_completed
from django.contrib.auth.signals import user_logged_in as session_opened
from django.dispatch import receiver

from lms.accounts.guard import begin_session
from lms.accounts.operations import record_sign_in
from lms.accounts.queries import actor_of
from lms.core.clock import now


@receiver(session_opened)
def begin(sender: Any, request: Any, **kwargs: Any) -> None:
    begin_session(request, now=now())


@receiver(sign_in_completed)
def write_down(sender: Any, request: Any, user: Any, **kwargs: Any) -> None:
    record_sign_in(user=user, actor=actor_of(request), now=now())
