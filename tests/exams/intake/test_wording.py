"""From drafts to wordings and back: nothing is lost, and what cannot be kept is said in words."""

import io
from dataclasses import replace
from decimal import Decimal

import pytest
from django.db import transaction
from django.utils import translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from lms.core.written_files import taken_back_on_failure
from lms.exams.api import load_items
from lms.exams.bank import rules
from lms.exams.intake.models import DraftAttachment
from lms.exams.intake.outgoing import for_files
from lms.exams.intake.pictures import cleaned
from lms.exams.intake.wording import attachment_in, draft_of, wording_of
from lms.exams.interchange.drafts import Attachment, DraftItem, Kind, Option, Region, Scoring
from lms.exams.models import ItemVersion
from tests.exams.interchange.generated import items as moodle_items
from tests.exams.interchange.test_qti_round_trip import ITEMS as QTI_ITEMS
from tests.exams.interchange.test_qti_round_trip import picture
from tests.factories.courses import NOW
from tests.factories.exams import ACTOR

pytestmark = pytest.mark.django_db
KINDS = tuple(kind for kind in Kind if kind not in (Kind.HOTSPOT, Kind.PRACTICAL_TASK))
OPTIONS = tuple(
    Option(letter, {"zh": words, "en": f"option {letter}"})
    for letter, words in zip("abc", "甲乙丙", strict=True)
)
PICTURE = Attachment("picture", "图.png", picture(40, 20), alternative="一张图", english="A picture")
LAMP = 'source "~" up\nlamp "EL" right\nwire down\nwire left'
CIRCUIT = Attachment("circuit", "灯", tex=LAMP, alternative="灯", english="A lamp")
FORMULA = Attachment("formula", "", tex=r"\frac{U}{R}")
CODED = {"code": "Q-1", "topic": "LVE/safety"}
ITEM = DraftItem(
    Kind.SINGLE,
    {"zh": "看图[[1]]、[[2]]和[[3]]", "en": "Look at [[1]], [[2]] and [[3]]"},
    "b",
    OPTIONS,
    attachments=(PICTURE, CIRCUIT, FORMULA),
    is_shuffled=False,
    rationale={"zh": "因为[[3]]"},
    depth="know",
    difficulty="hard",
    source="GB 50054",
    year=2011,
    **CODED,
)
CORNER = Region("a", "rect", (Decimal(0), Decimal(0), Decimal("0.5"), Decimal("0.5")), {"zh": "角"})
OTHER = Region("b", "circle", (Decimal("0.75"), Decimal("0.5"), Decimal("0.1")))


@pytest.mark.parametrize(
    ("zh", "en"), [("", "A lamp"), ("灯", ""), ("灯", "A lamp"), ("", "")], ids=["en", "zh", "both", "none"]
)
def test_what_a_picture_shows_stays_in_its_language(zh: str, en: str) -> None:
    row = DraftAttachment(number=1, kind="circuit", source=LAMP, alternative_zh=zh, alternative_en=en)
    item = replace(ITEM, stem={"zh": "看图[[1]]"}, rationale={}, attachments=(attachment_in(row),))
    kept = wording_of(item, use="examination")
    with taken_back_on_failure():
        load_items(bank_items=[kept.item], files=kept.files, actor=ACTOR, now=NOW)
    (attachment,) = ItemVersion.objects.get().attachments.all()
    assert (attachment.alternative_zh, attachment.alternative_en) == (zh, en)
    assert attachment_in(attachment).told == (zh or en)


def in_the_banks_names(item: DraftItem) -> DraftItem:
    """Return an item as it comes out of the bank: coded, clean pictures, matches by number, its own scale of marks."""
    matches = {match.name: str(number) for number, match in enumerate(item.matches, start=1)}
    key = item.key
    if item.kind == Kind.MATCHING:
        key = {option: matches[match] for option, match in key.items()}
    if item.kind in (Kind.MULTIPLE, Kind.HOTSPOT):
        key = tuple(sorted(key))
    attachments = tuple(
        replace(one, data=cleaned(one.data).content) if one.data else one for one in item.attachments
    )
    return replace(
        item,
        **CODED,
        key=key,
        difficulty=item.difficulty if item.difficulty in rules.DIFFICULTIES else "",
        matches=tuple(replace(match, name=matches[match.name]) for match in item.matches),
        attachments=attachments,
        marks=Decimal(1),
    )


def kept(item: DraftItem) -> DraftItem:
    """Keep an item, return what comes back, and leave the bank as it was."""
    wording = wording_of(item, use="examination")
    assert wording.reasons == ()
    with transaction.atomic():
        with taken_back_on_failure():
            load_items(bank_items=[wording.item], files=wording.files, actor=ACTOR, now=NOW)
        version = ItemVersion.objects.select_related("item").order_by("-pk").first()
        back = draft_of(version)
        again = wording_of(back, use="examination")
        assert (again.reasons, rules.content_hash(again.item)) == ((), version.content_hash)
        transaction.set_rollback(True)
    return back


def is_whole(item: DraftItem) -> bool:
    """Return whether an item is as the bank wants it: Chinese words, a key and a rule."""
    texts = [item.stem, *(option.text for option in (*item.options, *item.matches))]
    is_worded = all(text.get("zh", "").strip() for text in texts)
    return item.scoring != Scoring.UNSCORED and item.key is not None and is_worded


FROM_FILES = moodle_items(KINDS).map(lambda item: replace(item, attachments=item.attachments[:1]))


@settings(max_examples=80, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.one_of(FROM_FILES, QTI_ITEMS).filter(is_whole))
def test_every_kind_goes_in_and_comes_back_as_it_was(item):
    item = in_the_banks_names(item)
    assert replace(kept(item), marks=Decimal(1)) == item


def test_pictures_circuits_and_formulas_go_in_and_come_back_in_both_languages():
    back = kept(ITEM)
    drawing = back.attachments[1].data
    assert drawing.startswith(b"<svg")
    clean = replace(PICTURE, data=cleaned(PICTURE.data).content)
    assert back == replace(ITEM, attachments=(clean, replace(CIRCUIT, data=drawing), FORMULA))


def test_files_get_the_drawing_of_a_circuit_as_a_picture():
    first, second, third = for_files(kept(ITEM)).attachments
    assert (first.kind, second.kind, third.kind) == ("picture", "picture", "formula")
    assert (second.name, second.tex, second.alternative) == ("灯.svg", "", "灯")
    assert b"EL" in second.data


def test_the_cap_of_a_sum_of_weights_is_kept():
    weights = {"a": Decimal(2), "b": Decimal(2), "c": Decimal(-1)}
    item = replace(ITEM, kind=Kind.MULTIPLE, key=("a", "b"), scoring=Scoring.MAPPED, weights=weights)
    wording = wording_of(replace(item, marks=Decimal(3)), use="examination")
    assert wording.item["weights"] == {"1": "2", "2": "2", "3": "-1", "most": "3"}
    assert kept(replace(item, marks=Decimal(3))).marks == 3
    # Shares of the whole are no marks: a file that weighs in shares says nothing of a cap.
    shares = replace(item, weights={"a": Decimal("0.5"), "b": Decimal("0.5")}, marks=Decimal("0.5"))
    assert "most" not in wording_of(shares, use="examination").item["weights"]


def test_the_ratio_of_the_picture_comes_with_its_circles():
    item = replace(ITEM, kind=Kind.HOTSPOT, options=(), key=("b",), regions=(CORNER, OTHER))
    wording = wording_of(item, use="examination")
    with taken_back_on_failure():
        load_items(bank_items=[wording.item], files=wording.files, actor=ACTOR, now=NOW)
    assert [region["ratio"] for region in ItemVersion.objects.get().regions] == ["1/2", "1/2"]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"scoring": Scoring.UNSCORED}, "was not understood"),
        ({"key": None}, "has no key"),
        ({"key": "z"}, "key fits no option"),
        ({"kind": Kind.PRACTICAL_TASK, "key": None}, "rubric"),
        ({"stem": {"en": "only English"}}, "no Chinese wording"),
        ({"options": (OPTIONS[0], Option("b", {"en": "only English"}))}, "an option has no Chinese wording"),
        ({"difficulty": "7"}, "difficulty"),
        ({"depth": "x" * 21}, "too long"),
        ({"topic": ""}, "no topic"),
        ({"attachments": (replace(PICTURE, data=b""),)}, "图.png is missing"),
        ({"attachments": (replace(PICTURE, data=b"MZ"),)}, "图.png is missing or cannot be shown"),
        ({"attachments": (replace(CIRCUIT, tex="lamq right"),)}, "Line 1"),
        ({"kind": Kind.NUMERIC, "key": (), "options": ()}, "value and a tolerance"),
        ({"kind": Kind.HOTSPOT, "key": ("a",), "regions": (CORNER,), "attachments": ()}, "has none"),
        (
            {"kind": Kind.MULTIPLE, "key": ("a",), "weights": {"b": Decimal(1)}, "scoring": Scoring.MAPPED},
            "reward",
        ),
        ({"kind": Kind.TRUE_FALSE, "key": True, "scoring": Scoring.PER_PART}, "not marked in this way"),
    ],
)
def test_what_cannot_be_kept_is_said_in_words(changes, words):
    with translation.override("en"):
        reasons = wording_of(replace(ITEM, **changes), use="examination").reasons
    assert any(words in reason for reason in reasons), reasons


def test_a_photograph_that_was_cleaned_keeps_its_name():
    file = io.BytesIO()
    Image.effect_noise((64, 48), 60).convert("RGB").save(
        file, "JPEG", exif=b"Exif\0\0secret", comment=b"secret"
    )
    first = cleaned(file.getvalue())
    assert b"secret" not in first.content
    assert cleaned(first.content) == first
    assert cleaned(first.content + b"secret").content != first.content + b"secret"
    hidden = first.content[:2] + b"\xff\xfe\x00\x08secret" + first.content[2:]
    assert b"secret" not in cleaned(hidden).content
