"""A pack goes out as it came in: source -> installation -> pack -> empty installation -> the same pack."""

from datetime import UTC, date, datetime

import pytest
from wagtail.models import Page

from courses.catalog.api import Lesson, ProgrammeVersion, get_published_version
from courses.pages.api import files_in, load_pack
from courses.pages.packs.collector import collect_pack
from courses.pages.packs.errors import PackError
from courses.pages.packs.reader import read_pack
from lms.core.actor import Actor
from lms.exams.api import item_hash
from lms.exams.models import Item, ItemReview, ItemVersion, RubricVersion
from tests.factories.courses import NOW
from tests.support import quick_yaml as yaml

pytestmark = pytest.mark.django_db
ACTOR = Actor.system("test")
COUNTED = (Item, ItemVersion, ItemReview, RubricVersion, ProgrammeVersion, Lesson, Page)
CARELESS = """
- code: CARELESS-1
  topic: cooking
  type: multiple
  use: practice
  stem: {zh: " 哪些对？ ", en: ""}
  options: [{zh: 甲}, {zh: 乙}, {zh: 丙}]
  key: [3, 1]
  year:
- code: CARELESS-2
  topic: cooking
  type: numeric
  use: practice
  stem:
    zh: |
      多少克？
  key: {value: "4.5"}
  source: ""
"""
MADE_AT = datetime(2026, 12, 1, tzinfo=UTC)


def _exported(code="CPC5"):
    return collect_pack(get_published_version(programme_code=code))


def test_what_was_loaded_is_collected_and_says_the_same(loaded_pack, small_pack):
    before, after = read_pack(files_in(small_pack)), read_pack(_exported())
    assert after.plan == before.plan
    assert after.code == before.code
    assert sorted(after.items, key=lambda row: row["code"]) == sorted(
        before.items, key=lambda row: row["code"]
    )
    assert after.topics == before.topics
    assert after.schemes == before.schemes
    assert (after.practicals, after.admission) == (before.practicals, before.admission)
    assert [row.code for row in after.practicals] == ["CPC5-SKILL"]
    assert set(after.reviews) == set(before.reviews)
    assert after.rubrics == before.rubrics


def test_loading_the_collected_pack_again_changes_no_record(loaded_pack):
    files = _exported()
    before = _counts()
    load_pack(files=files, actor=ACTOR, now=NOW)
    assert _counts() == before
    assert _exported() == files


def test_items_written_in_another_way_than_ours_keep_their_version_and_their_reader(loaded_pack, small_pack):
    path = small_pack / "items" / "written-carelessly.yaml"
    path.write_text(CARELESS, "utf-8")
    items = [item for item in read_pack(files_in(small_pack)).items if item["code"].startswith("CARELESS")]
    rows = [
        {
            "item": item["code"],
            "wording": item_hash(item)[:16],
            "reader": "second",
            "read_on": date(2026, 1, 5),
        }
        for item in items
    ]
    with (small_pack / "reviews.yaml").open("a", encoding="utf-8") as file:
        file.write(yaml.safe_dump(rows))
    load_pack(files=files_in(small_pack), actor=ACTOR, now=NOW)
    files, before = _exported(), _counts()
    assert ItemReview.objects.filter(reader="second").count() == len(items) == 2
    load_pack(files=files, actor=ACTOR, now=NOW)
    assert _counts() == before
    assert {review.item for review in read_pack(files).reviews} >= {item["code"] for item in items}


def _counts():
    return {model: model.objects.count() for model in COUNTED}


PLAN = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 20" width="40" height="20"><path d="M1 1h9"/></svg>'
LAMP = 'source "~" up\nlamp "EL" right\nwire down\nwire left'


def with_places(folder):
    """Add to a pack a question about a place on a picture, a circuit and a formula beside it."""
    (folder / "items" / "plan.svg").write_bytes(PLAN)
    source = next(path for path in sorted((folder / "items").iterdir()) if path.suffix == ".yaml")
    items = yaml.safe_load(source.read_text(encoding="utf-8"))
    label = {"zh": "左边", "en": "Left"}
    place = {
        "code": "PLACE-1",
        "topic": items[0]["topic"],
        "type": "hotspot",
        "use": "practice",
        "stem": {"zh": "[[1]][[2]][[3]]配电箱在哪里？", "en": "[[1]][[2]][[3]]Where is the board?"},
        "key": [2],
        "scoring": "mapped",
        "weights": {"1": "-1", "2": "1"},
        "shuffled": False,
        "twins": "boards",
        "regions": [
            {"shape": "circle", "coords": ["0.25", "0.5", "0.1"], "label": label},
            {"shape": "rect", "coords": ["0.5", "0", "1", "1"]},
        ],
        "attachments": [
            {"kind": "picture", "file": "plan.svg", "alternative": {"zh": "平面图", "en": "A plan"}},
            {"kind": "circuit", "source": LAMP, "alternative": {"zh": "灯", "en": "A lamp"}},
            {"kind": "formula", "source": r"\frac{U}{R}"},
        ],
    }
    source.write_text(yaml.safe_dump([*items, place], allow_unicode=True), encoding="utf-8")


def test_pictures_circuits_and_formulas_of_questions_go_out_and_in_again(loaded_pack, small_pack):
    with_places(small_pack)
    load_pack(files=files_in(small_pack), actor=ACTOR, now=NOW)
    row = ItemVersion.objects.select_related("item").get(item__code="PLACE-1")
    assert (row.item.twin_group, row.regions[0]["ratio"]) == ("boards", "1/2")
    files = collect_pack(ProgrammeVersion.objects.get())
    (picture,) = [name for name in files if name.endswith(".svg") and name.startswith("items/")]
    assert files[picture] == PLAN
    again = read_pack(files)
    assert {item["code"]: item_hash(item) for item in again.items}["PLACE-1"] == row.content_hash
    load_pack(files=files, actor=ACTOR, now=NOW)
    assert ItemVersion.objects.filter(item__code="PLACE-1").count() == 1


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("plan.svg", "other.svg", "items PLACE-1.*items/other.svg"),
        ("lamp", "lamq", "items PLACE-1: .*lamq"),
    ],
)
def test_what_a_question_shows_has_to_be_there(small_pack, old, new, words):
    with_places(small_pack)
    files = files_in(small_pack)
    named = {
        name: content.replace(old.encode(), new.encode())
        for name, content in files.items()
        if name.startswith("items/") and name.endswith(".yaml")
    }
    with pytest.raises(PackError, match=words):
        read_pack({**files, **named})


def test_a_picture_of_a_question_that_acts_is_refused(small_pack):
    with_places(small_pack)
    hostile = PLAN.replace(b"<path", b"<script/><path")
    with pytest.raises(PackError, match="items/plan.svg"):
        read_pack({**files_in(small_pack), "items/plan.svg": hostile})
