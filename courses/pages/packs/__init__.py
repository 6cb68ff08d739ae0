"""Content packs: a programme with lessons, drawings and items as readable source, read and loaded here."""

from courses.pages.packs.errors import PackError
from courses.pages.packs.loader import load_pack
from courses.pages.packs.reader import Pack, read_pack

__all__ = ["Pack", "PackError", "load_pack", "read_pack"]
