"""Pages of admission in Wagtail's frame."""
