"""Schemes, drawings and papers as pages read them: values for templates, no HTML, never a key."""
