"""The register of a session: who attended for how long, signed, locked, and corrected by two persons only."""
