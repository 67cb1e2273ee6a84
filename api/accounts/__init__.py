"""Counters of accounts: signing in, what people keep of their own, and what the security office does."""
