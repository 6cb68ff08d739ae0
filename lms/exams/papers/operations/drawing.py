"""Drawing papers by a scheme's blueprint and freezing them with their keys."""

import secrets
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import prefetch_related_objects
from django.utils.translation import gettext as _

from lms.core import audit
from lms.core.actor import Actor
from lms.core.ids import new_uuid
from lms.exams.audit_actions import AuditAction
from lms.exams.bank.models import Item
from lms.exams.bank.queries import BankItem, examination_items
from lms.exams.errors import TooFewItems, UnusableDrawing
from lms.exams.papers import rules
from lms.exams.papers.known import known_of
from lms.exams.papers.models import (
    DrawingPurpose,
    ExaminationScheme,
    ItemOnPaper,
    PaperDrawing,
    PaperKey,
    PaperVersion,
)
from lms.exams.papers.operations.schemes import lock_schemes
from lms.exams.papers.queries import drawing_in_words
from lms.exams.papers.snapshots import key_of_item, shown_of

MOST_PARALLEL = 26
MOST_SEED = 64
Paper = list[tuple[BankItem, rules.Cell]]


@dataclass(frozen=True, slots=True)
class NewDrawing:
    """Which papers an officer wants: one, so many parallel forms, or one for each of so many candidates.

    `overlap`: how many questions two of them may share, beside those that must be on every paper; None: any number.
    Without a seed one is made up. `client_key` is the request's own: it draws once.
    """

    scheme: ExaminationScheme
    client_key: UUID
    purpose: DrawingPurpose = DrawingPurpose.ONE
    forms: int = 1
    overlap: int | None = None
    seed: str = ""


def draw_paper(*, scheme: ExaminationScheme, seed: str, actor: Actor, now: datetime) -> PaperVersion:
    """Freeze a paper drawn by the scheme's blueprint. A building block inside the caller's transaction.

    :raises TooFewItems: naming each cell that the bank cannot fill and how many items it lacks.
    """
    with transaction.atomic(savepoint=False):
        wanted = NewDrawing(scheme=scheme, client_key=new_uuid(), seed=seed)
        return _draw(wanted, actor=actor, now=now).papers.get()


def draw_papers(drawing: NewDrawing, *, actor: Actor, now: datetime) -> PaperDrawing:
    """Draw the papers of one drawing and freeze them, all or none. A building block inside the caller's transaction.

    :raises UnusableDrawing: a number of papers or a seed that cannot be.
    :raises TooFewItems: naming each cell that the bank cannot fill, how many items it lacks and why.
    """
    check_drawing(drawing)
    with transaction.atomic(savepoint=False):
        return _draw(drawing, actor=actor, now=now)


def wanted_of(drawing: NewDrawing, *, seed: str) -> rules.Wanted:
    """Return what the rules need to know of a drawing."""
    blueprint = drawing.scheme.blueprint
    return rules.Wanted(
        cells=rules.cells_of(blueprint),
        seed=seed,
        conditions=rules.conditions_of(blueprint),
        forms=drawing.forms,
        overlap=drawing.overlap,
        is_equal=drawing.forms > 1,
    )


def check_drawing(drawing: NewDrawing) -> None:
    """Refuse what nobody can draw, before anything is looked up.

    :raises UnusableDrawing: a number of papers or a seed that cannot be.
    """
    most = {DrawingPurpose.ONE: 1, DrawingPurpose.PARALLEL: MOST_PARALLEL}
    if not 1 <= drawing.forms <= most.get(drawing.purpose, rules.MOST_PAPERS):
        raise UnusableDrawing(_("So many papers cannot be drawn at once."), field="forms")
    if drawing.overlap is not None and drawing.overlap < 0:
        raise UnusableDrawing(_("Two papers share no fewer than 0 questions."), field="overlap")
    if len(drawing.seed) > MOST_SEED:
        raise UnusableDrawing(_("A seed has at most 64 characters."), field="seed")


def _draw(drawing: NewDrawing, *, actor: Actor, now: datetime) -> PaperDrawing:
    wanted = wanted_of(drawing, seed=drawing.seed or secrets.token_hex(16))
    topics = {cell.topic for cell in wanted.cells}
    _lock(drawing.scheme)
    known, drawn = _drawn(wanted, topics)
    while _have_changed(drawn.papers):
        known, drawn = _drawn(wanted, topics)
    row = PaperDrawing.objects.create(
        scheme=drawing.scheme,
        purpose=drawing.purpose,
        seed=wanted.seed,
        forms=wanted.forms,
        overlap=wanted.overlap,
        known=asdict(known),
        client_key=drawing.client_key,
        created_at=now,
    )
    papers = _freeze(row, drawn.papers, wanted.cells)
    changes = [audit.Change(paper, after={"sha256": paper.sha256}) for paper in papers]
    audit.record_all(actor=actor, action=AuditAction.DRAW_PAPER, changes=changes, now=now)
    return row


def _drawn(wanted: rules.Wanted, topics: set[str]) -> tuple[rules.Known, rules.Drawn[BankItem]]:
    """Return complete papers of the bank as it is now, and what was known of its items.

    :raises TooFewItems: there are none.
    """
    items = examination_items(topics)
    known = known_of(items, wanted.conditions)
    drawn = rules.draw_papers(items, wanted, known)
    if not drawn.is_complete:
        raise TooFewItems(
            _("The bank has too few items for this paper."),
            in_words=lambda: drawing_in_words(drawn, wanted.conditions, topics),
        )
    return known, drawn


def _have_changed(papers: Sequence[Paper]) -> bool:
    """Lock the items that were drawn and return whether somebody retired one, or marked or parted its twins, meanwhile.

    From now on nobody can.
    """
    drawn = {item.code: [None, item.version.item.twin_group] for paper in papers for item, _cell in paper}
    rows = Item.objects.select_for_update().filter(code__in=drawn).order_by("pk")
    return any(drawn[code] != facts for code, *facts in rows.values_list("code", "retired_at", "twin_group"))


def _lock(scheme: ExaminationScheme) -> None:
    """Let drawings of one examination wait for each other: the second must see what the first has used."""
    lock_schemes([scheme.code])


def _freeze(row: PaperDrawing, papers: Sequence[Paper], cells: Sequence[rules.Cell]) -> list[PaperVersion]:
    snapshots = _Snapshots(papers)
    scheme = row.scheme
    rows = []
    for form, paper in enumerate(papers, start=1):
        content = {"scheme": f"{scheme.code} v{scheme.number}", "items": snapshots.shown(paper)}
        rows.append(
            PaperVersion(
                scheme=scheme,
                drawing=row,
                form=form,
                seed=row.seed,
                content=content,
                sha256=rules.sha256_of(content),
                created_at=row.created_at,
            )
        )
    kept = PaperVersion.objects.bulk_create(rows)
    keys = [
        PaperKey(paper=paper, version=1, key=snapshots.keys(items), created_at=row.created_at)
        for paper, items in zip(kept, papers, strict=True)
    ]
    PaperKey.objects.bulk_create(keys)
    ItemOnPaper.objects.bulk_create(_places(kept, papers, cells), batch_size=5000)
    return kept


def _places(
    kept: Sequence[PaperVersion], papers: Sequence[Paper], cells: Sequence[rules.Cell]
) -> list[ItemOnPaper]:
    numbers = {cell: number for number, cell in enumerate(cells)}
    return [
        ItemOnPaper(paper=paper, number=number, version_id=item.version.pk, cell=numbers[cell])
        for paper, items in zip(kept, papers, strict=True)
        for number, (item, cell) in enumerate(items, start=1)
    ]


class _Snapshots:
    """What papers hold of their items; each item is looked at once, on however many papers it stands."""

    def __init__(self, papers: Sequence[Paper]) -> None:
        pairs = {(item.code, cell.marks): (item, cell) for paper in papers for item, cell in paper}
        prefetch_related_objects([item.version for item, _cell in pairs.values()], "attachments")
        self._shown = {
            place: shown_of(item.version, uuid=item.uuid, marks=cell.marks)
            for place, (item, cell) in pairs.items()
        }
        self._keys = {
            place: key_of_item(item.version, marks=cell.marks) for place, (item, cell) in pairs.items()
        }

    def shown(self, paper: Paper) -> list[dict[str, Any]]:
        """Return what candidates may see of a paper."""
        return [self._shown[item.code, cell.marks] for item, cell in paper]

    def keys(self, paper: Paper) -> dict[str, dict[str, Any]]:
        """Return the key of a paper."""
        return {str(item.uuid): self._keys[item.code, cell.marks] for item, cell in paper}
