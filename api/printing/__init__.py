"""What is printed on A4: decisions and certificates of items, and receipts; each with a code that leads back to us."""
