"""The law of accounts: passwords, attempts, sessions, the second factor, the scope of tokens, and powers that stay apart."""
