"""Public verification: reads what issuing published and nothing else; has no write."""
