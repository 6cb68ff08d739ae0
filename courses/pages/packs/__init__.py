"""Content packs: a programme with lessons, drawings and items as readable source, read and loaded here."""

from courses.pages.packs.errors import PackError
from courses.pages.packs.loader import is_loaded_by_another, load_pack
from courses.pages.packs.reader import Pack, files_in, read_pack

__all__ = ["Pack", "PackError", "files_in", "is_loaded_by_another", "load_pack", "read_pack"]
