"""Pictures that lie on a stem or an option come along as raw bytes; others are named, and none is fetched."""

import io

import openpyxl
from openpyxl.drawing.image import Image
from PIL import Image as Drawn

from lms.exams.interchange.tables import apply_mapping, look, write_template
from tests.exams.interchange.tables_old import sheet_xml, with_parts
from tests.exams.interchange.tables_samples import book, outcome, read, saved

_HEADING = ("题干", "选项A", "选项B", "答案")


def _png(colour: str = "red") -> bytes:
    target = io.BytesIO()
    Drawn.new("RGB", (2, 2), colour).save(target, "PNG")
    return target.getvalue()


def test_pictures_on_stems_and_options_come_along() -> None:
    made = book(单选题=[_HEADING, ("甲", "铜", "木", "A"), ("乙", None, None, "B"), ("丙", "铜", "木", "B")])
    for cell, colour in (("A2", "red"), ("B3", "green"), ("C3", "blue"), ("F4", "red")):
        made.active.add_image(Image(io.BytesIO(_png(colour))), cell)
    first, second, third = read(saved(made)).entries
    assert first.item is not None
    assert second.item is not None
    assert first.item.stem == {"zh": "甲 [[1]]"}
    assert [attachment.data for attachment in first.item.attachments] == [_png("red")]
    assert [option.text["zh"] for option in second.item.options] == ["[[1]]", "[[2]]"]
    assert [attachment.data for attachment in second.item.attachments] == [_png("green"), _png("blue")]
    assert second.item.key == "b"
    assert outcome(third) == "4 single 木 (picture_left_out)"
    assert third.remarks[0].detail == "F4"


_CELL_IMAGES = (
    '<e:cellImages xmlns:e="e" xmlns:x="x" xmlns:a="a" xmlns:r="r"><e:cellImage><x:pic><x:nvPicPr>'
    '<x:cNvPr id="2" name="ID_1" descr="一只开关"/></x:nvPicPr>'
    '<x:blipFill><a:blip r:embed="rId1"/></x:blipFill></x:pic>'
    '</e:cellImage><e:cellImage><x:pic><x:nvPicPr><x:cNvPr id="3" name="ID_2"/></x:nvPicPr>'
    '<x:blipFill><a:blip r:embed="rId2"/></x:blipFill></x:pic></e:cellImage></e:cellImages>'
)
_LINKS = (
    '<Relationships><Relationship Id="rId1" Type="t/image" Target="media/image1.png"/>'
    '<Relationship Id="rId2" Type="t/image" Target="https://example.org/x.png" TargetMode="External"/></Relationships>'
)


def _row(number: int, *cells: str) -> str:
    return f'<row r="{number}">{"".join(f"""<c t="str">{cell}</c>""" for cell in cells)}</row>'


def _texts(*texts: str) -> list[str]:
    return [f"<v>{text}</v>" for text in texts]


def test_pictures_that_stand_in_cells_come_along_and_one_that_is_elsewhere_is_not_fetched() -> None:
    picture, remote = (f'<f>_xlfn.DISPIMG("{name}",1)</f><v>x</v>' for name in ("ID_1", "ID_2"))
    heading = _row(1, *_texts(*_HEADING))
    rows = _row(2, *_texts("甲"), picture, *_texts("木", "A")) + _row(
        3, *_texts("乙"), *_texts("铜"), remote, *_texts("A")
    )
    data = with_parts(
        {
            **sheet_xml(heading + rows),
            "xl/cellimages.xml": _CELL_IMAGES,
            "xl/_rels/cellimages.xml.rels": _LINKS,
            "xl/media/image1.png": _png(),
        }
    )
    first, second = read(data).entries
    assert first.item is not None
    assert first.item.options[0].text == {"zh": "[[1]]"}
    assert (first.item.attachments[0].alternative, first.item.attachments[0].data) == ("一只开关", _png())
    assert outcome(second) == "3 too_few_options+picture_left_out"


def test_marks_that_a_text_writes_itself_name_no_picture() -> None:
    made = book(单选题=[_HEADING, ("见 [[1]] 与 \ufdd52.0.0\ufdd5", "铜", "木", "A")])
    made.active.add_image(Image(io.BytesIO(_png())), "A2")
    (entry,) = read(saved(made)).entries
    assert entry.item is not None
    assert entry.item.stem == {"zh": "见 [ [1] ] 与 2.0.0 [[1]]"}
    assert len(entry.item.attachments) == 1


def test_an_author_may_lay_a_picture_on_the_template() -> None:
    made = openpyxl.load_workbook(io.BytesIO(write_template()))
    made.worksheets[0].add_image(Image(io.BytesIO(_png())), "C2")
    seen = look(saved(made))
    assert not seen.needs_mapping
    first = apply_mapping(seen.proposal, seen.book).entries[0]
    assert first.item is not None
    assert first.item.stem["zh"].endswith("[[1]]")
