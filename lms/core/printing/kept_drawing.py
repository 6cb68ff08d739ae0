"""A drawing without letters that WeasyPrint interprets once; further documents get the same PDF operators again.

The frame costs half of a document otherwise. Relies on how WeasyPrint (version pinned) keeps streams:
`test_equal_content_gives_equal_bytes` compares a first document with a later one.
"""

from typing import Any


class KeptDrawing:
    """Stands in WeasyPrint's picture cache in place of the SVG picture that it wraps."""

    def __init__(self, picture: Any) -> None:
        self._picture = picture
        self._size: tuple[float, float] | None = None
        self._operators = b""
        self._states: dict[str, Any] = {}

    def get_intrinsic_size(self, *arguments: Any) -> Any:
        """Return the size that the wrapped picture says."""
        return self._picture.get_intrinsic_size(*arguments)

    def draw(self, stream: Any, width: float, height: float, style: Any) -> None:
        """Draw, the first time (and at another size) by interpreting, else by repeating the operators."""
        if self._size != (width, height):
            self._draw_and_keep(stream, width, height, style)
            return
        stream.stream.append(self._operators)
        for name, state in self._states.items():
            stream._resources["ExtGState"].setdefault(name, state)

    def _draw_and_keep(self, stream: Any, width: float, height: float, style: Any) -> None:
        start = len(stream.stream)
        self._picture.draw(stream, width, height, style)
        parts = [part if isinstance(part, bytes) else str(part).encode() for part in stream.stream[start:]]
        self._operators, self._size = b"\n".join(parts), (width, height)
        self._states = dict(stream._resources["ExtGState"])


def without_letters(drawing: bytes) -> bool:
    """Return whether an SVG has no text: letters bring fonts, which belong to one document."""
    return b"<text" not in drawing
