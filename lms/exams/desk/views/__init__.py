"""Pages of the desk of the item bank, in Wagtail's interface."""
