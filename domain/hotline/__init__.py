"""The law of the hotline: requests, their clocks and levels, and what people and time do to them."""
