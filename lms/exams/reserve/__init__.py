"""The sealed reserve on paper: printed beforehand, opened by two, keyed twice, handed in as any other examination."""
