"""The door to pages for other apps."""

from courses.pages.packs import PackError, files_in, is_loaded_by_another, load_pack
from courses.pages.queries import unwritten_lessons

__all__ = ["PackError", "files_in", "is_loaded_by_another", "load_pack", "unwritten_lessons"]
