"""Certificates that other bodies issued: what the paper says, what was checked of it, and when it ends."""
