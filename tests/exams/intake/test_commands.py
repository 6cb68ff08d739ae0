"""The commands: what goes in comes out in every format and in again; refusals name themselves by their exit status."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from lms.core.models import AuditEntry
from lms.exams.bank.operations import load_topics
from lms.exams.bank.topicbook import TopicBook
from lms.exams.intake.models import DraftAttachment, ItemDraft, ItemImport, SavedMapping
from lms.exams.intake.outgoing import FORMATS, Going, items_of, write_items
from lms.exams.interchange.drafts import Attachment, DraftItem, Gap, Kind, Scoring
from tests.exams.intake.samples import ONE_OF_EACH, a_reading, a_single
from tests.exams.intake.test_take_in import ACTOR, take
from tests.factories.courses import NOW

pytestmark = pytest.mark.django_db
GIFT = "::Q1:: 一加一等于几？ {=二 ~三 ~四}\n\n::Q2:: 天是蓝的。 {T}\n\n::Q3:: 坏题 {=\n"
TABLE = "题干,选项A,选项B,答案\n一加一等于几？,二,三,A\n二加二等于几？,四,五,\n"


@pytest.fixture(autouse=True)
def _media(settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"


def said(command: str, *options: object) -> dict:
    output = io.StringIO()
    call_command(command, *map(str, options), "--json", stdout=output)
    return json.loads(output.getvalue())


def written(tmp_path: Path, name: str, content: str | bytes) -> Path:
    path = tmp_path / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def statuses(facts: dict) -> list[str]:
    return [entry["status"] for entry in facts["items"]]


def test_a_file_comes_in_and_says_what_became_of_each_question(tmp_path: Path) -> None:
    path = written(tmp_path, "old.gift", GIFT)
    looked = said("import_items", path, "--bank", "OLD", "--dry-run")
    assert (looked["imported"], ItemImport.objects.count()) == (False, 0)
    facts = said("import_items", path, "--bank", "OLD")
    assert (facts["format"], facts["encoding"], facts["imported"]) == ("gift", "utf-8", True)
    assert statuses(facts) == statuses(looked) == ["imported", "imported", "refused"]
    assert facts["counts"]["type"] == {"single": 1, "true_false": 1}
    refused = facts["items"][2]
    assert refused["position"].startswith("line 5")
    assert refused["reason"]
    assert refused["message"]
    assert ItemDraft.objects.count() == 2
    assert statuses(said("import_items", path, "--bank", "OLD"))[:2] == ["refused", "refused"]


def test_a_table_is_asked_about_before_it_is_read(tmp_path: Path) -> None:
    path = written(tmp_path, "old.csv", TABLE.encode("gb18030"))
    asked = said("import_items", path, "--bank", "OLD", "--encoding", "gb18030")
    assert (asked["items"], asked["imported"]) == ([], False)
    headers = [column["header"] for column in asked["needs_mapping"]["sheets"][0]["columns"]]
    assert headers == ["题干", "选项A", "选项B", "答案"]
    mapping = written(tmp_path, "mapping.json", json.dumps(asked["needs_mapping"]["proposal"]))
    ways = ["--encoding", "gb18030", "--mapping", mapping]
    saving = [*ways, "--save-mapping", "our old tables"]
    assert said("import_items", path, "--bank", "OLD", *saving, "--dry-run")["imported"] is False
    assert not SavedMapping.objects.exists(), "a dry run writes nothing"
    facts = said("import_items", path, "--bank", "OLD", *saving)
    assert [(entry["status"], entry["reason"]) for entry in facts["items"]] == [
        ("imported", ""),
        ("refused", "no_key"),
    ]
    assert "row 3" in facts["items"][1]["position"]
    assert SavedMapping.objects.get().name == "our old tables"
    again = said("import_items", path, "--bank", "B2", "--encoding", "gb18030", "--mapping", "our old tables")
    assert again["counts"] == facts["counts"]


@pytest.mark.parametrize(("bank", "name"), [("a b", "our old tables"), ("OLD", "n" * 61)])
def test_a_mapping_is_kept_with_what_it_has_brought_or_not_at_all(
    tmp_path: Path, bank: str, name: str
) -> None:
    path = written(tmp_path, "old.csv", TABLE)
    proposal = said("import_items", path, "--bank", "OLD")["needs_mapping"]["proposal"]
    mapping = written(tmp_path, "mapping.json", json.dumps(proposal))
    with pytest.raises(CommandError):
        said("import_items", path, "--bank", bank, "--mapping", mapping, "--save-mapping", name)
    assert not SavedMapping.objects.exists()
    assert not ItemImport.objects.exists()


@pytest.mark.parametrize(
    ("name", "content", "options", "status", "words"),
    [
        ("a.gift", None, [], 2, "No such file"),
        ("a.gift", GIFT, ["--bank", "a b"], 2, "needs a code"),
        ("a.csv", TABLE, ["--mapping", "nobody's"], 2, "no saved mapping"),
        ("a.txt", "only words", [], 3, "not what its format says"),
        ("a.xml", "<quiz><question", ["--format", "moodle-xml"], 3, "damaged"),
        ("a.xml", "<!DOCTYPE q [<!ENTITY a 'b'>]><quiz>&a;</quiz>", [], 3, "document type"),
        ("a.zip", b"PK\x03\x04rubbish", [], 3, "damaged"),
        ("a.gift", "", [], 3, "no question"),
    ],
)
def test_what_is_refused_as_a_whole(
    tmp_path: Path, name: str, content: str | bytes | None, options: list[str], status: int, words: str
) -> None:
    path = tmp_path / name if content is None else written(tmp_path, name, content)
    bank = [] if "--bank" in options else ["--bank", "OLD"]
    with pytest.raises(CommandError, match=words) as refusal:
        said("import_items", path, *bank, *options)
    assert refusal.value.returncode == status
    assert not ItemImport.objects.exists()


def test_a_refused_file_is_one_json_object_too(tmp_path: Path) -> None:
    output = io.StringIO()
    path = written(tmp_path, "a.txt", "only words")
    with pytest.raises(CommandError):
        call_command("import_items", path, "--bank", "OLD", "--json", stdout=output)
    facts = json.loads(output.getvalue())
    assert (facts["refused"]["reason"], facts["items"]) == ("not_this_format", [])


def test_a_mapping_that_does_not_fit_is_wrong_usage(tmp_path: Path) -> None:
    table = written(tmp_path, "a.csv", TABLE)
    deep = "[" * 100_000 + "]" * 100_000
    for content in ("[]", "{", '{"version": 1, "sheets": [{"sheet": "*", "columns": []}]}', deep):
        mapping = written(tmp_path, "mapping.json", content)
        with pytest.raises(CommandError) as refusal:
            said("import_items", table, "--bank", "OLD", "--mapping", mapping)
        assert refusal.value.returncode == 2


@pytest.mark.parametrize("format_name", FORMATS)
def test_what_goes_out_comes_in_again(tmp_path: Path, format_name: str) -> None:
    take(a_reading(*(replace(item, code=f"Q{place}") for place, item in enumerate(ONE_OF_EACH, start=1))))
    path = tmp_path / f"out.{format_name}"
    facts = said("export_items", "--bank", "OLD", "--format", format_name, "--output", path)
    assert facts["items"] + len(facts["left_out"]) == len(ONE_OF_EACH)
    assert all(row["message"] for row in facts["left_out"])
    assert path.stat().st_mode & 0o077 == 0, "it holds keys"
    back = said("import_items", path, "--bank", "BACK")
    assert "refused" not in statuses(back), back["items"]
    lost = {row["item"] for row in facts["left_out"]}
    kept = [essence(one.item) for one in items_of("OLD") if one.item.code not in lost]
    assert [essence(one.item) for one in items_of("BACK")] == kept
    assert AuditEntry.objects.filter(action="exams.export_items").count() == 1


@pytest.mark.parametrize("format_name", FORMATS)
@pytest.mark.parametrize("scoring", [Scoring.EXACT, Scoring.PER_PART])
def test_a_sentence_with_one_gap_goes_out_in_every_format(format_name: str, scoring: Scoring) -> None:
    """One gap is all of the marks, whichever of the two a bank calls it."""
    key = (Gap({"接地": Decimal(1), "保护接地": Decimal(1)}),)
    item = DraftItem(Kind.FILL_IN, {"zh": "外壳应____。"}, key, scoring=scoring)
    assert write_items([Going(item)], format_name).left_out == ()


@pytest.mark.parametrize("format_name", FORMATS)
def test_a_topic_goes_out_by_its_name_and_is_found_again(tmp_path: Path, format_name: str) -> None:
    title = {"zh": "气割/焊接", "en": "Gas cutting"}
    load_topics(topics=[{"code": "OLD/qi-ge", "title": title}], actor=ACTOR, now=NOW)
    take(a_reading(replace(a_single("先关什么？"), topic="qi-ge")))
    path = tmp_path / "out"
    said("export_items", "--bank", "OLD", "--format", format_name, "--output", path)
    said("import_items", path, "--bank", "BACK")
    assert ItemDraft.objects.get(bank__code="BACK").topic == "气割/焊接"
    assert TopicBook("OLD").find("气割/焊接") == "OLD/qi-ge"


def test_marks_go_out_as_the_numbers_of_what_they_stand_for() -> None:
    formulas = tuple(Attachment("formula", tex, tex=tex) for tex in "ab")
    take(a_reading(a_single("看 [[2]]", attachments=formulas)))
    DraftAttachment.objects.get(number=1).delete()
    (item,) = (one.item for one in items_of("OLD"))
    assert (item.stem["zh"], [one.tex for one in item.attachments]) == ("看 [[1]]", ["b"])


def essence(item: DraftItem) -> tuple:
    """Return what every format that can hold an item must keep of it: what is asked, and what is right, in words."""
    words = {option.name: tuple(sorted(option.text.items())) for option in item.options}
    matches = {match.name: tuple(sorted(match.text.items())) for match in item.matches}
    pictures = [one.data for one in item.attachments]
    return item.kind, dict(item.stem), sorted(words.values()), _right(item, words, matches), pictures


def _right(item: DraftItem, words: dict, matches: dict) -> object:
    if item.scoring == Scoring.UNSCORED:
        return None
    if item.kind in (Kind.SINGLE, Kind.MULTIPLE, Kind.ORDERING):
        return [words[name] for name in item.key]
    if item.kind == Kind.MATCHING:
        return {words[name]: matches[match] for name, match in item.key.items()}
    if item.kind == Kind.NUMERIC:
        return [
            (one.value, one.tolerance * (one.value if one.is_relative else 1), one.unit) for one in item.key
        ]
    if item.kind == Kind.HOTSPOT:
        return [(one.shape, one.coords) for one in item.regions if one.name in item.key]
    return item.key


@pytest.mark.parametrize(
    ("command", "more"),
    [
        ("export_items", ["--format", "gift", "--output"]),
        ("import_items", ["--mapping", "no such mapping"]),
    ],
)
def test_wrong_usage_is_one_json_object_too(tmp_path: Path, command: str, more: list[str]) -> None:
    output, path = io.StringIO(), written(tmp_path, "a.csv", "题干,选项A,选项B,答案\n甲,铜,木,A\n")
    with pytest.raises(CommandError) as error:
        call_command(command, *more, str(path), "--bank", "NONE", "--json", stdout=output)
    refused = json.loads(output.getvalue())["refused"]
    assert (error.value.returncode, refused["reason"]) == (2, "usage")
    assert refused["message"] == str(error.value)


def test_an_empty_bank_is_wrong_usage(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="no items") as refusal:
        said("export_items", "--bank", "NONE", "--format", "gift", "--output", tmp_path / "a")
    assert refusal.value.returncode == 2


def test_a_mapping_that_does_not_fit_is_wrong_usage_that_names_sheet_and_column(tmp_path: Path) -> None:
    columns = [{"column": "A", "role": "stem", "header": "题目"}, {"column": "D", "role": "answer"}]
    sheet = {"sheet": "*", "header_row": 1, "columns": columns}
    mapping = written(tmp_path, "m.json", json.dumps({"version": 1, "sheets": [sheet]}))
    with pytest.raises(CommandError, match=r"header_differs column A 题目 / 题干") as caught:
        said("import_items", written(tmp_path, "t.csv", TABLE), "--bank", "OLD", "--mapping", mapping)
    assert caught.value.returncode == 2
