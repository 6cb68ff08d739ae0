"""Made-up banks and blueprints."""

from dataclasses import dataclass
from decimal import Decimal

from hypothesis import strategies as st

from lms.exams.papers import rules


@dataclass(frozen=True)
class Drawn:
    """An item as drawing sees it."""

    code: str
    topic: str = "safety"
    kind: str = "single"
    depth: str = ""
    difficulty: str = ""
    twin_group: str = ""


def a_cell(count=2, **changes):
    values = {"topic": "safety", "kind": "single", "marks": Decimal(1), **changes}
    return rules.Cell(count=count, **values)


# Rows that overlap: a row without a depth takes every depth.
CELLS = [a_cell(), a_cell(depth="apply"), a_cell(difficulty="hard"), a_cell(depth="apply", difficulty="hard")]


@st.composite
def banks(draw, *, twins=True, mixed=False, most=14):
    """Return a small bank; twins of one group have the same depth and difficulty, unless they are to be `mixed`."""
    found = []
    groups = {}
    for number in range(draw(st.integers(0, most))):
        traits = (draw(st.sampled_from(["know", "apply"])), draw(st.sampled_from(["easy", "medium", "hard"])))
        group = draw(st.sampled_from(["", "", "g", "h"])) if twins else ""
        traits = groups.setdefault(group, traits) if group and not mixed else traits
        found.append(Drawn(f"Q{number:02d}", depth=traits[0], difficulty=traits[1], twin_group=group))
    return found


@st.composite
def blueprints(draw):
    """Return one to three rows that may overlap."""
    rows = draw(st.lists(st.sampled_from(CELLS), min_size=1, max_size=3, unique=True))
    return [a_cell(draw(st.integers(1, 3)), depth=row.depth, difficulty=row.difficulty) for row in rows]
