"""How small a picture may be that is taken in to be looked at. Only its head is read. No Django."""

from typing import IO

from PIL import Image

# A line of a lesson is 27 pixels high. What is smaller than one sign in it shows nobody anything: the dot that a web
# page was spaced with, or a picture cut by mistake.
SMALLEST = 24


def size_if_too_small(file: IO[bytes]) -> tuple[int, int] | None:
    """Return width and height in pixels of a picture that is narrower or lower than `SMALLEST`, else None.

    A drawing has no pixels and is never too small; what is no picture at all is for others to refuse.
    """
    file.seek(0)
    try:
        with Image.open(file) as picture:
            size = picture.size
    except Exception:
        return None
    finally:
        file.seek(0)
    return size if min(size) < SMALLEST else None
