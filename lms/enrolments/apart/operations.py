"""Writes to separate groups. Lock order: the stays, then the site, which whoever lets people join a class holds too."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from lms.accounts.api import User
from lms.core import audit
from lms.core.actor import Actor
from lms.core.clock import local_date
from lms.core.sentences import said_of
from lms.enrolments.admission.models import Admission
from lms.enrolments.apart import rules
from lms.enrolments.apart.models import GroupPlacing, SeparateGroup
from lms.enrolments.apart.queries import holds_somebody, last_placings
from lms.enrolments.audit_actions import AuditAction
from lms.enrolments.errors import AdmissionNotFound, GroupKnown, GroupNotFound, GroupRefused, PlacingRefused
from lms.organisations.api import Site

MOST_GROUPS = 30  # of one site: a slip or a script, not a way to manage people


@dataclass(frozen=True, slots=True)
class Placing:
    """Who is in which group from which day on (None: in none any more), who says so, and the key of the form."""

    stays: tuple[UUID, ...]
    group: UUID | None
    on: date
    by: User
    client_key: UUID


def lock_site(site_id: int) -> None:
    """Lock the site's classes for the caller's transaction: who joins one meanwhile waits, or has been seen."""
    Site.objects.select_for_update(no_key=True).get(pk=site_id)


def add_group(*, site: Site, code: str, actor: Actor, now: datetime) -> SeparateGroup:
    """Add a group that a site keeps apart.

    :raises GroupRefused: the code is no neutral one, or the site has as many groups as it can.
    :raises GroupKnown: the site has a group of this code, open or closed.
    """
    if not rules.is_code(code):
        words = _("A code is a capital letter with at most two digits, such as A or B2. It never says why.")
        raise GroupRefused(words, field="code")
    with transaction.atomic(durable=True):
        lock_site(site.pk)
        there = SeparateGroup.objects.filter(site=site)
        if there.filter(code=code).exists():
            raise GroupKnown(
                _("The site has or had a group of this code. Choose another code."), field="code"
            )
        if there.filter(closed_at__isnull=True).count() >= MOST_GROUPS:
            words = _("A site has at most %(count)d groups. Close one first.")
            raise GroupRefused(words % {"count": MOST_GROUPS}, field="code")
        row = SeparateGroup.objects.create(site=site, code=code)
        audit.record(actor=actor, action=AuditAction.ADD_SEPARATE_GROUP, target=row, now=now)
    return row


def close_group(*, group_uuid: UUID, actor: Actor, now: datetime) -> SeparateGroup:
    """Let nobody more into a group; closed already stays as it is. Its history stays.

    :raises GroupNotFound: there is none.
    :raises GroupRefused: somebody is in it.
    """
    with transaction.atomic(durable=True):
        row = _group_of(group_uuid)
        lock_site(row.site_id)
        row.refresh_from_db()
        if row.closed_at is not None:
            return row
        if holds_somebody(row):
            raise GroupRefused(
                _("Somebody is in this group. Put everybody into another group, or into none, first.")
            )
        row.closed_at = now
        row.save(update_fields=["closed_at"])
        audit.record(actor=actor, action=AuditAction.CLOSE_SEPARATE_GROUP, target=row, now=now)
    return row


def place_people(*, placing: Placing, actor: Actor, now: datetime) -> list[Admission]:
    """Put people of one site into a group from a day on, all or nobody; who is in it already stays as it is.

    It is a fact of the site, so it is kept whatever classes they are in; whoever is then in one class with others
    is pointed out, and no further session of that class is planned. Returns the stays that changed.

    :raises AdmissionNotFound: there is no such stay.
    :raises GroupNotFound: there is no such group at the site.
    :raises PlacingRefused: with the reasons, each with the name.
    """
    with transaction.atomic(durable=True):
        stays = _lock_stays(placing.stays)
        lock_site(stays[0].site_id)
        sent = GroupPlacing.objects.filter(client_key=placing.client_key, admission__in=stays)
        if sent.exists():
            return [row.admission for row in sent.select_related("admission__person")]
        group = None if placing.group is None else _group_of(placing.group)
        if group is not None and group.site_id != stays[0].site_id:
            raise GroupNotFound(_("There is nothing at this address."))
        last = last_placings(stays)
        _refuse(stays, placing, group, last, now)
        changed = [row for row in stays if _group_now(last.get(row.pk)) != (group and group.pk)]
        _keep(changed, placing, group, actor=actor, now=now)
    return changed


def _lock_stays(uuids: Sequence[UUID]) -> list[Admission]:
    rows = Admission.objects.select_for_update(of=("self",)).filter(uuid__in=uuids)
    found = list(rows.select_related("person").defer("person__resident_id").order_by("pk"))
    if not found or len(found) < len(set(uuids)) or len({row.site_id for row in found}) > 1:
        raise AdmissionNotFound(_("There is nothing at this address."))
    return found


def _group_of(uuid: UUID) -> SeparateGroup:
    row = SeparateGroup.objects.filter(uuid=uuid).first()
    if row is None:
        raise GroupNotFound(_("There is nothing at this address."))
    return row


def _group_now(placing: GroupPlacing | None) -> int | None:
    return placing.group_id if placing else None


def _refuse(
    stays: Sequence[Admission],
    placing: Placing,
    group: SeparateGroup | None,
    last: dict[int, GroupPlacing],
    now: datetime,
) -> None:
    if placing.on > local_date(now):
        raise PlacingRefused(_("This day has not come yet."), field="on")
    if group is not None and group.closed_at is not None:
        raise PlacingRefused(_("This group is closed. Choose another one."), field="group")
    reasons = []
    for row in stays:
        before = last.get(row.pk)
        if row.left_date is not None:
            reasons.append(
                said_of(row.person.full_name, _("This stay has ended. Nothing of it can be changed."))
            )
        elif placing.on < row.admitted_date:
            reasons.append(said_of(row.person.full_name, _("This day is before the admission.")))
        elif before is not None and placing.on < before.from_date:
            words = _("The group was changed on %(day)s. Choose that day or a later one.")
            reasons.append(said_of(row.person.full_name, words % {"day": before.from_date}))
    if reasons:
        raise PlacingRefused(_("Nobody was put into another group."), reasons=reasons)


def _keep(
    changed: Sequence[Admission],
    placing: Placing,
    group: SeparateGroup | None,
    *,
    actor: Actor,
    now: datetime,
) -> None:
    GroupPlacing.objects.bulk_create(
        GroupPlacing(
            admission=row,
            group=group,
            from_date=placing.on,
            by=placing.by,
            at=now,
            client_key=placing.client_key,
        )
        for row in changed
    )
    # Who is in which group is read by other people than the audit trail: it says that it changed, not to what.
    targets = [audit.Change(row) for row in changed]
    audit.record_all(actor=actor, action=AuditAction.PLACE_IN_GROUP, changes=targets, now=now)
