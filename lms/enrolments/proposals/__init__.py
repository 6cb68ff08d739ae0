"""The planner's way to the database: facts, one person's outlook, a site's proposal, who is at risk."""
