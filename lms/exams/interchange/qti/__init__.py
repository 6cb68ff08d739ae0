"""QTI: the questions of 2.0, 2.1, 2.2 and 3.0 are read, 3.0 is written."""

from lms.exams.interchange.qti.packages import read
from lms.exams.interchange.qti.writing import can_hold, write_package, write_qti

__all__ = ["can_hold", "read", "write_package", "write_qti"]
