"""Parts that apps add to the style guide: the core knows no app, so each registers its own when it is ready."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Part:
    """A template of an app, and what makes the contexts of its samples in the page's language."""

    template: str
    samples: Callable[[], list[Mapping[str, Any]]]

    @property
    def name(self) -> str:
        """Return the name in the style guide: the template's own."""
        return self.template.rsplit("/", 1)[-1].removesuffix(".html")


_parts: dict[str, Part] = {}


def register_part(part: Part) -> None:
    """Show a part in the style guide, below the components."""
    _parts[part.template] = part


def list_parts() -> list[Part]:
    """Return the registered parts, by template."""
    return [_parts[template] for template in sorted(_parts)]
