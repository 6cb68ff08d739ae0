"""Mappings of spreadsheets that people save under a name and use again."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
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
        raise UnusableName(_("Saved settings need a name of at most 60 characters."), field="name")


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


def saved_mappings() -> QuerySet[SavedMapping]:
    """Return the saved mappings with who saved them last, by name."""
    return SavedMapping.objects.select_related("by").defer("content").order_by("name")


def find_mapping(uuid: UUID) -> SavedMapping:
    """Return a saved mapping.

    :raises MappingNotFound: somebody has deleted it.
    """
    row = saved_mappings().filter(uuid=uuid).first()
    if row is None:
        raise _gone()
    return row


def _gone() -> MappingNotFound:
    return MappingNotFound(_("These saved column settings do not exist any more."))


def rename_mapping(*, uuid: UUID, name: str, actor: Actor, now: datetime) -> None:
    """Give a saved mapping another name; what it says stays.

    :raises MappingNotFound: somebody has deleted it.
    :raises UnusableName: no name, one that is too long, or one that another mapping has.
    """
    refuse_name(name)
    try:
        with transaction.atomic(durable=True):
            row = _locked(uuid)
            before, row.name = row.name, name
            row.save(update_fields=["name"])
            facts = {"before": {"name": before}, "after": {"name": name}}
            audit.record(actor=actor, action=AuditAction.RENAME_MAPPING, target=row, now=now, **facts)
    except IntegrityError as error:  # the only thing that two of them must not share
        words = _("There are saved column settings “%(name)s” already. Choose another name.")
        raise UnusableName(words % {"name": name}, field="name") from error


def delete_mapping(*, uuid: UUID, actor: Actor, now: datetime) -> None:
    """Delete a saved mapping; files that were read by it stay as they are.

    :raises MappingNotFound: somebody else has deleted it.
    """
    with transaction.atomic(durable=True):
        row = _locked(uuid)
        before = {"name": row.name, "content": row.content}
        audit.record(actor=actor, action=AuditAction.DELETE_MAPPING, target=row, before=before, now=now)
        row.delete()


def _locked(uuid: UUID) -> SavedMapping:
    """Return a saved mapping, locked for the caller's transaction."""
    row = SavedMapping.objects.select_for_update().filter(uuid=uuid).first()
    if row is None:
        raise _gone()
    return row
