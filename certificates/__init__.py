"""Certificates: issuing, the register, and public verification."""
