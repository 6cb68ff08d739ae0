"""People of employers: signing up, waiting, inviting colleagues, and who stands for whom."""
