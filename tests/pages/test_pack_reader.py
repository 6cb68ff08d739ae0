"""A pack is read whole, or refused with the file and the place."""

import io
import shutil
from decimal import Decimal
from pathlib import Path

import pytest
from django.utils.translation import override
from PIL import Image

from courses.catalog.rules import audit_diploma, credits_per_block, totals_of
from courses.pages.packs import PackError, files_in, read_pack
from courses.pages.packs.shapes import rich_text
from tests.support import quick_yaml as yaml
from tests.support.photographs import SECRETS, a_photograph

pytestmark = pytest.mark.usefixtures("in_english")

PACKS = sorted((Path(__file__).resolve().parents[2] / "courses" / "packs").iterdir())


@pytest.fixture
def pack(tmp_path):
    """A copy of a shipped pack that a test may spoil."""
    return Path(shutil.copytree(PACKS[0], tmp_path / "pack"))


def _edit(path, change):
    content = yaml.safe_load(path.read_text("utf-8"))
    change(content)
    path.write_text(yaml.safe_dump(content, allow_unicode=True), "utf-8")


def _first_lesson(pack):
    return sorted((pack / "lessons").glob("*.yaml"))[0]


# A diploma ships one sample course, a short course may borrow all its lessons; the others are taught from the pack.
WHOLE = [
    folder for folder in PACKS if not folder.name.startswith("diploma-") and (folder / "lessons").exists()
]


@pytest.mark.parametrize("folder", WHOLE, ids=lambda path: path.name)
def test_every_whole_pack_has_five_lessons_and_sixty_items(folder):
    read = read_pack(files_in(folder))
    assert len(read.lessons) >= 5
    assert len(read.items) >= 60


@pytest.mark.parametrize("folder", PACKS, ids=lambda path: path.name)
def test_every_lesson_has_a_drawing_and_three_practice_items(folder):
    for lesson in read_pack(files_in(folder)).lessons:
        assert any(block["type"] == "drawing" for block in lesson["blocks"]), lesson["code"]
        practised = [
            code for block in lesson["blocks"] if block["type"] == "practice" for code in block["items"]
        ]
        assert len(practised) >= 3, lesson["code"]


# A short course draws from the bank of the pack that it borrows from; the sample course of a diploma draws nothing.
WITHOUT_EXAMINATION_ITEMS = {
    "safe-electricity-short",
    "steamed-breads-one-day",
    "diploma-chinese-western-pastry",
    "diploma-electrical-technology",
}


@pytest.mark.parametrize(
    "folder",
    [folder for folder in PACKS if folder.name not in WITHOUT_EXAMINATION_ITEMS],
    ids=lambda path: path.name,
)
def test_every_blueprint_cell_can_be_filled_twice_over(folder):
    read = read_pack(files_in(folder))
    drawn = [(item["topic"], item["type"]) for item in read.items if item["use"] == "examination"]
    assert drawn
    assert read.schemes
    for scheme in read.schemes:
        for cell in scheme["blueprint"]:
            assert drawn.count((cell["topic"], cell["type"])) >= 2 * cell["count"], cell


@pytest.mark.parametrize("name", sorted(WITHOUT_EXAMINATION_ITEMS))
def test_a_pack_without_examination_items_is_one_that_is_known_to_have_none(name):
    read = read_pack(files_in(PACKS[0].parent / name))
    assert not [item for item in read.items if item["use"] == "examination"]


def test_what_a_borrowing_pack_asks_can_be_filled_from_the_packs_it_borrows_from():
    packs = [read_pack(files_in(folder)) for folder in PACKS]
    bank = [
        (item["topic"], item["type"]) for read in packs for item in read.items if item["use"] == "examination"
    ]
    own = {lesson["code"] for read in packs for lesson in (*read.lessons, *read.planned)}
    borrowers = [read for read in packs if not read.items]
    assert [read.plan.code for read in borrowers] == ["SES", "SBC"]
    for read in borrowers:
        borrowed = {row.code for course in read.plan.courses for unit in course.units for row in unit.lessons}
        assert borrowed <= own
        for cell in read.schemes[0]["blueprint"]:
            assert bank.count((cell["topic"], cell["type"])) > cell["count"], cell


@pytest.mark.parametrize("folder", PACKS, ids=lambda path: path.name)
def test_keys_are_spread_over_the_options(folder):
    keys = [item["key"] for item in read_pack(files_in(folder)).items if item["type"] == "single"]
    assert all(keys.count(option) <= 0.5 * len(keys) for option in keys)


@pytest.mark.parametrize("name", ["diploma-electrical-technology", "diploma-chinese-western-pastry"])
def test_a_diploma_keeps_to_the_guidelines(name):
    plan = read_pack(files_in(PACKS[0].parent / name)).plan
    totals = totals_of(plan.courses)
    assert (totals.minutes, totals.credits) == (3114 * 45, 173)
    assert (totals.elective_percent, totals.public_percent) == (Decimal("10.4"), Decimal("32.9"))
    assert list(credits_per_block(plan.courses).values()) == [57, 20, 32, 16, 30, 18]
    assert audit_diploma(plan) == []


def test_a_missing_language_is_named_with_its_place(pack):
    _edit(_first_lesson(pack), lambda lesson: lesson["title"].pop("en"))
    with pytest.raises(PackError, match=r"lessons/.*title: the language en is missing"):
        read_pack(files_in(pack))


def test_a_drawing_that_is_not_there_is_named(pack):
    next((pack / "drawings").glob("*.svg")).unlink()
    with pytest.raises(PackError, match="there is no drawings/"):
        read_pack(files_in(pack))


def test_an_examination_item_cannot_be_practised(pack):
    item_file = sorted((pack / "items").glob("*.yaml"))
    for path in item_file:
        _edit(path, lambda items: [item.update(use="examination") for item in items])
    with pytest.raises(PackError, match="there is no practice item CPC5-001"):
        read_pack(files_in(pack))


@pytest.mark.parametrize(
    ("change", "times"),
    [
        (lambda units: units[0]["lessons"].remove(units[0]["lessons"][0]), 0),
        (lambda units: units[1]["lessons"].append(units[0]["lessons"][0]), 2),
    ],
)
def test_a_lesson_stands_in_exactly_one_unit(pack, change, times):
    def change_units(head):
        taught = [unit for unit in head["units"] if unit["lessons"]]
        change(taught)

    _edit(pack / "pack.yaml", change_units)
    with pytest.raises(PackError, match=f"stands in {times} units"):
        read_pack(files_in(pack))


@pytest.mark.parametrize("name", ["code", "units", "programme", "examination_schemes"])
def test_a_missing_value_is_named(pack, name):
    _edit(pack / "pack.yaml", lambda head: head.pop(name))
    with pytest.raises(PackError, match=name):
        read_pack(files_in(pack))


def test_unreadable_yaml_names_the_file(pack):
    (pack / "pack.yaml").write_text("a: 1\nb: c: d\n", "utf-8")
    with (
        override("en"),
        pytest.raises(PackError, match=r"pack\.yaml line 2, character 5 is not written") as refusal,
    ):
        read_pack(files_in(pack))
    assert "mapping values" not in str(refusal.value)


def test_another_encoding_is_named_with_its_line(pack):
    (pack / "pack.yaml").write_bytes(b"a: 1\nb: " + "面点".encode("gbk"))
    with override("en"), pytest.raises(PackError, match=r"pack\.yaml line 2 is not UTF-8"):
        read_pack(files_in(pack))


def test_yaml_cannot_make_python_objects(pack):
    (pack / "pack.yaml").write_text("!!python/object/apply:os.system ['true']", "utf-8")
    with pytest.raises(PackError):
        read_pack(files_in(pack))


@pytest.mark.parametrize(
    "content",
    [
        "<svg xmlns='http://www.w3.org/2000/svg'><script>1</script></svg>",
        "<svg xmlns='http://www.w3.org/2000/svg' onload='x()'/>",
        "<svg xmlns='http://www.w3.org/2000/svg'><a href='https://example.org'/></svg>",
        "<svg xmlns='http://www.w3.org/2000/svg'><image href='file:///etc/passwd'/></svg>",
        "<svg xmlns='http://www.w3.org/2000/svg'><foreignObject/></svg>",
        "<!DOCTYPE svg [<!ENTITY a 'b'>]><svg xmlns='http://www.w3.org/2000/svg'>&a;</svg>",
        "<svg",
    ],
)
def test_an_active_or_broken_drawing_is_refused(pack, content):
    (pack / "drawings" / "bad.svg").write_text(content, "utf-8")
    with pytest.raises(PackError, match=r"bad\.svg"):
        read_pack(files_in(pack))


def test_texts_keep_simple_marks_and_lose_everything_else():
    html = rich_text("**bold** <script>x</script>\n\n- one\n- [two](javascript:x)")
    assert "<strong>bold</strong>" in html
    assert "<li>one</li>" in html
    assert "<script" not in html
    assert "href" not in html


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("pack.yaml", "a: &a [x, x]\nb: *a\n", "line 2: aliases"),
        ("items/bomb.yaml", "- &a [x]\n- &b [*a, *a]\n- [*b, *b]\n", "aliases"),
        ("lessons/deep.yaml", "[" * 5000, "levels deep"),
        ("lessons/large.yaml", "#" * 3_000_000, "larger than"),
        ("pack.yaml", "schema: 1\nprogramme: text\nexamination_schemes: []\n", "pack.yaml line 2, programme"),
        ("pack.yaml", "\xff", "another kind|must hold"),
        ("other/file.yaml", "a: 1", "holds no such file"),
        ("drawings/deeper/a.svg", "<svg/>", "holds no such file"),
        ("script.py", "x", "holds no such file"),
    ],
)
def test_a_hostile_file_is_refused_by_name(pack, name, content, words):
    files = {**files_in(pack), name: content.encode()}
    with pytest.raises(PackError, match=words):
        read_pack(files)


@pytest.mark.parametrize(
    "svg",
    [
        "<svg/>",
        "<html xmlns='http://www.w3.org/1999/xhtml'><img src='http://x'/></html>",
        "<?xml-stylesheet href='http://x/a.css'?><svg xmlns='http://www.w3.org/2000/svg'/>",
        "<svg xmlns='http://www.w3.org/2000/svg'><style>@import 'http://x';</style></svg>",
        "<svg xmlns='http://www.w3.org/2000/svg'><g style='fill:url(http://x)'/></svg>",
        "<svg xmlns='http://www.w3.org/2000/svg'><set attributeName='href' to='javascript:x'/></svg>",
        "<svg xmlns='http://www.w3.org/2000/svg' xmlns:h='http://www.w3.org/1999/xhtml'><h:img src='x'/></svg>",
    ],
)
def test_a_drawing_that_reaches_outside_is_refused(pack, svg):
    with pytest.raises(PackError, match=r"drawings/bad\.svg"):
        read_pack({**files_in(pack), "drawings/bad.svg": svg.encode()})


def test_a_photograph_of_a_pack_comes_without_what_a_telephone_noted(pack):
    read = read_pack({**files_in(pack), "drawings/a.jpg": a_photograph("JPEG")})
    content = read.drawings["drawings/a.jpg"]
    assert [secret for secret in SECRETS if secret in content] == []
    assert read_pack({**files_in(pack), "drawings/a.jpg": content}).drawings["drawings/a.jpg"] == content


def test_a_photograph_is_taken_and_a_lie_about_one_is_not(pack):
    stream = io.BytesIO()
    Image.new("RGB", (20, 10), "white").save(stream, "PNG")
    assert "drawings/a.png" in read_pack({**files_in(pack), "drawings/a.png": stream.getvalue()}).drawings
    for content in (b"GIF89a", stream.getvalue()[:30], b""):
        with pytest.raises(PackError, match=r"drawings/a\.png"):
            read_pack({**files_in(pack), "drawings/a.png": content})


def test_a_code_that_stands_twice_is_refused(pack):
    files = files_in(pack)
    name = next(name for name in files if name.startswith("lessons/"))
    with pytest.raises(PackError, match="stands twice"):
        read_pack({**files, "lessons/again.yaml": files[name]})


def test_a_topic_of_another_bank_is_refused(pack):
    _edit(
        pack / "pack.yaml",
        lambda head: head["topics"].append({"code": "LVE/x", "title": {"zh": "a", "en": "a"}}),
    )
    with pytest.raises(PackError, match="own bank only"):
        read_pack(files_in(pack))
