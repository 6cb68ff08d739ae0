"""Pages of follow-up in Wagtail's interface."""
