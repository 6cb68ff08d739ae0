"""A file's items become drafts: all or nothing, nothing twice, nothing that a paper or a learner could get."""

from __future__ import annotations

import io
import random
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from django.db import transaction
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageFile

from lms.core import audit
from lms.core.actor import Actor
from lms.core.models import AuditEntry
from lms.exams.api import load_items
from lms.exams.bank.models import ItemVersion
from lms.exams.errors import UnusableBank
from lms.exams.intake import pictures
from lms.exams.intake.models import DraftAttachment, DraftState, ItemDraft, ItemImport
from lms.exams.intake.operations import ImportedFile, look_over, take_in, taking
from lms.exams.intake.pictures import PictureRefused, PicturesOfFile, cleaned
from lms.exams.intake.wording import wording_of
from lms.exams.interchange.as_json import from_json, to_json
from lms.exams.interchange.drafts import Attachment, DraftItem, Kind, Number, Reading
from tests.exams.intake.samples import ONE_OF_EACH, OPTIONS, SVG, a_picture, a_reading, a_single
from tests.factories.exams import ACTOR
from tests.support.pace import at_most

NOW = datetime(2026, 6, 1, tzinfo=UTC)
FILE = ImportedFile("old questions.csv", "0" * 64)
PICTURE = Attachment("picture", "a.png", a_picture())


@pytest.fixture(autouse=True)
def _media(settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


def take(reading: Reading, bank: str = "OLD") -> list[str]:
    rows = take_in(bank=bank, reading=reading, file=FILE, by=None, actor=Actor.system("test"), now=NOW)
    return [" ".join([row.report["status"], *(code for code, _ in row.report["remarks"])]) for row in rows]


def files() -> list[str]:
    folders = default_storage.listdir("items")[0] if default_storage.exists("items") else []
    return [name for folder in folders for name in default_storage.listdir(f"items/{folder}")[1]]


@pytest.mark.parametrize("item", ONE_OF_EACH, ids=lambda item: str(item.kind))
def test_an_item_of_each_kind_is_the_same_after_json(item: DraftItem) -> None:
    assert from_json(to_json(item)) == replace(item, attachments=())


@given(value=st.decimals(allow_nan=False, allow_infinity=False), tolerance=st.decimals(0, 1))
def test_a_number_is_kept_digit_by_digit(value: Decimal, tolerance: Decimal) -> None:
    item = DraftItem(Kind.NUMERIC, {"zh": "多少？"}, (Number(value, tolerance),))
    assert str(from_json(to_json(item)).key[0].value) == str(value)


@pytest.mark.django_db
def test_items_are_kept_as_drafts_with_their_place_and_what_was_said() -> None:
    assert (
        take(a_reading(*ONE_OF_EACH, refused=2)) == ["imported"] * len(ONE_OF_EACH) + ["refused no_key"] * 2
    )
    drafts = list(ItemDraft.objects.order_by("pk"))
    assert [from_json(draft.content) for draft in drafts] == [
        replace(item, attachments=()) for item in ONE_OF_EACH
    ]
    assert {(draft.bank.code, draft.state, draft.origin.file_name) for draft in drafts} == {
        ("OLD", DraftState.OPEN, FILE.name)
    }
    assert drafts[0].place == "row 1"
    assert not ItemVersion.objects.exists(), "a draft is no item that a paper could draw"
    report = ItemImport.objects.get().report
    assert len(report) == len(ONE_OF_EACH) + 2
    assert {name for row in report for name in row} == {
        "position",
        "type",
        "status",
        "remarks",
        "stem",
        "code",
    }
    entry = AuditEntry.objects.get(action="exams.import_items")
    assert "一加一" not in str(entry.__dict__)


@pytest.mark.django_db
def test_a_question_comes_into_a_bank_once() -> None:
    one, same = a_single(), a_single(code="Q2", topic="减法", source="elsewhere")
    assert take(a_reading(one, same, a_single("二加二？"))) == ["imported", "refused repeated", "imported"]
    assert take(a_reading(same, a_single("三加三？"))) == ["refused in_bank", "imported"]
    assert take(a_reading(same), bank="OTHER") == ["imported"]
    ItemDraft.objects.filter(bank__code="OTHER").update(state=DraftState.DISCARDED)
    assert take(a_reading(same), bank="OTHER") == ["imported"]


@pytest.mark.django_db
def test_equal_words_with_other_pictures_are_other_questions() -> None:
    red = Attachment("picture", "a.png", a_picture(size=(5, 5)))
    items = [a_single("看图 [[1]]", attachments=(picture,)) for picture in (PICTURE, red, PICTURE)]
    assert take(a_reading(*items)) == ["imported", "imported", "refused repeated"]
    assert len(files()) == 2


@pytest.mark.django_db
def test_looking_writes_nothing() -> None:
    rows = look_over(bank="OLD", reading=a_reading(a_single(attachments=(PICTURE,)), refused=1))
    assert [row.report["status"] for row in rows] == ["imported", "refused"]
    assert not ItemImport.objects.exists()
    assert not files()


@pytest.mark.django_db
def test_what_cannot_be_shown_is_said_and_the_item_kept() -> None:
    bad = (Attachment("picture", "gone.png"), Attachment("picture", "b.png", b"no picture"), PICTURE)
    assert take(a_reading(a_single(attachments=bad))) == ["warned picture_missing picture_refused"]
    assert [bool(row.file) for row in DraftAttachment.objects.all()] == [False, False, True]


@pytest.mark.django_db
@pytest.mark.parametrize("bank", ["", "a b", "../x", "题", "x" * 31, "a\x00"])
def test_a_bank_needs_a_code(bank: str) -> None:
    with pytest.raises(UnusableBank):
        take(a_reading(a_single()), bank=bank)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("broken", ["attachments", "audit"])
def test_what_fails_leaves_no_row_and_no_file(monkeypatch: pytest.MonkeyPatch, broken: str) -> None:
    kept = a_single("已有", attachments=(PICTURE,))
    take(a_reading(kept))
    before = files()

    def fail(*_args: object, **_kwargs: object) -> None:
        raise RuntimeError

    if broken == "audit":
        monkeypatch.setattr(audit, "record", fail)
    else:
        monkeypatch.setattr(taking, "_attachments", fail)
    other = Attachment("picture", "new.png", a_picture(size=(9, 9)))
    with pytest.raises(RuntimeError):
        take(a_reading(a_single("新的", attachments=(PICTURE, other))))
    assert ItemDraft.objects.count() == ItemImport.objects.count() == 1
    assert files() == before, "what another item shows stays, what came now goes"


@pytest.mark.django_db
def test_many_items_take_few_queries(django_assert_max_num_queries) -> None:
    items = [a_single(f"第{number}题") for number in range(1200)]
    with django_assert_max_num_queries(16), transaction.atomic():
        rows = look_over(bank="OLD", reading=a_reading(*items))
    with django_assert_max_num_queries(45):
        take(a_reading(*items))
    assert len(rows) == ItemDraft.objects.count() == 1200


# --- pictures ----------------


def test_a_picture_is_drawn_anew_without_its_notes() -> None:
    notes = Image.Exif()
    notes[0x010E] = "taken in building 3"
    photograph = a_picture("JPEG", exif=notes)
    assert b"building" in photograph
    clean = cleaned(photograph + b"<script>alert(1)</script>")
    assert clean.name.endswith(".jpg")
    assert b"building" not in clean.content
    assert b"script" not in clean.content
    with Image.open(io.BytesIO(clean.content)) as shown:
        assert shown.size == (8, 6)


@pytest.mark.parametrize("kind", ["PNG", "GIF", "WEBP", "BMP"])
def test_other_pictures_become_png(kind: str) -> None:
    assert cleaned(a_picture(kind)).name.endswith(".png")


def test_a_plain_drawing_stays_as_it_is() -> None:
    assert cleaned(SVG).content == SVG


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"GIF89a",
        a_picture(size=(90, 90))[:60],
        SVG.replace(b"<path", b"<script>x()</script><path"),
        SVG.replace(b"<path", b"<path onload='x()'"),
        b"<!DOCTYPE svg [<!ENTITY a 'b'>]>" + SVG,
        b"\x00" * 5000,
        b"P5 9 9 255 " + b"a" * 81,
        b"x" * (10 * 1024 * 1024 + 1),
    ],
    ids=["nothing", "a head", "half", "script", "handler", "entity", "zeros", "another format", "too big"],
)
def test_what_is_no_plain_picture_is_refused(data: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", True)  # as the press of documents leaves it
    with pytest.raises(PictureRefused):
        cleaned(data)


def test_a_picture_of_too_many_points_is_refused_before_it_is_drawn(settings) -> None:
    settings.WAGTAILIMAGES_MAX_IMAGE_PIXELS = 40
    with pytest.raises(PictureRefused):
        cleaned(a_picture())


@pytest.mark.django_db
def test_formats_name_matches_otherwise_and_the_question_is_the_same() -> None:
    match, fill = (
        next(one for one in ONE_OF_EACH if one.kind == kind) for kind in (Kind.MATCHING, Kind.FILL_IN)
    )
    fill = replace(fill, key=tuple(replace(gap, choices=()) for gap in fill.key))
    numbered = {one.name: str(place) for place, one in enumerate(match.matches)}
    others = [
        replace(
            match,
            matches=tuple(replace(one, name=numbered[one.name]) for one in match.matches),
            key={option: numbered[name] for option, name in match.key.items()},
        ),
        replace(fill, is_shuffled=not fill.is_shuffled),
    ]

    rows = look_over(bank="b1", reading=a_reading(match, fill, *others))

    assert [row.ready is not None for row in rows] == [True, True, False, False]


def test_the_same_picture_of_a_file_is_drawn_once(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[bytes] = []
    monkeypatch.setattr(pictures, "cleaned", lambda data: drawn.append(data) or cleaned(data))
    file = PicturesOfFile()

    assert file.cleaned(a_picture()) == file.cleaned(a_picture())
    for _ in range(2):
        with pytest.raises(PictureRefused):
            file.cleaned(b"no picture")

    assert drawn == [a_picture(), b"no picture"]


def test_only_so_many_points_of_a_file_are_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pictures, "MOST_PIXELS_OF_A_FILE", 1)

    with pytest.raises(PictureRefused):
        PicturesOfFile().cleaned(a_picture())


# --- what the bank has ----------------


def in_bank(item: DraftItem, *, code: str, topic: str = "OLD/safety") -> None:
    """Keep an item in the bank as if it had been approved."""
    new = wording_of(replace(item, code=code, topic=topic), use="examination").item
    load_items(bank_items=[new], actor=ACTOR, now=NOW)


@pytest.mark.django_db
def test_what_is_said_about_a_question_makes_no_other_one() -> None:
    item = a_single(topic="safety", rationale={"zh": "因为"})
    in_bank(item, code="OLD-1")
    about = replace(item, difficulty="hard", depth="apply", topic="x", code="Z-9", source="s", year=1999)
    without = replace(item, rationale={}, marks=Decimal(4))
    turned = replace(item, options=tuple(reversed(item.options)))
    assert (
        take(a_reading(about)) == take(a_reading(without)) == take(a_reading(turned)) == ["refused in_bank"]
    )
    assert take(a_reading(about), bank="OTHER") == ["imported"]
    assert take(a_reading(replace(about, difficulty="easy")), bank="OTHER") == ["refused in_bank"]
    assert take(a_reading(replace(item, rationale={"zh": "别的"}))) == ["imported"]


@pytest.mark.django_db
def test_another_answer_than_that_of_the_bank_is_said_with_the_code() -> None:
    right = DraftItem(Kind.TRUE_FALSE, {"zh": "湿手可以开关电灯。"}, key=False)
    in_bank(right, code="PD-001")
    wrong = replace(right, stem={"zh": "湿手可以开关电灯。 "}, key=True, code="PD-001")
    assert take(a_reading(wrong)) == ["warned answer_differs code_in_bank"]
    assert ItemImport.objects.get().report[0]["remarks"][0] == ["answer_differs", "PD-001"]
    assert take(a_reading(a_single(), a_single("二加二？"))) == ["imported", "imported"]
    other = replace(a_single(), key="c")
    assert take(a_reading(other, replace(other, options=OPTIONS[1:]))) == [
        "warned answer_differs",
        "imported",
    ]


@pytest.mark.django_db
def test_questions_that_the_bank_keeps_are_known_whatever_their_kind() -> None:
    whole = [
        item
        for item in ONE_OF_EACH
        if not wording_of(replace(item, code="X-1", topic="OLD/x"), use="practice").reasons
    ]
    kept = [item for item in whole if not item.attachments]
    assert len(kept) > 4
    for number, item in enumerate(kept):
        in_bank(item, code=f"OLD-{number}")
    assert take(a_reading(*kept)) == ["refused in_bank"] * len(kept)


def test_noise_of_few_colours_takes_no_longer_than_other_pictures():
    noise = Image.frombytes("P", (1000, 1000), random.Random(3).randbytes(1_000_000)).point(
        lambda one: one & 3
    )
    noise.putpalette([0, 0, 0, 90, 0, 0, 0, 90, 0, 0, 0, 90])
    held = io.BytesIO()
    noise.save(held, "GIF")

    with at_most(1.5):
        clean = cleaned(held.getvalue())
    assert Image.open(io.BytesIO(clean.content)).mode == "RGB"
