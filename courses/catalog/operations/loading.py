"""Lays a version down whole from a plan, as content packs bring it, and publishes it."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from courses.catalog import rules
from courses.catalog.audit_actions import AuditAction
from courses.catalog.errors import VersionInUse, VersionNotReady
from courses.catalog.models import ProgrammeVersion, VersionState
from courses.catalog.operations.keeping import keep_equipment_kinds, keep_lessons, keep_programme
from courses.catalog.operations.laying import lay_down
from courses.catalog.plans import ProgrammePlan
from courses.catalog.queries import plan_of
from courses.catalog.words import difference_text, reason_text
from lms.core import audit
from lms.core.actor import Actor


def load_programme_version(*, plan: ProgrammePlan, actor: Actor, now: datetime) -> ProgrammeVersion:
    """Lay down and publish one version; the same plan again changes nothing but words and minutes of lessons.

    :raises VersionInUse: this number exists and is a draft, or asks and offers something else, which is named.
    :raises VersionNotReady: the plan cannot be published; the reasons say why.
    :raises LessonsMissing: it borrows lessons that the catalogue does not have.
    :raises LessonsOfAnother: it calls lessons of another programme its own.
    :raises ProgrammeFixed: its programme is known with another kind, level or occupation.
    """
    with transaction.atomic(savepoint=False):
        programme = keep_programme(plan, actor=actor, now=now)
        existing = ProgrammeVersion.objects.filter(programme=programme, number=plan.number).first()
        if existing is not None:
            _check_same(existing, plan)
            keep_lessons(programme, plan, actor=actor, now=now)
            return existing
        refuse_unready(plan)
        keep_lessons(programme, plan, actor=actor, now=now)
        version = ProgrammeVersion.objects.create(
            programme=programme,
            number=plan.number,
            valid_from=plan.valid_from,
            basis_zh=plan.basis["zh"],
            basis_en=plan.basis["en"],
            standard=plan.standard,
        )
        keep_equipment_kinds(plan, actor=actor, now=now)
        lay_down(version, plan)
        version.state = VersionState.PUBLISHED
        version.save(update_fields=["state"])
        audit.record(actor=actor, action=AuditAction.PUBLISH_VERSION, target=version, now=now)
    return version


def refuse_unready(plan: ProgrammePlan) -> None:
    """Refuse a plan that cannot be published.

    :raises VersionNotReady: with every reason in words.
    """
    reasons = rules.reasons_against_publication(plan)
    if reasons:
        message = _("This version cannot be published yet.")
        raise VersionNotReady(message, reasons=[reason_text(reason) for reason in reasons])


def _check_same(existing: ProgrammeVersion, plan: ProgrammePlan) -> None:
    if existing.state != VersionState.PUBLISHED:
        raise VersionInUse(
            _("Version %(number)s of %(code)s is a draft here. Publish or discard it first.")
            % {"number": plan.number, "code": plan.code}
        )
    known = plan_of(existing)
    if not rules.has_same_bones(known, plan):
        differences = rules.compare_versions(known, plan)
        message = _("A published version never changes. Give the plan a new version number.")
        raise VersionInUse(message, reasons=[difference_text(row) for row in differences])
