"""A document type that declares nothing is taken out before any parser: nothing is fetched, and the file is read."""

import socket

import pytest

from lms.core.document_types import without_document_type
from lms.core.picture_heads import size_of
from lms.core.unreadable import UnreadableFile
from lms.exams.intake.pictures import PictureRefused, cleaned
from lms.exams.interchange import formats
from lms.exams.interchange.drafts import Status
from tests.exams.interchange.qti_samples import choice, item, package, response
from tests.support.pace import at_most

BARE = [
    "<!DOCTYPE {}>",
    "<!-- a > b --><!DOCTYPE {}\n>",
]
ADDRESSED = [
    '<!DOCTYPE {} SYSTEM "http://127.0.0.1:9/grammar.dtd">',
    "<!DOCTYPE {} PUBLIC '-//A//B 1.0//EN' 'http://127.0.0.1:9/grammar.dtd' >",
]
DECLARING = [
    '<!DOCTYPE {} [<!ENTITY a "b">]>',
    '<!DOCTYPE {} SYSTEM "http://127.0.0.1:9/grammar.dtd" [<!ENTITY % a SYSTEM "file:///etc/hostname"> %a;]>',
    "<!DOCTYPE {}><!DOCTYPE b []>",
    '<!DOCTYPE {} SYSTEM "a.dtd',
]
ITEM = item(choice("copper", "wood"), response("A")).partition(b"?>\n")[2].decode()
QUIZ = (
    "\n<quiz><question type='truefalse'><questiontext><text>Copper conducts.</text></questiontext>"
    "<answer fraction='100'><text>true</text></answer><answer fraction='0'><text>false</text></answer></question>"
    "</quiz>"
)
SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="8" height="4"><rect width="8" height="4"/></svg>'


@pytest.fixture(autouse=True)
def without_network(monkeypatch):
    """Fail as soon as anything asks for another computer."""

    def refuse(*_given, **_named):
        raise AssertionError("a document type was fetched")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)


def read(text: str, name: str = "a.xml"):
    data = text.encode()
    return formats.read(data, formats.recognise(data, name)).entries


@pytest.mark.parametrize("bare", BARE)
def test_questions_below_a_bare_document_type_are_read(bare):
    declaration = "<?xml version='1.0'?>\n"
    (one,) = read(declaration + bare.format("assessmentItem") + ITEM)
    (other,) = read(declaration + bare.format("quiz") + QUIZ)
    assert (one.status, one.item.key) == (Status.IMPORTED, "a")
    assert (other.status, other.item.key) == (Status.IMPORTED, True)
    lines = bare.count("\n") + 2
    assert (one.place, other.place) == (f"line {lines}", f"line {lines + 1}")


@pytest.mark.parametrize("declaring", [*DECLARING, *ADDRESSED])
@pytest.mark.parametrize(("root", "rest"), [("assessmentItem", ITEM), ("quiz", QUIZ)])
def test_one_that_may_declare_something_or_names_an_address_refuses_the_file(declaring, root, rest):
    with pytest.raises(UnreadableFile) as refused:
        read(declaring.format(root) + rest)
    assert refused.value.code == "doctype"


def test_a_word_that_only_a_grammar_could_explain_is_damage_not_a_lost_word():
    with pytest.raises(UnreadableFile) as refused:
        read("<!DOCTYPE assessmentItem>" + ITEM.replace("copper", "cop&shy;per"))
    assert refused.value.code == "broken"


def test_items_of_a_package_may_have_one():
    files = {"1.xml": ("<!DOCTYPE assessmentItem>" + ITEM).encode(), "2.xml": (DECLARING[0] + ITEM).encode()}
    data = package(files)
    statuses = [entry.status for entry in formats.read(data, "qti").entries]
    assert statuses == [Status.IMPORTED, Status.REFUSED]


@pytest.mark.parametrize("bare", [*BARE, *ADDRESSED])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_drawings_are_kept_without_it(bare, mark):
    data = mark + ("<?xml version='1.0'?>" + bare.format("svg") + SVG).encode()
    kept = cleaned(data).content
    assert b"DOCTYPE" not in kept
    assert b"<rect" in kept
    assert size_of(data) == (8, 4)


@pytest.mark.parametrize("declaring", DECLARING)
def test_drawings_that_declare_something_are_refused(declaring):
    data = (declaring.format("svg") + SVG).encode()
    with pytest.raises(PictureRefused):
        cleaned(data)
    assert size_of(data) is None


def test_looking_for_one_takes_no_time():
    with at_most(2):
        for text in (
            "<!DOCTYPE a" + " " * 400_000,
            "<!DOCTYPE a PUBLIC " + "'" * 400_000,
            "<?a?>" * 100_000 + "<!DOCTYPE",
        ):
            with pytest.raises(UnreadableFile):
                without_document_type(text)
