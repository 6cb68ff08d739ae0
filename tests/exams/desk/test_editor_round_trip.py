"""Who opens a question in the editor and saves it changes nothing, whatever a file has brought."""

from decimal import Decimal
from typing import Any

import pytest
from django import forms
from hypothesis import HealthCheck, given, settings

from lms.exams.desk.editing.sheet import Sheet
from lms.exams.intake.drafts import item_of
from lms.exams.intake.models import Bank, DraftAttachment, ItemDraft
from lms.exams.interchange.as_json import to_json
from lms.exams.interchange.drafts import DraftItem, Gap, Kind, Region
from tests.exams.interchange.generated import items
from tests.exams.interchange.test_qti_round_trip import ITEMS as QTI_ITEMS
from tests.factories.courses import NOW

pytestmark = pytest.mark.django_db
KINDS = tuple(kind for kind in Kind if kind not in (Kind.HOTSPOT, Kind.PRACTICAL_TASK))
MANY = settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])


def opened(item: DraftItem) -> Sheet:
    """Return the editor of a draft with an item's content."""
    bank, _created = Bank.objects.get_or_create(code="LV")
    draft = ItemDraft.objects.create(
        bank=bank,
        kind=str(item.kind),
        stem="?",
        content=to_json(item),
        content_hash=str(ItemDraft.objects.count()),
        created_at=NOW,
    )
    DraftAttachment.objects.bulk_create(
        DraftAttachment(draft=draft, number=number, kind=one.kind, name=one.name, source=one.tex)
        for number, one in enumerate(item.attachments, start=1)
    )
    return Sheet(draft)


def as_sent(sheet: Sheet) -> dict[str, Any]:
    """Return what a browser sends of the editor when nothing was typed: lines of a field end as browsers end them."""
    data: dict[str, Any] = {}
    for prefix, rows in sheet.sets.items():
        data |= {f"{prefix}-TOTAL_FORMS": str(len(rows.forms)), f"{prefix}-INITIAL_FORMS": "0"}
    every = [sheet.wording, *(row for rows in sheet.sets.values() for row in rows)]
    for form in every:
        for name, field in form.fields.items():
            value = form[name].value()
            if value in (None, "", False):
                continue
            is_area = isinstance(field.widget, forms.Textarea)
            data[form[name].html_name] = str(value).replace("\n", "\r\n") if is_area else str(value)
    return data


def saved(sheet: Sheet) -> DraftItem:
    again = Sheet(sheet.draft, as_sent(sheet))
    assert again.is_valid(), again.errors()
    return again.sent().item


@MANY
@given(items(KINDS))
def test_a_question_of_a_text_file_stays_as_it_is(item: DraftItem) -> None:
    sheet = opened(item)
    assert saved(sheet) == item_of(sheet.draft)


@MANY
@given(QTI_ITEMS)
def test_a_question_of_a_package_stays_as_it_is(item: DraftItem) -> None:
    sheet = opened(item)
    assert saved(sheet) == item_of(sheet.draft)


def test_a_third_of_a_gap_s_mark_is_no_part_of_its_word() -> None:
    gap = Gap({"开关": Decimal(1), "闸刀": Decimal("0.3333333")})
    sheet = opened(DraftItem(Kind.FILL_IN, {"zh": "装在火线上的是____"}, (gap,)))
    assert "闸刀 = 33.33333%" in as_sent(sheet)["gaps-0-accepted"]
    assert saved(sheet).key == (gap,)


def test_a_place_with_many_corners_can_be_edited_and_stays_where_it_is() -> None:
    corners = tuple(Decimal(number) / Decimal(317) for number in range(200))
    region = Region("a", "poly", corners, {"zh": "烧坏处"})
    sheet = opened(DraftItem(Kind.HOTSPOT, {"zh": "指出烧坏处"}, ("a",), regions=(region,)))
    assert saved(sheet).regions == (region,)
    moved = Sheet(sheet.draft, as_sent(sheet) | {"regions-0-coords": "0, 0, 10, 0, 10, 10"})
    assert moved.is_valid()
    assert moved.sent().item.regions[0].coords == tuple(
        Decimal(text) for text in ("0", "0", "0.1", "0", "0.1", "0.1")
    )
