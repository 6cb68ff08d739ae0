"""Texts that several items of a package share, and lines of a manifest: each file is read once, and work is counted."""

from collections import Counter

import pytest

from lms.core.unpacking import Archive
from lms.core.unreadable import UnreadableFile
from lms.exams.interchange.qti import packages, read
from tests.exams.interchange.qti_samples import choice, item, package, response, version_3

_GOOD = item(choice("a", "b"), response("A"))


def refusal(data: bytes) -> str:
    """Return what refuses a file."""
    with pytest.raises(UnreadableFile) as refused:
        read(data)
    return refused.value.code


@pytest.fixture
def unpackings(monkeypatch):
    """Count how often each file of an archive is unpacked."""
    counted: Counter[str] = Counter()
    pieces = Archive.pieces

    def counting(archive, path):
        counted[path] += 1
        return pieces(archive, path)

    monkeypatch.setattr(Archive, "pieces", counting)
    return counted


_REFERENCE = '<assessmentStimulusRef identifier="s" href="s.xml"/>'
_PASSAGE = '<object type="text/html" data="s.xml"/>'


def _sharing(words: str, *, references: int = 1, items: int = 3, inner: str = "") -> bytes:
    """Return a package whose items show the same text, several times each."""
    listed = "".join(f'<resource type="imsqti_item_xmlv3p0" href="{n}.xml"/>' for n in range(items))
    files = {
        f"{n}.xml": version_3(item(choice("a", f"b{n}") + inner, response("A"), _REFERENCE * references))
        for n in range(items)
    }
    shared = (
        f"<qti-assessment-stimulus><qti-stimulus-body>{words}</qti-stimulus-body></qti-assessment-stimulus>"
    )
    return package({**files, "s.xml": shared.encode()}, resources=listed)


def test_a_shared_text_is_unpacked_once_for_all_items(unpackings):
    entries = read(_sharing('<p>Read.<img src="p.png"/></p>', references=2)).entries
    assert [entry.item.stem["zh"].count("Read.") for entry in entries] == [2, 2, 2]
    assert unpackings["s.xml"] == 2  # its beginning once more: it is not listed, and might be an item


@pytest.mark.parametrize(
    ("words", "references", "said"),
    [("<p>Read.</p>", 11, "assessment-stimulus-ref > 10"), ("<b/>" * 40_000, 1, "too_big s.xml")]
    + [(" ".join(map(str, range(160_000))), 1, "too_big s.xml")],
)
def test_no_question_has_so_many_shared_texts_or_one_so_large(words, references, said):
    (remark,) = read(_sharing(words, references=references, items=1)).entries[0].remarks
    assert (remark.code, remark.detail) == ("broken_entry", said)


@pytest.mark.parametrize("way", [{}, {"references": 0, "inner": _PASSAGE}], ids=["stimulus", "passage"])
def test_a_text_counts_for_every_item_that_shows_it(way, monkeypatch):
    monkeypatch.setattr(packages.xml, "MOST_MARKUP_OF_PACKAGE", 10_000)
    words = "<p>Read.</p>" * 500
    assert len(read(_sharing(words, items=2, **way)).entries) == 2
    assert refusal(_sharing(words, items=12, **way)) == "archive_too_big"


def test_a_file_that_a_manifest_lists_often_is_looked_at_once(unpackings):
    resources = '<resource type="webcontent" href="text.xml"/>' * 500
    files = {"text.xml": b"<a>" + b"words " * 100_000 + b"</a>", "1.xml": _GOOD}
    assert len(read(package(files, resources=resources)).entries) == 1
    assert unpackings["text.xml"] == 1


def test_a_manifest_lists_no_more_than_an_archive_holds(monkeypatch):
    monkeypatch.setattr(packages, "MOST_RESOURCES", 3)
    line = '<resource type="imsqti_item_xmlv2p1" href="1.xml"/>'
    assert len(read(package({"1.xml": _GOOD}, resources=line * 3)).entries) == 1
    assert refusal(package({"1.xml": _GOOD}, resources=line * 4)) == "archive_too_big"


def test_metadata_of_endless_length_describe_no_question():
    entry = "<taxonPath><taxon><entry>Wire</entry></taxon></taxonPath>"
    lom = f"<metadata><classification><purpose><value>discipline</value></purpose>{entry}</classification>"
    for more, topic in ((10, "Wire"), (2_000, "")):
        said = f"{lom}{'<x/>' * more}</metadata>"
        line = f'<resource type="imsqti_item_xmlv2p1" href="1.xml">{said}</resource>'
        assert read(package({"1.xml": _GOOD}, resources=line)).entries[0].item.topic == topic
