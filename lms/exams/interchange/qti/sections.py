"""What a test says of its questions: texts that candidates read before them in its parts and sections, and weights.

Questions come into a bank one by one: no section goes with them, and an examination gives their marks. Whoever reads
one has to know what is missing.
"""

import re
from collections.abc import Iterator
from itertools import islice
from typing import Any

from lms.exams.interchange.beginnings import first_words_inside
from lms.exams.interchange.drafts import Remark
from lms.exams.interchange.qti import xml
from lms.exams.interchange.qti.values import fraction_of

KINDS = re.compile(r"imsqti_(?:apip)?(?:test|section|assessment)")
ROOT = re.compile(
    rb"<(?:[A-Za-z_][\w.-]{0,40}:)?(?:qti-assessment-(?:test|section)|assessment(?:Test|Section))(?=[\s>/])"
)
MOST_TEXTS = 10  # that are said of one question; a test that shows more is none
_HOLDERS = ("assessment-section", "test-part", "assessment-test")


def remarks_on_items(root: Any) -> Iterator[tuple[str, tuple[Remark, ...]]]:
    """Yield the address of each item that a test names, with what is said of its weights, and of the texts before it,
    outer ones first.
    """
    said: dict[Any, tuple[Remark, ...]] = {}
    for reference in xml.descendants(root, "assessment-item-ref"):
        holders = [one for one in reference.iterancestors() if xml.name_of(one) in _HOLDERS]
        for one in holders:
            if one not in said:
                said[one] = _remarks_on(one)
        every = (remark for one in reversed(holders) for remark in said[one])
        remarks = (*_weights(reference), *islice(every, MOST_TEXTS))
        if remarks:
            yield xml.attribute(reference, "href"), remarks


def _weights(reference: Any) -> tuple[Remark, ...]:
    """Return what is said of weights by which a test multiplies what an item earns; one leaves it as it is."""
    values = (xml.attribute(one, "value") for one in xml.children(reference, "weight"))
    lost = (Remark("weight_lost", value[:20]) for value in values if fraction_of(value) != 1)
    return tuple(islice(dict.fromkeys(lost), MOST_TEXTS))


def _remarks_on(holder: Any) -> tuple[Remark, ...]:
    """Return what is said of the texts of one section, each by its first words. Pictures alone have none."""
    texts = (
        one
        for one in xml.children(holder, "rubric-block")
        if "candidate" in xml.attribute(one, "view").split()
    )
    return tuple(Remark("section_text_lost", first_words_inside(one)) for one in islice(texts, MOST_TEXTS))
