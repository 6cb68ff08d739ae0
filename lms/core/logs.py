"""Keeps what must never reach a log out of it (invariant I19): identity numbers, e-mail addresses, tokens."""

import logging
import re

_PATTERNS = (
    (re.compile(r"\b\d{17}[\dXx]\b"), "[id]"),
    (re.compile(r"[\w.+-]+@[\w-]+\.[\w.]+"), "[e-mail]"),
    (re.compile(r"(/(?:[vV]|verify)/)[A-Za-z2-7]{20,}"), r"\1[token]"),
)


def redact(text: str) -> str:
    """Return the text with identity numbers, addresses and tokens replaced."""
    for pattern, replacement in _PATTERNS:
        text = pattern.sub(replacement, text)
    return text


_tracebacks = logging.Formatter()


class NoPersonalData(logging.Filter):
    """Redact the finished message of every record, and the traceback, which ends in the error's own words."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg, record.args = redact(record.getMessage()), None
        if record.exc_info:
            record.exc_text = redact(_tracebacks.formatException(record.exc_info))
        return True
