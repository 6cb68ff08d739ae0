"""Own words as values: what a version says, where it stands on the paper, and which are refused."""

import re
from dataclasses import dataclass, replace

from certificates.issuing.documents.content import Document, fitted
from certificates.issuing.documents.fitting import Box
from certificates.issuing.names import CredentialKind

# A record of partial study says one of two things, as the audit found (decision 0185): one wording would say both. A
# transcript has no sentence about what was done.
KINDS = tuple(
    kind for kind in CredentialKind if kind not in (CredentialKind.STUDY_RECORD, CredentialKind.TRANSCRIPT)
)
# Chinese characters alone, as many as stand side by side below the star.
SEAL = re.compile(r"[\u4e00-\u9fff]{2,8}")
HAN = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff]")
_LEFT, _WIDTH = 36.0, 225.0
_DIPLOMA = {
    "deed_zh": Box(width=_WIDTH, height=10.4, largest=15, smallest=8, left=_LEFT, top=117.8),
    "deed_en": Box(
        width=_WIDTH, height=9, largest=10, smallest=6.5, left=_LEFT, top=129.4, down="top", language="en"
    ),
}
_TRAINING = {
    "deed_zh": Box(width=_WIDTH, height=10.4, largest=14, smallest=8, left=_LEFT, top=100.4),
    "deed_en": Box(
        width=_WIDTH, height=7.4, largest=10.5, smallest=6, left=_LEFT, top=134.2, down="top", language="en"
    ),
}
BOXES = {"training_certificate": _TRAINING}


@dataclass(frozen=True, slots=True)
class Words:
    """A school's own words; what is empty is said as usual. The fields are those of `payload.Award`."""

    deed_zh: str = ""
    deed_en: str = ""
    seal_words: str = ""


NOTHING = Words()


def in_own_words(document: Document, words: Words) -> Document:
    """Return the document with a school's words in place of the usual ones; they are printed letter by letter.

    :raises NotPrintable: naming the characters that have no glyph, or the text that does not fit.
    """
    if words == NOTHING:
        return document
    boxes = BOXES.get(document.template.name, _DIPLOMA)
    named = {f"own_{name}": box for name, box in boxes.items()}
    texts = fitted({f"own_{name}": getattr(words, name) for name in boxes}, named)
    template = replace(document.template, boxes={**document.template.boxes, **named})
    return replace(
        document, template=template, texts={**document.texts, **texts}, seal_words=words.seal_words
    )
