"""What is published for everybody to reckon with: counts by month and year, of which no small one can be found out."""
