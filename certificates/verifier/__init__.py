"""Checks documents and the published register without Django, a database or a network.

Run it as `python -m certificates.verifier`.

Nothing in here may import the platform: auditors get these modules as one file.
"""
