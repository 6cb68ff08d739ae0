"""What diplomas and their kin say of a course of study, and who gets which of them by the completion audit."""
