"""Who is at work where no request is at hand: Wagtail's own views save, publish and delete what is ours."""

from wagtail.log_actions import get_active_log_context

from lms.accounts.api import actor_of
from lms.core.actor import Actor


def who_works() -> Actor:
    """Return who works in Wagtail's interface just now; outside it, content packs, dates and commands act."""
    at_work = get_active_log_context()
    return Actor.system("pages") if at_work.user is None else actor_of(at_work)
