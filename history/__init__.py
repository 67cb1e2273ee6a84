"""Two years of plausible history, with planted abuses: made by the law and written as the cases themselves write it."""
