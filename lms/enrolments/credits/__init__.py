"""Credits of an enrolment: rows that only grow, each with its reason; what was wrong is reversed, never edited."""
