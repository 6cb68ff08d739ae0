"""Share links: what a holder lets somebody see of one certificate, until a day, and as long as the link is open."""
