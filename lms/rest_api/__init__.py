"""REST API: mounts each app's API at /api/v1/; no rules of its own."""
