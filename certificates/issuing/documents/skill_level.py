"""The skill-level certificate: name, the end of the identity number, occupation, level, photograph, number, seal.

The whole identity number is not printed: what holders show around says no more than the public page (design notes on
credentials, section 3).
"""

from dataclasses import replace

from certificates.issuing.documents import artwork, qr
from certificates.issuing.documents.content import Document, Template, fitted
from certificates.issuing.documents.dates import english_day, until_texts, written_day
from certificates.issuing.documents.diploma import BOXES as ROWS
from certificates.issuing.documents.photograph import printable_photograph
from certificates.issuing.payload import Award
from certificates.issuing.studies.levels import LEVELS

BOXES = {
    "name": ROWS["name"],
    "identity": replace(ROWS["name"].below(12.5), largest=13),
    "occupation_zh": ROWS["major_zh"],
    "occupation_en": ROWS["major_en"],
    "level_zh": ROWS["period_zh"],
    "level_en": ROWS["period_en"],
    **{
        name: ROWS[name]
        for name in (
            "number",
            "until_zh",
            "until_en",
            "date_zh",
            "date_en",
            "heading",
            "school_zh",
            "school_en",
        )
    },
}
TEMPLATE = Template(
    name="skill_level",
    title="职业技能等级证书",
    boxes=BOXES,
    slots=frozenset(BOXES) - {"heading", "school_zh", "school_en"},
    inks=artwork.SLATE,
    seal_words="技能评价专用章",
    sheet="diploma",
)


def document_of_skill_level(award: Award, token: str, photograph: bytes) -> Document:
    """Return the certificate before it is printed.

    :raises NotPrintable: naming the characters that have no glyph, the text that does not fit, or what is wrong with
        the photograph.
    """
    level_zh, level_en = LEVELS[award.level]
    texts = {
        "name": award.name,
        "identity": award.identity,
        "occupation_zh": award.occupation_zh,
        "occupation_en": award.occupation_en,
        "level_zh": level_zh,
        "level_en": level_en,
        "number": award.number,
        "date_zh": written_day(award.awarded_date),
        "date_en": english_day(award.awarded_date),
        "heading": award.school_zh,
        "school_zh": award.school_zh,
        "school_en": award.school_en,
        **until_texts(award.valid_until),
    }
    return Document(
        template=TEMPLATE,
        facts={"verify_at": award.verify_at, "specimen": award.specimen},
        texts=fitted(texts, BOXES),
        title=f"{TEMPLATE.title} {award.number}",
        dated=award.awarded_date,
        address=qr.public_address(award.verify_at, token),
        school=award.school_zh,
        photo=printable_photograph(photograph),
    )
