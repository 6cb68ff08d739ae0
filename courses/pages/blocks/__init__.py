"""The blocks that lessons are written in. Each has an icon, help text and a template of its own."""

from courses.pages.blocks.lesson import LESSON_BLOCKS, LessonStream

__all__ = ["LESSON_BLOCKS", "LessonStream"]
