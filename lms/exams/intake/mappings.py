"""Mappings of spreadsheets that people save under a name and use again."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from lms.accounts.api import User
from lms.core import audit
from lms.core.actor import Actor
from lms.exams.audit_actions import AuditAction
from lms.exams.errors import MappingNotFound, UnusableName
from lms.exams.intake.models import SavedMapping

LONGEST_NAME = 60


def get_mapping(name: str) -> Mapping[str, Any]:
    """Return a saved mapping as it is written down.

    :raises MappingNotFound: nobody saved one under this name.
    """
    row = SavedMapping.objects.filter(name=name).first()
    if row is None:
        raise MappingNotFound(_("There is no saved mapping “%(name)s”.") % {"name": name[:LONGEST_NAME]})
    content: Mapping[str, Any] = row.content
    return content


def save_mapping(
    *, name: str, content: Mapping[str, Any], by: User | None, actor: Actor, now: datetime
) -> SavedMapping:
    """Keep a mapping under a name; one that has the name already is replaced.

    :raises UnusableName: empty, too long, or with characters that cannot be seen.
    """
    refuse_name(name)
    with transaction.atomic(durable=True):
        return keep_mapping(name=name, content=content, by=by, actor=actor, now=now)


def refuse_name(name: str) -> None:
    """Refuse what nobody could find again.

    :raises UnusableName: always then.
    """
    if not name.strip() or len(name) > LONGEST_NAME or not name.isprintable():
        raise UnusableName(_("A mapping needs a name of at most 60 characters."), field="name")


def keep_mapping(
    *, name: str, content: Mapping[str, Any], by: User | None, actor: Actor, now: datetime
) -> SavedMapping:
    """Keep a mapping inside the caller's transaction."""
    row, _created = SavedMapping.objects.update_or_create(
        name=name, defaults={"content": content, "by": by, "at": now}
    )
    audit.record(actor=actor, action=AuditAction.SAVE_MAPPING, target=row, now=now)
    return row


def list_mappings() -> list[str]:
    """Return the names of the saved mappings, in order."""
    return list(SavedMapping.objects.values_list("name", flat=True))
