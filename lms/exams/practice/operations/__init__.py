"""Writes of practice. Single answers leave no audit row (ADR 0031): they are notes of the learner, without effect."""

from lms.exams.practice.operations.answering import FormAnswer, answer_practice_item
from lms.exams.practice.operations.mock import hand_in_mock, save_mock_answer, start_mock

__all__ = ["FormAnswer", "answer_practice_item", "hand_in_mock", "save_mock_answer", "start_mock"]
