"""Pages of the desk for results."""
