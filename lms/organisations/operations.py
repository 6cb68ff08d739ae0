"""Writes to organisations. Each can be repeated: what is there by its code stays as it is."""

import hashlib
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from typing import Any, NamedTuple, TypeVar
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from lms.core import audit
from lms.core.actor import Actor
from lms.core.unseen import as_one_line, has_unseen
from lms.organisations import rules
from lms.organisations.audit_actions import AuditAction
from lms.organisations.errors import (
    ContactChangedMeanwhile,
    PairingOverlaps,
    RoomNotFound,
    UnusableContact,
    UnusableName,
    UnusablePlan,
)
from lms.organisations.models import Organisation, Pairing, Room, School, Site

Kind = TypeVar("Kind", bound=Organisation)


@dataclass(frozen=True, slots=True)
class NewOrganisation:
    """Code and names of a body, and what its kind has besides."""

    code: str
    name_zh: str
    name_en: str
    more: dict[str, Any] = field(default_factory=dict)


def add_organisation(*, kind: type[Kind], organisation: NewOrganisation, actor: Actor, now: datetime) -> Kind:
    """Add a body of this kind, or return the one with this code unchanged.

    :raises UnusableName: it has no Chinese name, or one in which something cannot be seen.
    """
    names = {
        "name_zh": _as_name(organisation.name_zh, "name_zh"),
        "name_en": _as_name(organisation.name_en, "name_en", may_lack=True),
    }
    with transaction.atomic(durable=True):
        values = {**names, **organisation.more}
        row, created = kind._default_manager.get_or_create(code=organisation.code, defaults=values)
        if created:
            audit.record(actor=actor, action=AuditAction.ADD_ORGANISATION, target=row, now=now)
    return row


@dataclass(frozen=True, slots=True)
class SchoolContact:
    """Where a school may be reached: an office of its own. Each may be empty."""

    address: str = ""
    phone: str = ""
    email: str = ""

    @property
    def line(self) -> str:
        """Return it as it stands on a slip."""
        return rules.contact_line(self.address, self.phone, self.email)

    def digest(self) -> str:
        """Return by what a page says which contact it showed."""
        return hashlib.sha256("\n".join((self.address, self.phone, self.email)).encode()).hexdigest()


class NewContact(NamedTuple):
    """A contact to be kept, and the digest of the one that stood there when it was written."""

    contact: SchoolContact
    seen: str


def contact_of(school: School) -> SchoolContact:
    """Return what is kept of a school."""
    return SchoolContact(school.contact_address, school.contact_phone, school.contact_email)


def keep_school_contact(*, school: School, new: NewContact, actor: Actor, now: datetime) -> School:
    """Keep where a school may be reached; the same again changes nothing.

    :raises UnusableContact: naming the part that is too long, has what cannot be seen, or is no e-mail address.
    :raises ContactChangedMeanwhile: when another contact stands there than was seen.
    """
    parts = {name: as_one_line(text) for name, text in asdict(new.contact).items()}
    for name, text in parts.items():
        longest = rules.LONGEST_CONTACT[name]
        if has_unseen(text) or len(text) > longest:
            words = _("Write at most %(count)d characters that can be printed.") % {"count": longest}
            raise UnusableContact(words, field=name)
    if parts["email"] and not _is_email(parts["email"]):
        raise UnusableContact(_("This is no e-mail address."), field="email")
    said = {f"contact_{name}": text for name, text in parts.items()}
    with transaction.atomic(durable=True):
        row = School.objects.select_for_update().get(pk=school.pk)
        before = {name: getattr(row, name) for name in said}
        if before != said:
            _refuse_unseen(contact_of(row), new.seen)
            School.objects.filter(pk=row.pk).update(**said)
            row.refresh_from_db()
            action = AuditAction.CHANGE_SCHOOL_CONTACT
            audit.record(actor=actor, action=action, target=row, before=before, after=said, now=now)
    return row


def _refuse_unseen(stands: SchoolContact, seen: str) -> None:
    if seen != stands.digest():
        words = _(
            "Somebody changed this since you opened the page. Now it says: %(contact)s. Save again for yours."
        )
        raise ContactChangedMeanwhile(words % {"contact": stands.line or "–"})


def _is_email(text: str) -> bool:
    try:
        validate_email(text)
    except ValidationError:
        return False
    return True


def add_room(*, site: Site, name: str, seats: int, actor: Actor, now: datetime) -> Room:
    """Add a room to a site, or return the one of this name unchanged.

    :raises UnusableName: it has no name, or one in which something cannot be seen.
    """
    name = _as_name(name, "name")
    with transaction.atomic(durable=True):
        row, created = Room.objects.get_or_create(site=site, name=name, defaults={"seats": seats})
        if created:
            audit.record(actor=actor, action=AuditAction.ADD_ROOM, target=row, now=now)
    return row


def _as_name(raw: str, field: str, *, may_lack: bool = False) -> str:
    name = as_one_line(raw)
    if has_unseen(name):
        raise UnusableName(_("This text has characters that cannot be seen."), field=field)
    if not (name or may_lack):
        raise UnusableName(_("It needs a name."), field=field)
    return name


def check_plan(plan: rules.Plan) -> None:
    """Refuse a plan that no room can have.

    :raises UnusablePlan: it has no seat or too many, or a name twice, too long or with what cannot be seen.
    """
    faults = rules.faults_of(plan)
    if faults:
        words = {
            "empty": _("A room has at least one seat."),
            "too_large": _("A plan has at most %(rows)d rows of %(columns)d seats.")
            % {"rows": rules.MOST_ROWS, "columns": rules.MOST_COLUMNS},
            "twice": _("Two seats have the same name."),
            "too_long": _("A seat's name has at most %(count)d letters.") % {"count": rules.LONGEST_NAME},
            "unseen": _("This text has characters that cannot be seen."),
        }
        raise UnusablePlan(" ".join(words[fault] for fault in faults), field="plan")


def plan_room(*, room_uuid: UUID, plan: rules.Plan, actor: Actor, now: datetime) -> Room:
    """Say which seats a room has and how they stand, row by row. What was seated before keeps its names.

    :raises RoomNotFound: when there is none.
    :raises UnusablePlan: it has no seat or too many, or a name twice, too long or with what cannot be seen.
    """
    check_plan(plan)
    with transaction.atomic(durable=True):
        room = Room.objects.select_for_update().filter(uuid=room_uuid).first()
        if room is None:
            raise RoomNotFound(_("There is no such room."))
        room.plan, room.seats = plan, len(rules.seats_of(plan))
        room.save(update_fields=["plan", "seats"])
        after = {"seats": room.seats}
        audit.record(actor=actor, action=AuditAction.PLAN_ROOM, target=room, after=after, now=now)
    return room


def pair_school(*, school: School, site: Site, valid_from: date, actor: Actor, now: datetime) -> Pairing:
    """Let a school teach at a site from a day on; a pairing that already covers that day is returned.

    :raises PairingOverlaps: a pairing of the two begins later and would overlap.
    """
    with transaction.atomic(durable=True):
        Site.objects.select_for_update().get(pk=site.pk)
        own = Pairing.objects.filter(school=school, site=site)
        current = own.filter(Q(valid_until__isnull=True) | Q(valid_until__gte=valid_from))
        covering = current.filter(valid_from__lte=valid_from).first()
        if covering is not None:
            return covering
        if current.exists():
            raise PairingOverlaps(_("A later pairing of this school and site exists already."))
        row = Pairing.objects.create(school=school, site=site, valid_from=valid_from)
        audit.record(actor=actor, action=AuditAction.PAIR_SCHOOL, target=row, now=now)
    return row
