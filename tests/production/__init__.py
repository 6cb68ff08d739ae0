"""The production profile as an installation runs it: PostgreSQL, Redis, gunicorn, Celery workers, all on loopback."""
