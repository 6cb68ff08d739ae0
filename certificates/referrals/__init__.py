"""Referrals: what employers offer, and who looks at it before anybody is referred."""
