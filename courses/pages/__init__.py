"""Pages: how a course is shown; Wagtail pages and blocks, content packs."""
