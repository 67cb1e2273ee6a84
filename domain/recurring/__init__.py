"""What is reported again and again: counted by topic, place and time, and tested for chance."""
