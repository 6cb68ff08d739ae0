"""Places that were given and not taken, and reasons that come later: one officer asks, another decides."""
