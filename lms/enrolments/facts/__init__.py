"""What admission wrote of a stay and was wrong: corrected later, for a reason, with all that stood there before."""
