"""YAML by the library in C, which is in every wheel of PyYAML: its Python takes eight times as long.

A whole pack is read, changed and written in many tests.
"""

from __future__ import annotations

from typing import Any

import yaml

Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
Dumper = getattr(yaml, "CSafeDumper", yaml.SafeDumper)


def safe_load(text: str | bytes) -> Any:
    """Return what the text holds."""
    return yaml.load(text, Loader=Loader)  # noqa: S506 (a safe loader)


def safe_dump(value: Any, **options: Any) -> str:
    """Return the text that holds the value."""
    return str(yaml.dump(value, Dumper=Dumper, **options))
