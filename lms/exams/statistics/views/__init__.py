"""Pages with figures of questions, in Wagtail's frame."""
