"""People and work before placement officers, in Wagtail's interface."""
