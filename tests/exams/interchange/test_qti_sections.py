"""Texts that a test shows before its questions: each question says that they stay behind."""

from random import Random

import pytest

from lms.exams.interchange.drafts import Status
from lms.exams.interchange.qti import read
from lms.exams.interchange.qti.sections import MOST_TEXTS
from tests.exams.interchange.qti_samples import choice, item, package, response, version_3
from tests.support.pace import at_most

GOOD = item(choice("a", "b"), response("A"))
_RUBRIC = '<rubricBlock view="{}"><p>{}</p></rubricBlock>'


def _test_of(inner: str) -> bytes:
    """Return a test of version 2.1 with one part."""
    space = 'xmlns="http://www.imsglobal.org/xsd/imsqti_v2p1" identifier="t" title="T"'
    return f'<assessmentTest {space}><testPart identifier="p">{inner}</testPart></assessmentTest>'.encode()


def _section(inner: str) -> str:
    return f'<assessmentSection identifier="s" title="S" visible="true">{inner}</assessmentSection>'


@pytest.mark.parametrize("is_version_3", [False, True])
def test_texts_that_a_test_shows_before_its_questions_are_said_of_each(is_version_3):
    one, two, three = (f'<assessmentItemRef identifier="i{n}" href="../items/{n}.xml"/>' for n in (1, 2, 3))
    shared = _RUBRIC.format("candidate proctor", "The board feeds four rooms.")
    outer = _section(
        _RUBRIC.format("candidate", "Answer all.")
        + _section(shared + one)
        + two
        + _RUBRIC.format("scorer", "x")
    )
    form = version_3 if is_version_3 else bytes
    items = {f"items/{n}.xml": form(item(choice("a", f"b{n}"), response("A"))) for n in (1, 2, 3)}
    kind = "imsqti_item_xmlv3p0" if is_version_3 else "imsqti_item_xmlv2p1"
    listed = "".join(f'<resource type="{kind}" href="{path}"/>' for path in items)
    test = '<resource type="imsqti_test_xmlv2p1" href="tests/t.xml"/>'
    files = {**items, "tests/t.xml": form(_test_of(outer + _section(three)))}
    found = read(package(files, resources=test + listed)).entries
    assert [[(one.code, one.detail) for one in entry.remarks] for entry in found] == [
        [("section_text_lost", "Answer all."), ("section_text_lost", "The board feeds four rooms.")],
        [("section_text_lost", "Answer all.")],
        [],
    ]
    assert [entry.status for entry in found] == [Status.WARNED, Status.WARNED, Status.IMPORTED]


@pytest.mark.parametrize("form", [bytes, version_3])
def test_weights_of_a_test_are_not_marks_and_that_is_said(form):
    weight = '<weight identifier="{}" value="{}"/>'
    inside = (
        weight.format("W", "2.5"),
        weight.format("W", "1.0"),
        weight.format("W", "x") + weight.format("V", "1"),
        "",
    )
    references = "".join(
        f'<assessmentItemRef identifier="i{n}" href="{n}.xml">{one}</assessmentItemRef>'
        for n, one in enumerate(inside)
    )
    files = {f"{n}.xml": form(item(choice("a", f"b{n}"), response("A"))) for n in range(4)}
    listed = "".join(f'<resource type="imsqti_item_xmlv2p1" href="{path}"/>' for path in files)
    test = '<resource type="imsqti_test_xmlv2p1" href="t.xml"/>'
    found = read(
        package({**files, "t.xml": form(_test_of(_section(references)))}, resources=test + listed)
    ).entries
    said = [[(one.code, one.detail) for one in entry.remarks] for entry in found if entry.item]
    assert said == [[("weight_lost", "2.5")], [], [("weight_lost", "x")], []]
    assert {entry.item.marks for entry in found if entry.item} == {1}


def test_a_test_without_end_says_little_and_soon():
    random = Random(4)
    many = "".join(_RUBRIC.format("candidate", f"{random.getrandbits(256):x}") for _one in range(20_000))
    reference = '<assessmentItemRef identifier="i{:x}" href="1.xml"/>'
    references = "".join(reference.format(random.getrandbits(256)) for _one in range(20_000))
    listed = (
        '<resource type="imsqti_test_xmlv2p1" href="t.xml"/>' * 3_000
        + '<resource type="imsqti_item_xmlv2p1" href="1.xml"/>'
    )
    files = {"1.xml": GOOD, "t.xml": _test_of(_section(many + references))}
    with at_most(8):
        (entry,) = read(package(files, resources=listed)).entries
        assert [remark.code for remark in entry.remarks] == ["section_text_lost"] * MOST_TEXTS


def test_a_damaged_test_leaves_its_questions_alone():
    listed = (
        '<resource type="imsqti_test_xmlv2p1" href="t.xml"/>'
        '<resource type="imsqti_item_xmlv2p1" href="1.xml"/>'
    )
    bomb = b'<!DOCTYPE x [<!ENTITY a "b">]><assessmentTest>&a;</assessmentTest>'
    for test in (b"<assessmentTest><testPart>", bomb):
        (entry,) = read(package({"t.xml": test, "1.xml": GOOD}, resources=listed)).entries
        assert [remark.code for remark in entry.remarks] == []
