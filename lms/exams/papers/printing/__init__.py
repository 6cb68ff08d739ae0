"""Papers, keys and answer sheets as PDF, in Chinese, in English, or both beside each other."""

from lms.exams.papers.printing.documents import print_answer_sheet, print_key, print_paper
from lms.exams.papers.printing.labels import Edition

__all__ = ["Edition", "print_answer_sheet", "print_key", "print_paper"]
