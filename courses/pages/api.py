"""The door to pages for other apps."""

from courses.pages.packs import PackError, load_pack

__all__ = ["PackError", "load_pack"]
