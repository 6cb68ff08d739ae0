"""Letters to people of employers and staff: kept sealed until the mail server has taken them."""
