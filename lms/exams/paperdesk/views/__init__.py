"""Pages of examination schemes, drawings and papers in Wagtail's interface."""
