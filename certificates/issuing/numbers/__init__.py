"""Numbers of credentials: rules, pools per school, and what became of each number that was taken."""
