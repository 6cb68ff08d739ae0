"""Second signatures of digital credentials, with SM2 over SM3: beside the first one, never in its place (ADR 0228)."""
