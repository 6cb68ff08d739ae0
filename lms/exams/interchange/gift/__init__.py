"""GIFT: questions as people type them into a text file, `Which? {=right ~wrong}`."""

from lms.exams.interchange.gift.reading import read_gift
from lms.exams.interchange.gift.recognising import looks_like_gift
from lms.exams.interchange.gift.writing import write_gift

__all__ = ["looks_like_gift", "read_gift", "write_gift"]
