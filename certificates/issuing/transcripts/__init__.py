"""The transcript of a diploma programme: courses with hours, credits and marks."""
