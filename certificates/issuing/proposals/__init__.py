"""What a school proposes of its own for its certificates, from a day on: one frame for its words and its pictures."""
