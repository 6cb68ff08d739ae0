"""Moving enrolments to another version of their programme: what would change, the move, the way back."""
