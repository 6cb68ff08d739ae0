"""The register of what was issued as a transparency log: events, tree, checkpoints, published files, the monitor."""
