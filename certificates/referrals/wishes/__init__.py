"""What people wish of work: said by themselves at the terminal, or written down by an officer who asked."""
