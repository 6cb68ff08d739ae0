"""What people are told of the YAML of a pack: where a file stops being YAML, and a value as the file has it."""

import json
from contextlib import suppress
from datetime import date
from typing import Any

import yaml
from django.utils.translation import gettext as _

SAFE = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def sentence_of_error(name: str, text: str, error: yaml.MarkedYAMLError) -> str:
    """Return where the file stops being YAML; what the library says of it is not for people who write lessons."""
    mark = error.problem_mark or error.context_mark
    words = _(
        "%(name)s line %(line)s, character %(column)s is not written as YAML asks. Look there and one line above: "
        "indentation, colons, quotation marks, brackets, tabs."
    )
    place = {"line": mark.line + 1, "column": mark.column + 1} if mark else {"line": "?", "column": "?"}
    said = words % {"name": name, **place}
    opened = _left_open(text, error)
    if opened is None or mark is None or opened.line >= mark.line:
        return said
    more = _("What is not closed there may begin in line %(line)s, character %(column)s.")
    return f"{said} {more % {'line': opened.line + 1, 'column': opened.column + 1}}"


def _left_open(text: str, error: yaml.MarkedYAMLError) -> yaml.Mark | None:
    """Return where something may have been left open, or None.

    A quotation that is never closed ends at the next mark of its kind, lines below, and the words behind that one are
    what the library stumbles over; so from there we go back, quotation by quotation.
    """
    context = error.context or ""
    is_quoted = "quoted scalar" in context
    first, place = None, error.context_mark if is_quoted else error.problem_mark
    for quotation in reversed(_long_quotations(text)):
        end = quotation.end_mark
        if place is not None and end.line == place.line and end.column <= place.column:
            first = place = quotation.start_mark
    return first or (error.context_mark if is_quoted or "flow" in context else None)


def _long_quotations(text: str) -> list[yaml.ScalarToken]:
    """Return the quotations that go over several lines, as far as the file can be read."""
    found = []
    with suppress(yaml.YAMLError):
        for token in yaml.scan(text, Loader=SAFE):
            is_quoted = isinstance(token, yaml.ScalarToken) and token.style in ("'", '"')
            if is_quoted and token.start_mark.line < token.end_mark.line:
                found.append(token)
    return found


def as_written(value: Any) -> str:
    """Return a value as YAML has it, for sentences to people who write packs."""
    if value is None:
        return _("(empty)")
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, date):  # a day, or a day with a time
        return value.isoformat()
    if isinstance(value, str):
        quoted = "'{}'".format(value.replace("'", "''"))
        return quoted if value.isprintable() else json.dumps(value, ensure_ascii=False)
    if isinstance(value, list):
        return "[{}]".format(", ".join(map(as_written, value)))
    if isinstance(value, dict):
        rows = (f"{_name_as_written(name)}: {as_written(inner)}" for name, inner in value.items())
        return "{{{}}}".format(", ".join(rows))
    return str(value)


def _name_as_written(name: Any) -> str:
    return name if isinstance(name, str) else as_written(name)
