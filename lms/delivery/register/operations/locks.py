"""The locks of a register: its people's enrolments first, then the session."""

from collections.abc import Iterable
from uuid import UUID

from django.utils.translation import gettext as _

from lms.accounts.api import is_ones_own
from lms.core.actor import Actor
from lms.delivery.errors import OwnMark, SessionNotFound
from lms.delivery.register.models import Register
from lms.delivery.register.queries import get_session, roster_of
from lms.delivery.timetable.models import ClassSession
from lms.enrolments.api import Enrolment, lock_enrolments


def lock_people(session: ClassSession) -> dict[int, Enrolment]:
    """Lock the enrolments of the session's roster, and return the roster as it is then, by key.

    Who joins or leaves the cohort, is withdrawn or moved locks the enrolment first too: it waits, or has been seen.
    """
    lock_enrolments(roster_of(session))
    return roster_of(session)


def lock_session(uuid: UUID) -> ClassSession:
    """Lock the session, which stands for its register.

    :raises SessionNotFound: there is none.
    """
    rows = ClassSession.objects.select_for_update(of=("self",))
    row = rows.select_related("cohort__site", "course", "unit").filter(uuid=uuid).first()
    if row is None:
        raise SessionNotFound(_("There is no such session."))
    return row


def register_of(session: ClassSession) -> Register:
    """Return the register of a locked session; the first one who asks makes it."""
    values = {"delivered_minutes": session.minutes}
    return Register.objects.get_or_create(session=session, defaults=values)[0]


def known_session(uuid: UUID) -> ClassSession:
    """Return the session without a lock, to know whom to lock first.

    :raises SessionNotFound: there is none.
    """
    return get_session(uuid)


def names_of(roster: Iterable[Enrolment]) -> dict[int, str]:
    """Return by key the names of those on a roster."""
    return {row.pk: row.person.full_name for row in roster}


def refuse_own(enrolments: Iterable[Enrolment], actor: Actor) -> None:
    """Refuse what one says of oneself.

    :raises OwnMark: one of the enrolments is the actor's own.
    """
    if is_ones_own(actor, [row.person_id for row in enrolments]):
        raise OwnMark(
            _("Nobody says of oneself who was present. Ask the registrar to let somebody else do this.")
        )
