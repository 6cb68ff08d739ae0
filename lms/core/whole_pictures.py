"""Draws pictures one at a time and only whole ones: what Pillow allows of cut ones is one switch for all threads.

The press of documents sets the switch when it is loaded, so that a picture that ends too early is drawn half. Whoever
takes a picture in wants an error instead. No Django.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from PIL import ImageFile

_LOCK = threading.RLock()


@contextmanager
def whole_pictures_only() -> Iterator[None]:
    """Let a picture that ends too early be an error, and let no other thread draw one or move the switch meanwhile.

    So the memory of one picture is taken at a time. Outside, the switch stands as it stood before.
    """
    with _LOCK:
        allowed = ImageFile.LOAD_TRUNCATED_IMAGES
        ImageFile.LOAD_TRUNCATED_IMAGES = False
        try:
            yield
        finally:
            ImageFile.LOAD_TRUNCATED_IMAGES = allowed


@contextmanager
def nobody_draws() -> Iterator[None]:
    """Let what moves the switch for the whole process wait until nobody draws, and others wait for it."""
    with _LOCK:
        yield
