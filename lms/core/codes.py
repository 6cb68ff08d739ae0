"""Codes that people give to things in content packs: they stand in addresses, in files' names and in blocks."""

import re

MOST_CHARACTERS = 30
# What a database column for a topic holds: the name of a bank, a slash, the topic's own name.
MOST_OF_TOPIC = 60
_CODE = re.compile(rf"[A-Za-z0-9_-]{{1,{MOST_CHARACTERS}}}")


def is_code(value: object) -> bool:
    """Return whether a value is a code: at most 30 letters, digits, hyphens and underscores."""
    return isinstance(value, str) and _CODE.fullmatch(value) is not None


def is_topic_code(value: object) -> bool:
    """Return whether a value is the code of a topic, with or without the name of a bank and a slash before it."""
    if not isinstance(value, str) or len(value) > MOST_OF_TOPIC:
        return False
    parts = value.split("/")
    return len(parts) <= 2 and all(is_code(part) for part in parts)
