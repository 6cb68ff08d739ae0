"""Pages of the desk of classes in Wagtail's frame."""
