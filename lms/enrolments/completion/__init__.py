"""The completion audit: what is met, what is missing, what can still be done in time. It writes nothing."""
