"""Learning in lessons that is accepted as class hours of theory, under a dated rule and up to its cap."""
