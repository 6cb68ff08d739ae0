"""Whether a terminal is fit for an examination: what its browser finds, and which terminals of a room are ready."""
