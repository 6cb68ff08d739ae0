"""Reads the YAML of a pack, which may come from anywhere: no aliases, no deep nesting, no endless files."""

from collections.abc import Mapping
from typing import Any

import yaml

from courses.pages.packs.errors import PackError

MOST_BYTES = 2 * 1024 * 1024
MOST_DEPTH = 24
Files = Mapping[str, bytes]
_Safe = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def mapping(files: Files, name: str) -> dict:
    """Return the named values of a file.

    :raises PackError: naming the file, when it is missing, unreadable or something else.
    """
    value = load(files, name)
    if not isinstance(value, dict):
        raise PackError(f"{name} must hold named values.")
    return value


def rows(files: Files, name: str) -> list[dict]:
    """Return the list of named values that a file holds.

    :raises PackError: naming the file, when it is missing, unreadable or something else.
    """
    value = load(files, name)
    if not isinstance(value, list) or not all(isinstance(row, dict) for row in value):
        raise PackError(f"{name} must hold a list of named values.")
    return value


def load(files: Files, name: str) -> Any:
    """Return what a file holds.

    :raises PackError: naming the file and the line.
    """
    if name not in files:
        raise PackError(f"{name} is missing.")
    if len(files[name]) > MOST_BYTES:
        raise PackError(f"{name} is larger than {MOST_BYTES // 1024**2} MB.")
    try:
        text = files[name].decode("utf-8")
        _refuse_tricks(name, text)
        return yaml.load(text, Loader=_Safe)  # noqa: S506 (a safe loader)
    except (yaml.YAMLError, UnicodeDecodeError, ValueError) as error:
        raise PackError(f"{name} cannot be read: {error}") from error


def _refuse_tricks(name: str, text: str) -> None:
    """Walk the events before anything is built: a few lines of aliases can stand for gigabytes."""
    depth = 0
    for event in yaml.parse(text, Loader=_Safe):
        if isinstance(event, yaml.AliasEvent):
            line = event.start_mark.line + 1
            raise PackError(f"{name} line {line}: aliases (*name) are not read; write the value out.")
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > MOST_DEPTH:
            line = event.start_mark.line + 1
            raise PackError(f"{name} line {line}: nested more than {MOST_DEPTH} levels deep.")
