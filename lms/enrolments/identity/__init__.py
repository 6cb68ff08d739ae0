"""An identity number that comes after the admission: typed once, and once more by somebody else from the paper."""
