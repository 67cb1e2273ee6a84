"""The law of the eight-minute legal service circle: inquiries, legal aid, home visits and check-ups."""
