"""A pack with many faults: all are named at once by file and place, bounded, in the browser and at the command."""

import re
from datetime import date

import pytest
from django.core.management import CommandError, call_command
from django.utils.html import escape
from django.utils.translation import override

from courses.pages.models import PackUpload
from courses.pages.packs import PackError, files_in, read_pack
from courses.pages.packs import faults as faults_of_packs
from courses.pages.packs.archive import write_archive
from courses.pages.packs.collector import written
from courses.pages.packs.plans import check_places
from tests.factories.courses import NOW
from tests.pages.authors import a_reviewer, client_of
from tests.pages.conftest import SHIPPED
from tests.pages.packs_on_the_way import INDEX, upload_over_http
from tests.support import quick_yaml as yaml
from tests.support.pace import at_most

LESSON, ITEMS = "lessons/CPC5-L01.yaml", "items/fillings.yaml"
pytestmark = pytest.mark.usefixtures("in_english")


def said(files: dict[str, bytes]) -> list[str]:
    """Return all that is wrong with a pack."""
    with pytest.raises(PackError) as refusal:
        read_pack(files)
    return [refusal.value.message, *refusal.value.reasons]


def with_values(files: dict[str, bytes], name: str, change) -> dict[str, bytes]:
    """Return the files with one YAML file changed in place."""
    value = yaml.safe_load(files[name])
    change(value)
    return {**files, name: written(value)}


def spoilt(files: dict[str, bytes]) -> dict[str, bytes]:
    """Return a pack with a fault in five places."""
    files = with_values(files, LESSON, lambda lesson: lesson.update(minutes=0, blocks=two_bad_blocks(lesson)))
    files = with_values(files, ITEMS, lambda items: items[0].update(topic="nothing"))
    return {**files, "drawings/bad.svg": b"<html/>", "recordings/a.mp3": b"no sound"}


def two_bad_blocks(lesson: dict) -> list[dict]:
    return [{"type": "dance"}, *lesson["blocks"], {"type": "heading", "text": {"zh": "只有中文"}}]


def test_all_faults_are_named_each_with_its_place(cut_pack):
    files = spoilt(files_in(cut_pack))
    last = len(yaml.safe_load(files[LESSON])["blocks"])
    found = said(files)
    assert [text.partition(": ")[0] for text in found] == [
        "drawings/bad.svg holds <html>.",
        "recordings/a.mp3",
        f"items {yaml.safe_load(files[ITEMS])[0]['code']}",
        "lessons/CPC5-L01.yaml.minutes",
        "lessons/CPC5-L01.yaml, block 1",
        f"lessons/CPC5-L01.yaml, block {last} (heading).text",
    ]


def test_what_names_an_unreadable_file_is_not_called_wrong_as_well(cut_pack):
    files = {**files_in(cut_pack), ITEMS: b"- [", "lessons/CPC5-L01.yaml": b"title: x\n"}
    assert [text.partition(" ")[0] for text in said(files)] == ["lessons/CPC5-L01.yaml:", ITEMS]


@pytest.mark.parametrize(
    ("left_open", "later"),
    [
        ('title: "never closed', "units: y"),
        ("title: 'never closed", "units: y"),
        ("title: {zh: x", "units: y"),
        ('title: "never closed', 'units: "y"'),
        ('title: "never closed', 'units: ""'),
        ('title: "never closed', 'units: "y: z"'),
        ('title: "never closed', 'units: {zh: "x", en: "y"}'),
        ("title: 'never closed", "units: it's"),
        ('title: "never closed', 'units: ""\nkind: "x"'),
    ],
)
def test_a_quote_or_bracket_that_is_never_closed_is_named_where_it_opens(cut_pack, left_open, later):
    content = f"schema: 1\n{left_open}\ncode: x\n{later}\n".encode()
    [found] = [text for text in said({**files_in(cut_pack), "pack.yaml": content}) if "pack.yaml" in text]
    assert "may begin in line 2, character 8" in found


def test_the_list_of_faults_is_bounded_and_fit_to_be_kept(cut_pack, monkeypatch):
    monkeypatch.setattr(faults_of_packs, "MOST", 3)
    blocks = [{"type": "\u202e" + "x" * 900 + str(number)} for number in range(5)]
    files = with_values(files_in(cut_pack), LESSON, lambda lesson: lesson.update(blocks=blocks))
    *first, more = said(files)
    assert len(first) == 3
    assert more == "There are 2 more faults."
    assert all(len(text) < 450 and "\u202e" not in text for text in first)


def test_a_hostile_pack_is_not_counted_to_its_end_and_its_words_are_not_kept_whole(monkeypatch):
    monkeypatch.setattr(faults_of_packs, "MOST_COUNTED", 4)
    looked_at, kept = [], []

    def read_lines() -> None:
        for number in range(9):
            looked_at.append(number)
            with faults_of_packs.noted():
                raise PackError(f"{number} " + "x" * 100_000)
            kept.extend(faults_of_packs._gathered.get() or ())

    with pytest.raises(PackError) as refusal, faults_of_packs.all_faults_together():
        read_lines()
    assert looked_at == [0, 1, 2, 3]
    assert max(map(len, kept)) < 450
    assert [text[0] for text in (refusal.value.message, *refusal.value.reasons)] == ["0", "1", "2", "3"]


def test_a_plan_of_many_lessons_takes_no_time():
    planned = [{"code": f"X-L{number}"} for number in range(20_000)]
    codes = [row["code"] for row in planned]
    head = {"programme": {"code": "X", "title": {}}, "units": [{"lessons": codes}]}
    with at_most(2):
        check_places(head, (), planned)


SHIPPED_HEAD = yaml.safe_load((SHIPPED / "pack.yaml").read_bytes())
HOSTILE = {int: "dreissig", str: date(2026, 12, 1), bool: "yes", list: 3, dict: 4, date: "someday"}


def places(value, path=()):
    """Yield where each kind of value stands in pack.yaml, once for each row of names."""
    if path:
        yield path
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from places(inner, (*path, name))
    elif isinstance(value, list) and value:
        yield from places(value[0], (*path, 0))


@pytest.mark.parametrize("wrong", ["other", "list"])
@pytest.mark.parametrize("path", [path for path in places(SHIPPED_HEAD) if path != ("schema",)], ids=str)
def test_a_value_of_a_wrong_kind_is_named_by_line_and_field(cut_pack, path, wrong):
    def spoil(head: dict) -> None:
        row = head
        for step in path[:-1]:
            row = row[step]
        kind = type(row[path[-1]])
        row[path[-1]] = HOSTILE[kind] if wrong == "other" or kind is list else [["x", None]]

    files = with_values(files_in(cut_pack), "pack.yaml", spoil)
    found = said(files)
    field = next(step for step in reversed(path) if isinstance(step, str))
    assert any(re.match(r"pack\.yaml line \d+, ", text) and field in text for text in found), found
    assert not any("another kind" in text or "not supported" in text for text in found)
    assert not any("None" in text or "datetime" in text for text in found)


def test_the_duration_of_a_scheme_is_named_as_those_who_write_packs_call_it(cut_pack):
    def spoil(head: dict) -> None:
        head["examination_schemes"][0]["duration_minutes"] = "dreissig"

    files = with_values(files_in(cut_pack), "pack.yaml", spoil)
    line = next(
        number
        for number, text in enumerate(files["pack.yaml"].decode().splitlines(), 1)
        if "dreissig" in text
    )
    with override("zh-hans"):
        found = said(files)
    assert found == [
        f"pack.yaml第{line}行，examination_schemes.duration_minutes：这里要写整数，写的却是 'dreissig'。"
    ]


@pytest.mark.parametrize("colon", ["code x", 'code: "x" y'])
def test_a_quotation_over_several_lines_that_is_closed_is_not_accused(cut_pack, colon):
    content = f'schema: 1\ntitle: "over\n  two lines"\n{colon}\nunits: y\n'.encode()
    [found] = [text for text in said({**files_in(cut_pack), "pack.yaml": content}) if "pack.yaml" in text]
    assert "may begin" not in found


WRITTEN = {
    "code:": "code: (empty) stands where there must be a text.",
    "code: 2026-12-01": "code: 2026-12-01 stands where there must be a text.",
    "code: 2026-12-01 10:30:00": "code: 2026-12-01T10:30:00 stands where there must be a text.",
    "code: true": "code: true stands where there must be a text.",
    "code: [a, 2026-12-01, {b: no}]": "code: ['a', 2026-12-01, {b: false}] stands where there must be a text.",
    "borrows: it's": "borrows: 'it''s' stands where there must be a list.",
    "5: x": "the name 5 is no text. Write a word there, or put it in quotation marks.",
    "2026-12-01: x": "the name 2026-12-01 is no text. Write a word there, or put it in quotation marks.",
    "~: x": "the name (empty) is no text. Write a word there, or put it in quotation marks.",
}


@pytest.mark.parametrize("line", WRITTEN)
def test_a_wrong_value_or_name_stands_in_the_fault_as_in_the_file(cut_pack, line):
    name = line.partition(":")[0]
    head = yaml.safe_load(files_in(cut_pack)["pack.yaml"])
    head.pop(name, None)
    content = b"# a word before\n" + line.encode() + b"\n" + written(head)
    found = said({**files_in(cut_pack), "pack.yaml": content})
    assert [text.split(" ", 3)[3] for text in found if text.startswith("pack.yaml line 2")] == [WRITTEN[line]]


def test_a_wrong_name_among_others_is_named_by_its_own_line(cut_pack):
    content = files_in(cut_pack)["pack.yaml"].replace(
        b"\nversion:\n", b"\nversion:\n  true: x\n  5: x\n  '5': x\n"
    )
    line = content[: content.index(b"true: x")].count(b"\n") + 1
    found = [text for text in said({**files_in(cut_pack), "pack.yaml": content}) if "the name" in text]
    assert [text.partition(" is no")[0] for text in found] == [
        f"pack.yaml line {line}: the name true",
        f"pack.yaml line {line + 1}: the name 5",
    ]


@pytest.mark.django_db
def test_browser_and_command_say_all_of_it(
    cut_pack, tmp_path, private_files, django_capture_on_commit_callbacks
):
    content = write_archive(code="x", files=spoilt(files_in(cut_pack)), made_at=NOW)
    who = a_reviewer()
    client = client_of(who)
    client.cookies["language"] = "en"
    with django_capture_on_commit_callbacks(execute=True):
        sent = upload_over_http(client, content, name="..\\我的 包 " + "x" * 200 + ".zip")
    page = client.get(sent["Location"]).content.decode()
    history = client.get(INDEX).content.decode()
    file = tmp_path / "spoilt.pack"
    file.write_bytes(content)
    with pytest.raises(CommandError) as refusal:
        call_command("import_pack", file)
    lines = str(refusal.value).splitlines()
    assert len(lines) == 6
    assert all(f"<li>{escape(line)}</li>" in page for line in lines)
    name = f"我的 包 {'x' * 54}…{'x' * 16}.zip"
    assert PackUpload.objects.get().name == name
    assert all(text in history for text in (name, who.display_name, "Refused"))
