"""Banks and papers for tests: `a_rich_bank()`, `a_paper_scheme(...)`, `drawn(...)`."""

from itertools import count
from typing import Any
from uuid import uuid4

from django.db import transaction

from lms.exams.api import ExaminationScheme, NewScheme, load_items, load_scheme
from lms.exams.models import DrawingPurpose, Item, PaperDrawing
from lms.exams.papers.operations import NewDrawing, draw_papers
from tests.factories.courses import NOW
from tests.factories.exams import ACTOR, an_item

_schemes = count(1)
DEPTHS, DIFFICULTIES = ("know", "apply"), ("easy", "medium", "hard")


def a_rich_bank(*, number: int = 12, twins: int = 0) -> list[str]:
    """Load single choices of both depths and all difficulties and return their codes; the first `twins` are twins."""
    items = []
    for place in range(number):
        item = an_item("single")
        item |= {"depth": DEPTHS[place % 2], "difficulty": DIFFICULTIES[place % 3]}
        items.append(item)
    load_items(bank_items=items, actor=ACTOR, now=NOW)
    codes = [item["code"] for item in items]
    Item.objects.filter(code__in=codes[:twins]).update(twin_group="t")
    return codes


def a_paper_scheme(*, rows: list[dict[str, Any]] | None = None, **conditions: Any) -> ExaminationScheme:
    """Return a scheme of four single choices, or of other rows, under conditions."""
    rows = rows or [{"topic": "safety", "type": "single", "count": 4, "marks": 25}]
    scheme = NewScheme(
        code=f"PAPER-{next(_schemes)}",
        title={"zh": "安全理论", "en": "Safety theory"},
        duration_minutes=60,
        pass_percent=60,
        blueprint={"rows": rows, **conditions} if conditions else rows,
        basis={"zh": "教学计划", "en": "Teaching plan"},
    )
    return load_scheme(scheme=scheme, actor=ACTOR, now=NOW)


def drawn(scheme: ExaminationScheme, *, forms: int = 1, seed: str = "seed", **changes: Any) -> PaperDrawing:
    """Return papers drawn by a scheme."""
    purpose = DrawingPurpose.ONE if forms == 1 else DrawingPurpose.PARALLEL
    values: dict[str, Any] = {
        "client_key": uuid4(),
        "purpose": purpose,
        "forms": forms,
        "seed": seed,
        **changes,
    }
    with transaction.atomic():
        return draw_papers(NewDrawing(scheme=scheme, **values), actor=ACTOR, now=NOW)


def codes_on(paper: Any) -> set[str]:
    """Return the codes of the items on a paper."""
    return set(paper.places.values_list("version__item__code", flat=True))
