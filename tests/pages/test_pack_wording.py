"""Old and new words side by side: what differs is marked, what is the same is shortened, and all of it is bounded."""

import pytest

from courses.pages.models import PackUpload
from courses.pages.packs import wording
from courses.pages.packs.collector import written
from courses.pages.packs.wording import ChangedLine, Comparer, Piece, lines_of, pieces_of
from tests.pages.authors import a_reviewer, client_of
from tests.pages.packs_on_the_way import INDEX, change, checked, packed
from tests.support import quick_yaml as yaml
from tests.support.pace import at_most


def marked(pieces: tuple[Piece, ...] | None) -> str:
    """Return a side with its changed words in brackets."""
    return "".join(f"[{one.text}]" if one.is_changed else one.text for one in pieces or ())


@pytest.mark.parametrize(
    ("old", "new", "left", "right"),
    [
        ("先断电，再验电。", "先断电，再用验电器验电。", "先断电，再验电。", "先断电，再[用验电器]验电。"),
        ("Wait 5 minutes.", "Wait 15 minutes.", "Wait [5] minutes.", "Wait [15] minutes."),
        ("abc", "", "[abc]", ""),
        ("一二三", "四五六", "[一二三]", "[四五六]"),
        (
            "字" * 90 + "旧" + "尾" * 90,
            "字" * 90 + "新" + "尾" * 90,
            *(f"…{'字' * 40}[{w}]{'尾' * 40}…" for w in "旧新"),
        ),
    ],
)
def test_the_words_that_differ_are_marked(old, new, left, right) -> None:
    assert tuple(map(marked, pieces_of(old, new))) == (left, right)


def test_lines_stand_beside_each_other_by_their_place() -> None:
    old = lines_of({"title": "验电", "steps": [{"text": "断电"}, {"text": "挂牌"}], "minutes": 5})
    new = lines_of(
        {"title": "验电", "steps": [{"text": "断电"}, {"text": "上锁"}, {"text": "挂牌"}], "minutes": 8}
    )
    found = Comparer().changes(list(old), list(new))
    assert [(line.at, marked(line.old), marked(line.new)) for line in found] == [
        ("steps.text", "", "[上锁]"),
        ("minutes", "[5]", "[8]"),
    ]
    assert found[0] == ChangedLine("steps.text", None, (Piece("上锁", True),))


def test_what_is_kept_is_bounded_and_what_is_left_out_counted(monkeypatch) -> None:
    monkeypatch.setattr(wording, "MOST_LINES", 3)
    comparer = Comparer(most=20)
    assert len(comparer.changes([], [("", "x")] * 9)) == 3
    assert len(comparer.changes([("", "a" * 90)], [("", "b" * 9_000)])) == 1
    assert comparer.changes([("", "a")], [("", "b")]) == ()
    assert comparer.left_out == 2


def test_of_long_texts_no_line_is_called_gone_that_only_moved_and_the_rest_is_counted() -> None:
    """Captions of ten minutes: a line comes in at the beginning, and one changes behind what is compared."""
    old = [("zh", f"line {number}") for number in range(900)]
    new = [*old[:10], ("zh", "new"), *old[10:850], ("zh", "other"), *old[851:]]
    for sides, expected in (((old, new), (None, "[new]")), ((new, old), ("[new]", None))):
        comparer = Comparer()
        (line,) = comparer.changes(*sides)
        assert (line.old and marked(line.old), line.new and marked(line.new)) == expected
        assert comparer.left_out == 1
    comparer = Comparer()
    assert len(comparer.changes(old, [])) == wording.MOST_LINES
    assert comparer.left_out == 1


@pytest.mark.parametrize("endless", ["x" * 100_000, " " * 100_000])
def test_a_word_without_an_end_is_shortened_beside_a_change(endless) -> None:
    sides = pieces_of(f"{endless}旧", f"{endless}新")
    assert [side[-1].text for side in sides] == ["旧", "新"]
    assert all(len(side[0].text) <= 2 * wording.CONTEXT + 1 for side in sides)


def test_hostile_words_take_no_time() -> None:
    with at_most(3):
        for length in (150, 790, 100_000):
            for pattern in ("一二", "一一二", "ab ", "的"):
                pieces_of("甲" + pattern * length + "乙", "丙" + pattern[::-1] * length + "丁")
        many = [("a", str(number % 2)) for number in range(50_000)]
        Comparer().changes(many, [("a", "x"), *many[::-1], ("a", "y")])


@pytest.mark.django_db
def test_the_preview_shows_old_and_new_words(
    loaded_pack, small_pack, private_files, django_assert_max_num_queries, in_english
) -> None:
    name = "lessons/CPC5-L01.yaml"
    lesson = yaml.safe_load((small_pack / name).read_text("utf-8"))
    place, heading = next((n, b) for n, b in enumerate(lesson["blocks"]) if b["type"] == "heading")
    before = heading["text"]["en"]
    heading["text"]["en"] = f"{before} <b>now</b>"
    drawing = next(block for block in lesson["blocks"] if block["type"] == "drawing")
    drawing["file"] = "drawings/other.svg"
    (small_pack / "drawings/other.svg").write_text("<svg xmlns='http://www.w3.org/2000/svg'/>", "utf-8")
    title = {**lesson["title"], "en": "Another title"}
    change(small_pack, name, blocks=lesson["blocks"], title=title)
    items = yaml.safe_load((small_pack / "items/fillings.yaml").read_text("utf-8"))
    items[0]["stem"]["zh"] += "（改）"
    (small_pack / "items/fillings.yaml").write_bytes(written(items))
    who = a_reviewer()
    row = checked(who, packed(small_pack))
    client = client_of(who)
    client.cookies["language"] = "en"
    with django_assert_max_num_queries(20):
        page = client.get(f"{INDEX}uploads/{row.uuid}/").content.decode()
    assert f"<span>{before}<ins> &lt;b&gt;now&lt;/b&gt;</ins></span>" in page
    assert f"Block {place + 1} (Heading): changed" in page
    assert "<ins>other.svg</ins>" in page
    assert "<ins>Another title</ins>" in page
    assert f"Item <code>{items[0]['code']}</code>" in page
    assert "question · Chinese" in page
    assert "<ins>（改）</ins>" in page
    assert PackUpload.objects.get().preview["differences"]["left_out"] == 0
