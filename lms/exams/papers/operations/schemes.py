"""Writes to schemes: the dated rules of examinations."""

from collections.abc import Collection
from dataclasses import asdict, dataclass
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from courses.catalog.api import Programme
from lms.core import audit
from lms.core.actor import Actor
from lms.core.codes import is_code
from lms.exams.audit_actions import AuditAction
from lms.exams.bank.rules import is_foreign
from lms.exams.errors import UnusableScheme
from lms.exams.papers import rules
from lms.exams.papers.models import ExaminationScheme, ReleaseRule
from lms.exams.papers.reasons import AGAINST_RELEASE, against_blueprint

Text = dict[str, str]


@dataclass(frozen=True, slots=True)
class NewScheme:
    """The rules of an examination; texts are {zh, en}. `rules.blueprint` says how a blueprint is written."""

    code: str
    title: Text
    duration_minutes: int
    pass_percent: int | str
    blueprint: rules.Blueprint
    basis: Text
    release: str = ReleaseRule.BY_TWO.value


def load_scheme(*, scheme: NewScheme, bank: str = "", actor: Actor, now: datetime) -> ExaminationScheme:
    """Keep an examination's rules. The same content again changes nothing; other content is a new version.

    Further versions come from the bank (a programme's code) that brought the first one.

    :raises UnusableScheme: a code that cannot stand in an address, no time, a pass mark outside 0 to 100, a blueprint
        that cannot be drawn by, a scheme of another bank, or results that may not be released so.
    """
    _check(scheme)
    digest = rules.hash_of_scheme(asdict(scheme))
    with transaction.atomic(savepoint=False):
        versions = ExaminationScheme.objects.select_for_update().filter(code=scheme.code)
        latest = versions.order_by("-number").first()
        if latest is not None and latest.content_hash == digest:
            return latest
        owner = latest.bank if latest else ""
        if is_foreign(owner, bank):
            reason = _("This code belongs to an examination of another programme; this one needs a new code.")
            raise _unusable(scheme, [reason])
        _check_release(scheme, owner or bank)
        row = ExaminationScheme.objects.create(
            code=scheme.code,
            bank=owner or bank,
            number=latest.number + 1 if latest else 1,
            title_zh=scheme.title["zh"],
            title_en=scheme.title.get("en", ""),
            duration_minutes=scheme.duration_minutes,
            pass_percent=Decimal(str(scheme.pass_percent)),
            release=scheme.release,
            blueprint=scheme.blueprint,
            basis_zh=scheme.basis["zh"],
            basis_en=scheme.basis.get("en", ""),
            content_hash=digest,
            valid_from=now,
        )
        audit.record(actor=actor, action=AuditAction.LOAD_SCHEME, target=row, after={"hash": digest}, now=now)
    return row


def lock_schemes(codes: Collection[str]) -> None:
    """Lock all versions of examinations inside the caller's transaction: before any item, as who draws papers does."""
    list(ExaminationScheme.objects.select_for_update().filter(code__in=codes).order_by("pk").values("pk"))


def _check(scheme: NewScheme) -> None:
    reasons = []
    if not is_code(scheme.code):
        reasons.append(_("Its code is not made of at most 30 letters, digits, hyphens and underscores."))
    if scheme.duration_minutes < 1:
        reasons.append(_("It needs at least one minute."))
    if not 0 <= Decimal(str(scheme.pass_percent)) <= 100:
        reasons.append(_("The pass mark lies between 0 and 100."))
    reasons += against_blueprint(rules.reasons_against_blueprint(scheme.blueprint))
    if reasons:
        raise _unusable(scheme, reasons)


def _check_release(scheme: NewScheme, bank: str) -> None:
    programme = Programme.objects.filter(code=bank).values_list("kind", flat=True).first() or ""
    kinds = {cell.kind for cell in rules.cells_of(scheme.blueprint)}
    codes = rules.reasons_against_release(scheme.release, kinds=kinds, programme=programme)
    if codes:
        message = _("The examination scheme %(code)s cannot be used.") % {"code": scheme.code}
        raise UnusableScheme(message, field="release", reasons=[str(AGAINST_RELEASE[code]) for code in codes])


def _unusable(scheme: NewScheme, reasons: list[str]) -> UnusableScheme:
    message = _("The examination scheme %(code)s cannot be used.") % {"code": scheme.code}
    return UnusableScheme(message, field="blueprint", reasons=reasons)
