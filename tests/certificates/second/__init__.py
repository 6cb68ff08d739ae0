"""The register as a transparency log, and the verifier that needs nothing of the platform."""
