"""The hours ledger: minutes planned, delivered and attended, written when registers are locked, never edited."""
