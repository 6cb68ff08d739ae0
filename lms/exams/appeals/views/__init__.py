"""Pages of the desk for appeals."""
