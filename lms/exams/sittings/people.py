"""Who did something in a room, by name and time: two invigilators at two desks press the same button."""

from datetime import datetime
from uuid import UUID

from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from lms.accounts.api import User


def name_of(user_uuid: UUID | None) -> str:
    """Return the name of whoever did it; without one it was the platform."""
    user = User.objects.filter(uuid=user_uuid).first() if user_uuid else None
    return user.get_full_name() if user else _("the platform")


def when_by_whom(at: datetime | None, user_uuid: UUID | None) -> dict[str, str]:
    """Return name and time of the site, for a sentence that says who was quicker."""
    return {"name": name_of(user_uuid), "time": f"{localtime(at):%H:%M:%S}" if at else ""}
