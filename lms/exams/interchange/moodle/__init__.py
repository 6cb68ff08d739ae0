"""Moodle XML: `<quiz>` files of all versions of Moodle, and of the many systems that write them."""

from lms.exams.interchange.moodle.reading import read_moodle
from lms.exams.interchange.moodle.writing import write_moodle

__all__ = ["read_moodle", "write_moodle"]
