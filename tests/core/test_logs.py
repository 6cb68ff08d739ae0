"""Logs hold no identity numbers, addresses or tokens (I19), whatever a caller writes into them."""

import logging
import sys
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from lms.core.logs import NoPersonalData, redact
from lms.exams.api import load_items
from lms.exams.models import ItemVersion
from tests.factories.courses import NOW
from tests.factories.exams import ACTOR, an_item


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("Person 11010519491231002X added", "Person [id] added"),
        ("Person 11010519491231002x added", "Person [id] added"),
        ("身份证11010519491231002X已登记", "身份证[id]已登记"),
        ("a number of twenty digits 12345678901234567890", "a number of twenty digits 12345678901234567890"),
        ("mail to hr.dept+x@example.com failed", "mail to [e-mail] failed"),
        ("GET /s/ABCDEFGHIJKLMNOPQRSTUVWXYZ/ 410", "GET /s/[token]/ 410"),
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


@pytest.mark.postgres
@pytest.mark.django_db
def test_the_row_that_the_database_refuses_is_not_shown() -> None:
    words = {"zh": "停电后先做什么？\n\n先验电。", "en": "What comes first?"}
    load_items(bank_items=[{**an_item("single"), "stem": words}], actor=ACTOR, now=NOW)
    version = ItemVersion.objects.get()
    version.pk, version.uuid, version.number, version.key = None, uuid4(), 2, "secret-key"
    version.scoring = "by_magic"
    try:
        with transaction.atomic():
            version.save(force_insert=True)
    except IntegrityError:
        record = logging.LogRecord("a", logging.ERROR, "a.py", 1, "failed", None, sys.exc_info())
    before = logging.Formatter().formatException(record.exc_info)
    NoPersonalData().filter(record)
    written = logging.Formatter("%(message)s").format(record)
    for told in ("secret-key", "停电后", "先验电"):
        assert told in before
        assert told not in written
    assert "item_version_scoring_is_known" in written
    assert "The above exception was the direct cause" in written
    assert written.rstrip().endswith("DETAIL: [row]")
