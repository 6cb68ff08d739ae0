"""One draft item of each kind, and pictures good and bad."""

from __future__ import annotations

import io
from decimal import Decimal

from PIL import Image

from lms.exams.interchange.drafts import (
    Attachment,
    DraftItem,
    Entry,
    Gap,
    Kind,
    Number,
    Option,
    Reading,
    Region,
    Remark,
    Scoring,
)

OPTIONS = tuple(Option(name, {"zh": f"选项{name}", "en": f"Option {name}"}) for name in "abc")
MATCHES = tuple(Option(name, {"zh": f"配对{name}"}) for name in "123")
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M0 0h9v9z"/></svg>'


def a_picture(kind: str = "PNG", *, size: tuple[int, int] = (8, 6), **options: object) -> bytes:
    """Return the bytes of a small picture."""
    target = io.BytesIO()
    Image.new("RGB", size, "#884422").save(target, kind, **options)
    return target.getvalue()


def a_single(stem: str = "一加一等于几？", **changes: object) -> DraftItem:
    """Return an item with one right option."""
    values = {"options": OPTIONS, "marks": Decimal("1.5"), "code": "Q1", "topic": "加法", "year": 2024}
    return DraftItem(Kind.SINGLE, {"zh": stem}, "b", **{**values, **changes})  # type: ignore[arg-type]


ONE_OF_EACH = (
    a_single(rationale={"zh": "因为"}),
    DraftItem(Kind.TRUE_FALSE, {"zh": "对吗？", "en": "Is it so?"}, False),
    DraftItem(
        Kind.MULTIPLE,
        {"zh": "哪些？"},
        ("a", "c"),
        options=OPTIONS,
        scoring=Scoring.MAPPED,
        weights={"a": Decimal("0.5"), "b": Decimal(-1), "c": Decimal("0.5")},
    ),
    DraftItem(Kind.ORDERING, {"zh": "排序"}, ("c", "a", "b"), options=OPTIONS),
    DraftItem(
        Kind.MATCHING, {"zh": "配对"}, {"a": "2", "b": "1", "c": "3"}, options=OPTIONS, matches=MATCHES
    ),
    DraftItem(
        Kind.NUMERIC,
        {"zh": "多少？"},
        (Number(Decimal("220.0"), Decimal("0.05"), "V", is_relative=True), Number(Decimal("0.1"), unit="V")),
    ),
    DraftItem(
        Kind.HOTSPOT,
        {"zh": "点出故障\n[[1]]"},
        ("r1",),
        regions=(
            Region("r1", "circle", (Decimal("0.5"), Decimal("0.25"), Decimal("0.1")), {"zh": "开关"}),
            Region("r2", "rect", (Decimal(0), Decimal(0), Decimal("0.2"), Decimal(1))),
        ),
        attachments=(Attachment("picture", "fault.png", a_picture(), alternative="电路"),),
    ),
    DraftItem(
        Kind.FILL_IN,
        {"zh": "____ 和 ____"},
        (
            Gap({"开关": Decimal(1), "电闸": Decimal("0.5")}),
            Gap({"灯": Decimal(1)}, choices=("灯", "线")),
        ),
        scoring=Scoring.PER_PART,
    ),
    DraftItem(Kind.SHORT_ANSWER, {"zh": "为什么？"}, ("断电", "验电"), scoring=Scoring.BY_HAND),
    DraftItem(Kind.SINGLE, {"en": "No key"}, None, options=OPTIONS, scoring=Scoring.UNSCORED),
)


def a_reading(*items: DraftItem, refused: int = 0) -> Reading:
    """Return what a reader gives for these items and some rows that it refused."""
    good = [Entry(f"row {number}", item) for number, item in enumerate(items, start=1)]
    bad = [Entry(f"row {90 + number}", None, (Remark("no_key"),), "单选") for number in range(refused)]
    return Reading("csv", [*good, *bad], "utf-8")
