"""The door to pages for other apps."""

from courses.pages.packs import PackError, files_in, load_pack

__all__ = ["PackError", "files_in", "load_pack"]
