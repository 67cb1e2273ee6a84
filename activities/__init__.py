"""The hands: the only code that changes the world. Every activity is safe to repeat."""
