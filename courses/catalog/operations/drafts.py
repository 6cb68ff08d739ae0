"""Drafts: a copy of the newest version to work on, published when it is right or discarded."""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from courses.catalog.audit_actions import AuditAction
from courses.catalog.errors import DraftExists, ProgrammeNotFound, VersionInUse, VersionNotFound
from courses.catalog.models import Programme, ProgrammeVersion, VersionState
from courses.catalog.operations.laying import lay_down, refuse_shown, take_up
from courses.catalog.operations.loading import refuse_unready
from courses.catalog.queries import plan_of
from lms.core import audit
from lms.core.actor import Actor


def create_draft_version(*, programme_uuid: UUID, actor: Actor, now: datetime) -> ProgrammeVersion:
    """Begin the next version of a programme as a copy of its newest one.

    :raises ProgrammeNotFound: when there is none.
    :raises VersionNotFound: it has no version yet that could be copied.
    :raises DraftExists: somebody has begun it already.
    """
    with transaction.atomic(durable=True):
        programme = Programme.objects.select_for_update().filter(uuid=programme_uuid).first()
        if programme is None:
            raise ProgrammeNotFound
        newest = programme.versions.order_by("-number").first()
        if newest is None:
            raise VersionNotFound(_("This programme has no version to copy."))
        if newest.state == VersionState.DRAFT:
            raise DraftExists(_("There is a draft already. Go on with it, or discard it first."))
        plan = plan_of(newest)
        draft = ProgrammeVersion.objects.create(
            programme=programme,
            number=newest.number + 1,
            valid_from=newest.valid_from,
            basis_zh=newest.basis_zh,
            basis_en=newest.basis_en,
            standard=newest.standard,
        )
        lay_down(draft, replace(plan, number=draft.number))
        audit.record(actor=actor, action=AuditAction.CREATE_DRAFT, target=draft, now=now)
    return draft


def publish_version(*, version_uuid: UUID, actor: Actor, now: datetime) -> ProgrammeVersion:
    """Publish a draft: from now on it never changes, and new enrolments get it.

    :raises VersionNotFound: when there is none.
    :raises VersionInUse: it is published already.
    :raises VersionNotReady: something has to be put right first; the reasons say what.
    """
    with transaction.atomic(durable=True):
        draft = lock_draft(version_uuid)
        refuse_unready(plan_of(draft))
        draft.state = VersionState.PUBLISHED
        draft.save(update_fields=["state"])
        audit.record(actor=actor, action=AuditAction.PUBLISH_VERSION, target=draft, now=now)
    return draft


def discard_draft(*, version_uuid: UUID, actor: Actor, now: datetime) -> None:
    """Remove a draft for good; published versions and lessons stay.

    :raises VersionNotFound: when there is none.
    :raises VersionInUse: it is published.
    :raises PartShown: a page shows one of its courses or units.
    """
    with transaction.atomic(durable=True), refuse_shown():
        draft = lock_draft(version_uuid)
        audit.record(
            actor=actor, action=AuditAction.DISCARD_DRAFT, target=draft, before={"draft": str(draft)}, now=now
        )
        take_up(draft)


def lock_draft(version_uuid: UUID) -> ProgrammeVersion:
    """Lock a draft for the caller's transaction: whoever changes or publishes it waits for each other.

    :raises VersionNotFound: when there is none.
    :raises VersionInUse: it is published.
    """
    locked = ProgrammeVersion.objects.select_for_update(of=("self",)).select_related("programme")
    draft = locked.filter(uuid=version_uuid).first()
    if draft is None:
        raise VersionNotFound(_("This version is not there any more."))
    if draft.state != VersionState.DRAFT:
        raise VersionInUse(_("A published version never changes. Begin a new version instead."))
    return draft
