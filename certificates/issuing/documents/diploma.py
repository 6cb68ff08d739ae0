"""The secondary-vocational diploma and its kin: what they say, and which text stands in which box.

Fields as schools of this kind print them: name, sex, birth, photograph, major, length, period, school, principal,
seal, number.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from certificates.issuing.documents import artwork, qr
from certificates.issuing.documents.content import Document, Template, fitted
from certificates.issuing.documents.dates import (
    english_day,
    english_month,
    until_texts,
    written_day,
    written_month,
)
from certificates.issuing.documents.fitting import Box
from certificates.issuing.documents.forms import WORDS
from certificates.issuing.documents.photograph import printable_photograph
from certificates.issuing.studies.rules import Result

_NUMERALS = "〇一二三四五六七八九十"


class Sex(StrEnum):
    FEMALE = "female"
    MALE = "male"


SEXES = {Sex.FEMALE: ("女", "Female"), Sex.MALE: ("男", "Male")}


@dataclass(frozen=True, slots=True)
class Diploma:
    """What a diploma says. `years` is the length of the programme; `specimen` marks a demonstration.

    `photo` is a JPEG; a record of study may be without one, and has a place to paste it. `result` chooses the words.
    """

    number: str
    name: str
    sex: Sex
    born: date
    photo: bytes
    major_zh: str
    major_en: str
    years: int
    start: date
    end: date
    school_zh: str
    school_en: str
    principal: str
    awarded_date: date
    verify_at: str
    specimen: bool
    result: Result = Result.GRADUATION
    valid_until: date | None = None


def _zh(left: float, top: float, width: float) -> Box:
    return Box(
        width=width,
        height=6.4,
        largest=13,
        smallest=4.5,
        left=left,
        top=top + 1,
        across="left",
        down="bottom",
    )


def _en(left: float, top: float, width: float) -> Box:
    return Box(
        width=width,
        height=4.2,
        largest=8.5,
        smallest=4,
        left=left,
        top=top + 7.4,
        across="left",
        down="top",
        language="en",
    )


FIRST, SECOND, THIRD, FOURTH = 64.0, 76.5, 89.0, 101.5  # the rows of the table, in millimetres from the top
VALUES, OTHER_VALUES = 110.0, 208.0  # where values begin
BOXES = {
    "name": Box(width=66, height=11, largest=21, smallest=5, left=VALUES, top=FIRST + 0.7, across="left"),
    "sex_zh": _zh(OTHER_VALUES, FIRST, 54),
    "sex_en": _en(OTHER_VALUES, FIRST, 54),
    "born_zh": _zh(VALUES, SECOND, 66),
    "born_en": _en(VALUES, SECOND, 66),
    "length_zh": _zh(OTHER_VALUES, SECOND, 54),
    "length_en": _en(OTHER_VALUES, SECOND, 54),
    "major_zh": _zh(VALUES, THIRD, 152),
    "major_en": _en(VALUES, THIRD, 152),
    "period_zh": _zh(VALUES, FOURTH, 152),
    "period_en": _en(VALUES, FOURTH, 152),
    "number": Box(width=62, height=6, largest=13, smallest=6, left=61, top=157, across="left"),
    "until_zh": Box(width=62, height=4.6, largest=9, smallest=6, left=61, top=175, across="left"),
    "until_en": Box(
        width=62, height=4, largest=7.5, smallest=5, left=61, top=179.2, across="left", language="en"
    ),
    "date_zh": Box(width=50, height=6.5, largest=12.5, smallest=12.5, left=183, top=163),
    "date_en": Box(width=50, height=4.5, largest=8.5, smallest=8.5, left=183, top=169.3, language="en"),
    "heading": Box(width=215, height=9, largest=17, smallest=8, left=41, top=25),
    "school_zh": Box(width=78, height=10, largest=14, smallest=6, left=186, top=143, down="bottom"),
    "school_en": Box(
        width=78, height=8, largest=9, smallest=4.5, left=186, top=153.3, down="top", language="en"
    ),
    "principal": Box(width=52, height=11, largest=15, smallest=4.5, left=128, top=157, down="bottom"),
}
TEMPLATES = {
    result: Template(
        name=result.value,
        title=words.title,
        boxes=BOXES,
        slots=frozenset(BOXES) - {"heading", "school_zh", "school_en", "principal"},
        inks=artwork.JADE,
        seal_words=words.seal,
        form="diploma",
    )
    for result, words in WORDS.items()
}
TEMPLATE = TEMPLATES[Result.GRADUATION]
MAY_LACK_PHOTOGRAPH = frozenset({Result.PARTIAL_STUDY, Result.PROOF_OF_STUDY})


def document_of_diploma(diploma: Diploma, *, token: str) -> Document:
    """Return the diploma before it is printed.

    :raises NotPrintable: naming the characters that have no glyph, the text that does not fit, or what is wrong with
        the photograph.
    """
    template, words = TEMPLATES[diploma.result], WORDS[diploma.result]
    sex_zh, sex_en = SEXES[diploma.sex]
    length_zh, length_en = _length(diploma.years)
    texts = {
        "name": diploma.name,
        "sex_zh": sex_zh,
        "sex_en": sex_en,
        "born_zh": written_day(diploma.born),
        "born_en": english_day(diploma.born),
        "length_zh": length_zh,
        "length_en": length_en,
        "major_zh": diploma.major_zh,
        "major_en": diploma.major_en,
        "period_zh": f"{written_month(diploma.start)}至{written_month(diploma.end)}",
        "period_en": f"{english_month(diploma.start)} to {english_month(diploma.end)}",
        "number": diploma.number,
        "date_zh": written_day(diploma.awarded_date),
        "date_en": english_day(diploma.awarded_date),
        "heading": diploma.school_zh,
        "school_zh": diploma.school_zh,
        "school_en": diploma.school_en,
        "principal": diploma.principal,
        **until_texts(diploma.valid_until),
    }
    return Document(
        template=template,
        facts={"verify_at": diploma.verify_at, "specimen": diploma.specimen, **words.facts()},
        texts=fitted(texts, BOXES),
        title=f"{template.title} {diploma.number}",
        dated=diploma.awarded_date,
        address=qr.public_address(diploma.verify_at, token),
        school=diploma.school_zh,
        photo=_photograph(diploma),
    )


def _photograph(diploma: Diploma) -> bytes:
    if not diploma.photo and diploma.result in MAY_LACK_PHOTOGRAPH:
        return b""
    return printable_photograph(diploma.photo)


def _length(years: int) -> tuple[str, str]:
    written = _NUMERALS[years] if years < len(_NUMERALS) else str(years)
    return f"{written}年", f"{years} year" if years == 1 else f"{years} years"
