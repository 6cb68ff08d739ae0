"""What became of people: facts with evidence, never overwritten."""
