"""Results of written examinations: moderation over a frozen set, release by a second person, slips."""
