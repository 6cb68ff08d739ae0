"""Reads the YAML of a pack, which may come from anywhere: no aliases, no deep nesting, no endless files."""

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

import yaml
from django.utils.translation import gettext as _

from courses.pages.packs.errors import PackError
from courses.pages.packs.yaml_words import SAFE, sentence_of_error

MOST_BYTES = 2 * 1024 * 1024
MOST_DEPTH = 24
MOST = 2**31 - 1
# Control characters but tab and line ends.
_UNKEEPABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
Files = Mapping[str, bytes]


def mapping(files: Files, name: str) -> dict:
    """Return the named values of a file.

    :raises PackError: naming the file, when it is missing, unreadable or something else.
    """
    value = load(files, name)
    if not isinstance(value, dict):
        raise PackError(_("%(name)s must hold named values.") % {"name": name})
    return value


def rows(files: Files, name: str) -> list[dict]:
    """Return the list of named values that a file holds.

    :raises PackError: naming the file, when it is missing, unreadable or something else.
    """
    value = load(files, name)
    if not isinstance(value, list) or not all(isinstance(row, dict) for row in value):
        raise PackError(_("%(name)s must hold a list of named values.") % {"name": name})
    return value


def load(files: Files, name: str) -> Any:
    """Return what a file holds.

    :raises PackError: naming the file and the line.
    """
    if name not in files:
        raise PackError(_("%(name)s is missing.") % {"name": name})
    if len(files[name]) > MOST_BYTES:
        words = _("%(name)s is larger than %(size)s MB.")
        raise PackError(words % {"name": name, "size": MOST_BYTES // 1024**2})
    try:
        text = files[name].decode("utf-8")
        _refuse_tricks(name, text)
        value = yaml.load(text, Loader=SAFE)  # noqa: S506 (a safe loader)
    except UnicodeDecodeError as error:
        line = files[name][: error.start].count(b"\n") + 1
        words = _("%(name)s line %(line)s is not UTF-8. Save the file again as UTF-8.")
        raise PackError(words % {"name": name, "line": line}) from error
    except yaml.MarkedYAMLError as error:
        raise PackError(sentence_of_error(name, text, error)) from error
    except (yaml.YAMLError, ValueError) as error:
        raise PackError(_("%(name)s cannot be read: %(error)s") % {"name": name, "error": error}) from error
    _refuse_unkeepable(name, value)
    return value


def line_of(files: Files, name: str, *path: str | int) -> int:
    """Return on which line of a file that could be read the value at a path begins, or the last known one before it."""
    node = _composed(files[name])
    for step in path:
        found = _inside(node, step)
        if found is None:
            break
        node = found
    return node.start_mark.line + 1


def line_of_name(files: Files, name: str, path: Sequence[str | int], wrong: Any) -> int:
    """Return on which line a name stands that is no text, as 5 or a day, among the named values at a path."""
    node = _composed(files[name])
    for step in path:
        node = _inside(node, step) or node
    keys = [key for key, _value in node.value if _means(key, wrong)]
    return (keys[0] if keys else node).start_mark.line + 1


def _means(key: yaml.Node, wrong: Any) -> bool:
    """Return whether a name of the file was read as this value, of this type."""
    try:
        value = yaml.constructor.SafeConstructor().construct_document(key)
    except yaml.YAMLError:  # "<<" is no value
        return False
    return type(value) is type(wrong) and value == wrong


@lru_cache(maxsize=2)
def _composed(content: bytes) -> yaml.Node:
    return yaml.compose(content.decode("utf-8"), Loader=SAFE)


def _inside(node: yaml.Node, step: str | int) -> yaml.Node | None:
    if isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
        return node.value[step]
    if isinstance(node, yaml.MappingNode):
        return next((value for key, value in node.value if key.value == step), None)
    return None


def _refuse_unkeepable(place: str, value: Any) -> None:
    """Walk all values: no database keeps a NUL or a number of thirty digits."""
    if isinstance(value, dict):
        for key, inner in value.items():
            _refuse_unkeepable(place, key)
            _refuse_unkeepable(f"{place}.{key}", inner)
    elif isinstance(value, list):
        for number, inner in enumerate(value, start=1):
            _refuse_unkeepable(f"{place}[{number}]", inner)
    elif isinstance(value, str) and (strange := _UNKEEPABLE.search(value)):
        words = _("%(place)s holds the character %(character)s, which no text may hold.")
        raise PackError(words % {"place": place, "character": ascii(strange[0])})
    elif isinstance(value, int | float) and not abs(value) <= MOST:  # nor what is no number at all
        raise PackError(_("%(place)s: a number is larger than can be kept.") % {"place": place})


def _refuse_tricks(name: str, text: str) -> None:
    """Walk the events before anything is built: a few lines of aliases can stand for gigabytes."""
    depth = 0
    for event in yaml.parse(text, Loader=SAFE):
        if isinstance(event, yaml.AliasEvent):
            line = event.start_mark.line + 1
            words = _("%(name)s line %(line)s: aliases (*name) are not read; write the value out.")
            raise PackError(words % {"name": name, "line": line})
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > MOST_DEPTH:
            line = event.start_mark.line + 1
            words = _("%(name)s line %(line)s: nested more than %(most)s levels deep.")
            raise PackError(words % {"name": name, "line": line, "most": MOST_DEPTH})
