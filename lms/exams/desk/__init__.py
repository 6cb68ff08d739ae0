"""The desk at which questions are written, read by a second person, and looked after once they are in the bank."""
