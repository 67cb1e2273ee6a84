"""The rooms of the project side: whoever applies, and whoever helps them."""
