"""The account pages of the store."""
