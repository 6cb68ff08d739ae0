"""Individual papers: 300 of 100 items under a blueprint of 12 cells, drawn, frozen and written down.

Against a floor in the same run: the same rows written by `bulk_create` without drawing, snapshots or audit. The two
take turns, so that a busy machine slows both. SQLite in a file, as `make run` has it.
"""

import json
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lms.settings.test")

FORMS, ROUNDS, ITEMS_IN_CELL = 300, 2, 100
COUNTS = (9, 8, 8, 9, 8, 8, 9, 8, 8, 9, 8, 8)  # 100 in 12 cells
DIFFICULTIES = ("easy", "medium", "hard")
KINDS = ("true_false", "single", "multiple")
NOW = datetime(2026, 6, 1, tzinfo=UTC)


def main() -> int:
    """Measure, print the table and one line of JSON."""
    import django
    from django.conf import settings
    from django.core.management import call_command

    with tempfile.TemporaryDirectory() as folder:
        settings.DATABASES["default"]["NAME"] = str(Path(folder) / "bench.sqlite3")
        django.setup()
        call_command("migrate", verbosity=0)
        scheme = fill_bank()
        floors, ours = measure(scheme)
    floor, drawing = statistics.median(floors), statistics.median(ours)
    print(f"{'rows alone':<40} {floor:6.2f} s")
    print(f"{'drawn, frozen, written, in the trail':<40} {drawing:6.2f} s")
    result = {
        "name": "papers",
        "unit": "seconds of processor time for 300 papers of 100 items",
        "floor": round(floor, 2),
        "drawing": round(drawing, 2),
        "ratio": round(drawing / floor, 2),
    }
    print(json.dumps(result))
    return 0


def fill_bank() -> object:
    """Load 1,200 items and a scheme of twelve cells, and return the scheme."""
    from lms.core.actor import Actor
    from lms.exams.api import NewScheme, load_items, load_scheme

    cells = [(f"topic-{place // 3}", KINDS[place % 3], count) for place, count in enumerate(COUNTS)]
    items = [
        item(f"B-{at}-{n}", topic, kind, DIFFICULTIES[(at + n) % 3])
        for at, (topic, kind, _count) in enumerate(cells)
        for n in range(ITEMS_IN_CELL)
    ]
    load_items(bank_items=items, actor=Actor.system("bench"), now=NOW)
    scheme = NewScheme(
        code="BENCH",
        title={"zh": "理论考试", "en": "Theory"},
        duration_minutes=120,
        pass_percent=80,
        blueprint={
            "rows": [{"topic": t, "type": k, "count": c, "marks": 1} for t, k, c in cells],
            "prefer_unused": True,
            "exposure_limit": 60,
            "difficulty": {"from": 55, "to": 75},
        },
        basis={"zh": "计划", "en": "Plan"},
    )
    return load_scheme(scheme=scheme, actor=Actor.system("bench"), now=NOW)


def item(code: str, topic: str, kind: str, difficulty: str) -> dict:
    """Return an item of about the length of a real one."""
    found = {
        "code": code,
        "topic": topic,
        "type": kind,
        "use": "examination",
        "difficulty": difficulty,
        "stem": {
            "zh": f"{code} 停电作业时，先验电，再挂接地线。" * 2,
            "en": f"{code} Prove dead before earthing. " * 2,
        },
        "key": True,
    }
    if kind != "true_false":
        found["options"] = [{"zh": f"选项{n}的文字", "en": f"Words of option {n}"} for n in range(4)]
        found["key"] = 2 if kind == "single" else [1, 3]
    return found


def measure(scheme: object) -> tuple[list[float], list[float]]:
    """Return the seconds of each writing of bare rows and of each drawing."""
    floors, ours = [], []
    for turn in range(ROUNDS):
        ours.append(seconds_of(lambda turn=turn: draw(scheme, turn)))
        floors.append(seconds_of(write_rows_alone))
    return floors, ours


def seconds_of(work: Callable[[], object]) -> float:
    """Return the processor time that the work takes: how busy the machine is otherwise does not count."""
    start = time.process_time()
    work()
    return time.process_time() - start


def draw(scheme: object, turn: int) -> None:
    """Draw the papers as an officer does."""
    from lms.core.actor import Actor
    from lms.exams.models import DrawingPurpose
    from lms.exams.papers.operations import NewDrawing, draw_papers

    drawing = NewDrawing(
        scheme=scheme,
        client_key=uuid4(),
        purpose=DrawingPurpose.INDIVIDUAL,
        forms=FORMS,
        seed=f"turn {turn}",
    )
    draw_papers(drawing, actor=Actor.system("bench"), now=NOW)


def write_rows_alone() -> None:
    """Write the rows of the newest drawing once more, in one transaction, as they are."""
    from django.db import transaction

    from lms.exams.models import ItemOnPaper, PaperDrawing, PaperKey, PaperVersion

    newest = PaperDrawing.objects.order_by("-pk")[0]
    papers = list(newest.papers.order_by("pk"))
    keys = list(PaperKey.objects.filter(paper__in=papers).order_by("pk"))
    places = list(ItemOnPaper.objects.filter(paper__in=papers).order_by("pk"))
    by_old = {}
    with transaction.atomic():
        for paper in papers:
            by_old[paper.pk] = PaperVersion(
                scheme=paper.scheme, seed="floor", content=paper.content, sha256=paper.sha256, created_at=NOW
            )
        PaperVersion.objects.bulk_create(by_old.values())
        PaperKey.objects.bulk_create(
            PaperKey(paper=by_old[key.paper_id], version=1, key=key.key, created_at=NOW) for key in keys
        )
        ItemOnPaper.objects.bulk_create(
            (
                ItemOnPaper(paper=by_old[place.paper_id], number=place.number, version_id=place.version_id)
                for place in places
            ),
            batch_size=5000,
        )


if __name__ == "__main__":
    sys.exit(main())
