"""Core: what every app stands on and what knows none of them (audit, errors, clock, ids, jobs, faces)."""
