"""What is told on the next page is told once, however often the button was pressed."""

from typing import Any

from django.contrib.messages.storage.fallback import FallbackStorage


class TellOnce(FallbackStorage):
    """Keeps messages as Django does, without those that wait to be shown already."""

    def add(self, level: int, message: Any, extra_tags: str | None = "") -> None:
        """Add a message, unless the same one is waiting."""
        waiting = [*self._loaded_messages, *self._queued_messages]  # type: ignore[attr-defined]
        if message and any(one.level == level and str(one.message) == str(message) for one in waiting):
            return
        super().add(level, message, extra_tags)
