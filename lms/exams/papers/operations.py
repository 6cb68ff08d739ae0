"""Writes to schemes and papers."""

from dataclasses import asdict, dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import prefetch_related_objects
from django.utils.translation import gettext as _

from lms.core import audit
from lms.core.actor import Actor
from lms.core.codes import is_code
from lms.exams.audit_actions import AuditAction
from lms.exams.bank.queries import BankItem, examination_items
from lms.exams.bank.rules import is_foreign
from lms.exams.errors import TooFewItems, UnusableScheme
from lms.exams.papers import rules
from lms.exams.papers.models import ExaminationScheme, PaperKey, PaperVersion
from lms.exams.papers.snapshots import key_of_item, shown_of

Text = dict[str, str]


@dataclass(frozen=True, slots=True)
class NewScheme:
    """The rules of an examination; blueprint rows are {topic, type, count, marks}, texts are {zh, en}."""

    code: str
    title: Text
    duration_minutes: int
    pass_percent: int | str
    blueprint: list[dict[str, Any]]
    basis: Text


def load_scheme(*, scheme: NewScheme, bank: str = "", actor: Actor, now: datetime) -> ExaminationScheme:
    """Keep an examination's rules. The same content again changes nothing; other content is a new version.

    Further versions come from the bank (a programme's code) that brought the first one.

    :raises UnusableScheme: a code that cannot stand in an address, no time, a pass mark outside 0 to 100, a blueprint
        that cannot be drawn by, or a scheme of another bank.
    """
    _check(scheme)
    digest = rules.sha256_of(asdict(scheme))
    with transaction.atomic(savepoint=False):
        versions = ExaminationScheme.objects.select_for_update().filter(code=scheme.code)
        latest = versions.order_by("-number").first()
        if latest is not None and latest.content_hash == digest:
            return latest
        owner = latest.bank if latest else ""
        if is_foreign(owner, bank):
            reason = _("This code belongs to an examination of another programme; this one needs a new code.")
            raise _unusable(scheme, [reason])
        row = ExaminationScheme.objects.create(
            code=scheme.code,
            bank=owner or bank,
            number=latest.number + 1 if latest else 1,
            title_zh=scheme.title["zh"],
            title_en=scheme.title.get("en", ""),
            duration_minutes=scheme.duration_minutes,
            pass_percent=Decimal(str(scheme.pass_percent)),
            blueprint=scheme.blueprint,
            basis_zh=scheme.basis["zh"],
            basis_en=scheme.basis.get("en", ""),
            content_hash=digest,
            valid_from=now,
        )
        audit.record(actor=actor, action=AuditAction.LOAD_SCHEME, target=row, after={"hash": digest}, now=now)
    return row


def _check(scheme: NewScheme) -> None:
    reasons = []
    if not is_code(scheme.code):
        reasons.append(_("Its code is not made of at most 30 letters, digits, hyphens and underscores."))
    if scheme.duration_minutes < 1:
        reasons.append(_("It needs at least one minute."))
    if not 0 <= Decimal(str(scheme.pass_percent)) <= 100:
        reasons.append(_("The pass mark lies between 0 and 100."))
    if rules.reasons_against_blueprint(scheme.blueprint):
        reasons.append(_("Its blueprint needs rows with topic, type, count and marks, each cell once."))
    if reasons:
        raise _unusable(scheme, reasons)


def _unusable(scheme: NewScheme, reasons: list[str]) -> UnusableScheme:
    message = _("The examination scheme %(code)s cannot be used.") % {"code": scheme.code}
    return UnusableScheme(message, field="blueprint", reasons=reasons)


def draw_paper(*, scheme: ExaminationScheme, seed: str, actor: Actor, now: datetime) -> PaperVersion:
    """Freeze a paper drawn by the scheme's blueprint. A building block inside the caller's transaction.

    :raises TooFewItems: naming each cell that the bank cannot fill and how many items it lacks.
    """
    with transaction.atomic(savepoint=False):
        cells = rules.cells_of(scheme.blueprint)
        drawn, shortages = rules.draw(cells, examination_items({cell.topic for cell in cells}), seed=seed)
        if shortages:
            raise TooFewItems(_("The bank has too few items for this paper."), reasons=_named(shortages))
        prefetch_related_objects([item.version for item, _cell in drawn], "attachments")
        content = {"scheme": f"{scheme.code} v{scheme.number}", "items": [_shown(*pair) for pair in drawn]}
        digest = rules.sha256_of(content)
        paper = PaperVersion.objects.create(
            scheme=scheme, seed=seed, content=content, sha256=digest, created_at=now
        )
        PaperKey.objects.create(paper=paper, version=1, key=_keys(drawn), created_at=now)
        audit.record(
            actor=actor, action=AuditAction.DRAW_PAPER, target=paper, after={"sha256": digest}, now=now
        )
    return paper


def _named(shortages: list[rules.Shortage]) -> list[str]:
    words = _("%(topic)s / %(kind)s: %(lacking)d more needed")
    return [words % {"topic": s.cell.topic, "kind": s.cell.kind, "lacking": s.lacking} for s in shortages]


def _shown(item: BankItem, cell: rules.Cell) -> dict[str, Any]:
    return shown_of(item.version, uuid=item.uuid, marks=cell.marks)


def _keys(drawn: list[tuple[BankItem, rules.Cell]]) -> dict[str, dict[str, Any]]:
    return {str(item.uuid): key_of_item(item.version, marks=cell.marks) for item, cell in drawn}
