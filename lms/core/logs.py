"""Keeps what must never reach a log out of it (invariant I19): identity numbers, e-mail addresses, tokens, rows."""

import logging
import re

_PATTERNS = (
    # Not \b: a Chinese character beside the number counts as a letter.
    (re.compile(r"(?<!\d)\d{17}[\dXx](?!\d)"), "[id]"),
    (re.compile(r"[\w.+-]+@[\w-]+\.[\w.]+"), "[e-mail]"),
    (re.compile(r"(/(?:[vVsS]|verify|join)/)[A-Za-z2-7]{20,}"), r"\1[token]"),
    (re.compile(r"(/confirm-email/)[\w:-]{10,}"), r"\1[token]"),
    (re.compile(r"(/password/reset/key/)[\w-]{10,}"), r"\1[token]"),
    (re.compile(r"certkey_[A-Za-z2-7]{8,}"), "[key]"),
    # What PostgreSQL adds to an error shows the row: keys of questions, names, answers. Its texts may have many lines.
    (
        re.compile(r"^DETAIL: .*?(?=\n\n(?:The above exception|During handling)|\Z)", re.M | re.S),
        "DETAIL: [row]",
    ),
)


def redact(text: str) -> str:
    """Return the text with identity numbers, addresses and tokens replaced."""
    for pattern, replacement in _PATTERNS:
        text = pattern.sub(replacement, text)
    return text


_tracebacks = logging.Formatter()


def _words_of(record: logging.LogRecord) -> str:
    """Return the finished message; one whose arguments do not fit must not end the request that logs it."""
    try:
        return record.getMessage()
    except (TypeError, ValueError, KeyError):
        return f"unfinished log message at {record.module}:{record.lineno}"


class NoPersonalData(logging.Filter):
    """Redact the finished message of every record, and the traceback, which ends in the error's own words."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg, record.args = redact(_words_of(record)), None
        if record.exc_info:
            record.exc_text = redact(_tracebacks.formatException(record.exc_info))
        return True
