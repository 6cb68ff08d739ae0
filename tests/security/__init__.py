"""Who may reach what, what each answer carries, and what hostile input meets."""
