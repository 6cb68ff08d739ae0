"""Templates of lessons: prepared blocks with hints, written beside the code in both languages."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from django.utils.translation import gettext as _

from courses.pages.errors import TemplateNotFound
from lms.core.language import in_language

FOLDER = Path(__file__).parent / "lesson_templates"
ORDER = ("theory", "practice", "recipe", "revision", "empty")


@dataclass(frozen=True, slots=True)
class LessonTemplate:
    """One kind of lesson: its name and purpose in the reader's language, its content in both."""

    code: str
    texts: Mapping[str, Any]

    @property
    def name(self) -> str:
        """Return the name in the reader's language."""
        return in_language(self.texts["name"])

    @property
    def label(self) -> str:
        """Return the name and what the kind is for."""
        return f"{self.name} – {in_language(self.texts['purpose'])}"

    def content(self, language: str) -> dict[str, Any]:
        """Return summary, objectives and blocks in one language of the packs, zh or en."""
        return {name: _said(self.texts[name], language) for name in ("summary", "objectives", "blocks")}


def _said(value: Any, language: str) -> Any:
    """Return a value with each pair of languages replaced by one of them."""
    if isinstance(value, dict):
        if set(value) == {"zh", "en"}:
            return value[language]
        return {key: _said(inner, language) for key, inner in value.items()}
    if isinstance(value, list):
        return [_said(inner, language) for inner in value]
    return value


@lru_cache(maxsize=1)
def _all() -> dict[str, LessonTemplate]:
    return {
        code: LessonTemplate(code, yaml.safe_load((FOLDER / f"{code}.yaml").read_text("utf-8")))
        for code in ORDER
    }


def list_templates() -> list[LessonTemplate]:
    """Return the templates in the order in which they are offered."""
    return list(_all().values())


def get_template(code: str) -> LessonTemplate:
    """Return one template.

    :raises TemplateNotFound: when there is none of this name.
    """
    if code not in _all():
        raise TemplateNotFound(_("There is no such template."))
    return _all()[code]
