"""Keys of the demonstration: known to everybody, so production refuses to start with any of them."""

SECRET_KEY = "demonstration-only-secret-key-demonstration-only-secret-key"
FIELD_KEYS = ["ZGVtb25zdHJhdGlvbi1maWVsZC1rZXktMzItYnl0ZSE="]
LOOKUP_KEY = "demonstration-only-lookup-key-demonstration"
SIGNING_KEY = "ZGVtb25zdHJhdGlvbi1zaWduaW5nLWtleS0zMmJ5dGU="
