"""Writes to the catalogue: versions are laid down whole, or drafted, changed and published; then they stay."""

from courses.catalog.operations.drafts import (
    create_draft_version,
    discard_draft,
    publish_version,
)
from courses.catalog.operations.editing import (
    add_part,
    change_draft,
    change_part,
    move_part,
    remove_part,
    set_prerequisites,
)
from courses.catalog.operations.keeping import lock_programme, name_lesson
from courses.catalog.operations.loading import load_programme_version

__all__ = [
    "add_part",
    "change_draft",
    "change_part",
    "create_draft_version",
    "discard_draft",
    "load_programme_version",
    "lock_programme",
    "move_part",
    "name_lesson",
    "publish_version",
    "remove_part",
    "set_prerequisites",
]
