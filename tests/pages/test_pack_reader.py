"""A pack is read whole, or refused with the file and the place."""

import shutil
from pathlib import Path

import pytest
import yaml

from courses.pages.packs import PackError, files_in, read_pack
from courses.pages.packs.shapes import rich_text

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


@pytest.mark.parametrize("folder", PACKS, ids=lambda path: path.name)
def test_every_shipped_pack_has_five_lessons_sixty_items_and_a_drawing_in_each_lesson(folder):
    read = read_pack(files_in(folder))
    assert len(read.lessons) >= 5
    assert len(read.items) >= 60
    for lesson in read.lessons:
        assert any(block["type"] == "drawing" for block in lesson["blocks"]), lesson["code"]


@pytest.mark.parametrize("folder", PACKS, ids=lambda path: path.name)
def test_every_blueprint_cell_can_be_filled_twice_over(folder):
    read = read_pack(files_in(folder))
    drawn = [(item["topic"], item["type"]) for item in read.items if item["use"] == "examination"]
    for scheme in read.schemes:
        for cell in scheme["blueprint"]:
            assert drawn.count((cell["topic"], cell["type"])) >= 2 * cell["count"], cell


@pytest.mark.parametrize("folder", PACKS, ids=lambda path: path.name)
def test_keys_are_spread_over_the_options(folder):
    keys = [item["key"] for item in read_pack(files_in(folder)).items if item["type"] == "single"]
    assert max(keys.count(option) for option in set(keys)) <= 0.5 * len(keys)


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
    (pack / "pack.yaml").write_text("a: [", "utf-8")
    with pytest.raises(PackError, match=r"pack\.yaml cannot be read"):
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
