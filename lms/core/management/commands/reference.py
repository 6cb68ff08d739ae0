"""Prints docs/reference.md: the names that other systems, reports and the audit trail rely on."""

import importlib
import pkgutil
from collections.abc import Iterable
from typing import Any

from django.apps import apps
from django.core.management.base import BaseCommand
from django.dispatch import Signal
from django.utils import translation

from lms.core.audit import list_actions
from lms.core.enums import SECOND_FACTOR_ROLES, Role
from lms.core.errors import DomainError
from lms.core.jobs import list_kinds

OURS = ("lms.", "courses.", "certificates")
HEADER = """# Reference

Names that must not change their meaning. Written by `manage.py reference > docs/reference.md`; a test compares.
"""


class Command(BaseCommand):
    help = "Print docs/reference.md."

    def handle(self, *args: Any, **options: Any) -> None:
        with translation.override("en"):
            self.stdout.write(reference(), ending="")


def reference() -> str:
    """Return the whole page."""
    parts = [
        ("Roles", "Name | Title | Second factor", _roles()),
        ("Audit actions", "Name", [f"`{action}`" for action in list_actions()]),
        ("Events", "Name | Module", _events()),
        ("Kinds of background work", "Name", _kinds()),
        ("Error codes", "Code | Status | Class", _errors()),
    ]
    return HEADER + "".join(_table(*part) for part in parts)


def _table(title: str, columns: str, rows: Iterable[str]) -> str:
    rule = " | ".join("---" for _column in columns.split(" | "))
    lines = [f"\n## {title}\n", f"| {columns} |", f"| {rule} |", *(f"| {row} |" for row in rows)]
    return "\n".join(lines) + "\n"


def _roles() -> list[str]:
    return [
        f"`{role}` | {role.label} | {'required' if role in SECOND_FACTOR_ROLES else '-'}" for role in Role
    ]


def _events() -> list[str]:
    found = []
    for module in _import_modules("events"):
        names = [name for name, value in vars(module).items() if isinstance(value, Signal)]
        found += [f"`{name}` | `{module.__name__}`" for name in names]
    return sorted(found)


def _kinds() -> list[str]:
    _import_modules("tasks")
    return [f"`{kind}`" for kind in list_kinds()]


def _errors() -> list[str]:
    _import_modules("errors")
    rows = {f"`{kind.code}` | {kind.status} | `{kind.__name__}`" for kind in _below(DomainError)}
    return sorted(rows)


def _below(kind: type[DomainError]) -> list[type[DomainError]]:
    """Return the class and every one derived from it that belongs to the product."""
    below = [found for child in kind.__subclasses__() for found in _below(child)]
    return [found for found in [kind, *below] if not found.__module__.startswith("tests")]


def _import_modules(name: str) -> list[Any]:
    """Import and return the modules of this name of our apps and their applets."""
    found = []
    for config in apps.get_app_configs():
        if config.name.startswith(OURS) and config.module is not None:
            walk = pkgutil.walk_packages(config.module.__path__, f"{config.name}.")
            found += [importlib.import_module(info.name) for info in walk if info.name.endswith(f".{name}")]
    return found
