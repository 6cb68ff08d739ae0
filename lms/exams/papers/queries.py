"""Reads of schemes and papers. What a terminal gets comes from `PaperVersion.content`, which holds no key."""

from collections.abc import Collection, Iterable
from dataclasses import asdict, dataclass
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from lms.core.rows import one_of
from lms.core.standing import Standing, standing_of
from lms.exams.bank.queries import (
    BankItem,
    bank_items,
    examination_items,
    retired_among,
    titles_of_topics,
)
from lms.exams.bank.rules import Shape
from lms.exams.errors import SchemeNotFound
from lms.exams.papers import rules
from lms.exams.papers.known import known_of
from lms.exams.papers.models import (
    ExaminationScheme,
    ItemOnPaper,
    PaperDrawing,
    PaperPart,
    PaperRelease,
    PaperVersion,
)
from lms.exams.papers.reasons import of_drawing
from lms.exams.papers.snapshots import picture_name, shape_in

MOST_USES = 20


def get_scheme(code: str) -> ExaminationScheme:
    """Return the newest version of an examination scheme.

    :raises SchemeNotFound: when there is none.
    """
    row = find_scheme(code)
    if row is None:
        raise SchemeNotFound(_("There is no such examination."))
    return row


def find_scheme(code: str) -> ExaminationScheme | None:
    """Return the newest version of an examination scheme, or None."""
    return ExaminationScheme.objects.filter(code=code).order_by("-number").first()


def find_schemes(codes: Iterable[str]) -> dict[str, ExaminationScheme]:
    """Return the newest version of each of these examination schemes by its code; one query, none for no codes."""
    wanted = set(codes)
    if not wanted:
        return {}
    return {row.code: row for row in ExaminationScheme.objects.filter(code__in=wanted).order_by("number")}


def get_scheme_version(uuid: UUID) -> ExaminationScheme:
    """Return one version of an examination scheme.

    :raises SchemeNotFound: when there is none.
    """
    return one_of(ExaminationScheme.objects.all(), uuid, SchemeNotFound(_("There is no such examination.")))


def has_blueprint_with(topic: str) -> bool:
    """Return whether a blueprint of any version of any examination asks for questions of a topic."""
    blueprints = ExaminationScheme.objects.order_by().values_list("blueprint", flat=True)
    return any(row["topic"] == topic for blueprint in blueprints for row in rules.rows_of(blueprint))


def schemes_requiring(code: str) -> list[ExaminationScheme]:
    """Return the examinations whose newest version wants a question on every paper."""
    rows = newest_schemes().order_by("code")
    return [row for row in rows if code in rules.conditions_of(row.blueprint).must_include]


def newest_schemes() -> QuerySet[ExaminationScheme]:
    """Return each examination at its newest version."""
    newer = ExaminationScheme.objects.filter(code=OuterRef("code"), number__gt=OuterRef("number"))
    return ExaminationScheme.objects.filter(~Exists(newer))


def versions_of_scheme(code: str) -> list[ExaminationScheme]:
    """Return the versions of an examination, the newest first, each with its numbers of papers and sittings."""
    counted = {"papers_drawn": Count("papers", distinct=True), "sat": Count("sittings", distinct=True)}
    return list(ExaminationScheme.objects.filter(code=code).annotate(**counted).order_by("-number"))


def list_scheme_choices() -> list[tuple[str, str]]:
    """Return (code, "code title") of all examination schemes, each at its newest version."""
    rows = ExaminationScheme.objects.order_by("code", "number")
    return list({row.code: (row.code, f"{row.code} {row.title}") for row in rows}.values())


# A paper never changes, so its shape may be kept; every save asks for it.
@lru_cache(maxsize=256)
def items_on_paper(paper_id: int, sha256: str) -> dict[str, Shape]:
    """Return what responses to a paper's items are judged by; the hash keeps papers of two databases apart."""
    content = PaperVersion.objects.only("content").get(pk=paper_id, sha256=sha256).content
    return {item["uuid"]: shape_in(item) for item in content["items"]}


@lru_cache(maxsize=64)
def shown_on_paper(paper_id: int, sha256: str) -> list[dict[str, Any]]:
    """Return a paper's items as they are shown; nobody changes what is returned."""
    content: dict[str, Any] = PaperVersion.objects.only("content").get(pk=paper_id, sha256=sha256).content
    return list(content["items"])


@lru_cache(maxsize=256)
def pictures_on_paper(paper_id: int, sha256: str) -> dict[str, str]:
    """Return where each picture of a paper is stored, by its name."""
    content = PaperVersion.objects.only("content").get(pk=paper_id, sha256=sha256).content
    attached = (one for item in content["items"] for one in item.get("attachments", ()))
    return {picture_name(one): one["file"] for one in attached if one["file"]}


def questions_on(paper_id: int) -> int:
    """Return how many questions a paper has."""
    return ItemOnPaper.objects.filter(paper=paper_id).count()


def without_english(paper: PaperVersion) -> int:
    """Return how many items of a paper are there in Chinese only; the number tells nothing of what is on it."""
    return sum(not rules.is_translated(item) for item in paper.content["items"])


def scheme_source(row: ExaminationScheme) -> dict[str, Any]:
    """Return a scheme as content packs write it."""
    percent = row.pass_percent
    return {
        "code": row.code,
        "title": {"zh": row.title_zh, "en": row.title_en},
        "duration_minutes": row.duration_minutes,
        "pass_percent": int(percent) if percent == int(percent) else str(percent),
        "release": row.release,
        "basis": {"zh": row.basis_zh, "en": row.basis_en},
        "blueprint": row.blueprint,
    }


def scheme_sources(codes: Iterable[str]) -> dict[str, dict[str, Any]]:
    """Return the newest versions of schemes as content packs write them, by code."""
    rows = ExaminationScheme.objects.filter(code__in=list(codes)).order_by("number")
    return {row.code: scheme_source(row) for row in rows}


def compare_schemes(schemes: Iterable[Any]) -> Standing:
    """Return how schemes that are to be loaded (`NewScheme`) stand to the newest versions here."""
    hashes = {scheme.code: rules.hash_of_scheme(asdict(scheme)) for scheme in schemes}
    rows = ExaminationScheme.objects.filter(code__in=hashes).order_by("number")
    return standing_of(hashes, dict(rows.values_list("code", "content_hash")))


@dataclass(frozen=True, slots=True)
class PaperUse:
    """A paper on which an item stands, its number as printed, and which wording of it."""

    paper: PaperVersion
    number: int
    wording: int


@dataclass(frozen=True, slots=True)
class PaperUses:
    """The newest papers on which an item stands, and how many there are besides."""

    newest: tuple[PaperUse, ...]
    others: int


def released_uses_of(item_id: int) -> PaperUses:
    """Return the released papers on which an item stands; of sealed ones nobody hears what is on them.

    A drawing may make thousands, each with all its questions: only the newest are looked into.
    """
    rows = ItemOnPaper.objects.filter(version__item_id=item_id, paper__releases__part=PaperPart.PAPER)
    newest = rows.order_by("-paper__created_at", "-pk").select_related(
        "paper__scheme", "paper__drawing", "version"
    )[:MOST_USES]
    uses = tuple(PaperUse(row.paper, _printed_number(row), row.version.number) for row in newest)
    return PaperUses(uses, rows.count() - len(uses) if len(uses) == MOST_USES else 0)


def _printed_number(row: ItemOnPaper) -> int:
    return rules.printed_numbers(row.paper.content["items"], seed=row.paper.sha256)[row.number]


def papers_of(drawing: PaperDrawing) -> list[PaperVersion]:
    """Return the papers of a drawing by their forms, without what is on them."""
    rows = drawing.papers.select_related("scheme", "drawing").defer("content")
    return list(rows.order_by("form"))


def is_sealed(seed: str) -> bool:
    """Return whether a sealed paper was drawn from this seed: the same bank would give the same paper again."""
    released = PaperRelease.objects.filter(paper=OuterRef("pk"), part=PaperPart.PAPER)
    drawn = PaperVersion.objects.filter(Q(seed=seed) | Q(drawing__seed=seed))
    return drawn.exclude(Exists(released)).exists()


def prove_drawing(drawing: PaperDrawing) -> rules.Proof:
    """Return the proof that the papers of a drawing are what was asked, from the rows of its items; without wordings.

    What was known of the items is what the drawing knew; whose twin an item is, is what the bank says now.
    """
    cells = rules.cells_of(drawing.scheme.blueprint)
    papers: dict[int, list[tuple[BankItem, rules.Cell]]] = {}
    rows = ItemOnPaper.objects.filter(paper__drawing=drawing).select_related("version__item")
    places = list(rows.order_by("paper__form", "number"))
    wordings = {place.version_id: place.version for place in places}
    items = {item.version.pk: item for item in bank_items(list(wordings.values()))}
    for place in places:
        paper = papers.setdefault(place.paper_id, [])
        if place.cell is not None:
            paper.append((items[place.version_id], cells[place.cell]))
    known = rules.Known(**drawing.known)
    conditions = rules.conditions_of(drawing.scheme.blueprint)
    return rules.prove(list(papers.values()), cells, conditions, known, overlap=drawing.overlap)


def drawing_in_words(
    drawn: rules.Drawn[Any], conditions: rules.Conditions, topics: Collection[str]
) -> list[str]:
    """Return everything that stands between a drawing and its papers, with the names of topics."""
    if drawn.is_complete:
        return []
    return of_drawing(drawn, conditions, titles_of_topics(topics), retired_among(conditions.must_include))


@dataclass(frozen=True, slots=True)
class Trial:
    """What a drawing would give: the proof of the papers, or in words what the bank lacks. Nothing is kept."""

    proof: rules.Proof | None
    reasons: tuple[str, ...] = ()


def try_drawing(
    blueprint: rules.Blueprint, *, seed: str, forms: int = 1, overlap: int | None = None
) -> Trial:
    """Return what papers drawn by a blueprint would be like, before anybody draws them.

    The blueprint need not belong to a scheme yet, but must be one that papers can be drawn by.
    """
    cells, conditions = rules.cells_of(blueprint), rules.conditions_of(blueprint)
    topics = {cell.topic for cell in cells}
    items = examination_items(topics)
    known = known_of(items, conditions)
    wanted = rules.Wanted(cells, seed, conditions, forms, overlap, is_equal=forms > 1)
    drawn = rules.draw_papers(items, wanted, known)
    if not drawn.is_complete:
        return Trial(None, tuple(drawing_in_words(drawn, conditions, topics)))
    return Trial(rules.prove(drawn.papers, cells, conditions, known, overlap=overlap))
