"""Pages of the desk for sittings."""
