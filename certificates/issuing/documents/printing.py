"""From an award to its document: each kind's own, and what is refused before anything is used up.

Of the training certificate also which text stands in which box.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from certificates.issuing.documents import artwork, qr
from certificates.issuing.documents.content import Document, Template, fitted
from certificates.issuing.documents.dates import english_day, until_texts, written_day
from certificates.issuing.documents.diploma import Diploma, Sex, document_of_diploma
from certificates.issuing.documents.fitting import Box, Fitted
from certificates.issuing.documents.rendering import renderer_of
from certificates.issuing.documents.skill_level import document_of_skill_level
from certificates.issuing.documents.transcript import document_of_transcript
from certificates.issuing.errors import NotPrintable
from certificates.issuing.payload import Award
from certificates.issuing.studies.rules import Result
from certificates.issuing.wordings.words import Words, in_own_words

SHORT_NAME = 4  # characters that get air between them
AIR = 0.2
BOXES = {
    "name": Box(width=205, height=25, largest=38, smallest=10, leading=1.3, left=46, top=73.5, down="bottom"),
    "title_zh": Box(width=225, height=11, largest=23, smallest=7, left=36, top=111.5, down="bottom"),
    "title_en": Box(
        width=225, height=11, largest=13, smallest=6.5, left=36, top=123, down="top", language="en"
    ),
    "heading": Box(width=215, height=9, largest=17, smallest=8, left=41, top=27),
    "school_zh": Box(width=78, height=10, largest=14, smallest=6, left=186, top=140, down="bottom"),
    "school_en": Box(
        width=78, height=8, largest=9, smallest=4.5, left=186, top=150.3, down="top", language="en"
    ),
    "principal": Box(width=54, height=11, largest=15, smallest=4.5, left=126, top=157, down="bottom"),
}
LINES = {
    "number": Box(width=64, height=6, largest=13, smallest=5, left=58, top=157, across="left"),
    "until_zh": Box(width=64, height=4.6, largest=9, smallest=6, left=58, top=175, across="left"),
    "until_en": Box(
        width=64, height=4, largest=7.5, smallest=5, left=58, top=179.2, across="left", language="en"
    ),
    "date_zh": Box(width=50, height=6.5, largest=12.5, smallest=12.5, left=183, top=162),
    "date_en": Box(width=50, height=4.5, largest=8.5, smallest=8.5, left=183, top=168.3, language="en"),
}
TEMPLATE = Template(
    name="training_certificate",
    title="培训合格证书",
    boxes={**BOXES, **LINES},
    slots=frozenset({"name", "title_zh", "title_en", *LINES}),
    inks=artwork.GOLD,
    seal_words="培训证书专用章",
)


def refuse_unprintable(award: Award, *, photograph: bytes = b"") -> None:
    """Refuse before anything is used up.

    :raises NotPrintable: naming the characters that have no glyph, the text that does not fit, or what is wrong with
        the photograph.
    """
    document_of_award(award, token="", photograph=photograph)


def document_of_award(award: Award, *, token: str, photograph: bytes = b"") -> Document:
    """Return the document of an award before it is printed.

    :raises NotPrintable: naming the characters that have no glyph, the text that does not fit, or what is wrong with
        the photograph.
    """
    words = Words(award.deed_zh, award.deed_en, award.seal_words)
    return in_own_words(PRINTED[award.kind](award, token, photograph), words)


def _training_certificate(award: Award, token: str, _photograph: bytes) -> Document:
    texts = {
        "name": award.name,
        "title_zh": award.title_zh,
        "title_en": award.title_en,
        "heading": award.school_zh,
        "school_zh": award.school_zh,
        "school_en": award.school_en,
        "principal": award.principal,
        "number": award.number,
        "date_zh": written_day(award.awarded_date),
        "date_en": english_day(award.awarded_date),
        **until_texts(award.valid_until),
    }
    placed = fitted(texts, TEMPLATE.boxes)
    return Document(
        template=TEMPLATE,
        facts={"verify_at": award.verify_at, "specimen": award.specimen},
        texts={**placed, "name": with_air(placed["name"])},
        title=f"{TEMPLATE.title} {award.number}",
        dated=award.awarded_date,
        address=qr.public_address(award.verify_at, token),
        school=award.school_zh,
    )


def _diploma(award: Award, token: str, photograph: bytes) -> Document:
    diploma = Diploma(
        number=award.number,
        name=award.name,
        sex=Sex(award.sex),
        born=_day(award.birth_date),
        photo=photograph,
        major_zh=award.title_zh,
        major_en=award.title_en,
        years=award.years,
        start=_day(award.began_date),
        end=_day(award.ended_date),
        school_zh=award.school_zh,
        school_en=award.school_en,
        principal=award.principal,
        awarded_date=award.awarded_date,
        verify_at=award.verify_at,
        specimen=award.specimen,
        result=Result(award.result),
        valid_until=award.valid_until,
    )
    return document_of_diploma(diploma, token=token)


# The kinds that there is a document for.
PRINTED: dict[str, Callable[[Award, str, bytes], Document]] = {
    "training_certificate": _training_certificate,
    "diploma": _diploma,
    "study_completion": _diploma,
    "study_record": _diploma,
    "skill_level": document_of_skill_level,
    "transcript": document_of_transcript,
}


def _day(day: date | None) -> date:
    if day is None:
        raise NotPrintable
    return day


def with_air(name: Fitted) -> Fitted:
    """Return a short name with air between its characters, as on a printed form."""
    is_short = len(name.lines) == 1 and len(name.lines[0]) <= SHORT_NAME
    return replace(name, air=AIR) if is_short else name


def print_certificate(award: Award, *, token: str) -> bytes:
    """Return the PDF of an award, without a signature.

    :raises NotPrintable: when a character has no glyph or a text does not fit.
    """
    document = document_of_award(award, token=token)
    return renderer_of(document).print(document)
