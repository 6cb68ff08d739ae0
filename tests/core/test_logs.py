"""Logs hold no identity numbers, addresses or tokens (I19), whatever a caller writes into them."""

import logging
import sys

import pytest

from lms.core.logs import NoPersonalData, redact


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("Person 11010519491231002X added", "Person [id] added"),
        ("Person 11010519491231002x added", "Person [id] added"),
        ("身份证11010519491231002X已登记", "身份证[id]已登记"),
        ("a number of twenty digits 12345678901234567890", "a number of twenty digits 12345678901234567890"),
        ("mail to hr.dept+x@example.com failed", "mail to [e-mail] failed"),
        ("GET /v/ABCDEFGHIJKLMNOPQRSTUVWXYZ/ 200", "GET /v/[token]/ 200"),
        (
            "Job 12345 (certificates.issue) failed at attempt 2.",
            "Job 12345 (certificates.issue) failed at attempt 2.",
        ),
    ],
)
def test_what_must_not_be_kept_is_replaced(text: str, kept: str) -> None:
    assert redact(text) == kept


def test_arguments_of_a_message_are_looked_at_too() -> None:
    record = logging.LogRecord(
        "a", logging.INFO, "a.py", 1, "person %s, %s", ("11010519491231002X", "a@b.cn"), None
    )
    assert NoPersonalData().filter(record)
    assert record.getMessage() == "person [id], [e-mail]"


def test_a_traceback_is_looked_at_too() -> None:
    try:
        int("11010519491231002X")
    except ValueError:
        record = logging.LogRecord("a", logging.ERROR, "a.py", 1, "failed", None, sys.exc_info())
    NoPersonalData().filter(record)
    written = logging.Formatter("%(message)s").format(record)
    assert "[id]" in written
    assert "11010519491231002X" not in written


def test_a_message_whose_arguments_do_not_fit_ends_nothing() -> None:
    record = logging.LogRecord("a", logging.INFO, "a.py", 7, "%s %s", ("11010519491231002X",), None)
    assert NoPersonalData().filter(record)
    assert record.getMessage() == "unfinished log message at a:7"
