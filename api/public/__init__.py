"""The pages of projects for everybody: found, followed, explained and measured, without an account."""
