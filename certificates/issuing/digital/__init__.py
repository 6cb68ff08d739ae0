"""The certificate as a signed credential that any verifier reads: Open Badges 3.0 on W3C's data model 2.0."""
