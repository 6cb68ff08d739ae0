"""What instructors and content reviewers work with in Wagtail: review, checks, templates, choosers, previews."""
