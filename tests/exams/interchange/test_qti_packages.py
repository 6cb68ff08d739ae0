"""Packages and files as a whole: manifests, what they list and do not hold, pictures, shared texts, hostile files."""

from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lms.core.unreadable import UnreadableFile
from lms.exams.interchange.drafts import DraftItem, Kind, Option, Status
from lms.exams.interchange.qti import read, write_package
from lms.exams.interchange.reasons import OF_ENTRIES, OF_FILES
from tests.exams.interchange.qti_samples import (
    MAP_RESPONSE,
    choice,
    is_right,
    item,
    mapping,
    package,
    response,
    rules,
    sets,
    version_3,
    when,
    zipped,
)
from tests.support.pace import at_most

GOOD = item(choice("a", "b"), response("A"))


def entries_of(data: bytes):
    """Return the entries of a file by their places."""
    return {entry.place: entry for entry in read(data).entries}


def codes_of(entry):
    """Return what is said of an entry."""
    return [remark.code for remark in entry.remarks]


def refusal_of(data: bytes) -> str:
    """Return what refuses a file."""
    with pytest.raises(UnreadableFile) as refused:
        read(data)
    assert refused.value.code in OF_FILES
    return refused.value.code


def test_one_bad_item_does_not_stop_the_others():
    files = {
        "items/1.xml": GOOD,
        "items/2.xml": GOOD[:-40],
        "items/3.xml": b"<!DOCTYPE x [<!ENTITY a 'b'>]>" + GOOD.partition(b"\n")[2],
        "items/4.xml": version_3(item(choice("c", "d"), response("B"))),
    }
    found = entries_of(package(files))
    assert [entry.status for entry in found.values()] == [
        Status.IMPORTED,
        Status.REFUSED,
        Status.REFUSED,
        Status.IMPORTED,
    ]
    assert codes_of(found["items/2.xml"]) == codes_of(found["items/3.xml"]) == ["broken_entry"]
    assert found["items/3.xml"].remarks[0].detail.startswith("doctype")


def test_what_a_manifest_lists_and_does_not_hold_and_the_other_way_round():
    resources = (
        '<resource type="imsqti_item_xmlv2p1" href="gone.xml"/><resource type="imsqti_item_xmlv2p1" href="../up.xml"/>'
        '<resource type="imsqti_item_xmlv3p0" href="http://example.org/i.xml"/>'
        '<resource type="imsqti_xmlv1p2" href="old.xml"/><resource type="webcontent" href="really.xml"/>'
        '<resource type="imsqti_test_xmlv2p1" href="test.xml"/>'
    )
    files = {
        "really.xml": GOOD,
        "more.xml": item(choice("x", "y"), response("A")),
        "test.xml": b"<assessmentTest/>",
    }
    found = entries_of(package(files, resources=resources))
    assert {place: codes_of(entry) for place, entry in found.items()} == {
        "gone.xml": ["file_missing"],
        "../up.xml": ["file_missing"],
        "http://example.org/i.xml": ["remote_reference"],
        "old.xml": ["version_unknown"],
        "really.xml": [],
        "more.xml": ["not_listed"],
    }


def test_a_test_that_names_its_items_is_no_item():
    references = '<qti-assessment-item-ref identifier="i1" href="1.xml"/>'
    test = f"<qti-assessment-test><qti-test-part>{references}</qti-test-part></qti-assessment-test>".encode()
    listed = (
        '<resource type="imsqti_test_xmlv3p0" href="test.xml"/>'
        '<resource type="imsqti_item_xmlv3p0" href="1.xml"/>'
    )
    files = {"test.xml": test, "1.xml": version_3(GOOD), "unlisted.xml": test}
    assert list(entries_of(package(files, resources=listed))) == ["1.xml"]


def test_questions_of_the_first_version_under_another_type_are_named():
    listed = '<resource type="webcontent" href="questiondb.xml"/>'
    assert refusal_of(package({"questiondb.xml": b"<questestinterop/>"}, resources=listed)) == (
        "version_unknown"
    )


def test_bases_and_escaped_names():
    resources = (
        '<resource xml:base="a%20b/" type="imsqti_item_xmlv2p2"><file href="q%E9%A2%98.xml"/></resource>'
        '<resource type="imsqti_apipitem_xmlv2p1" href="A b/Two.XML"/>'
    )
    files = {"a b/q题.xml": GOOD, "a b/two.xml": item(choice("x", "y"), response("A"))}
    assert [entry.status for entry in read(package(files, resources=resources)).entries] == [
        Status.IMPORTED
    ] * 2


def test_pictures_come_along_and_others_are_said():
    body = '<p><img src="../img/%E5%9B%BE.png" alt="box"/><img src="../img/no.png"/></p>' + choice("a", "b")
    files = {"items/1.xml": item(body, response("A")), "img/图.png": b"picture"}
    entry = read(package(files)).entries[0]
    picture = entry.item.attachments[0]
    assert (picture.name, picture.data, picture.alternative) == ("图.png", b"picture", "box")
    assert entry.item.stem["zh"].startswith("[[1]]")
    assert codes_of(entry) == ["picture_missing"]


def test_shared_texts_stand_before_the_question():
    words = b'<qti-stimulus-body><p>Read. <img src="p.png"/></p></qti-stimulus-body>'
    stimulus = b"<qti-assessment-stimulus>" + words + b"</qti-assessment-stimulus>"
    reference = '<assessmentStimulusRef identifier="s" href="../texts/s.xml"/>'
    files = {
        "items/1.xml": version_3(item(choice("a", "b"), response("A"), reference)),
        "items/2.xml": version_3(
            item(choice("c", "d"), response("A"), reference.replace("s.xml", "gone.xml"))
        ),
        "texts/s.xml": stimulus,
        "texts/p.png": b"1",
    }
    listed = "".join(f'<resource type="imsqti_item_xmlv3p0" href="items/{n}.xml"/>' for n in (1, 2))
    first, second = read(package(files, resources=listed)).entries
    assert first.item.stem["zh"] == "Read. [[1]]\nWhich one?"
    assert codes_of(second) == ["text_missing"]


def test_topics_of_a_manifest():
    lom = (
        "<metadata><lom><classification><purpose><value>discipline</value></purpose><taxonPath>"
        "<taxon><entry><string>Electricity</string></entry></taxon><taxon><entry><string>Earthing</string></entry></taxon>"
        "</taxonPath></classification><educational><difficulty><value>difficult</value></difficulty></educational></lom></metadata>"
    )
    two = lom.replace(
        "</taxonPath>", "</taxonPath><taxonPath><taxon><entry>Other</entry></taxon></taxonPath>"
    )
    resources = "".join(
        f'<resource type="imsqti_item_xmlv2p1" href="{n}.xml">{metadata}</resource>'
        for n, metadata in ((1, lom), (2, two))
    )
    files = {"1.xml": GOOD, "2.xml": item(choice("x", "y"), response("A"))}
    first, second = (entry.item for entry in read(package(files, resources=resources)).entries)
    assert (first.topic, first.difficulty) == ("Earthing", "hard")
    assert second.topic == ""


def test_the_same_question_twice():
    other_key = item(choice("a", "b"), response("B"))
    found = entries_of(package({"1.xml": GOOD, "2.xml": GOOD.replace(b'"i1"', b'"i2"'), "3.xml": other_key}))
    assert [(remark.code, remark.detail) for remark in found["2.xml"].remarks] == [("repeated", "1.xml")]
    assert [(remark.code, remark.detail) for remark in found["3.xml"].remarks] == [
        ("keys_contradict", "1.xml")
    ]


def test_several_items_in_one_file():
    inner = GOOD.partition(b"?>")[2].decode()
    reading = read(f"<items>\n{inner}\n{inner.replace('>b<', '>c<')}</items>".encode())
    assert [entry.place for entry in reading.entries] == ["line 3", "line 5"]


def test_links_and_forums_of_a_cartridge_are_no_old_questions():
    resources = (
        '<resource type="imswl_xmlv1p1" href="link.xml"/><resource type="imsdt_xmlv1p1" href="forum.xml"/>'
        '<resource type="associatedcontent/imscc_xmlv1p1/learning-application-resource" href="1.xml"/>'
    )
    assert list(entries_of(package({"1.xml": GOOD, "link.xml": b"<webLink/>"}, resources=resources))) == [
        "1.xml"
    ]


def test_a_declaration_of_wider_units_that_is_read_byte_by_byte_is_wrong():
    assert read(GOOD.replace(b"UTF-8", b"utf-16")).encoding == "utf-8"
    assert read(GOOD.decode().replace("UTF-8", "utf-16").encode("utf-16")).encoding == "utf-16-le"


OLD = b'<?xml version="1.0"?><questestinterop><item ident="a"/></questestinterop>'


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty"),
        (b"not xml", "not_this_format"),
        (b"<html><body/></html>", "not_this_format"),
        (b"<assessmentTest/>", "empty"),
        (b"\xff\xfe<", "encoding_unknown"),
        (GOOD.replace(b"UTF-8", b"UTF-7"), "encoding_unknown"),
        (GOOD.replace(b">a<", b">\xe9<"), "encoding_unknown"),
        (GOOD[:300], "broken"),
        (GOOD.replace(b">a<", b">\x00<"), "broken"),
        (OLD, "version_unknown"),
        (GOOD.replace(b"imsqti_v2p1", b"imsqti_v9p0"), "version_unknown"),
        (
            package({"q.xml": OLD}, resources='<resource type="imsqti_xmlv1p2" href="q.xml"/>'),
            "version_unknown",
        ),
        (
            package({"q.dat": OLD}, resources='<resource type="assessment/x-bb-qti-pool" href="q.dat"/>'),
            "version_unknown",
        ),
        (package({"a/1.xml": GOOD}, manifest="a/imsmanifest.xml"), "no_manifest"),
        (package({"1.xml": GOOD}, manifest=""), "no_manifest"),
        (zipped({"imsmanifest.xml": b"<x/>"}), "no_manifest"),
        (package({"a.txt": b"1"}), "empty"),
        (package({"1.xml": GOOD, "../x.xml": GOOD}), "archive_unsafe"),
        (zipped({"imsmanifest.xml": b"<!DOCTYPE x [<!ENTITY y 'z'>]>" + OLD}), "doctype"),
    ],
)
def test_files_that_are_refused_as_a_whole(data, code):
    assert refusal_of(data) == code


DOCTYPES = (
    b'<?xml version="1.0"?>\n<!-- - -- > -->\n<?a b?> <!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>',
    b'\xef\xbb\xbf<!DOCTYPE a SYSTEM "http://127.0.0.1/x.dtd" [<!ENTITY % x SYSTEM "y"> %x;]><a/>',
    b'<!DOCTYPE a><!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>',
    b"<!DOCTYPE a [ ]><a/>",
    b"<!doctype a><a/>",
    b"<!DOCTYPE a",
    '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>'.encode("utf-16"),
)


@pytest.mark.parametrize("data", DOCTYPES)
def test_a_document_type_that_may_declare_something_is_refused(data):
    assert refusal_of(data) == "doctype"


def test_deep_nesting():
    assert refusal_of(GOOD.replace(b"<itemBody>", b"<itemBody>" + b"<div>" * 200)) in ("too_deep", "broken")
    deep = b"<div>" * 150 + b"</div>" * 150
    assert refusal_of(GOOD.replace(b"<itemBody>", b"<itemBody>" + deep)) == "too_deep"


HUGE = {
    "elements": GOOD.replace(b"<itemBody>", b"<itemBody>" + b"<b/>" * 4_500_000),
    "attributes": GOOD.replace(
        b"<itemBody>", b"<itemBody " + b" ".join(b"a%d=''" % n for n in range(1_200_000)) + b">"
    ),
    "blanks": b"<?xml version='1.0'?>" + b" " * 18_000_000 + b"<!DOCTYPE a []><a/>",
    "comments": b"<!--" + b"- " * 9_000_000 + b"--><!DOCTYPE a []><a/>",
    "too much": b" " * 21_000_000,
}


@pytest.mark.slow
@pytest.mark.parametrize("way", HUGE)
def test_huge_files_are_refused_soon(way):
    with at_most(5):
        assert refusal_of(HUGE[way]) in ("too_big", "doctype", "broken")


def test_rules_that_cost_too_much_to_try_are_not_tried():
    options = [str(number) for number in range(10)]
    members = "".join(
        when(
            f'<member><baseValue baseType="identifier">{letter}</baseValue><variable identifier="RESPONSE"/></member>',
            sets("1"),
        )
        for letter in "ABCDEFGHIJ"
    )
    data = item(
        choice(*options, most=0), response("A", cardinality="multiple"), processing=rules(members * 20)
    )
    with at_most(5):
        entries = read(
            package({f"{number}.xml": data.replace(b'"i1"', b'"i%d"' % number) for number in range(30)})
        ).entries
        assert codes_of(entries[0]) == ["scoring_not_understood"]


def test_absurd_numbers():
    data = item(choice("a", "b"), response("A", more=mapping({"A": "1e999999999"})), processing=MAP_RESPONSE)
    assert codes_of(read(data).entries[0]) == ["value_unusable"]
    endless = item(choice("a", "b"), response("A"), processing=rules(when(is_right(), sets("9" * 5000))))
    assert codes_of(read(endless).entries[0]) == ["scoring_not_understood"]


# --- whatever becomes of a file, it is an entry ----------------

FULL = version_3(
    item(
        f"<p>Look <img src='a.png'/></p>{choice('a', 'b', 'c', most=0)}",
        response("A", "B", cardinality="multiple", more=mapping({"A": 1, "B": 2, "C": -1})),
        processing=rules(when(is_right(), sets("2"), otherwise=sets("<mapResponse identifier='RESPONSE'/>"))),
    )
)
PIECES = [
    b"<p>",
    b"</p>",
    b"RESPONSE",
    b"qti-",
    b"identifier",
    b'"',
    b"A",
    b"0",
    b"-1",
    b"1e5",
    b"multiple",
    b"",
    b" ",
    b"<qti-gap/>",
]


def read_or_code(data: bytes):
    """Return the entries of a file, and what refused it."""
    try:
        return read(data).entries, ""
    except UnreadableFile as refused:
        return (), refused.code


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    st.lists(st.tuples(st.integers(0, len(FULL)), st.integers(0, 12), st.sampled_from(PIECES)), max_size=4)
)
def test_no_change_of_a_file_breaks_the_reader(changes):
    data = FULL
    for place, length, piece in changes:
        data = data[:place] + piece + data[place + length :]
    entries, code = read_or_code(data)
    assert code in ("", *OF_FILES)
    for entry in entries:
        assert entry.item is not None or entry.remarks
        assert all(remark.code in OF_ENTRIES for remark in entry.remarks)


def test_a_large_package_is_read_soon():
    options = tuple(Option(name, {"zh": f"选项 {name}"}) for name in "abcd")
    items = [
        DraftItem(Kind.SINGLE, {"zh": f"第 {number} 题"}, "b", options, marks=Decimal(2), code=str(number))
        for number in range(500)
    ]
    data = write_package(items)
    with at_most(3):
        assert len(read(data).entries) == 500


def test_a_package_of_the_first_version_without_any_manifest_is_refused_for_its_version() -> None:
    data = zipped({"1_qti.xml": b'<?xml version="1.0"?><questestinterop><item/></questestinterop>'})
    with pytest.raises(UnreadableFile) as refusal:
        read(data)
    assert (refusal.value.code, refusal.value.place) == ("version_unknown", "1_qti.xml")
