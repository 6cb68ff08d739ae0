"""The audit trail before those who audit: read, taken away, and its chain checked."""
